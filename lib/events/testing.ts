/** What the tests of this folder share: an application with streams and relays on a database of its own. */
import { Type } from 'typebox'
import { inject } from 'vitest'
import { createPool, runTransaction, withClient, type Pool } from '#lib/db'
import { createApp, createMetrics, type App } from '#lib/http'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, TestClient, until, type ClonedDatabase } from '#lib/testing'
import { emit, startRelay, type Relay, type Streams } from './index.ts'
import { event } from './contract.ts'
import { createStreams } from './streams.ts'

export const Counted = event('proof.counted', Type.Object({ n: Type.Integer(), text: Type.Optional(Type.String()) }))
export const Secret = event('proof.secret', Type.Object({ for: Type.String() }))
export const Ended = event('proof.ended', Type.Object({ sessionId: Type.String() }))

const log = createLogger('silent')

/** A process as the server is one: pool, application, streams. Its relays are started apart. */
export interface Process {
  readonly app: App
  readonly streams: Streams
  /** a client whose session is `session`; without one a stranger */
  client(session?: string): TestClient
  stop(): Promise<void>
}

export interface Ground {
  readonly database: ClonedDatabase
  readonly pool: Pool
  startProcess(batchMs?: number, recheckMs?: number): Promise<Process>
  /** session → the post it acts in now; null: it is over */
  readonly posts: Map<string, string | null>
  startRelay(): Relay
  say(n: number, text?: string): Promise<void>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  /** the numbers of all committed `Counted` events, in commit order */
  committed(): Promise<number[]>
  /** ends the backends of an application name, as soon as there are any; waits until they are gone */
  kill(application: string): Promise<void>
  stop(): Promise<void>
}

export async function createGround(): Promise<Ground> {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 12)
  const stops: (() => Promise<void>)[] = []
  const posts = new Map<string, string | null>()
  async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return withClient(database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
  }
  return {
    database,
    pool,
    query,
    posts,
    async startProcess(batchMs = 20, recheckMs = 60_000) {
      const app = createApp({
        pool,
        log,
        metrics: createMetrics(),
        authenticate: async ({ headers: { cookie } }) =>
          cookie === undefined || posts.get(cookie) === null
            ? undefined
            : {
                accountId: '',
                sessionId: cookie,
                postId: posts.get(cookie) ?? '',
                name: cookie,
                role: '',
                unitId: '',
                unitName: '',
                scope: { units: null, places: null, categories: null, sensitivity: 0 },
              },
      })
      const streams = await createStreams({ app, url: database.webUrl, log, batchMs, recheckMs })
      streams.hear(Counted, () => true)
      streams.hear(Secret, (actor, data) => {
        if (data.for === 'break') throw new Error('a shape its audience does not know')
        return actor.name === data.for
      })
      streams.endSessionOn(Ended, (data) => data.sessionId)
      const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 })
      let running = true
      const stop = async (): Promise<void> => {
        if (!running) return
        running = false
        await app.fastify.close()
        await streams.stop()
      }
      stops.push(stop)
      return {
        app,
        streams,
        stop,
        client(session) {
          const client = new TestClient(url)
          client.cookie = session
          return client
        },
      }
    },
    startRelay() {
      const relay = startRelay({ url: database.workerUrl, log, idleMs: 10 })
      stops.push(() => relay.stop())
      return relay
    },
    say: (n, text) => runTransaction(pool, async (tx) => emit(tx, Counted, text === undefined ? { n } : { n, text })),
    async committed() {
      const rows = await query<{ n: number }>(
        `select (data->>'n')::int as n from events.outbox where topic = $1 order by xid, id`,
        [Counted.topic],
      )
      return rows.map((row) => row.n)
    },
    async kill(application) {
      // Whoever was just started may not have connected yet, or again.
      const victims = await until(async () => {
        const found = await query<{ pid: number }>(
          `with victim as materialized (
            select pid from pg_stat_activity where application_name = $1 and datname = current_database())
          select pid from victim where pg_terminate_backend(pid)`,
          [application],
        )
        return found.length > 0 && found
      })
      await until(async () => {
        const pids = victims.map((victim) => victim.pid)
        return (await query('select 1 from pg_stat_activity where pid = any($1)', [pids])).length === 0
      })
    },
    async stop() {
      for (const one of stops.toReversed()) await one()
      await pool.end()
      await database.drop()
    },
  }
}

/** The numbers that came through a stream. */
export function numbers(events: readonly { topic: string; data: unknown }[]): number[] {
  return events.filter((one) => one.topic === Counted.topic).map((one) => (one.data as { n: number }).n)
}
