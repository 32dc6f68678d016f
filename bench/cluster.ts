import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDatabase, ensureLogins, loginUrl, withClient } from '#lib/db'
import { startPostgres, type PostgresServer } from '#lib/postgres'
import type { Recorded } from './recorded.ts'

const root = join(import.meta.dirname, '..')

/** The master key of every bench: nothing here is anybody's secret. */
export const masterKey = Buffer.alloc(32, 7)

/** The server under measurement: a process of its own on one of the cluster's databases. */
export interface BenchServer {
  readonly url: string
  /** the SQL of the requests that were to be written down since the last time */
  takeRecorded(): Promise<Recorded>
  /** seconds of processor time it has used */
  cpu(): Promise<number>
  stop(): Promise<void>
}

/** A PostgreSQL in a temporary folder, as durable as in life, with a database for each purpose. */
export class Cluster {
  readonly folder: string
  readonly #postgres: PostgresServer

  private constructor(folder: string, postgres: PostgresServer) {
    this.folder = folder
    this.#postgres = postgres
  }

  static async start(): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'yiwang-bench-'))
    const postgres = await startPostgres({ folder: join(folder, 'postgres'), port: 0 })
    await ensureLogins(postgres.url())
    return new Cluster(folder, postgres)
  }

  url(database: string, login: 'yiwang_web' | 'yiwang_worker' | 'yiwang_owner' = 'yiwang_web'): string {
    return loginUrl(this.#postgres.url(), login, database)
  }

  superUrl(database: string): string {
    return this.#postgres.url(database)
  }

  async create(database: string): Promise<void> {
    await ensureDatabase(this.#postgres.url(), database)
  }

  /** Copies a database to which nobody is connected. */
  async clone(from: string, to: string): Promise<void> {
    await withClient(this.#postgres.url(), async (client) => {
      await client.query(`create database ${to} template ${from} owner yiwang_owner strategy file_copy`)
      await client.query('checkpoint')
    })
  }

  async drop(database: string): Promise<void> {
    await withClient(this.#postgres.url(), (client) => client.query(`drop database ${database} with (force)`))
  }

  /** Starts the server on a database; it migrates and loads what is missing there. */
  async serve(database: string): Promise<BenchServer> {
    const child = spawnServer(['--import', join(import.meta.dirname, 'record-queries.ts')], {
      ...process.env,
      YIWANG_DATA: join(this.folder, 'data'),
      YIWANG_MASTER_KEY: masterKey.toString('hex'),
      DATABASE_URL: this.url(database),
      DATABASE_WORKER_URL: this.url(database, 'yiwang_worker'),
      DATABASE_MIGRATION_URL: this.url(database, 'yiwang_owner'),
    })
    const url = await readyUrl(child)
    return {
      url,
      async takeRecorded() {
        child.send('take')
        const [told] = (await once(child, 'message')) as [Recorded]
        return told
      },
      cpu: () => cpuOf(child.pid!),
      stop: () => end(child),
    }
  }

  async stop(): Promise<void> {
    await this.#postgres.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

const children = new Set<ChildProcess>()

/** Starts `apps/server/main.ts` at any port, as a process of its own that does not outlive this one. */
export function spawnServer(nodeArgs: string[], env: NodeJS.ProcessEnv): ChildProcess {
  const child = spawn(process.execPath, [...nodeArgs, join(root, 'apps/server/main.ts')], {
    cwd: root,
    env: { ...env, PORT: '0', HOST: '127.0.0.1', YIWANG_DEMO_CASES: '0' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Stops a server as an operator does; fails when it does not end. */
export async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(30_000) })
  child.kill('SIGTERM')
  await gone.catch(() => {
    child.kill('SIGKILL')
    throw new Error('A server did not stop within 30 s')
  })
}

/** For an end that was not planned. */
export function killServers(): void {
  for (const child of children) child.kill('SIGKILL')
}

/** The address a starting server says it is ready at. */
export async function readyUrl(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const url = /is ready: (\S+)/.exec(said)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} instead of starting: ${said}`)))
  })
}

/** Seconds of processor time a process has used; 0 where the system does not tell. */
async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // user and system time in ticks, of which Linux counts a hundred a second
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100
}
