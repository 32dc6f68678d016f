import { sql as raw, type Expression, type SqlBool } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'

type Tables = 'messaging.message' | 'messaging.preference' | 'messaging.setting' | 'messaging.template'

const sql = sqlFor<Pick<Database, Tables>>()

export interface TemplateRow {
  notice: string
  version: number
  title: Words
  body: Words
}

/** The newest written template of each of these notices; none where nobody has written one. */
export function selectTemplates(notices: readonly string[]): Compilable<TemplateRow> {
  return sql
    .selectFrom('messaging.template')
    .distinctOn('notice')
    .select(['notice', 'version'])
    .select(raw<Words>`title`.as('title'))
    .select(raw<Words>`body`.as('body'))
    .where(raw<SqlBool>`notice = any(${notices}::text[])`)
    .orderBy('notice')
    .orderBy('version', 'desc')
}

export interface TemplateVersionRow extends TemplateRow {
  author_name: string
  written_at: Date
}

/** Every written template, newest first. */
export function selectTemplateVersions(): Compilable<TemplateVersionRow> {
  return sql
    .selectFrom('messaging.template')
    .select(['notice', 'version', 'author_name', 'written_at'])
    .select(raw<Words>`title`.as('title'))
    .select(raw<Words>`body`.as('body'))
    .orderBy('notice')
    .orderBy('version', 'desc')
}

export function insertTemplate(template: TemplateRow & { authorId: string; authorName: string }): Compilable<unknown> {
  return sql.insertInto('messaging.template').values({
    notice: template.notice,
    version: template.version,
    title: JSON.stringify(template.title),
    body: JSON.stringify(template.body),
    author_id: template.authorId,
    author_name: template.authorName,
  })
}

export interface SettingRow {
  quiet_from: number | null
  quiet_until: number | null
  digest_minutes: number
  revision: number
}

export function selectSetting(): Compilable<SettingRow> {
  return sql.selectFrom('messaging.setting').select(['quiet_from', 'quiet_until', 'digest_minutes', 'revision'])
}

export function putSetting(setting: SettingRow): Compilable<unknown> {
  return sql
    .insertInto('messaging.setting')
    .values(setting)
    .onConflict((conflict) => conflict.column('sole').doUpdateSet(setting))
}

export interface PreferenceRow {
  account_id: string
  quiet_mode: string
  quiet_from: number | null
  quiet_until: number | null
  muted: string[]
}

export function selectPreferences(accounts: readonly string[]): Compilable<PreferenceRow> {
  return sql
    .selectFrom('messaging.preference')
    .select(['account_id', 'quiet_mode', 'quiet_from', 'quiet_until', 'muted'])
    .where(raw<SqlBool>`account_id = any(${accounts}::uuid[])`)
}

export function putPreference(preference: PreferenceRow): Compilable<unknown> {
  const { account_id, ...rest } = preference
  return sql
    .insertInto('messaging.preference')
    .values({ account_id, ...rest })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(rest))
}

interface NewMessage {
  readonly notice: string
  readonly templateVersion: number
  readonly title: Words
  readonly body: Words
  readonly link: string | null
  readonly urgent: boolean
  readonly dedupKey: string
  readonly occurredAt: Date
  readonly arrivedAt: Date
  readonly digestCount?: number
}

interface Receiver {
  readonly id: string
  readonly accountId: string
  /** null: it arrives at once */
  readonly heldUntil: Date | null
}

/** Writes a message to several people; whoever has the same news already is left out. Gives those that were written. */
export function insertMessages(
  message: NewMessage,
  receivers: readonly Receiver[],
): Compilable<{ id: string; account_id: string; held_until: Date | null }> {
  return sql
    .insertInto('messaging.message')
    .values(
      receivers.map(({ id, accountId, heldUntil }) => ({
        id,
        account_id: accountId,
        notice: message.notice,
        template_version: message.templateVersion,
        title: JSON.stringify(message.title),
        body: JSON.stringify(message.body),
        link: message.link,
        urgent: message.urgent,
        dedup_key: message.dedupKey,
        occurred_at: message.occurredAt,
        held_until: heldUntil,
        arrived_at: heldUntil === null ? message.arrivedAt : null,
        digest_count: message.digestCount ?? null,
      })),
    )
    .onConflict((conflict) => conflict.columns(['account_id', 'dedup_key']).doNothing())
    .returning(['id', 'account_id', 'held_until'])
}

/** A person's held messages whose time has come, oldest first. */
export function lockHeld(accountId: string, now: Date): Compilable<{ id: string; occurred_at: Date }> {
  return sql
    .selectFrom('messaging.message')
    .select(['id', 'occurred_at'])
    .where('account_id', '=', accountId)
    .where('held_until', '<=', now)
    .orderBy('occurred_at')
    .orderBy('id')
    .forUpdate()
}

const digestOpenMs = 3_600_000

/** The gathering message of the last hour that its owner has not read yet. */
export function lockOpenDigest(accountId: string, now: Date): Compilable<{ id: string; digest_count: number | null }> {
  return sql
    .selectFrom('messaging.message')
    .select(['id', 'digest_count'])
    .where('account_id', '=', accountId)
    .where('digest_count', 'is not', null)
    .where('read_at', 'is', null)
    .where('arrived_at', '>', new Date(now.getTime() - digestOpenMs))
    .orderBy('arrived_at', 'desc')
    .limit(1)
    .forUpdate()
}

export function letArrive(ids: readonly string[], now: Date): Compilable<unknown> {
  return sql
    .updateTable('messaging.message')
    .set({ held_until: null, arrived_at: now })
    .where(raw<SqlBool>`id = any(${ids}::uuid[])`)
}

/** Puts messages into a gathering one. */
export function gather(ids: readonly string[], digestId: string, now: Date): Compilable<unknown> {
  return sql
    .updateTable('messaging.message')
    .set({ held_until: null, arrived_at: now, digest_id: digestId })
    .where(raw<SqlBool>`id = any(${ids}::uuid[])`)
}

export function updateDigest(id: string, count: number, title: Words, now: Date): Compilable<unknown> {
  return sql
    .updateTable('messaging.message')
    .set({ digest_count: count, title: JSON.stringify(title), arrived_at: now })
    .where('id', '=', id)
}

export interface MessageRow {
  id: string
  notice: string
  title: Words
  body: Words
  link: string | null
  urgent: boolean
  occurred_at: Date
  arrived_at: Date | null
  read_at: Date | null
  handled_at: Date | null
  digest_id: string | null
  digest_count: number | null
}

export interface MessageFilter {
  readonly accountId: string
  readonly unread: boolean
  readonly notice: string | undefined
  readonly q: string | undefined
}

function matching({ accountId, unread, notice, q }: MessageFilter): Expression<SqlBool> {
  const pattern = q === undefined ? '' : `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return raw<SqlBool>`account_id = ${accountId} and arrived_at is not null
    and ${unread ? raw`read_at is null` : raw`true`}
    and ${notice === undefined ? raw`true` : raw`notice = ${notice}`}
    -- A search, and a look at one sort of notice, also finds what was gathered.
    and ${notice === undefined && q === undefined ? raw`digest_id is null` : raw`digest_count is null`}
    and ${q === undefined ? raw`true` : raw`(title::text ilike ${pattern} or body::text ilike ${pattern})`}`
}

function selectMessage() {
  return sql
    .selectFrom('messaging.message')
    .select(['id', 'notice', 'link', 'urgent', 'occurred_at', 'arrived_at', 'read_at', 'handled_at'])
    .select(['digest_id', 'digest_count'])
    .select(raw<Words>`title`.as('title'))
    .select(raw<Words>`body`.as('body'))
}

export function selectMessages(filter: MessageFilter, limit: number, offset: number): Compilable<MessageRow> {
  return selectMessage().where(matching(filter)).orderBy('arrived_at', 'desc').orderBy('id').limit(limit).offset(offset)
}

export function countMessagesQuery(filter: MessageFilter): Compilable<{ total: number }> {
  return sql
    .selectFrom('messaging.message')
    .select(raw<number>`count(*)::int`.as('total'))
    .where(matching(filter))
}

/** What was gathered into these, newest first. */
export function selectParts(digests: readonly string[]): Compilable<MessageRow> {
  return selectMessage()
    .where(raw<SqlBool>`digest_id = any(${digests}::uuid[])`)
    .orderBy('occurred_at', 'desc')
    .orderBy('id')
    .limit(500)
}

/** Urgent messages nobody of those told has opened yet. */
export function selectUrgent(accountId: string): Compilable<MessageRow> {
  return selectMessage()
    .where('account_id', '=', accountId)
    .where('urgent', '=', true)
    .where('handled_at', 'is', null)
    .where('read_at', 'is', null)
    .where('arrived_at', 'is not', null)
    .orderBy('arrived_at')
    .limit(5)
}

/** Marks messages and what they gather as read; a gathering one is read when all it gathers is. */
export function markRead(accountId: string, ids: readonly string[], now: Date): Compiled {
  return {
    sql: `with marked as (
        update messaging.message set read_at = $3 where account_id = $1 and read_at is null and arrived_at is not null
          and (id = any($2::uuid[]) or digest_id = any($2::uuid[])) returning id, digest_id
      )
      update messaging.message d set read_at = $3
      where d.account_id = $1 and d.read_at is null and d.digest_count is not null and not (d.id = any($2::uuid[]))
        and d.id in (select digest_id from marked)
        and not exists (select from messaging.message p where p.digest_id = d.id and p.read_at is null
          and p.id not in (select id from marked))`,
    parameters: [accountId, ids, now],
  }
}

export function selectUnreadIds(filter: MessageFilter): Compilable<{ id: string }> {
  return sql.selectFrom('messaging.message').select('id').where(matching(filter)).limit(10_000)
}

/** Takes urgent messages off the screens of all who were told the same; gives whose. */
export function handleUrgent(ids: readonly string[]): Compiled<{ account_id: string }> {
  return { sql: 'select messaging.handle($1::uuid[]) as account_id', parameters: [ids] }
}

export function selectReceipts(id: string): Compiled<{ account_id: string; read_at: Date | null }> {
  return { sql: 'select account_id, read_at from messaging.receipts($1)', parameters: [id] }
}
