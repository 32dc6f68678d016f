import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '#lib/testing'
import { defineJob, due, type JobContext } from './index.ts'
import { createGround, Happened, type Ground } from './testing.ts'

let ground: Ground

beforeEach(async () => {
  ground = await createGround()
})
afterEach(() => ground.stop())

const base = {
  title: { 'zh-CN': '证明', en: 'Proof' },
  schema: Type.Object({ n: Type.Integer() }),
  retryLimit: 5,
  backoff: { first: 1, max: 1 },
}
const write = async ({ tx }: JobContext, { n }: { n: number }): Promise<void> =>
  tx.write({ sql: 'insert into proof.done (n) values ($1)', parameters: [n] })
const count = defineJob({ ...base, name: 'proof.count', run: write })

const done = async (): Promise<number[]> =>
  (await ground.query<{ n: number }>('select n from proof.done order by n')).map(({ n }) => n)
const states = async (name = count.name): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await ground.query<{ state: string; count: number }>(
        'select state, count(*)::int as count from pgboss.job where name = $1 group by state',
        [name],
      )
    ).map((row) => [row.state, row.count]),
  )
const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index)

test('an event becomes a job, and the job is done', async () => {
  const jobs = await ground.open((one) => {
    one.add(count)
    one.hears(Happened, (data) => [due(count, data)])
  })
  ground.startRelay(jobs.hearer)
  await jobs.startWorkers()
  await ground.say(...upTo(30))
  await until(async () => (await done()).length === 30)
  expect(await done()).toEqual(upTo(30))
  await until(async () => (await states())['completed'] === 30)
})

test('whatever is killed, every event makes its job once, and every job is done once', async () => {
  const prepare = (jobs: Awaited<ReturnType<Ground['open']>>): void => {
    jobs.add(defineJob({ ...base, name: count.name, retryLimit: 50, expireSeconds: 2, run: write }))
    jobs.hears(Happened, (data) => [due(count, data)])
  }
  const first = await ground.open(prepare)
  const second = await ground.open(prepare)
  ground.startRelay(first.hearer)
  ground.startRelay(second.hearer)
  await first.startWorkers()
  await second.startWorkers()
  const total = 600
  let said = 0
  const saying = (async () => {
    for (; said < total; said += 3) await ground.say(said, said + 1, said + 2)
  })()
  for (const at of [60, 150, 240, 330, 420, 510]) {
    await until(() => said >= at)
    await ground.kill('yiwang-relay')
    await ground.kill('yiwang-jobs')
    // The pools of the workers: what a job had begun is undone.
    await ground.kill('yiwang', 'yiwang_worker')
  }
  await saying
  await until(async () => (await states())['completed'] === total, 60_000)
  expect(await done()).toEqual(upTo(total))
  expect(await states()).toEqual({ completed: total })
}, 120_000)

test('a relay killed between writing the jobs and moving on leaves neither', async () => {
  const jobs = await ground.open((one) => {
    one.add(count)
    one.hears(Happened, (data) => [due(count, data)])
  })
  let kills = 0
  const { hearer } = jobs
  ground.startRelay({
    topics: hearer.topics,
    async write(query, events) {
      await hearer.write(query, events)
      if (kills++ < 3) await query('select pg_terminate_backend(pg_backend_pid())', [])
    },
  })
  await ground.say(1, 2, 3)
  await until(async () => (await states())['created'] === 3)
  expect(kills).toBe(4)
  await ground.say(4)
  await until(async () => (await states())['created'] === 4)
})

test('a job that fails is tried again as often as it may, and what it wrote is undone', async () => {
  const failing = defineJob({
    ...base,
    name: 'proof.failing',
    retryLimit: 2,
    run: async (context, data) => {
      await write(context, data)
      if (data.n === 13 || context.attempt === 0) throw new Error(`not ${data.n}, call 13900001234`)
    },
  })
  const jobs = await ground.open((one) => {
    one.add(failing)
    one.hears(Happened, (data) => [due(failing, data)])
  })
  ground.startRelay(jobs.hearer)
  await jobs.startWorkers()
  await ground.say(12, 13)
  await until(async () => {
    const { completed, failed } = await states('proof.failing')
    return completed !== undefined && failed !== undefined
  }, 60_000)
  expect(await states('proof.failing')).toEqual({ completed: 1, failed: 1 })
  expect(await done()).toEqual([12])
  const [failed] = await ground.query<{ output: { message: string }; retry_count: number }>(
    `select output, retry_count from pgboss.job where state = 'failed'`,
  )
  expect(failed).toMatchObject({ retry_count: 2, output: { message: 'not 13, call 139****1234' } })
  const events = await ground.query(`select data from events.outbox where topic = 'jobs.failed'`)
  expect(events).toEqual([{ data: { queue: 'proof.failing', id: expect.any(String) } }])
}, 90_000)

test('a try that lasted too long cannot finish beside the one that replaced it', async () => {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const slow = defineJob({
    ...base,
    name: 'proof.slow',
    expireSeconds: 1,
    run: async (context, data) => {
      if (context.attempt === 0) await held
      await write(context, data)
    },
  })
  const prepare = (jobs: Awaited<ReturnType<Ground['open']>>): void => {
    jobs.add(slow)
    jobs.hears(Happened, (data) => [due(slow, data)])
  }
  const jobs = await ground.open(prepare)
  const other = await ground.open(prepare)
  ground.startRelay(jobs.hearer)
  await jobs.startWorkers({ atOnce: 1 })
  await ground.say(7)
  await until(async () => (await states('proof.slow'))['active'] === 1)
  await other.startWorkers({ atOnce: 1 })
  await until(async () => (await states('proof.slow'))['completed'] === 1, 60_000)
  release()
  await jobs.stop()
  expect(await done()).toEqual([7])
}, 90_000)

test('a job puts others in with its own transaction; the same key only once', async () => {
  const parent = defineJob({
    ...base,
    name: 'proof.parent',
    retryLimit: 1,
    run: async ({ enqueue, attempt }, { n }) => {
      enqueue(count, { n }, { key: 'the only one' })
      enqueue(count, { n: n + 100 })
      if (attempt === 0) throw new Error('not yet')
    },
  })
  const jobs = await ground.open((one) => {
    one.add(count)
    one.add(parent)
    one.hears(Happened, (data) => [due(parent, data)])
  })
  ground.startRelay(jobs.hearer)
  await jobs.startWorkers()
  await ground.say(1)
  await until(async () => (await done()).length === 2)
  await ground.say(2)
  await until(async () => (await done()).length === 3)
  expect(await done()).toEqual([1, 101, 102])
})

test('an event that nobody understands is kept for later and holds nobody back', async () => {
  let mended = false
  const jobs = await ground.open((one) => {
    one.add(count)
    one.hears(Happened, (data) => {
      if (data.n === 5 && !mended) throw new Error('a shape nobody knows')
      return [due(count, data)]
    })
  })
  ground.startRelay(jobs.hearer)
  await jobs.startWorkers()
  await ground.say(4, 5, 6)
  await until(async () => (await done()).length === 2 && (await states('jobs.unheard'))['failed'] === 1)
  mended = true
  const [unheard] = await ground.query<{ id: string }>(`select id from pgboss.job where name = 'jobs.unheard'`)
  await jobs.boss.retry('jobs.unheard', unheard!.id)
  await until(async () => (await done()).length === 3)
  expect(await done()).toEqual([4, 5, 6])
})
