import { execFile } from 'node:child_process'
import { readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { PostgresFailed } from './failures.ts'
import { becomesTrue } from './poll.ts'

const run = promisify(execFile)
const FAST_SHUTDOWN = 30_000
const IMMEDIATE_SHUTDOWN = 10_000

/** What `postmaster.pid` of a cluster says. The port is missing in the server's first milliseconds. */
export interface PidFile {
  readonly pid: number
  readonly port: number | undefined
}

/** The pid file of the cluster in `folder`, or undefined when there is none. */
export async function readPidFile(folder: string): Promise<PidFile | undefined> {
  const text = await readFile(pidFilePath(folder), 'utf8').catch(() => undefined)
  const lines = text?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]) || undefined }
}

function pidFilePath(folder: string): string {
  return join(folder, 'cluster', 'postmaster.pid')
}

/** Whether a process with this id exists and still runs: one that only waits to be reaped does not. */
export async function processLives(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  // An orphan is reaped by process 1, which in a container may never do it.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/^\d+ \(.*\) [ZX] /s.test(status)
}

/**
 * What the process with this id is: the postmaster of the cluster in `folder`, something else (or nothing),
 * or a PostgreSQL process of which this system does not tell more.
 */
export async function whoIs(pid: number, folder: string): Promise<'ours' | 'other' | 'unknown'> {
  if (!(await processLives(pid))) return 'other'
  if (process.platform === 'win32') return 'unknown'
  // A postmaster works in its data folder. Only Linux tells, and only of the same user's processes.
  const works = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
  const cluster = join(folder, 'cluster')
  if (works !== undefined) return works === (await realpath(cluster).catch(() => cluster)) ? 'ours' : 'other'
  const name = await readFile(`/proc/${pid}/comm`, 'utf8')
    .catch(() => run('ps', ['-o', 'comm=', '-p', String(pid)]).then(({ stdout }) => stdout))
    .catch(() => 'postgres, perhaps')
  return name.includes('postgres') ? 'unknown' : 'other'
}

/**
 * Takes the name of an unrelated process out of a stale pid file. PostgreSQL itself refuses to start while *any* process of
 * the same user has that id, which in containers with their small numbers is common. The file stays, with this process's id:
 * PostgreSQL ignores its own parent, and still checks by the file's other lines that no old backend is attached.
 */
export async function disownPidFile(folder: string): Promise<void> {
  const path = pidFilePath(folder)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const pid = Number.parseInt(text, 10)
  if (pid > 0 && (await processLives(pid)) && (await whoIs(pid, folder)) === 'other') {
    await writeFile(path, text.replace(/^\d+/, String(process.pid)))
  }
}

/** milliseconds to wait for a server that gives no sign of life */
export const SILENCE = 30_000
/** milliseconds to wait for one that says it is recovering: after a power cut that takes minutes, and killing it would only start it again */
export const RECOVERY = 600_000

/** What is at a port of this machine. */
export type Answer =
  | { kind: 'ready' } //     answers a query, and its data folder is ours
  | { kind: 'busy' } //      PostgreSQL, but starting, recovering, stopping or full
  | { kind: 'silent' } //    nothing answers
  | { kind: 'stranger'; why: string } // something else, or a PostgreSQL that does not take our password

/** How to reach a server as superuser. */
export interface Access {
  readonly port: number
  readonly user: string
  readonly password: string
}

/** A superuser's connection. `ssl` and `options` are named so that PG… variables do not decide. */
export function superuserClient(access: Access): Client {
  const client = new Client({
    ...access,
    host: '127.0.0.1',
    database: 'postgres',
    ssl: false,
    options: '',
    application_name: 'yiwang starter',
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
  })
  client.on('error', () => undefined) // an unheard one would end the process
  return client
}

/** Connects, and asks whether this is the server of the cluster in `folder`. Never throws. */
export async function ask(folder: string, access: Access): Promise<Answer> {
  const client = superuserClient(access)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
    const theirs = rows[0]?.folder ?? ''
    const [ours, there] = await Promise.all([join(folder, 'cluster'), theirs].map((path) => realpath(path).catch(() => path)))
    return ours === there ? { kind: 'ready' } : { kind: 'stranger', why: `it serves ${theirs}` }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (/^57P0[123]$|^53300$/.test(code)) return { kind: 'busy' }
    // Five characters are PostgreSQL's own codes, others are the network's.
    if (/^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)) return { kind: 'stranger', why: (error as Error).message }
    return { kind: 'silent' }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Stops a postmaster: fast shutdown (sessions are cut, everything is written), after 30 s immediate shutdown
 * (the next start recovers). Returns when the process is gone, at once when it is gone already.
 *
 * @throws PostgresFailed when the process outlives both
 */
export async function stopPostmaster(folder: string, pid: number, pgCtl: string): Promise<void> {
  const gone = async (): Promise<boolean> => (await whoIs(pid, folder)) === 'other'
  // Without its pid file the server is on its way out, or the id has gone to somebody else.
  const named = async (): Promise<boolean> => (await readPidFile(folder))?.pid === pid && !(await gone())
  for (const [signal, mode, patience] of [
    ['SIGINT', 'fast', FAST_SHUTDOWN],
    ['SIGQUIT', 'immediate', IMMEDIATE_SHUTDOWN],
  ] as const) {
    if (await named()) await shutDown(folder, pid, signal, mode, pgCtl)
    if (await becomesTrue(gone, patience, 20)) return
  }
  throw new PostgresFailed(`PostgreSQL (process ${pid}) does not stop.`)
}

async function shutDown(folder: string, pid: number, signal: NodeJS.Signals, mode: string, pgCtl: string): Promise<void> {
  if (process.platform === 'win32') {
    // Windows has no signals; pg_ctl knows the server's own way. Whether it worked, the caller sees by the process.
    await run(pgCtl, ['stop', '-D', join(folder, 'cluster'), '-m', mode, '-W']).catch(() => undefined)
    return
  }
  try {
    process.kill(pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return
    throw new PostgresFailed(`PostgreSQL (process ${pid}) belongs to another user and cannot be stopped from here.`, '', { cause: error })
  }
}
