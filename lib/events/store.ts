import { sql as raw } from 'kysely'
import { fixed, sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'events.outbox' | 'events.published'>>()

/** A place in the outbox: the writing transaction and the order within it. */
export interface Cursor {
  readonly xid: string
  readonly id: number
}

export interface OutboxRow extends Cursor {
  readonly topic: string
  readonly data: unknown
  readonly recorded_at: Date
}

/** `xid.id`, as streams name their place. */
export function cursorText({ xid, id }: Cursor): string {
  return `${xid}.${id}`
}

/** Reads a cursor's text; undefined when it is none. */
export function parseCursor(text: string): Cursor | undefined {
  const match = /^(\d{1,20})\.(\d{1,15})$/.exec(text)
  return match === null || BigInt(match[1]!) > 0xffff_ffff_ffff_ffffn
    ? undefined
    : { xid: match[1]!, id: Number(match[2]) }
}

/** Whether a comes before b in the outbox. */
export function isBefore(a: Cursor, b: Cursor): boolean {
  return a.xid === b.xid ? a.id < b.id : BigInt(a.xid) < BigInt(b.xid)
}

export function insertEvent(topic: string, data: unknown): Compiled<unknown> {
  return addEvent({ topic, data: JSON.stringify(data) })
}
const addEvent = fixed((row: { topic: string; data: string }) => sql.insertInto('events.outbox').values(row))

export function publishedCursor(): Compilable<Cursor> {
  return sql.selectFrom('events.published').select(['xid', 'id'])
}

/** Events after one place up to and with another, in commit order. */
export function eventsBetween(after: Cursor, upTo: Cursor, limit: number): Compilable<OutboxRow> {
  return sql
    .selectFrom('events.outbox')
    .select(['xid', 'id', 'topic', 'data', 'recorded_at'])
    .where(
      raw<boolean>`(xid, id) > (${after.xid}::xid8, ${after.id}::bigint) and (xid, id) <= (${upTo.xid}::xid8, ${upTo.id}::bigint)`,
    )
    .orderBy('xid')
    .orderBy('id')
    .limit(limit)
}

/** Whether the event at a place is still kept. */
export function eventAt(place: Cursor): Compilable<{ id: number }> {
  return sql
    .selectFrom('events.outbox')
    .select('id')
    .where(raw<boolean>`xid = ${place.xid}::xid8 and id = ${place.id}::bigint`)
}
