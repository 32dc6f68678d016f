import { afterEach, expect, test } from 'vitest'
import { until } from '#lib/testing'
import { createGround, type Ground } from './testing.ts'

let ground: Ground
afterEach(() => ground.stop())

const noQuiet = { quiet: null, digestMinutes: 10 }
const everQuiet = (): { quiet: { from: number; until: number }; digestMinutes: number } => {
  const minute = Math.floor(Date.now() / 60_000 + 8 * 60) % 1440
  return { quiet: { from: (minute + 1430) % 1440, until: (minute + 120) % 1440 }, digestMinutes: 10 }
}

interface Row {
  notice: string
  title: { 'zh-CN': string }
  arrived: boolean
  digest_count: number | null
  gathered: boolean
}
const messages = (): Promise<Row[]> =>
  ground.query<Row>(
    `select notice, title, arrived_at is not null as arrived, digest_count, digest_id is not null as gathered
      from messaging.message order by (title->>'zh-CN')`,
  )
const arrivals = async (): Promise<number> =>
  (await ground.query(`select 1 from events.outbox where topic = 'messaging.arrived'`)).length

test('whatever is killed, every event is one message to each of those told', async () => {
  ground = await createGround(noQuiet, 2)
  ground.startRelay()
  ground.startRelay()
  const total = 300
  let said = 0
  const saying = (async () => {
    for (; said < total; said += 3) await ground.say(said, said + 1, said + 2)
  })()
  for (const at of [30, 90, 150, 210, 270]) {
    await until(() => said >= at)
    await ground.kill('yiwang-relay')
    await ground.kill('yiwang-jobs')
    await ground.kill('yiwang', 'yiwang_worker')
  }
  await saying
  // What was claimed by a killed connection waits for its claim to run out: let that time pass.
  await until(async () => {
    const states = await ground.jobStates()
    if (states['completed'] === total) return true
    await ground.letPass('2 minutes')
    return false
  }, 60_000)
  const found = await messages()
  expect(found.map((row) => row.title['zh-CN']).toSorted()).toEqual(
    Array.from({ length: total }, (_, n) => `第 ${n} 件`).toSorted(),
  )
  expect(await arrivals()).toBe(total)
}, 120_000)

test('the same news told twice is one message', async () => {
  ground = await createGround(noQuiet)
  ground.startRelay()
  await ground.sayAgain(1, 'same')
  await ground.sayAgain(2, 'same')
  await ground.sayAgain(3, 'other')
  await until(async () => (await ground.jobStates())['completed'] === 3)
  expect((await messages()).map((row) => row.title['zh-CN'])).toHaveLength(2)
})

test('in quiet hours nothing rings but what is urgent; at their end the rest comes as one', async () => {
  ground = await createGround(everQuiet())
  ground.startRelay()
  await ground.say(1, 2, 3)
  await ground.burn(4)
  await until(async () => (await messages()).length === 4)
  expect((await messages()).filter((row) => row.arrived).map((row) => row.notice)).toEqual(['proof.burning'])
  expect(await arrivals()).toBe(1)
  await ground.letPass('3 hours')
  await until(async () => (await messages()).some((row) => row.digest_count === 3))
  const after = await messages()
  expect(after.filter((row) => row.gathered)).toHaveLength(3)
  expect(after.find((row) => row.digest_count !== null)?.title['zh-CN']).toBe('您离开期间有 3 条通知')
  expect(await arrivals()).toBe(2)
})

test('a single message that was held arrives as it is', async () => {
  ground = await createGround(everQuiet())
  ground.startRelay()
  await ground.say(1)
  await until(async () => (await messages()).length === 1)
  await ground.letPass('3 hours')
  await until(async () => (await messages())[0]?.arrived)
  expect(await messages()).toMatchObject([{ notice: 'proof.happened', gathered: false, digest_count: null }])
})

test('after a downtime what is old comes as one, what is new by itself, and more joins the one not yet read', async () => {
  ground = await createGround(noQuiet)
  await ground.say(...Array.from({ length: 12 }, (_, n) => n))
  await ground.query(`update events.outbox set recorded_at = now() - interval '1 hour' where topic = 'proof.happened'`)
  await ground.say(100)
  ground.startRelay()
  await until(async () => (await ground.jobStates())['completed'] === 13)
  await ground.letPass('1 minute')
  await until(async () => (await messages()).some((row) => row.digest_count === 12))
  expect(await arrivals()).toBe(2)
  const [digest] = (await messages()).filter((row) => row.digest_count !== null)
  expect(digest!.title['zh-CN']).toBe('您离开期间有 12 条通知')
  // Two that arrive later still, one of them held on its own.
  await ground.query(
    `update messaging.message set held_until = now(), arrived_at = null where title->>'zh-CN' = '第 100 件'`,
  )
  await ground.query(
    `insert into pgboss.job (name, data, retry_limit, policy) select 'messaging.release', jsonb_build_object('accountId', account_id), 0, 'standard'
      from messaging.message limit 1`,
  )
  await until(async () => (await messages()).some((row) => row.digest_count === 13))
  expect((await messages()).filter((row) => row.digest_count !== null)).toHaveLength(1)
})

test('who is muted is not told, but of what is urgent; own quiet hours replace the city’s', async () => {
  ground = await createGround(everQuiet())
  const [told] = await ground.query<{ id: string }>(`select id from identity.account where username = 'traffic'`)
  await ground.query(`insert into messaging.preference values ($1, 'off', null, null, $2)`, [
    told!.id,
    ['proof.happened', 'proof.burning'],
  ])
  ground.startRelay()
  await ground.say(1)
  await ground.burn(2)
  await until(async () => (await ground.jobStates())['completed'] === 2)
  expect((await messages()).map((row) => [row.notice, row.arrived])).toEqual([['proof.burning', true]])
  await ground.query(`update messaging.preference set muted = '{}'`)
  await ground.say(3)
  await until(async () => (await messages()).length === 2)
  expect((await messages()).every((row) => row.arrived)).toBe(true)
})

test('a template without a value for its variable sends nothing, and says which', async () => {
  ground = await createGround(noQuiet)
  await ground.query(
    `insert into messaging.template (notice, version, title, body, author_id, author_name)
      values ('proof.happened', 1, '{"zh-CN": "{lost}", "en": "x"}', '{"zh-CN": "x", "en": "x"}', gen_random_uuid(), 'x')`,
  )
  ground.startRelay()
  await ground.say(1)
  const [failed] = await until(async () => {
    const rows = await ground.query<{ output: { message: string } | null }>(
      `select output from pgboss.job where name = 'messaging.deliver' and state = 'retry'`,
    )
    return rows.length > 0 ? rows : undefined
  })
  expect(failed!.output?.message).toContain('{lost}')
  expect(await messages()).toEqual([])
})
