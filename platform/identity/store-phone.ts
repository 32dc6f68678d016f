import { sql as raw } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'identity.account' | 'identity.phone'>>()

export function selectPhone(accountId: string): Compilable<{ sealed: Buffer }> {
  return sql.selectFrom('identity.phone').select('sealed').where('account_id', '=', accountId)
}

/** Numbers of the accounts with these user names. */
export function selectPhonesNamed(usernames: readonly string[]): Compilable<{ username: string; sealed: Buffer }> {
  return sql
    .selectFrom('identity.phone as phone')
    .innerJoin('identity.account as account', 'account.id', 'phone.account_id')
    .select(['account.username', 'phone.sealed'])
    .where(raw<boolean>`account.username = any(${[...usernames]}::text[])`)
}

export function putPhone(accountId: string, sealed: Buffer, digest: string): Compilable<unknown> {
  return sql
    .insertInto('identity.phone')
    .values({ account_id: accountId, sealed, digest })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet((set) => ({
        sealed: set.ref('excluded.sealed'),
        digest: set.ref('excluded.digest'),
        set_at: raw<Date>`now()`,
      })),
    )
}

export function deletePhone(accountId: string): Compilable<unknown> {
  return sql.deleteFrom('identity.phone').where('account_id', '=', accountId)
}
