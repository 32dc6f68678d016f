import { Type } from 'typebox'
import { emit } from '#lib/events'
import { newId } from '#lib/kernel'
import { accountsOf } from '#platform/identity'
import { defineJob, type JobContext, type JobKind } from '#platform/jobs'
import { MessageArrived } from './contract.ts'
import type { Messaging } from './messaging.ts'
import type { Notice, Telling } from './notice.ts'
import { heldUntil, type QuietHours } from './quiet-hours.ts'
import { insertMessages, selectPreferences, selectSetting, selectTemplates, type PreferenceRow } from './store.ts'
import { renderWords } from './template.ts'

const schema = Type.Object({
  notices: Type.Array(Type.String()),
  topic: Type.String(),
  data: Type.Unknown(),
  recordedAt: Type.String(),
})

/** The job that turns an event into messages: who is told, in which words, now or later. */
export function deliverJob(messaging: Messaging): JobKind<typeof schema> {
  return defineJob({
    name: 'messaging.deliver',
    title: { 'zh-CN': '投递消息', en: 'Deliver messages' },
    schema,
    retryLimit: 5,
    backoff: { first: 2, max: 300 },
    run: async (context, { notices, data, recordedAt }) => {
      for (const code of notices) {
        const notice = messaging.get(code)
        // A notice of an earlier version of the program, which nobody can tell any more.
        if (notice === undefined) continue
        const telling = await notice.tell(data as never, context.tx)
        if (telling !== undefined) await deliver(messaging, context, notice, telling, new Date(recordedAt))
      }
    },
  })
}

async function deliver(
  messaging: Messaging,
  { tx, enqueue }: JobContext,
  notice: Notice,
  telling: Telling,
  occurredAt: Date,
): Promise<void> {
  const { units = [], roles = [], accounts: named = [], except = [] } = telling.audience
  const urgent = notice.urgent === true
  const [found, templates, [setting]] = await tx.read(
    accountsOf({ units, roles }),
    selectTemplates([notice.code]),
    selectSetting(),
  )
  const all = [...new Set([...found.map((row) => row.account_id), ...named])].filter((id) => !except.includes(id))
  const [rows] = await tx.read(selectPreferences(all))
  const preferences = new Map(rows.map((row) => [row.account_id, row]))
  const accounts = all.filter((id) => urgent || preferences.get(id)?.muted.includes(notice.code) !== true)
  if (accounts.length === 0) return
  const text = templates[0] ?? { version: 0, ...notice.template }
  const cityQuiet = setting === undefined ? messaging.city.quiet : quietOf(setting)
  const digestMinutes = setting?.digest_minutes ?? messaging.city.digestMinutes
  const now = messaging.now()
  const message = {
    notice: notice.code,
    templateVersion: text.version,
    title: renderWords(text.title, telling.values),
    body: renderWords(text.body, telling.values),
    link: telling.link ?? null,
    urgent,
    dedupKey: `${notice.code} ${telling.key}`,
    occurredAt,
    arrivedAt: now,
  }
  const [made] = await tx.read(
    insertMessages(
      message,
      accounts.map((accountId) => {
        const quiet = ownQuiet(preferences.get(accountId), cityQuiet)
        const held = heldUntil(now, { urgent, occurredAt, quiet, digestMinutes })
        return { id: newId(now.getTime()), accountId, heldUntil: held ?? null }
      }),
    ),
  )
  for (const { id, account_id: accountId, held_until: held } of made) {
    if (held === null) emit(tx, MessageArrived, { accountId, id, urgent })
    else {
      const key = `${accountId} ${held.toISOString()}`
      enqueue(messaging.release, { accountId }, { startAfter: held, key })
    }
  }
}

function quietOf(row: { quiet_from: number | null; quiet_until: number | null }): QuietHours | null {
  return row.quiet_from === null || row.quiet_until === null ? null : { from: row.quiet_from, until: row.quiet_until }
}

/** A person's own quiet hours replace the city's. */
function ownQuiet(preference: PreferenceRow | undefined, city: QuietHours | null): QuietHours | undefined {
  if (preference === undefined || preference.quiet_mode === 'city') return city ?? undefined
  return preference.quiet_mode === 'off' ? undefined : (quietOf(preference) ?? undefined)
}
