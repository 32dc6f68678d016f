import { Type } from 'typebox'
import { emit } from '#lib/events'
import { newId } from '#lib/kernel'
import { defineJob, type JobKind } from '#platform/jobs'
import { MessageArrived } from './contract.ts'
import { digestNotice } from './digest.ts'
import type { Messaging } from './messaging.ts'
import { gather, insertMessages, letArrive, lockHeld, lockOpenDigest, selectTemplates, updateDigest } from './store.ts'
import { renderWords } from './template.ts'

export const releaseSchema = Type.Object({ accountId: Type.String() })

/** The job that lets held messages arrive: one as it is, several gathered into one. */
export function releaseJob(messaging: Messaging): JobKind<typeof releaseSchema> {
  return defineJob({
    name: 'messaging.release',
    title: { 'zh-CN': '放行暂存消息', en: 'Release held messages' },
    schema: releaseSchema,
    retryLimit: 5,
    backoff: { first: 2, max: 300 },
    run: async ({ tx }, { accountId }) => {
      const now = messaging.now()
      const [held, [open], [template]] = await tx.read(
        lockHeld(accountId, now),
        lockOpenDigest(accountId, now),
        selectTemplates([digestNotice.code]),
      )
      const ids = held.map((row) => row.id)
      if (ids.length === 0) return
      const text = template ?? { version: 0, ...digestNotice.template }
      if (open !== undefined) {
        const count = open.digest_count! + ids.length
        tx.write(updateDigest(open.id, count, renderWords(text.title, { count }), now))
        tx.write(gather(ids, open.id, now))
        return emit(tx, MessageArrived, { accountId, id: open.id, urgent: false })
      }
      if (ids.length === 1) {
        tx.write(letArrive(ids, now))
        return emit(tx, MessageArrived, { accountId, id: ids[0]!, urgent: false })
      }
      const id = newId(now.getTime())
      const count = ids.length
      tx.write(
        insertMessages(
          {
            notice: digestNotice.code,
            templateVersion: text.version,
            title: renderWords(text.title, { count }),
            body: renderWords(text.body, { count }),
            link: null,
            urgent: false,
            dedupKey: `${digestNotice.code} ${id}`,
            occurredAt: held[0]!.occurred_at,
            arrivedAt: now,
            digestCount: count,
          },
          [{ id, accountId, heldUntil: null }],
        ),
      )
      tx.write(gather(ids, id, now))
      emit(tx, MessageArrived, { accountId, id, urgent: false })
    },
  })
}
