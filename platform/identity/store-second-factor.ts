import { sql as raw, type RawBuilder } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'identity.recovery_code' | 'identity.second_factor'>>()
const compiled = <Row>(query: RawBuilder<Row>): Compilable<Row> => ({
  compile: () => query.compile(sql) as ReturnType<Compilable<Row>['compile']>,
})

export interface SecondFactorRow {
  sealed_secret: Buffer
  confirmed_at: Date | null
  last_counter: number
}

/** The second factor of whoever asks, held against a change: of two who bring one code at once, one comes late. */
export function holdSecondFactor(accountId: string): Compilable<SecondFactorRow> {
  return sql
    .selectFrom('identity.second_factor')
    .select(['sealed_secret', 'confirmed_at', 'last_counter'])
    .where('account_id', '=', accountId)
    .forUpdate()
}

/** Whether an account's second factor is asked for. */
export function hasSecondFactor(accountId: string): Compilable<{ on: boolean }> {
  return compiled(raw<{ on: boolean }>`select identity.has_second_factor(${accountId}::uuid) as on`)
}

/** A fresh secret in place of one that was never confirmed. */
export function putSecondFactor(accountId: string, sealedSecret: Buffer): Compilable<unknown> {
  return sql
    .insertInto('identity.second_factor')
    .values({ account_id: accountId, sealed_secret: sealedSecret })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet({
        sealed_secret: sealedSecret,
        begun_at: raw<Date>`now()`,
        confirmed_at: null,
        last_counter: -1,
      }),
    )
}

export function confirmSecondFactor(accountId: string): Compilable<unknown> {
  return sql
    .updateTable('identity.second_factor')
    .set({ confirmed_at: raw<Date>`now()` })
    .where('account_id', '=', accountId)
}

export function takeCounter(accountId: string, counter: number): Compilable<unknown> {
  return sql.updateTable('identity.second_factor').set({ last_counter: counter }).where('account_id', '=', accountId)
}

/** Takes one's own second factor away. */
export function deleteSecondFactor(accountId: string): Compilable<unknown> {
  return sql.deleteFrom('identity.second_factor').where('account_id', '=', accountId)
}

/** Takes somebody's second factor away, as an officer. */
export function resetSecondFactorOf(accountId: string): Compilable<unknown> {
  return compiled(raw`select identity.reset_second_factor(${accountId}::uuid)`)
}

export function insertRecoveryCodes(accountId: string, hashes: readonly Buffer[]): Compilable<unknown> {
  return sql
    .insertInto('identity.recovery_code')
    .values(hashes.map((hash) => ({ account_id: accountId, code_hash: hash })))
}

export function deleteRecoveryCodes(accountId: string): Compilable<unknown> {
  return sql.deleteFrom('identity.recovery_code').where('account_id', '=', accountId)
}

/** Uses a recovery code up; no row when it is none. */
export function takeRecoveryCode(accountId: string, hash: Buffer): Compilable<{ account_id: string }> {
  return sql
    .deleteFrom('identity.recovery_code')
    .where('account_id', '=', accountId)
    .where('code_hash', '=', hash)
    .returning('account_id')
}

export function countRecoveryCodes(accountId: string): Compilable<{ count: number }> {
  return sql
    .selectFrom('identity.recovery_code')
    .select(raw<number>`count(*)`.as('count'))
    .where('account_id', '=', accountId)
}
