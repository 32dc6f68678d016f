import { createHmac } from 'node:crypto'
import type pg from 'pg'
import { withClient } from './client.ts'

/** The logins of an embedded cluster: one that owns and migrates, one that serves requests, one for workers. */
export type Login = 'yiwang_owner' | 'yiwang_web' | 'yiwang_worker'

/**
 * The URL of a login on an embedded cluster. Passwords derive from the superuser's, so that only one secret is kept.
 */
export function loginUrl(superUrl: string, login: Login, database: string): string {
  const url = new URL(superUrl)
  url.password = createHmac('sm3', decodeURIComponent(url.password)).update(login).digest('hex')
  url.username = login
  url.pathname = `/${database}`
  return url.href
}

/** Makes the logins of an embedded cluster, once. */
export async function ensureLogins(superUrl: string): Promise<void> {
  await withClient(superUrl, async (client) => {
    for (const login of ['yiwang_owner', 'yiwang_web', 'yiwang_worker'] as const) {
      const password = new URL(loginUrl(superUrl, login, 'postgres')).password
      const rights = login === 'yiwang_owner' ? 'login createrole createdb' : 'login'
      await client.query(`do $$ begin create role ${login} ${rights} password '${password}';
        exception when duplicate_object or unique_violation then null; end $$`)
    }
  })
}

/** Makes a database when it is missing, owned by the owner login. */
export async function ensureDatabase(superUrl: string, name: string): Promise<void> {
  await withClient(superUrl, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)} owner yiwang_owner`)
  })
}

/**
 * Makes the group roles that tables are granted to (`yiwang_serving` for requests, `yiwang_working` for workers) and
 * lets the given logins act as them. On an existing server the migrating login needs CREATEROLE for this once.
 */
export async function groupRoles(client: pg.Client, logins: string[]): Promise<void> {
  for (const role of ['yiwang_serving', 'yiwang_working']) {
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
      exception when duplicate_object or unique_violation then null; end $$`)
  }
  for (const login of new Set(logins)) {
    for (const role of ['yiwang_serving', 'yiwang_working']) {
      const member = await client.query<{ member: boolean }>(`select pg_has_role($1, $2, 'member') as member`, [login, role])
      if (member.rows[0]?.member !== true) await client.query(`grant ${role} to ${client.escapeIdentifier(login)}`)
    }
  }
}
