/** What the tests of this folder share: jobs, relays and workers on a database of their own. */
import { Type } from 'typebox'
import { inject } from 'vitest'
import { createPool, runTransaction, withClient, type Pool } from '#lib/db'
import { emit, startRelay, type Hearer, type Relay } from '#lib/events'
import { event } from '#lib/events/contract'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, until, type ClonedDatabase } from '#lib/testing'
import { Jobs } from './jobs.ts'

export const Happened = event('proof.happened', Type.Object({ n: Type.Integer() }))

const log = createLogger('silent')

export interface Ground {
  readonly database: ClonedDatabase
  readonly pool: Pool
  /** a process's jobs: opened when `prepare` has added kinds and hearers */
  open(prepare: (jobs: Jobs) => void, pool?: Pool): Promise<Jobs>
  /** a pool of the workers under a name of its own, so that its backends can be killed */
  workerPool(): Pool
  startRelay(hearer: Hearer): Relay
  say(...numbers: number[]): Promise<void>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  /** ends the backends of an application, or those of one login of it, if there are any */
  kill(application: string, login?: string): Promise<void>
  stop(): Promise<void>
}

export async function createGround(): Promise<Ground> {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  await withClient(database.superUrl, (client) =>
    client.query(`create schema proof; create table proof.done (n integer not null, worker integer);
      grant usage on schema proof to yiwang_working; grant insert, select on proof.done to yiwang_working`),
  )
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 8)
  const stops: (() => Promise<unknown>)[] = [() => pool.end()]
  async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return withClient(database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
  }
  function workerPool(): Pool {
    const workers = createPool(database.workerUrl, 'yiwang_working', log, 4)
    stops.push(() => workers.end())
    return workers
  }
  return {
    database,
    pool,
    query,
    workerPool,
    async open(prepare, workers = workerPool()) {
      const jobs = new Jobs({ pool: workers, url: database.workerUrl, log, superviseSeconds: 1 })
      prepare(jobs)
      await jobs.start()
      stops.push(() => jobs.stop())
      return jobs
    },
    startRelay(hearer) {
      const relay = startRelay({ url: database.workerUrl, log, idleMs: 10, hearer })
      stops.push(() => relay.stop())
      return relay
    },
    say: (...numbers) =>
      runTransaction(pool, async (tx) => {
        for (const n of numbers) emit(tx, Happened, { n })
      }),
    async kill(application, login) {
      // Materialized, or PostgreSQL may end backends before it has looked whose they are.
      const killed = await query<{ pid: number }>(
        `with victim as materialized (
          select pid from pg_stat_activity where application_name = $1 and datname = current_database()
            and ($2::text is null or usename = $2))
        select pid from victim where pg_terminate_backend(pid)`,
        [application, login ?? null],
      )
      await until(async () => {
        const pids = killed.map(({ pid }) => pid)
        return (await query('select 1 from pg_stat_activity where pid = any($1)', [pids])).length === 0
      })
    },
    async stop() {
      for (const one of stops.toReversed()) await one()
      await database.drop()
    },
  }
}
