import { setTimeout as delay } from 'node:timers/promises'
import { findBinaries, type Binaries } from './binaries.ts'
import { claimedByAnother } from './claim-server.ts'
import { checkCluster, clusterExists, makeCluster, makeFolder, readSecret, removeLeftovers, SUPERUSER } from './cluster.ts'
import { PostgresFailed } from './failures.ts'
import { launch } from './launch.ts'
import { choosePort } from './port.ts'
import { ask, disownPidFile, readPidFile, RECOVERY, SILENCE, stopPostmaster, superuserClient, whoIs } from './postmaster.ts'
import type { Access, Answer } from './postmaster.ts'
import { becomesTrue } from './poll.ts'
import { chooseRunAs } from './run-as.ts'
import { serverLog } from './server-log.ts'

const DEFAULT_PORT = 54329
const RETRY_START = 10_000
const SILENCE_OF_UNKNOWN = 5_000

/** A running PostgreSQL. */
export interface PostgresServer {
  readonly port: number
  readonly how: 'started' | 'adopted' | 'joined'
  /** superuser URL for a database of this cluster (`postgres` when not given), loopback only; it holds the password. `pg` does not decode `/`, `?` and `#` in a name */
  url(database?: string): string
  /**
   * Stops the server if this process started or adopted it (fast shutdown, waits until the postmaster is gone); no-op for 'joined'.
   * An adopted server that another live Yiwang server has claimed was no orphan: it is left running.
   */
  stop(): Promise<void>
}

/** Where and how to run PostgreSQL. */
export interface PostgresOptions {
  /** e.g. data/postgres; created 0700 when missing; holds cluster/, secret (0600), server.log */
  folder: string
  /** folder with initdb and postgres (e.g. Debian's /usr/lib/postgresql/15/bin); the npm package's when not given */
  binaries?: string
  /** wanted port, 54329 when not given, 0 for any; in use by someone else -> another free port is chosen (and said) */
  port?: number
  /** extra postgresql.conf settings (e.g. fsync off in tests) */
  settings?: Record<string, string>
  /** progress in plain words */
  say?: (line: string) => void
}

/**
 * Starts PostgreSQL on a folder, making the cluster when there is none; adopts the server that already runs on it,
 * whose Node process was killed. An adopted server keeps the port and the settings it was started with.
 *
 * @throws PostgresFailed with the last lines of server.log
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const say = options.say ?? (() => undefined)
  const folder = await makeFolder(options.folder)
  const log = serverLog(folder)
  const binaries = await findBinaries(options.binaries)
  let wanted = options.port ?? DEFAULT_PORT
  let retryUntil = Infinity

  for (;;) {
    const running = await findRunning(folder, say)
    if (running) {
      say(`PostgreSQL already runs on ${folder} at port ${running.access.port}; taking it over.`)
      return serve('adopted', folder, running, binaries, say)
    }
    const runAs = await chooseRunAs(folder, binaries.postgres)
    await removeLeftovers(folder)
    if (!(await clusterExists(folder))) {
      say(`Making a new PostgreSQL ${binaries.major} data folder in ${folder}, ${runAs.words}.`)
      await makeCluster(folder, binaries, runAs, options.settings?.['fsync'] !== 'off')
    }
    await checkCluster(folder, binaries)
    await disownPidFile(folder)
    await log.rotate()
    const port = await choosePort(wanted)
    if (port !== wanted && wanted !== 0) say(`Port ${wanted} is in use; PostgreSQL takes port ${port}.`)

    retryUntil = Math.min(retryUntil, Date.now() + RETRY_START)
    const access = { port, user: SUPERUSER, password: (await readSecret(folder)) ?? '' }
    const attempt = await launch({ folder, binaries, runAs, access, log, settings: options.settings ?? {}, say })
    if (attempt.kind === 'ready') {
      say(`PostgreSQL ${binaries.major} runs at port ${port}, ${runAs.words}.`)
      return serve('started', folder, { pid: attempt.pid, access }, binaries, say)
    }
    if (attempt.kind === 'failed' || Date.now() > retryUntil) throw new PostgresFailed('PostgreSQL did not start.', attempt.log)
    if (attempt.kind === 'port taken') wanted = 0
    else await delay(100) // leftovers of a killed server vanish by themselves, mostly within 3 s
  }
}

/**
 * Uses a server that already runs on this folder without owning it.
 *
 * @returns undefined when none runs
 * @throws PostgresFailed when one runs but does not answer, or its password cannot be read
 */
export async function joinPostgres(options: Pick<PostgresOptions, 'folder' | 'binaries'>): Promise<PostgresServer | undefined> {
  if ((await readPidFile(options.folder)) === undefined) return undefined
  const folder = await makeFolder(options.folder)
  const running = await findRunning(folder, () => undefined)
  return running && serve('joined', folder, running, undefined, () => undefined)
}

interface Running {
  readonly pid: number
  readonly access: Access
}

/** The live postmaster of this cluster, when it is ready; waits for one that is starting, recovering or stopping. */
async function findRunning(folder: string, say: (line: string) => void): Promise<Running | undefined> {
  const began = Date.now()
  let lastAnswer = began
  let said = false
  for (;;) {
    const file = await readPidFile(folder)
    if (file === undefined) return undefined
    const who = await whoIs(file.pid, folder)
    if (who === 'other') return undefined
    const password = await readSecret(folder)
    if (password === undefined) throw new PostgresFailed(`PostgreSQL runs on ${folder}, but its password is lost.`)
    const access = { port: file.port ?? 0, user: SUPERUSER, password }
    const answer: Answer = file.port === undefined ? { kind: 'silent' } : await ask(folder, access)
    if (answer.kind === 'ready') return { pid: file.pid, access }
    if (answer.kind === 'busy') lastAnswer = Date.now()
    const silence = Date.now() - lastAnswer
    if (who === 'unknown' && (answer.kind === 'stranger' || silence > SILENCE_OF_UNKNOWN)) return undefined
    if (answer.kind === 'stranger' || silence > SILENCE || Date.now() - began > RECOVERY) {
      const why = answer.kind === 'stranger' ? answer.why : 'no answer'
      throw new PostgresFailed(
        `PostgreSQL runs on ${folder} (process ${file.pid}, port ${access.port}) but cannot be used: ${why}.`,
        await serverLog(folder).tail(),
      )
    }
    if (!said && Date.now() - began > 1_000) {
      said = true
      say(`PostgreSQL already runs on ${folder} (process ${file.pid}) but is not ready; waiting.`)
    }
    await delay(50)
  }
}

function serve(
  how: PostgresServer['how'],
  folder: string,
  { pid, access }: Running,
  binaries: Binaries | undefined,
  say: (line: string) => void,
): PostgresServer {
  let stopping: Promise<void> | undefined

  const stop = async (): Promise<void> => {
    if (how === 'joined') return
    if (how === 'adopted' && (await servesAnother(access))) {
      say('Another live Yiwang server uses this PostgreSQL; it stays up.')
      return
    }
    await stopPostmaster(folder, pid, binaries?.pgCtl ?? '')
    say('PostgreSQL has stopped.')
  }

  return {
    port: access.port,
    how,
    url: (database = 'postgres') =>
      `postgres://${access.user}:${encodeURIComponent(access.password)}@127.0.0.1:${access.port}/${encodeURIComponent(database)}`,
    stop: () => (stopping ??= stop()),
  }
}

/** A killed server's claim may outlive it by a moment, hence the patience. */
async function servesAnother(access: Access): Promise<boolean> {
  const client = superuserClient(access)
  try {
    await client.connect()
    return !(await becomesTrue(async () => !(await claimedByAnother(client)), 2_000))
  } catch {
    return false // it does not answer: nobody is served
  } finally {
    await client.end().catch(() => undefined)
  }
}
