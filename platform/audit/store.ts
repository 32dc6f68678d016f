import { sql as raw, type Expression, type SqlBool } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'

export const sql = sqlFor<Pick<Database, 'audit.entry' | 'audit.seal'>>()

export interface EntryRow {
  id: number
  recorded_at: Date
  actor_id: string | null
  actor_name: string | null
  post_id: string | null
  unit_id: string | null
  unit_name: string | null
  what: string
  subject: string | null
  subject_name: string | null
  detail: unknown
  request_id: string | null
}

const columns = [
  'id',
  'recorded_at',
  'actor_id',
  'actor_name',
  'post_id',
  'unit_id',
  'unit_name',
  'what',
  'subject',
  'subject_name',
  'detail',
  'request_id',
] as const

/** What is looked for; what is undefined does not matter. */
export interface EntryFilter {
  from: string | undefined
  to: string | undefined
  /** an account, or the beginning of a person's name */
  person: { id: string } | { name: string } | undefined
  unit: string | undefined
  whats: readonly string[] | undefined
  /** an id, or what people call it */
  subject: string | undefined
  requestId: string | undefined
  /** any part of the detail */
  text: string | undefined
}

/** A place in the list: the moment in microseconds, and the entry. */
export interface Place {
  at: string
  id: number
}

/** Above this, how many there are is not counted on. */
export const maxCount = 10_000

/**
 * One page of entries, and with each the place behind which the next page begins. `few`: not many match, so all of them
 * are found first; walking along the time until a page is full would read the whole log for a rare text.
 */
export function selectEntries(
  filter: EntryFilter,
  { newest, after, limit, few = false }: { newest: boolean; after: Place | undefined; limit: number; few?: boolean },
): Compilable<EntryRow & { at: string }> {
  const way = newest ? ('desc' as const) : ('asc' as const)
  // Without the bound the planner sees through the brackets.
  const bound = raw.raw(few ? 'offset 0' : '')
  const entries = sql.selectFrom(raw<EntryRow>`(${matching(filter).select(columns)} ${bound})`.as('entry'))
  let query = entries
    .select(columns)
    .select(raw<string>`extract(epoch from recorded_at)::numeric::text`.as('at'))
    .orderBy('recorded_at', way)
    .orderBy('id', way)
    .limit(limit)
  if (after !== undefined) {
    const place = raw`(to_timestamp(0) + ${after.at}::numeric * interval '1 second', ${after.id}::bigint)`
    query = query.where(
      newest ? raw<SqlBool>`(recorded_at, id) < ${place}` : raw<SqlBool>`(recorded_at, id) > ${place}`,
    )
  }
  return query
}

/** How many match, counted up to one more than `maxCount`. */
export function countEntries(filter: EntryFilter): Compilable<{ count: number }> {
  return sql
    .selectFrom(
      matching(filter)
        .select('id')
        .limit(maxCount + 1)
        .as('found'),
    )
    .select(raw<number>`count(*)::int`.as('count'))
}

function matching(filter: EntryFilter) {
  const { from, to, person, unit, whats, subject, requestId, text } = filter
  const conditions: Expression<SqlBool>[] = []
  if (from !== undefined) conditions.push(raw`recorded_at >= ${from}::timestamptz`)
  if (to !== undefined) conditions.push(raw`recorded_at < ${to}::timestamptz`)
  if (person !== undefined && 'id' in person) conditions.push(raw`actor_id = ${person.id}::uuid`)
  if (person !== undefined && 'name' in person)
    conditions.push(raw`id = any(array(select audit.by_name(${person.name})))`)
  if (unit !== undefined) conditions.push(raw`unit_id = ${unit}::uuid`)
  if (whats !== undefined) conditions.push(raw`what = any(${whats}::text[])`)
  if (subject !== undefined) conditions.push(raw`(subject = ${subject} or subject_name = ${subject})`)
  if (requestId !== undefined) conditions.push(raw`request_id = ${requestId}`)
  let query = sql.selectFrom('audit.entry')
  for (const condition of conditions) query = query.where(condition)
  if (text === undefined) return query
  const contains = raw<SqlBool>`strpos(lower(audit.texts(detail)), lower(${text}::text)) > 0`
  // A lone character has no pair to be found by.
  if ([...text].length < 2) return query.where(contains)
  return query.where(raw<SqlBool>`id = any(array(select audit.with_text(${text})))`)
}

export interface SealRow {
  id: number
  made_at: Date
  entries: number
  hash: Buffer
}

/** One entry and the seal it is in. */
export function selectEntry(id: number): Compilable<EntryRow> {
  return sql.selectFrom('audit.entry').select(columns).where('id', '=', id)
}

/** The seal that covers an entry: the first that ends at or behind it. */
export function selectSealOf(id: number): Compilable<SealRow> {
  return sql
    .selectFrom('audit.seal')
    .select(['id', 'made_at', 'entries', 'hash'])
    .where(raw<SqlBool>`(to_xid, to_id) >= (select xid, id from audit.entry where id = ${id})`)
    .orderBy('to_xid')
    .orderBy('to_id')
    .limit(1)
}

export function selectLastSeal(): Compilable<SealRow> {
  return sql.selectFrom('audit.seal').select(['id', 'made_at', 'entries', 'hash']).orderBy('id', 'desc').limit(1)
}

/** What waits to be sealed: how many entries (counted up to `maxCount`) and since when. */
export function selectUnsealed(): Compilable<{ count: number; since: Date | null }> {
  return sql
    .selectFrom(
      raw<{ recorded_at: Date }>`(
        select recorded_at from audit.entry
        where (xid, id) > (
          coalesce((select to_xid from audit.seal order by id desc limit 1), '0'::xid8),
          coalesce((select to_id from audit.seal order by id desc limit 1), 0))
        order by xid, id limit ${maxCount + 1})`.as('waiting'),
    )
    .select([raw<number>`count(*)::int`.as('count'), raw<Date | null>`min(recorded_at)`.as('since')])
}

/** The last entry of a kind. */
export function selectLatest(what: string): Compilable<EntryRow> {
  return sql
    .selectFrom('audit.entry')
    .select(columns)
    .where('what', '=', what)
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
}
