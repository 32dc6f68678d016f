import type pg from 'pg'
import { hashPassword } from '#lib/crypto'
import { newId, type Words } from '#lib/kernel'

/** A role of a city: what policies name, and how far a post of it reaches unless it says otherwise. */
export interface RoleSeed {
  code: string
  name: Words
  duty: Words
  terminal: string
  reach: 'unit' | 'subtree' | 'all'
  sensitivity: 0 | 1 | 2
  /** sorts of units on whose platforms its posts work; default all */
  platforms?: string[]
  confidence: string
}

/** Brings a city's roles in: new ones are made, known ones renamed. Runs with the migrating login. */
export async function loadRoles(client: pg.Client, roles: readonly RoleSeed[]): Promise<void> {
  for (const [position, { code, name, duty, terminal, reach, sensitivity, confidence }] of roles.entries()) {
    await client.query(
      `insert into identity.role (code, name, duty, terminal, reach, sensitivity, confidence, position)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (code) do update set name = excluded.name, duty = excluded.duty, terminal = excluded.terminal,
         reach = excluded.reach, sensitivity = excluded.sensitivity, confidence = excluded.confidence,
         position = excluded.position`,
      [code, JSON.stringify(name), JSON.stringify(duty), terminal, reach, sensitivity, confidence, position],
    )
  }
}

/** A demonstration account with its posts, the first of which it logs in to. */
export interface AccountSeed {
  username: string
  name: string
  posts: readonly { role: string; unitId: string }[]
}

/** Makes demonstration accounts that are missing, all with one password. An account that is there is left alone. */
export async function loadAccounts(
  client: pg.Client,
  accounts: readonly AccountSeed[],
  password: string,
): Promise<void> {
  const known = await client.query<{ username: string }>('select username from identity.account')
  const usernames = new Set(known.rows.map((row) => row.username))
  const missing = accounts.filter((account) => !usernames.has(account.username))
  if (missing.length === 0) return
  // One hash for all: they share their password anyway, and a hash takes a fifth of a second at every first start.
  const hash = await hashPassword(password)
  for (const { username, name, posts } of missing) {
    const accountId = newId()
    await client.query(
      'insert into identity.account (id, username, name, password_hash, demo) values ($1, $2, $3, $4, true)',
      [accountId, username, name, hash],
    )
    for (const { role, unitId } of posts)
      // By the clock, not the transaction's time: posts are told in the order in which they were given.
      await client.query(
        `insert into identity.post (id, account_id, role, unit_id, valid_from)
         values ($1, $2, $3, $4, clock_timestamp())`,
        [newId(), accountId, role, unitId],
      )
  }
}
