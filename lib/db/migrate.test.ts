import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { cloneDatabase, type ClonedDatabase } from '#lib/testing'
import { withClient } from './client.ts'
import { migrate, MigrationFailed } from './migrate.ts'
import { describeTables, rowTypes, uncommented } from './snapshot.ts'

const root = join(import.meta.dirname, '../..')

let migrated: ClonedDatabase

beforeAll(async () => {
  migrated = await cloneDatabase(inject('superUrl'), inject('template'))
})
afterAll(() => migrated.drop())

/** An empty database and a folder for migrations of its own; both go away with the test. */
async function start(files: Record<string, string>) {
  const database = await cloneDatabase(inject('superUrl'), 'template1')
  const folder = await mkdtemp(join(tmpdir(), 'yiwang-migrations-'))
  onTestFinished(async () => {
    await database.drop()
    await rm(folder, { recursive: true })
  })
  const put = async (name: string, sql: string): Promise<void> => {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, sql)
  }
  for (const [name, sql] of Object.entries(files)) await put(name, sql)
  return {
    put,
    remove: (name: string) => rm(join(folder, name)),
    run: () => migrate(database.migrationUrl, folder, ['yiwang_web', 'yiwang_worker']),
    query: (sql: string) =>
      withClient(database.superUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows),
  }
}

const first = 'lib/one/migrations/20260101T0000_first.sql'
const second = 'core/two/migrations/20260102T0000_second.sql'
const tables = `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`

describe('migrate', () => {
  test('runs what has not run, in the order of the stamps whatever the module, once', async () => {
    const { run, put } = await start({
      [second]: 'create table b (a int references a)',
      [first]: 'create table a (a int primary key)',
    })
    expect(await run()).toEqual(['lib/one/20260101T0000_first', 'core/two/20260102T0000_second'])
    expect(await run()).toEqual([])
    await put('core/two/migrations/20260103T0000_third.sql', 'drop table b')
    expect(await run()).toEqual(['core/two/20260103T0000_third'])
  })

  test('started several times at once runs each once', async () => {
    const { run, query } = await start({
      [first]: 'create table a (a int); insert into a values (1)',
      [second]: 'insert into a values (2)',
    })
    const ran = await Promise.all([run(), run(), run(), run()])
    expect(ran.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 2])
    expect(await query('select a from a order by a')).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('in several new databases of one server at once, where the roles are shared', async () => {
    const starts = await Promise.all([1, 2, 3].map(() => start({ [first]: 'create table a (a int)' })))
    expect(await Promise.all(starts.map(({ run }) => run()))).toHaveLength(3)
  })

  test('refuses a changed file and says which', async () => {
    const { run, put } = await start({ [first]: 'create table a (a int)' })
    await run()
    await put(first, 'create table a (a bigint)')
    await put(second, 'create table b (a int)')
    await expect(run()).rejects.toThrow(/^lib\/one\/20260101T0000_first has run here and was changed since/)
  })

  test('refuses a database that is newer than the program, in plain words, and does nothing to it', async () => {
    const { run, put, remove, query } = await start({
      [first]: 'create table a (a int)',
      [second]: 'create table b (a int)',
    })
    await run()
    await remove(second)
    await put('core/two/migrations/20260104T0000_other.sql', 'create table c (a int)')
    await expect(run()).rejects.toThrow(
      'The database is newer than this program: it has core/two/20260102T0000_second. Start a newer version',
    )
    expect(await query(tables)).toEqual([{ name: 'a' }, { name: 'b' }])
  })

  test('leaves nothing of a failing file, keeps those before it, and names it', async () => {
    const { run, put, query } = await start({
      [first]: 'create table a (a int)',
      [second]: 'create table b (a int); select 1/0',
    })
    const error = await run().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(MigrationFailed)
    expect((error as Error).message).toBe('core/two/20260102T0000_second: division by zero')
    expect(await query(tables)).toEqual([{ name: 'a' }])
    await put(second, 'create table b (a int)')
    expect(await run()).toEqual(['core/two/20260102T0000_second'])
  })

  test('refuses a file that ends the transaction it runs in: what fails after it would stay half done', async () => {
    const { run, query } = await start({ [first]: 'create table a (a int); commit; create table b (a int)' })
    await expect(run()).rejects.toThrow(/20260101T0000_first: .*transaction/)
    expect(await query('select * from db.migration')).toEqual([])
  })

  test('refuses a file whose name has no stamp', async () => {
    const { run } = await start({ 'lib/one/migrations/first.sql': 'select 1' })
    await expect(run()).rejects.toThrow('name it <YYYYMMDDTHHMM>_<words>.sql')
  })

  test('what is in the repository has run in the template', async () => {
    expect(await migrate(migrated.migrationUrl, root)).toEqual([])
  })
})

describe('the rights of those who serve and work', () => {
  const attempt = (url: string, role: string, sql: string): Promise<string> =>
    withClient(url, async (client) => {
      await client.query(`set role ${role}`)
      return client.query(sql).then(
        () => 'allowed',
        (error: Error) => error.message,
      )
    })
  const logins = [
    ['yiwang_serving', () => migrated.webUrl],
    ['yiwang_working', () => migrated.workerUrl],
  ] as const
  const history = ['cases.action', 'audit.entry', 'cases.anchor', 'cases.anchor_entry', 'db.migration']

  test.each(logins)('%s can neither change nor remove history', async (role, url) => {
    for (const table of history) {
      const [{ column }] = await withClient(migrated.superUrl, async (client) => {
        const { rows } = await client.query<{ column: string }>(
          `select attname as column from pg_attribute where attrelid = $1::regclass and attnum = 1`,
          [table],
        )
        return rows as [{ column: string }]
      })
      for (const sql of [`update ${table} set ${column} = default`, `delete from ${table}`, `truncate ${table}`])
        expect(await attempt(url(), role, sql), sql).toMatch('permission denied')
    }
  })

  test.each(logins)('%s cannot change the schema, switch triggers off or become the owner', async (role, url) => {
    for (const sql of [
      'create table cases.mine (a int)',
      'create table public.mine (a int)',
      'alter table cases.action disable trigger all',
      'drop table audit.entry',
      'set role yiwang_owner',
      `set session_replication_role = 'replica'`,
      // Without the right to grant, GRANT only warns.
      `grant delete on cases.action to ${role}; delete from cases.action`,
    ])
      expect(await attempt(url(), role, sql), sql).toMatch(/permission denied|must be owner/)
  })

  test.each([
    ['serving for working', () => migrated.webUrl, 'yiwang_serving', 'delete from http.command'],
    ['working for serving', () => migrated.workerUrl, 'yiwang_working', 'update identity.account set name = name'],
  ])('do not include those of the other: %s', async (_, url, role, sql) => {
    expect(await attempt(url(), role, sql)).toMatch('permission denied')
  })
})

describe('the snapshot', () => {
  test('finds every table and column commented, and an uncommented one by name', async () => {
    expect(await uncommented(migrated.migrationUrl)).toEqual([])
    const { run, query } = await start({ [first]: 'create table a (b int)' })
    await run()
    expect((await query('select current_database() as name'))[0]).toBeDefined()
    await withClient(migrated.superUrl, (client) => client.query('create table audit.bare (b int)'))
    expect(await uncommented(migrated.migrationUrl)).toEqual(['audit.bare', 'audit.bare.b'])
    await withClient(migrated.superUrl, (client) => client.query('drop table audit.bare'))
  })

  test('gives the row types that are checked in, and so compile with everything that uses them', async () => {
    expect(await rowTypes(migrated.migrationUrl)).toBe(await readFile(join(root, 'database/types.ts'), 'utf8'))
  })

  test('tells of a table what a reviewer must see: columns, constraints, rights', async () => {
    const text = (await describeTables(migrated.migrationUrl)).get('cases.action')!
    for (const part of ['case_id uuid not null', 'constraint', 'PRIMARY KEY', 'grant insert, select to yiwang_serving'])
      expect(text).toContain(part)
    expect(text).not.toMatch(/grant .*(update|delete).* to yiwang_serving/)
  })

  test('refuses a column type it has no TypeScript for', async () => {
    await withClient(migrated.superUrl, (client) => client.query('create table audit.odd (b point)'))
    await expect(rowTypes(migrated.migrationUrl)).rejects.toThrow('audit.odd.b: no TypeScript type for point')
    await withClient(migrated.superUrl, (client) => client.query('drop table audit.odd'))
  })
})
