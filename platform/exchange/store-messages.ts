import { sql as raw, type RawBuilder } from 'kysely'
import type { Compilable, Compiled } from '#lib/db'
import { sql } from './store.ts'

const now = raw<Date>`now()`

export interface NewMessage {
  id: string
  systemCode: string
  direction: 'in' | 'out'
  senderId: string
  type: string
  digest: string
  size: number
  wrappedKey: Buffer
  sealedBody: Buffer
}

/** Stores a message unless it is there; waits for another transaction that is storing it. */
function insertion(message: NewMessage) {
  return sql.insertInto('exchange.message').values({
    id: message.id,
    system_code: message.systemCode,
    direction: message.direction,
    sender_id: message.senderId,
    type: message.type,
    digest: message.digest,
    size: message.size,
    wrapped_key: message.wrappedKey,
    sealed_body: message.sealedBody,
  })
}

export function insertMessage(message: NewMessage): Compilable<{ id: string }> {
  return insertion(message)
    .onConflict((conflict) => conflict.constraint('message_once').doNothing())
    .returning('id')
}

/** The same for what we say ourselves: whoever says it need not be allowed to read it. */
export function insertOwnMessage(message: NewMessage): Compilable<unknown> {
  return insertion(message)
}

export interface StoredRow {
  id: string
  digest: string
  state: string
  wrapped_key: Buffer
  sealed_answer: Buffer | null
}

export function selectBySender(systemCode: string, senderId: string): Compilable<StoredRow> {
  return sql
    .selectFrom('exchange.message')
    .select(['id', 'digest', 'state', 'wrapped_key', 'sealed_answer'])
    .where('system_code', '=', systemCode)
    .where('direction', '=', 'in')
    .where('sender_id', '=', senderId)
}

export interface ListedRow {
  id: string
  system_code: string
  system_name: string
  direction: string
  sender_id: string
  type: string
  digest: string
  size: number
  state: string
  tries: number
  try_at: Date
  fault: string | null
  status: number | null
  replays: number
  created_at: Date
  settled_at: Date | null
}

export interface MessageFilter {
  system?: string | undefined
  direction?: string | undefined
  state?: string | undefined
  q?: string | undefined
}

function matching({ system, direction, state, q }: MessageFilter): RawBuilder<unknown> {
  const parts = [raw`true`]
  if (system !== undefined) parts.push(raw`m.system_code = ${system}`)
  if (direction !== undefined) parts.push(raw`m.direction = ${direction}`)
  if (state !== undefined) parts.push(raw`m.state = ${state}`)
  for (const word of (q ?? '').split(/\s+/).filter((one) => one !== ''))
    parts.push(
      raw`(position(lower(${word}) in m.type) > 0 or position(${word} in m.sender_id) > 0 or m.id::text = lower(${word}))`,
    )
  return raw.join(parts, raw` and `)
}

export function countMessages(filter: MessageFilter): Compiled<{ total: number }> {
  return raw<{ total: number }>`
    select count(*)::int as total from exchange.message m where ${matching(filter)}`.compile(sql)
}

export function selectMessages(filter: MessageFilter, page: number, pageSize: number): Compiled<ListedRow> {
  return raw<ListedRow>`
    select m.id, m.system_code, s.name as system_name, m.direction, m.sender_id, m.type, m.digest, m.size, m.state,
      m.tries, m.try_at, m.fault, m.status, m.replays, m.created_at, m.settled_at
    from exchange.message m join exchange.system s on s.code = m.system_code
    where ${matching(filter)}
    order by m.created_at desc, m.id desc
    limit ${pageSize} offset ${(page - 1) * pageSize}`.compile(sql)
}

export interface SealedRow {
  id: string
  system_code: string
  direction: string
  sender_id: string
  type: string
  state: string
  tries: number
  wrapped_key: Buffer
  sealed_body: Buffer
  sealed_answer: Buffer | null
}

const sealedColumns = [
  'id', 'system_code', 'direction', 'sender_id', 'type', 'state', 'tries', 'wrapped_key', 'sealed_body',
  'sealed_answer',
] as const // prettier-ignore

/** Holds a message until the transaction ends. */
export function lockMessage(id: string): Compilable<SealedRow> {
  return sql.selectFrom('exchange.message').select(sealedColumns).where('id', '=', id).forUpdate()
}

export function markReplayed(id: string): Compilable<unknown> {
  return sql
    .updateTable('exchange.message')
    .set({
      state: 'waiting',
      tries: 0,
      try_at: now,
      fault: null,
      status: null,
      settled_at: null,
      replays: raw<number>`replays + 1`,
    })
    .where('id', '=', id)
}

export interface TakenRow extends SealedRow {
  address: string | null
}

/**
 * Takes the message of a direction that has waited longest and may be tried: its system is on, takes this direction and is not paused.
 * Held for `ms`; a process that dies with it leaves it to the next.
 */
export function takeMessage(direction: 'in' | 'out', ms: number): Compiled<TakenRow> {
  return raw<TakenRow>`
    update exchange.message m
    set try_at = now() + ${ms}::float8 * interval '1 millisecond', tries = m.tries + 1
    from exchange.system s
    where s.code = m.system_code and m.id = (
      select w.id from exchange.message w join exchange.system o on o.code = w.system_code
      where w.state = 'waiting' and w.direction = ${direction} and w.try_at <= now() and o.is_on
        and (w.direction = 'in' or (o.direction in ('out', 'both') and (o.paused_until is null or o.paused_until <= now())))
      order by w.try_at limit 1 for update of w skip locked)
    returning m.id, m.system_code, m.direction, m.sender_id, m.type, m.state, m.tries, m.wrapped_key, m.sealed_body,
      m.sealed_answer, s.address`.compile(sql)
}

/** What became of a try. */
export interface Outcome {
  state: 'waiting' | 'done' | 'failed'
  fault: string | null
  status?: number | null
  sealedAnswer?: Buffer | null
  /** while waiting: not before so many ms from now */
  pauseMs?: number
}

/** Deletes messages that were done or given up long ago; what waits is never deleted. */
export function deleteSettled(days: number, limit: number): Compilable<{ id: string }> {
  return sql
    .deleteFrom('exchange.message')
    .where('id', 'in', (message) =>
      message
        .selectFrom('exchange.message')
        .select('id')
        .where('state', '!=', 'waiting')
        .where('settled_at', '<', raw<Date>`now() - ${days}::float8 * interval '1 day'`)
        .limit(limit),
    )
    .returning('id')
}

/** Writes what became of a try, if nobody has settled the message meanwhile. */
export function settleMessage(id: string, outcome: Outcome): Compilable<unknown> {
  const settled = outcome.state !== 'waiting'
  return sql
    .updateTable('exchange.message')
    .set({
      state: outcome.state,
      fault: outcome.fault,
      status: outcome.status ?? null,
      try_at: raw<Date>`now() + ${outcome.pauseMs ?? 0}::float8 * interval '1 millisecond'`,
      settled_at: settled ? now : null,
      ...(outcome.sealedAnswer === undefined ? {} : { sealed_answer: outcome.sealedAnswer }),
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
}
