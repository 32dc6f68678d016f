import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Settings } from '#lib/kernel'
import { cloneDatabase, TestClient, type ClonedDatabase } from '#lib/testing'
import { logIn } from '#platform/identity/contract'
import { readCity } from '../city.ts'
import { startServer, type ServerClock } from '../start-server.ts'

export { startServer, type RunningServer } from '../start-server.ts'
export { drawSample } from '../demo/draw-sample.ts'

/** Password of every demonstration account of the tests' city. */
export const demoPassword = 'Yiwang-demo-1'

/** A whole server on a database of its own, as `npm start` makes it. */
export interface TestServer {
  readonly url: string
  readonly database: ClonedDatabase
  readonly dataFolder: string
  /** a client that is not logged in */
  stranger(): TestClient
  /** a client logged in as a demonstration account */
  as(username: string): Promise<TestClient>
  /** stops the server alone: another can be started on its database */
  halt(): Promise<void>
  stop(): Promise<void>
}

export interface TestServerOptions {
  /** another city than the tests' own: loaded at start into an empty database, which takes a few seconds */
  readonly city?: string
  /** undefined: with the demonstration accounts */
  readonly demo?: boolean
  /** what the server says on its console */
  readonly say?: (line: string) => void
  /** roles that nobody acts in without a second factor */
  readonly secondFactorRoles?: readonly string[]
  /** the time cases live by; real time when left out */
  clock?: TestClock
}

/** A time that goes on by itself, and by more when the test says so, until it is stopped. */
export class TestClock implements ServerClock {
  onMoved: (() => void) | undefined
  #ahead = 0
  #stopped: number | undefined

  readonly now = (): Date => new Date(this.#stopped ?? Date.now() + this.#ahead)

  /** Stands still from now on: no clock of a case comes due any more. Gives when. */
  stop(): Date {
    this.#stopped = this.now().getTime()
    return this.now()
  }

  /** Goes on by so many hours at once. */
  skip(hours: number): void {
    this.#ahead += hours * 3_600_000
    this.onMoved?.()
  }
}

/** Starts a server for a test file; stop it in `afterAll`. */
export async function startTestServer({
  city,
  demo = true,
  secondFactorRoles = [],
  say,
  clock,
}: TestServerOptions = {}): Promise<TestServer> {
  const template = city === undefined ? inject('template') : inject('emptyTemplate')
  const database = await cloneDatabase(inject('superUrl'), template)
  const password = city === undefined ? demoPassword : (await readCity(city)).demo.password
  const dataFolder = await mkdtemp(join(tmpdir(), 'yiwang-data-'))
  const settings = testSettings(database, dataFolder)
  const server = await startServer(
    { ...settings, demo, secondFactorRoles, city: city ?? settings.city },
    say ?? (() => undefined),
    clock,
  )
  let halted: Promise<void> | undefined
  const halt = (): Promise<void> => (halted ??= server.stop())
  const stranger = (): TestClient => new TestClient(server.url)
  return {
    url: server.url,
    database,
    dataFolder,
    stranger,
    async as(username) {
      const client = stranger()
      await client.ask(logIn, { body: { username, password } })
      return client
    },
    halt,
    async stop() {
      await halt()
      await database.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The settings of a server on an existing PostgreSQL. */
export function testSettings(database: ClonedDatabase, dataFolder: string): Settings {
  return {
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.webUrl,
    migrationUrl: database.migrationUrl,
    workerUrl: database.workerUrl,
    masterKey: undefined,
    city: 'songjiang',
    demo: true,
    demoCases: 0,
    metricsToken: undefined,
    secureCookies: false,
    s3: undefined,
    clamd: undefined,
    sessionIdleHours: 8,
    sessionHours: 24,
    passwordDays: 90,
    secondFactorRoles: [],
  }
}
