import type pg from 'pg'
import { hashPassword } from '#lib/crypto'
import { newId, type Words } from '#lib/kernel'

export interface RoleSeed {
  code: string
  name: Words
}

/** Brings a city's roles in: new ones are made, known ones renamed. Runs with the migrating login. */
export async function loadRoles(client: pg.Client, roles: readonly RoleSeed[]): Promise<void> {
  for (const { code, name } of roles) {
    await client.query('insert into identity.role (code, name) values ($1, $2) on conflict (code) do update set name = excluded.name', [
      code,
      JSON.stringify(name),
    ])
  }
}

/** A demonstration account; `unitId` is the unit of its one post. */
export interface AccountSeed {
  username: string
  name: string
  role: string
  unitId: string
}

/** Makes demonstration accounts that are missing, all with one password. An account that is there is left alone. */
export async function loadAccounts(client: pg.Client, accounts: readonly AccountSeed[], password: string): Promise<void> {
  const known = await client.query<{ username: string }>('select username from identity.account')
  const usernames = new Set(known.rows.map((row) => row.username))
  const missing = accounts.filter((account) => !usernames.has(account.username))
  if (missing.length === 0) return
  // One hash for all: they share their password anyway, and a hash takes a fifth of a second at every first start.
  const hash = await hashPassword(password)
  for (const { username, name, role, unitId } of missing) {
    const accountId = newId()
    await client.query('insert into identity.account (id, username, name, password_hash, demo) values ($1, $2, $3, $4, true)', [
      accountId,
      username,
      name,
      hash,
    ])
    await client.query('insert into identity.post (id, account_id, role, unit_id) values ($1, $2, $3, $4)', [newId(), accountId, role, unitId])
  }
}
