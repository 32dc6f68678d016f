import { sql as raw } from 'kysely'
import { sqlFor, type Compilable, type Compiled, type Settings } from '#lib/db'
import type { Database } from '#database'

export const sql = sqlFor<Pick<Database, 'exchange.system' | 'exchange.key' | 'exchange.nonce' | 'exchange.message'>>()

const now = raw<Date>`now()`

/** What an administrator says of a system. */
export interface SystemDetails {
  name: string
  direction: 'in' | 'out' | 'both'
  address: string | null
  contact: string
  note: string
}

export interface SystemRow extends SystemDetails {
  code: string
  is_on: boolean
  version: number
  failures: number
  paused_until: Date | null
  changed_at: Date
  waiting: number
  failed: number
}

export interface KeyRow {
  id: string
  system_code: string
  valid_from: Date
  valid_to: Date | null
  created_at: Date
  created_by_name: string
  shown_at: Date | null
  revoked_at: Date | null
  revoked_by_name: string | null
  last_used_at: Date | null
}

const keyColumns = [
  'id', 'system_code', 'valid_from', 'valid_to', 'created_at', 'created_by_name', 'shown_at', 'revoked_at',
  'revoked_by_name', 'last_used_at',
] as const // prettier-ignore

export function selectSystems(): Compiled<SystemRow> {
  return raw<SystemRow>`
    select s.code, s.name, s.direction, s.address, s.contact, s.note, s.is_on, s.version, s.failures, s.paused_until,
      s.changed_at, coalesce(m.waiting, 0)::int as waiting, coalesce(m.failed, 0)::int as failed
    from exchange.system s
    left join (
      select system_code, count(*) filter (where state = 'waiting') as waiting,
        count(*) filter (where state = 'failed') as failed
      from exchange.message where state <> 'done' group by system_code
    ) m on m.system_code = s.code
    order by s.name, s.code`.compile(sql)
}

export function selectKeys(): Compilable<KeyRow> {
  return sql.selectFrom('exchange.key').select(keyColumns).orderBy('created_at', 'desc').orderBy('id')
}

export interface LockedSystem {
  code: string
  direction: string
  version: number
  is_on: boolean
}

/** Holds all systems until the transaction ends. */
export function lockSystems(): Compilable<{ code: string }> {
  return sql.selectFrom('exchange.system').select('code').orderBy('code').forUpdate()
}

/** Holds a system until the transaction ends. */
export function lockSystem(code: string): Compilable<LockedSystem> {
  return sql
    .selectFrom('exchange.system')
    .select(['code', 'direction', 'version', 'is_on'])
    .where('code', '=', code)
    .forUpdate()
}

export function insertSystem(code: string, details: SystemDetails): Compilable<unknown> {
  return sql.insertInto('exchange.system').values({ code, ...details })
}

/** Another address is another chance: failures are forgotten. */
export function updateSystem(code: string, details: SystemDetails): Compilable<unknown> {
  return sql
    .updateTable('exchange.system')
    .set({ ...details, version: raw<number>`version + 1`, failures: 0, paused_until: null, changed_at: now })
    .where('code', '=', code)
}

export function updateSwitch(code: string, on: boolean): Compilable<unknown> {
  return sql
    .updateTable('exchange.system')
    .set({ is_on: on, version: raw<number>`version + 1`, failures: 0, paused_until: null, changed_at: now })
    .where('code', '=', code)
}

export function insertKey(key: {
  id: string
  systemCode: string
  sealedSecret: Buffer
  validFrom: Date
  validTo: Date | null
  createdBy: string
}): Compilable<unknown> {
  return sql.insertInto('exchange.key').values({
    id: key.id,
    system_code: key.systemCode,
    sealed_secret: key.sealedSecret,
    valid_from: key.validFrom,
    valid_to: key.validTo,
    created_by_name: key.createdBy,
  })
}

export interface SecretRow extends Pick<KeyRow, 'id' | 'system_code' | 'shown_at' | 'revoked_at'> {
  sealed_secret: Buffer
}

/** Holds a key until the transaction ends. */
export function lockKey(id: string): Compilable<SecretRow> {
  return sql
    .selectFrom('exchange.key')
    .select(['id', 'system_code', 'shown_at', 'revoked_at', 'sealed_secret'])
    .where('id', '=', id)
    .forUpdate()
}

export function markShown(id: string): Compilable<unknown> {
  return sql.updateTable('exchange.key').set({ shown_at: now }).where('id', '=', id)
}

export function markRevoked(id: string, by: string): Compilable<unknown> {
  return sql.updateTable('exchange.key').set({ revoked_at: now, revoked_by_name: by }).where('id', '=', id)
}

/** A key that signs for a system, with what decides whether it may. */
export interface SigningRow {
  id: string
  sealed_secret: Buffer
  revoked_at: Date | null
  valid: boolean
  is_on: boolean
  direction: string
}

export function selectSigningKey(systemCode: string, keyId: string): Compiled<SigningRow> {
  return raw<SigningRow>`
    select id, sealed_secret, revoked_at, is_on, direction, valid
    from exchange.signing_key(${systemCode}, ${keyId}::uuid)`.compile(sql)
}

/** What row-level security is told of an outside system whose signature was checked. */
export function systemSetting(code: string): Settings {
  return { 'yiwang.actor': JSON.stringify({ system: code }), 'yiwang.may': '' }
}

/** The newest key that may sign now for what we send to a system. */
export function selectOwnKey(systemCode: string): Compiled<{ id: string; sealed_secret: Buffer }> {
  return raw<{ id: string; sealed_secret: Buffer }>`
    select id, sealed_secret from exchange.key
    where system_code = ${systemCode} and revoked_at is null
      and valid_from <= now() and (valid_to is null or valid_to > now())
    order by valid_from desc, created_at desc, id desc limit 1`.compile(sql)
}

/** Written once a minute at most: a row that every message changed would be a queue of its own. */
export function touchKey(id: string): Compilable<unknown> {
  return sql
    .updateTable('exchange.key')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where(raw<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`)
}

export function insertNonce(keyId: string, nonce: string, expiresAt: Date): Compilable<unknown> {
  return sql.insertInto('exchange.nonce').values({ key_id: keyId, nonce, expires_at: expiresAt })
}

export function deleteOldNonces(): Compilable<unknown> {
  return sql.deleteFrom('exchange.nonce').where('expires_at', '<', now)
}

/** The system is reached: whatever failed before is forgotten. */
export function markReached(code: string): Compilable<unknown> {
  return sql
    .updateTable('exchange.system')
    .set({ failures: 0, paused_until: null })
    .where('code', '=', code)
    .where('failures', '>', 0)
}

/** One more failure in a row; its number decides about a pause. */
export function countFailure(code: string): Compilable<{ failures: number }> {
  return sql
    .updateTable('exchange.system')
    .set({ failures: raw<number>`failures + 1` })
    .where('code', '=', code)
    .returning('failures')
}

export function pauseSystem(code: string, ms: number): Compilable<unknown> {
  return sql
    .updateTable('exchange.system')
    .set({ paused_until: raw<Date>`now() + ${ms}::float8 * interval '1 millisecond'` })
    .where('code', '=', code)
}
