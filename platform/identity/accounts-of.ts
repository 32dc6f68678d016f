import { sql as raw, type SqlBool } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'identity.post'>>()

/** The accounts that have a post in one of these units or in one of these roles, each once. */
export function accountsOf({
  units,
  roles,
}: {
  units: readonly string[]
  roles: readonly string[]
}): Compilable<{ account_id: string }> {
  return sql
    .selectFrom('identity.post')
    .select('account_id')
    .distinct()
    .where(raw<SqlBool>`unit_id = any(${units}::uuid[]) or role = any(${roles}::text[])`)
}

/** The names of accounts, for whoever may know who they are. */
export function accountNames(ids: readonly string[]): Compilable<{ id: string; name: string }> {
  const names = raw<{ id: string; name: string }>`select id, name from identity.names(${ids}::uuid[])`
  return { compile: () => names.compile(sql) as ReturnType<Compilable<{ id: string; name: string }>['compile']> }
}
