/** What the tests of this folder share: notices told on a database of their own, without a server around them. */
import { Type } from 'typebox'
import { inject } from 'vitest'
import { createPool, runTransaction, withClient } from '#lib/db'
import { emit, startRelay, type Relay } from '#lib/events'
import { event } from '#lib/events/contract'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, until } from '#lib/testing'
import { Jobs } from '#platform/jobs'
import { Messaging, notice, type CityMessaging } from './index.ts'

export const Happened = event('proof.happened', Type.Object({ n: Type.Integer(), key: Type.Optional(Type.String()) }))
export const Burning = event('proof.burning', Type.Object({ n: Type.Integer() }))

const words = (text: string): { 'zh-CN': string; en: string } => ({ 'zh-CN': text, en: text })
const shape = {
  name: words('证明'),
  variables: { n: { name: words('数'), example: words('1') } },
  template: { title: words('第 {n} 件'), body: words('发生了 {n}') },
}
/** Told to everybody of the traffic bureau: one person. */
const happened = (audience: { units: string[] }) =>
  notice({
    ...shape,
    code: 'proof.happened',
    on: Happened,
    tell: async ({ n, key }) => ({ audience, values: { n }, key: key ?? String(n) }),
  })
const burning = (audience: { units: string[] }) =>
  notice({
    ...shape,
    code: 'proof.burning',
    on: Burning,
    urgent: true,
    tell: async ({ n }) => ({ audience, values: { n }, key: String(n) }),
  })

const log = createLogger('silent')

export interface Ground {
  startRelay(): Relay
  say(...numbers: number[]): Promise<void>
  sayAgain(n: number, key: string): Promise<void>
  burn(n: number): Promise<void>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  /** lets so much time pass for what is held and for what waits */
  letPass(interval: string): Promise<void>
  kill(application: string, login?: string): Promise<void>
  jobStates(): Promise<Record<string, number>>
  stop(): Promise<void>
}

/** The people of the traffic bureau and how they are told; `processes` work beside each other. */
export async function createGround(city: CityMessaging, processes = 1): Promise<Ground> {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const stops: (() => Promise<unknown>)[] = [() => database.drop()]
  async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return withClient(database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
  }
  const [unit] = await query<{ unit_id: string }>(
    `select unit_id from identity.post p join identity.account a on a.id = p.account_id where a.username = 'traffic'`,
  )
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 4)
  stops.push(() => pool.end())
  const all: Jobs[] = []
  for (let at = 0; at < processes; at++) {
    const workers = createPool(database.workerUrl, 'yiwang_working', log, 8)
    stops.push(() => workers.end())
    const jobs = new Jobs({ pool: workers, url: database.workerUrl, log, superviseSeconds: 1 })
    const messaging = new Messaging(city)
    messaging.add(happened({ units: [unit!.unit_id] }))
    messaging.add(burning({ units: [unit!.unit_id] }))
    messaging.register(jobs)
    await jobs.start()
    stops.push(() => jobs.stop())
    await jobs.startWorkers()
    all.push(jobs)
  }
  let next = 0
  return {
    query,
    startRelay() {
      const { hearer } = all[next++ % all.length]!
      const relay = startRelay({ url: database.workerUrl, log, idleMs: 10, hearer })
      stops.push(() => relay.stop())
      return relay
    },
    say: (...numbers) =>
      runTransaction(pool, async (tx) => {
        for (const n of numbers) emit(tx, Happened, { n })
      }),
    sayAgain: (n, key) => runTransaction(pool, async (tx) => emit(tx, Happened, { n, key })),
    burn: (n) => runTransaction(pool, async (tx) => emit(tx, Burning, { n })),
    async letPass(interval) {
      await query(`update messaging.message set held_until = held_until - $1::interval where held_until is not null`, [
        interval,
      ])
      await query(
        `update pgboss.job set start_after = start_after - $1::interval, started_on = started_on - $1::interval
          where state in ('created', 'retry', 'active')`,
        [interval],
      )
    },
    async kill(application, login) {
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
    async jobStates() {
      const rows = await query<{ state: string; count: number }>(
        `select state, count(*)::int as count from pgboss.job where name = 'messaging.deliver' group by state`,
      )
      return Object.fromEntries(rows.map((row) => [row.state, row.count]))
    },
    async stop() {
      for (const one of stops.toReversed()) await one()
    },
  }
}
