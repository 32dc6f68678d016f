import { glob, readFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import pg from 'pg'
import { sm3Hex } from '#lib/crypto'
import { locks } from './locks.ts'
import { groupRoles } from './roles.ts'

/** A migration cannot run, or one that has run was changed since. */
export class MigrationFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationFailed'
  }
}

interface Migration {
  /** `<module>/<stamp>_<words>`, e.g. core/cases/20261122T1600_case */
  name: string
  sql: string
  checksum: string
}

/** Every module's migrations below `root`, in the order of their stamps. */
async function readMigrations(root: string): Promise<Migration[]> {
  const migrations: Migration[] = []
  for await (const file of glob('{lib,platform,middle,core,office,checkup,topics}/*/migrations/*.sql', { cwd: root })) {
    const sql = await readFile(join(root, file), 'utf8')
    const [layer, module] = file.split(sep)
    const stamp = basename(file, '.sql')
    if (!/^\d{8}T\d{4}_[a-z0-9_]+$/.test(stamp))
      throw new MigrationFailed(`${file}: name it <YYYYMMDDTHHMM>_<words>.sql`)
    migrations.push({ name: `${layer}/${module}/${stamp}`, sql, checksum: sm3Hex(sql) })
  }
  const key = ({ name }: Migration): string => `${name.split('/')[2]} ${name}`
  return migrations.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

const bookkeeping = `
  create schema if not exists db;
  create table if not exists db.migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now(),
    milliseconds integer not null
  );
  comment on table db.migration is 'Migrations that have run, in the order of applied_at';
  comment on column db.migration.name is 'layer/module/stamp_words';
  comment on column db.migration.checksum is 'SM3 of the file: a migration that has run may not be changed';
  comment on column db.migration.applied_at is 'When it ran';
  comment on column db.migration.milliseconds is 'How long it took';
  grant usage on schema db to yiwang_serving, yiwang_working;
  grant select on db.migration to yiwang_serving, yiwang_working;`

/**
 * Brings a database up to date: runs what has not run, each in a transaction of its own, under an advisory lock, so
 * that several processes may start at once. Forward only. Returns the names of what ran.
 */
export async function migrate(url: string, root: string, logins: string[] = []): Promise<string[]> {
  const migrations = await readMigrations(root)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'yiwang-migration',
    options: '-c timezone=UTC',
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [locks.migration])
    await groupRoles(client, logins)
    await client.query('set client_min_messages = warning')
    await client.query(bookkeeping)
    const known = await client.query<{ name: string; checksum: string }>('select name, checksum from db.migration')
    const applied = new Map(known.rows.map((row) => [row.name, row.checksum]))
    for (const { name, checksum } of migrations) {
      const before = applied.get(name)
      if (before !== undefined && before !== checksum) {
        throw new MigrationFailed(
          `${name} has run here and was changed since. Undo the change and write a new migration`,
        )
      }
    }
    const unknown = [...applied.keys()].filter((name) => !migrations.some((one) => one.name === name))
    if (unknown.length > 0) {
      throw new MigrationFailed(
        `The database is newer than this program: it has ${unknown.join(', ')}. Start a newer version`,
      )
    }
    const ran: string[] = []
    for (const migration of migrations) {
      if (applied.has(migration.name)) continue
      await run(client, migration)
      ran.push(migration.name)
    }
    return ran
  } finally {
    await client.end()
  }
}

async function run(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const began = performance.now()
  try {
    await client.query('begin')
    const before = await transactionOf(client)
    await client.query(sql)
    // Told to its author at the first run: of such a file a failure would leave half behind.
    if ((await transactionOf(client)) !== before) throw new Error('it must not end the transaction it runs in')
    await client.query('insert into db.migration (name, checksum, milliseconds) values ($1, $2, $3)', [
      name,
      checksum,
      Math.round(performance.now() - began),
    ])
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error(`COMMIT answered ${command}`)
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw new MigrationFailed(`${name}: ${(error as Error).message}`, { cause: error })
  }
}

async function transactionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ xid: string }>('select pg_current_xact_id()::text as xid')
  return rows[0]!.xid
}
