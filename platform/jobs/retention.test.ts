import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { until, type TestClient } from '#lib/testing'
import { listRetentions, setRetention } from './contract.ts'

let server: TestServer
let admin: TestClient
let water: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  water = await server.as('water')
})
afterAll(() => server.stop())

const params = { code: 'jobs.ended' }
const command = (days: number) => ({ id: randomUUID(), occurredAt: new Date().toISOString(), days })
const rows = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  withClient(server.database.superUrl, async (client) => (await client.query(text, values)).rows)

test('asks for log-in, and then for a system administrator', async () => {
  expect(await server.stranger().refused(listRetentions, {})).toBe('identity.not_logged_in')
  expect(await server.stranger().refused(setRetention, { params, body: command(30) })).toBe('identity.not_logged_in')
  expect(await water.refused(listRetentions, {})).toBe('jobs.may_not_manage')
  expect(await water.refused(setRetention, { params, body: command(30) })).toBe('jobs.may_not_manage')
})

test('says what is kept how long, lets it be changed within limits, and writes down who did', async () => {
  const before = (await admin.ask(listRetentions, {})).items.find((one) => one.code === 'exchange.messages')
  expect(before).toMatchObject({ days: before!.usual, changedAt: null, changedBy: null })
  const outside = [before!.least - 1, before!.most + 1]
  for (const days of outside) {
    const body = command(days)
    expect(await admin.refused(setRetention, { params: { code: before!.code }, body })).toBe('jobs.retention_outside')
  }
  expect(await admin.refused(setRetention, { params: { code: 'nothing' }, body: command(30) })).toBe(
    'jobs.no_such_retention',
  )
  await admin.ask(setRetention, { params: { code: before!.code }, body: command(45) })
  await admin.ask(setRetention, { params: { code: before!.code }, body: command(60) })
  const after = (await admin.ask(listRetentions, {})).items.find((one) => one.code === before!.code)
  expect(after).toMatchObject({ days: 60, changedBy: '周启航', changedAt: expect.any(String) })
  const audited = await rows(`select detail->>'days' as days from audit.entry where what = 'jobs.set_retention'`)
  expect(audited).toEqual([{ days: '45' }, { days: '60' }])
})

test('a night deletes what is over, in parts, keeps the rest, and puts in the next night', async () => {
  await admin.ask(setRetention, { params, body: command(10) })
  const kept = randomUUID()
  const insert = `insert into pgboss.job (id, name, data, state, created_on, completed_on, start_after, retry_limit, policy)`
  const values = (age: string) =>
    `'jobs.unheard', '{"event": {"place": "1.1"}}', 'completed'::pgboss.job_state, now() - interval '${age}', now() - interval '${age}', now(), 0, 'standard'`
  await rows(`${insert} select gen_random_uuid(), ${values('11 days')} from generate_series(1, 2500)`)
  await rows(`${insert} select $1, ${values('9 days')}`, [kept])
  // The first night of the start may lie ahead: it is brought here.
  await rows(
    `insert into pgboss.job (name, data, state, start_after, retry_limit, policy, expire_seconds)
      values ('jobs.clean', '{"code": "jobs.ended", "day": "2026-01-01", "part": 0}', 'created', now(), 0, 'standard', 60)`,
  )
  const old = async () => rows(`select id from pgboss.job where completed_on < now() - interval '10 days'`)
  await until(async () => (await old()).length === 0)
  expect(await rows('select id from pgboss.job where id = $1', [kept])).toHaveLength(1)
  const next = await rows(
    `select state::text, start_after > now() as later from pgboss.job
      where name = 'jobs.clean' and data->>'code' = 'jobs.ended' and data->>'day' > to_char(now() at time zone 'UTC', 'YYYY-MM-DD')`,
  )
  expect(next).toEqual([{ state: 'created', later: true }])
})

test('messages that ended long ago are deleted, waiting ones never', async () => {
  await admin.ask(setRetention, { params: { code: 'exchange.messages' }, body: command(30) })
  await rows(`insert into exchange.system (code, name, direction) values ('town', 'a town', 'in')`)
  const message = (state: string, settled: string) =>
    rows(
      `insert into exchange.message (id, system_code, direction, sender_id, type, digest, size, wrapped_key, sealed_body, state, try_at, created_at, settled_at)
        values (gen_random_uuid(), 'town', 'in', $1, 'nothing', 'd', 1, '', '', $2, now() + interval '1 day', now() - interval '40 days', ${settled})`,
      [`${state} ${settled}`, state],
    )
  await message('done', `now() - interval '31 days'`)
  await message('failed', `now() - interval '31 days'`)
  await message('done', `now() - interval '29 days'`)
  await message('waiting', 'null')
  await rows(
    `insert into pgboss.job (name, data, state, start_after, retry_limit, policy, expire_seconds)
      values ('jobs.clean', '{"code": "exchange.messages", "day": "2026-01-01", "part": 0}', 'created', now(), 0, 'standard', 60)`,
  )
  await until(async () => (await rows('select id from exchange.message')).length === 2)
  const left = await rows('select state from exchange.message order by state')
  expect(left).toEqual([{ state: 'done' }, { state: 'waiting' }])
})
