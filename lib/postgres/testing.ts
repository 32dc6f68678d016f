/** What the tests of this folder share: temporary folders, queries, and Node processes that can be killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Client, type QueryResultRow } from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { becomesTrue } from './poll.ts'
import { readPidFile } from './postmaster.ts'
import { startPostgres, type PostgresOptions, type PostgresServer } from './start-postgres.ts'

/** for everything but the tests of durability; a small server is enough */
export const QUICK = { fsync: 'off', shared_buffers: '32MB' }

/** A folder that goes away with the test; its PostgreSQL lives in `postgres` below it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'yiwang-postgres-')))
  onTestFinished(() => removeFolder(folder))
  return folder
}

let shared: Promise<string> | undefined

/** One folder with a cluster for all tests of a file, because initdb is what takes time; no server runs on it when a test begins. */
export async function folderWithCluster(): Promise<string> {
  shared ??= makeShared()
  const folder = await shared
  onTestFinished(() => killServer(folder))
  return folder
}

async function makeShared(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'yiwang-postgres-')))
  await (await start(folder)).stop()
  return folder
}

afterAll(async () => {
  if (shared) await removeFolder(await shared)
})

async function removeFolder(folder: string): Promise<void> {
  await killServer(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 })
}

/** A test that failed half way leaves a server behind. */
async function killServer(folder: string): Promise<void> {
  const live = (): Promise<number[]> => processesOf(join(folder, 'postgres'))
  const file = await readPidFile(join(folder, 'postgres'))
  if (file && (await live()).includes(file.pid)) process.kill(file.pid, 'SIGQUIT')
  await becomesTrue(async () => (await live()).length === 0, 10_000)
}

/** Starts PostgreSQL here at any port, quick and careless unless told otherwise. */
export function start(folder: string, options: Partial<PostgresOptions> = {}): Promise<PostgresServer> {
  return startPostgres({ folder: join(folder, 'postgres'), port: 0, settings: QUICK, ...options })
}

/** One connection for one statement. */
export async function query<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Ids of the live processes that work in the cluster of this PostgreSQL folder (Linux). */
export async function processesOf(folder: string): Promise<number[]> {
  const found: number[] = []
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    if ((await readlink(`/proc/${name}/cwd`).catch(() => '')) === join(folder, 'cluster')) found.push(Number(name))
  }
  return found
}

/** A Node process of its own that runs `body` (an async function's, which may `tell` one value) and stays. */
export async function nodeProcess<Told>(
  body: string,
  options: { uid?: number; detached?: boolean } = {},
): Promise<{ child: ChildProcess; told: Promise<Told>; end(signal: NodeJS.Signals): Promise<void> }> {
  const door = JSON.stringify(resolve(import.meta.dirname, 'index.ts'))
  const script = `
    const { startPostgres, claimServer } = await import(${door})
    const tell = (value) => console.log('TOLD ' + JSON.stringify(value))
    setInterval(() => undefined, 60_000)
    ${body}`
  const node = [resolve('node_modules/.bin/node'), process.execPath].find((path) => existsSync(path)) ?? 'node'
  const asUser =
    options.uid === undefined ? [] : ['setpriv', `--reuid=${options.uid}`, `--regid=${options.uid}`, '--clear-groups']
  const [program, ...args] = [...asUser, node, '--input-type=module', '--no-warnings', '--eval', script]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: options.detached ?? false })
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  onTestFinished(() => end('SIGKILL'))
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const told = new Promise<Told>((done, failed) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('TOLD ')) done(JSON.parse(line.slice(5)) as Told)
    })
    child.once('close', (code) => failed(new Error(`the child ended with ${code}: ${complaint}`)))
  })
  told.catch(() => undefined) // not every test waits for it
  return { child, told, end }
}

/** Script lines that start PostgreSQL in a Node process and tell how. */
export function startingIn(folder: string, then = '', more: Pick<PostgresOptions, 'binaries'> = {}): string {
  const options = JSON.stringify({ folder: join(folder, 'postgres'), port: 0, settings: QUICK, ...more })
  return `
    const server = await startPostgres(${options})
    ${then}
    tell({ how: server.how, port: server.port, url: server.url() })`
}

/** What `startingIn` tells. */
export interface Started {
  how: string
  port: number
  url: string
}
