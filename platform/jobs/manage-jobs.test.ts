import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import { cancelJob, listJobs, listQueues, retryFailedJobs, retryJob } from './contract.ts'

let server: TestServer
let admin: TestClient
let water: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  water = await server.as('water')
})
afterAll(() => server.stop())

const queue = 'jobs.unheard'
const command = (): { id: string; occurredAt: string } => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

/** A job that stands in a state, put there past the workers. */
async function standing(state: string, message: string | null = null): Promise<string> {
  const id = randomUUID()
  await withClient(server.database.superUrl, (client) =>
    client.query(
      `insert into pgboss.job (id, name, data, state, output, start_after, retry_limit, policy)
        values ($1, $2, '{"event": {"place": "1.1"}}', $3::pgboss.job_state, $4, now() + interval '1 hour', 0, 'standard')`,
      [id, queue, state, message === null ? null : JSON.stringify({ message })],
    ),
  )
  return id
}
const audited = async (what: string): Promise<unknown[]> =>
  withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query('select subject, detail from audit.entry where what = $1', [what])
    return rows
  })

test('asks for log-in, and then for a system administrator', async () => {
  const params = { queue, id: randomUUID() }
  const stranger = server.stranger()
  expect(await stranger.refused(listQueues, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(listJobs, { query: {} })).toBe('identity.not_logged_in')
  expect(await water.refused(listQueues, {})).toBe('jobs.may_not_manage')
  expect(await water.refused(listJobs, { query: {} })).toBe('jobs.may_not_manage')
  expect(await water.refused(retryJob, { params, body: command() })).toBe('jobs.may_not_manage')
  expect(await water.refused(cancelJob, { params, body: command() })).toBe('jobs.may_not_manage')
  expect(await water.refused(retryFailedJobs, { body: command() })).toBe('jobs.may_not_manage')
})

test('lists by queue, state and words, and counts', async () => {
  const id = await standing('failed', 'the map was not there')
  await standing('created')
  const found = await admin.ask(listJobs, { query: { queue, state: 'failed', q: 'MAP was' } })
  expect(found).toMatchObject({ total: 1, items: [{ id, state: 'failed', error: 'the map was not there' }] })
  expect((await admin.ask(listJobs, { query: { q: 'nothing like it' } })).total).toBe(0)
  const one = (await admin.ask(listQueues, {})).items.find((each) => each.name === queue)
  expect(one?.counts.failed).toBeGreaterThan(0)
  expect(one?.counts.waiting).toBeGreaterThan(0)
})

test('a failed job is tried again, once however often it is asked, and that is audited', async () => {
  const id = await standing('failed', 'broken')
  const params = { queue, id }
  const body = command()
  expect(await admin.ask(retryJob, { params, body })).toEqual({ count: 1 })
  expect(await admin.ask(retryJob, { params, body })).toEqual({ count: 1 })
  expect(await admin.refused(retryJob, { params, body: command() })).toBe('jobs.not_failed')
  expect(await audited('jobs.retry')).toEqual([{ subject: id, detail: { queue } }])
  expect(await admin.refused(retryJob, { params: { queue, id: randomUUID() }, body: command() })).toBe('jobs.not_found')
})

test('a job that waits is cancelled; one that is over is not', async () => {
  const id = await standing('created')
  const params = { queue, id }
  expect(await admin.ask(cancelJob, { params, body: command() })).toEqual({ count: 1 })
  expect(await admin.refused(cancelJob, { params, body: command() })).toBe('jobs.not_open')
  expect((await admin.ask(listJobs, { query: { queue, state: 'cancelled' } })).items.map((job) => job.id)).toContain(id)
  expect(await audited('jobs.cancel')).toEqual([{ subject: id, detail: { queue } }])
})

test('all failed jobs of a queue are tried again at once', async () => {
  for (let n = 0; n < 3; n++) await standing('failed', 'broken')
  const { count } = await admin.ask(retryFailedJobs, { body: { ...command(), queue } })
  expect(count).toBeGreaterThanOrEqual(3)
  expect((await admin.ask(listJobs, { query: { queue, state: 'failed' } })).total).toBe(0)
})
