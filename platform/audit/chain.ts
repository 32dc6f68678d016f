import { sm3 } from '#lib/crypto'
import { canonicalJson, type Json } from '#lib/kernel'

/** What the first seal is chained to. */
export const chainStart = Buffer.alloc(32)

/** An entry as it is sealed: every column, moments in microseconds. */
export interface SealedEntry {
  xid: string
  id: number
  recorded_at: string
  what: string
  actor_id: string | null
  actor_name: string | null
  post_id: string | null
  unit_id: string | null
  unit_name: string | null
  subject: string | null
  subject_name: string | null
  detail: Json
  request_id: string | null
}

/** The columns of a sealed entry. */
export const sealedColumns = `
  xid::text as xid, id, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at, what,
  actor_id, actor_name, post_id, unit_id, unit_name, subject, subject_name, detail, request_id`

/** A seal without its hash. */
export interface SealHead {
  id: number
  from_xid: string
  from_id: number
  to_xid: string
  to_id: number
  entries: number
  made_at: Date
}

/** The hash of a seal: SM3 over the hash before it and the canonical JSON of the seal and its entries in order. */
export function hashSeal(previous: Uint8Array, head: SealHead, entries: readonly SealedEntry[]): Buffer {
  const { id, from_xid, from_id, to_xid, to_id, made_at } = head
  const own = { id, from_xid, from_id, to_xid, to_id, entries: head.entries, made_at: made_at.toISOString() }
  return sm3(previous, canonicalJson([own, ...entries] as unknown as Json))
}
