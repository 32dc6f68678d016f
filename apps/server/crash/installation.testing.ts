import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinPostgres } from '#lib/postgres'
import { until } from '#lib/testing'

const root = join(import.meta.dirname, '../../..')

/**
 * ms within which a server must be up again after any kill; a recovering PostgreSQL is part of it. It takes a few seconds,
 * which the report tells; the limit is for a busy machine that stands still in between.
 */
export const startLimit = 60_000
/** ms within which Node must have ended by itself when its PostgreSQL was killed */
export const giveUpLimit = 45_000

/**
 * A real installation: `apps/server/main.ts` as a process of its own with an embedded PostgreSQL that syncs to disk, in
 * a data folder of its own. It can be killed and started again at the same address.
 */
export class Installation {
  readonly dataFolder: string
  readonly url: string
  readonly #port: number
  readonly #demoCases: string
  #node: ChildProcess | undefined
  /** what the present server has written */
  #said = ''

  private constructor(dataFolder: string, port: number, demoCases: number) {
    this.#demoCases = String(demoCases)
    this.dataFolder = dataFolder
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  static async make(demoCases = 0): Promise<Installation> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'yiwang-crash-')))
    return new Installation(folder, await freePort(), demoCases)
  }

  /** Starts the server process without waiting for it to be ready. */
  spawn(): void {
    const { DATABASE_URL: _url, YIWANG_MASTER_KEY: _key, ...environment } = process.env
    this.#said = ''
    const node = spawn(process.execPath, [join(root, 'apps/server/main.ts')], {
      cwd: root,
      env: {
        ...environment,
        YIWANG_DATA: this.dataFolder,
        PORT: String(this.#port),
        HOST: '127.0.0.1',
        YIWANG_DEMO_CASES: this.#demoCases,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const hear = (text: string): void => {
      if (this.#node === node) this.#said += text
    }
    node.stdout.setEncoding('utf8').on('data', hear)
    node.stderr.setEncoding('utf8').on('data', hear)
    this.#node = node
  }

  /** Waits until the server says that it is ready. */
  async ready(): Promise<void> {
    await until(() => {
      if (this.#ended()) throw new Error(`The server ended instead of starting:\n${this.#said}`)
      return this.#said.includes('is ready')
    }, startLimit).catch((error: unknown) => {
      throw new Error(`The server was not ready after ${startLimit} ms:\n${this.#said}`, { cause: error })
    })
  }

  /** Starts the server; the ms it took to be ready. */
  async start(): Promise<number> {
    const began = performance.now()
    this.spawn()
    await this.ready()
    return performance.now() - began
  }

  /** kill -9 of the Node process, not of its PostgreSQL. */
  async killNode(): Promise<void> {
    const node = this.#node
    if (node === undefined || this.#ended()) return
    const gone = once(node, 'exit')
    node.kill('SIGKILL')
    await gone
  }

  /** kill -9 of the postmaster; its children end by themselves when they notice. */
  async killPostmaster(): Promise<void> {
    const text = await readFile(join(this.dataFolder, 'postgres/cluster/postmaster.pid'), 'utf8').catch(() => '')
    const pid = Number.parseInt(text, 10)
    // The id is only trusted while that process works in our folder.
    if ((await this.#databaseProcesses()).includes(pid)) process.kill(pid, 'SIGKILL')
  }

  /** Waits until Node has ended by itself, as it must without its database; the ms it took. */
  async nodeGivesUp(): Promise<number> {
    const began = performance.now()
    await until(() => this.#ended(), giveUpLimit).catch((error: unknown) => {
      throw new Error(`Without its PostgreSQL the server lives on after ${giveUpLimit} ms:\n${this.#said}`, {
        cause: error,
      })
    })
    return performance.now() - began
  }

  /** Superuser's URL of the running database. */
  async databaseUrl(): Promise<string> {
    const server = await joinPostgres({ folder: join(this.dataFolder, 'postgres') })
    if (server === undefined) throw new Error('No PostgreSQL runs')
    return server.url('yiwang')
  }

  /** Ends everything that belongs to this installation and removes its folder, whatever state it is in. */
  async remove(): Promise<void> {
    await this.killNode()
    await until(async () => {
      const left = await this.#databaseProcesses()
      for (const pid of left) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It ended by itself meanwhile.
        }
      }
      return left.length === 0
    })
    await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 })
  }

  #ended(): boolean {
    return this.#node === undefined || this.#node.exitCode !== null || this.#node.signalCode !== null
  }

  /** Ids of the processes that work inside the data folder: the postmaster, its children, an initdb. */
  async #databaseProcesses(): Promise<number[]> {
    const found: number[] = []
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const works = await readlink(`/proc/${name}/cwd`).catch(() => '')
      if (works.startsWith(`${this.dataFolder}/`)) found.push(Number(name))
    }
    return found
  }
}

/** A port below the range from which the system gives ports to outgoing connections: nobody takes it between two starts. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const probe = createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    probe.close()
    if (free) return port
  }
}
