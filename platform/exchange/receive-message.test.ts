import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import { listMessages, maxMessageBytes, readMessage, replayMessage, revokeKey, switchSystem } from './contract.ts'
import { consume } from './index.ts'
import { signedHeaders } from './signature.ts'
import {
  command,
  deliver,
  makeKey,
  makeSystem,
  startExchangeServer,
  type ExchangeServer,
  type OutsideKey,
} from './testing/index.ts'
import { forgetNonces, workOnce } from './work.ts'

let server: ExchangeServer
let admin: TestClient
let outside: TestClient
let key: OutsideKey

const taken: string[] = []
let broken = false

beforeAll(async () => {
  server = await startExchangeServer()
  admin = await server.as('admin')
  outside = server.stranger()
  key = await makeSystem(admin, 'hotline')
  consume(server.desk, 'test.note', async (_tx, message) => {
    if (broken) throw new Error('the module is away')
    taken.push(message.id)
    return { heard: message.body }
  })
})
afterAll(() => server.stop())

const note = (id = randomUUID()) => ({ id, type: 'test.note', body: { phone: '13800138000' } })
const typeOf = async (answer: ReturnType<typeof deliver>) => (await answer).body['type']
const work = async () => {
  while (await workOnce(server.desk, server.workers, 'in'));
}

test('refuses what is not signed, each fault by its name', async () => {
  const past = new Date(Date.now() - 60_000).toISOString()
  const revoked = await makeKey(admin, 'hotline')
  await admin.ask(revokeKey, { params: { id: revoked.id }, body: { ...command(), reason: '泄露' } })
  const ended = await makeKey(admin, 'hotline', { validFrom: '2020-01-01T00:00:00Z', validTo: past })
  const early = await makeKey(admin, 'hotline', { validFrom: '2999-01-01T00:00:00Z' })
  const off = await makeSystem(admin, 'asleep', null, false)
  const send = (used: OutsideKey, options = {}, content: unknown = note(), system = 'hotline') =>
    typeOf(deliver(outside, used, system, content, options))

  expect(await send(key, { headers: { 'x-yiwang-nonce': 'short' } })).toBe('exchange.headers_invalid')
  expect(await send(key, { headers: { 'x-yiwang-key': 'nobody' } })).toBe('exchange.headers_invalid')
  expect(await send({ id: randomUUID(), secret: key.secret })).toBe('exchange.unknown_key')
  expect(await send(key, {}, note(), 'asleep')).toBe('exchange.unknown_key')
  expect(await send(key, {}, note(), 'nowhere')).toBe('exchange.unknown_key')
  expect(await send(revoked)).toBe('exchange.key_revoked')
  expect(await send(ended)).toBe('exchange.key_not_valid')
  expect(await send(early)).toBe('exchange.key_not_valid')
  expect(await send(key, { time: Date.now() - 5 * 60_000 - 2_000 })).toBe('exchange.time_off')
  // Further ahead than it may be by so much that it still is when a busy machine gets round to it.
  expect(await send(key, { time: Date.now() + 7 * 60_000 })).toBe('exchange.time_off')
  expect(await send({ id: key.id, secret: off.secret })).toBe('exchange.signature_wrong')
  expect(await send(off, {}, note(), 'asleep')).toBe('exchange.system_off')
  expect(await send(key, {}, '{"id":')).toBe('exchange.body_invalid')
  expect(await send(key, {}, '[]')).toBe('exchange.body_invalid')
  expect(await send(key, {}, { id: 'a b', type: 'ping' })).toBe('exchange.body_invalid')
  expect(await send(key, {}, { id: 'a', type: 'nobody.takes' })).toBe('exchange.type_unknown')
  expect(await send(key, {}, { ...note(), body: 'x'.repeat(maxMessageBytes) })).toBe('request.too_large')
  expect((await admin.ask(listMessages, { query: { page: 1, pageSize: 1 } })).total).toBe(0)
})

test('no change of any signed part comes through', async () => {
  const path = '/api/exchange/hotline/messages'
  const part = fc.constantFrom('time', 'nonce', 'signature', 'body', 'method', 'query')
  await fc.assert(
    fc.asyncProperty(part, fc.nat(1000), async (what, at) => {
      const text = JSON.stringify(note())
      const headers = signedHeaders(key, { method: 'POST', path, body: Buffer.from(text) })
      const turn = (value: string) => {
        const here = at % value.length
        return value.slice(0, here) + (value[here] === '1' ? '2' : '1') + value.slice(here + 1)
      }
      // A time may change by so little only that it is still near; any change must be noticed.
      if (what === 'time') headers['x-yiwang-time'] = String(Number(headers['x-yiwang-time']) + 1 + at)
      if (what === 'nonce') headers['x-yiwang-nonce'] = turn(headers['x-yiwang-nonce']!)
      if (what === 'signature') headers['x-yiwang-signature'] = turn(headers['x-yiwang-signature']!)
      const response = await outside.fetch(what === 'query' ? `${path}?x=${at}` : path, {
        method: what === 'method' ? 'PUT' : 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: what === 'body' ? turn(text) : text,
      })
      const { type } = (await response.json()) as { type: string }
      expect(type).toBe(what === 'method' ? 'request.no_such_route' : 'exchange.signature_wrong')
    }),
    { numRuns: 60 },
  )
  expect((await admin.ask(listMessages, { query: { page: 1, pageSize: 1 } })).total).toBe(0)
})

test('a message is stored sealed, handed over once, and its sender learns what became of it', async () => {
  const content = note()
  const first = await deliver(outside, key, 'hotline', content)
  expect(first).toMatchObject({ status: 200, body: { state: 'waiting', answer: null } })
  await work()
  expect(taken).toEqual([first.body['messageId']])
  expect((await deliver(outside, key, 'hotline', content)).body).toEqual({
    messageId: first.body['messageId'],
    state: 'done',
    answer: { heard: { phone: '13800138000' } },
  })
  expect(await typeOf(deliver(outside, key, 'hotline', { ...content, body: 'another' }))).toBe(
    'exchange.message_reused',
  )
  const { items } = await admin.ask(listMessages, { query: { q: content.id, page: 1, pageSize: 10 } })
  expect(items).toMatchObject([{ system: 'hotline', direction: 'in', type: 'test.note', state: 'done', tries: 1 }])
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query<{ whole: string; body: Buffer }>(
      `select m::text as whole, sealed_body as body from exchange.message m where sender_id = $1`,
      [content.id],
    )
    expect(rows[0]!.whole).not.toContain('13800138000')
    expect(rows[0]!.body.includes('13800138000')).toBe(false)
  })
})

test('a request seen before is refused, also ten times at once', async () => {
  const content = note()
  const nonce = randomUUID()
  const time = Date.now()
  const all = await Promise.all(
    Array.from({ length: 10 }, () => deliver(outside, key, 'hotline', content, { nonce, time })),
  )
  expect(all.filter((one) => one.status === 200)).toHaveLength(1)
  expect(all.filter((one) => one.body['type'] === 'exchange.nonce_used')).toHaveLength(9)
  expect(await typeOf(deliver(outside, key, 'hotline', note(), { nonce }))).toBe('exchange.nonce_used')

  const same = note()
  const fresh = await Promise.all(Array.from({ length: 10 }, () => deliver(outside, key, 'hotline', same)))
  expect(new Set(fresh.map((one) => one.body['messageId'])).size).toBe(1)
  const before = taken.length
  await Promise.all([work(), work(), work()])
  expect(taken.length - before).toBe(2)
})

test('a nonce is kept as long as its time could be accepted', async () => {
  const nonce = randomUUID()
  const time = Date.now() - 4 * 60_000
  expect((await deliver(outside, key, 'hotline', note(), { nonce, time })).status).toBe(200)
  await forgetNonces(server.workers)
  expect(await typeOf(deliver(outside, key, 'hotline', note(), { nonce, time }))).toBe('exchange.nonce_used')
  const query = (text: string) => withClient(server.database.superUrl, (client) => client.query(text))
  await query(`update exchange.nonce set expires_at = now() - interval '1 second'`)
  await forgetNonces(server.workers)
  expect((await query('select 1 from exchange.nonce')).rowCount).toBe(0)
  await work()
})

test('what its consumer throws is tried again, then given up, and replayed by an administrator', async () => {
  const content = note()
  broken = true
  const { body } = await deliver(outside, key, 'hotline', content)
  const id = String(body['messageId'])
  await work()
  const look = async () => (await admin.ask(listMessages, { query: { q: id, page: 1, pageSize: 1 } })).items[0]
  expect(await look()).toMatchObject({ state: 'failed', tries: 3, fault: 'consumer_failed' })
  broken = false
  const replay = { params: { id }, body: { ...command(), reason: '模块已恢复' } }
  const receiver = await server.as('receiver')
  expect(await server.stranger().refused(replayMessage, replay)).toBe('identity.not_logged_in')
  expect(await receiver.refused(replayMessage, { ...replay, body: { ...command(), reason: '模块已恢复' } })).toBe(
    'exchange.may_not_manage',
  )
  await admin.ask(replayMessage, replay)
  await admin.ask(replayMessage, replay)
  expect(await admin.refused(replayMessage, { ...replay, body: { ...command(), reason: '再来' } })).toBe(
    'exchange.message_waiting',
  )
  await work()
  expect(await look()).toMatchObject({ state: 'done', tries: 1, fault: null, replays: 1 })
  expect(taken.filter((one) => one === id)).toHaveLength(1)
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query(`select what, detail from audit.entry where subject = $1`, [id])
    expect(rows).toEqual([{ what: 'exchange.replay_message', detail: { system: 'hotline', reason: '模块已恢复' } }])
  })
})

test('while a system is off, what waits of it is left alone', async () => {
  const set = (on: boolean) => admin.ask(switchSystem, { params: { code: 'hotline' }, body: { ...command(), on } })
  await deliver(outside, key, 'hotline', note())
  await set(false)
  expect(await workOnce(server.desk, server.workers, 'in')).toBe(false)
  await set(true)
  expect(await workOnce(server.desk, server.workers, 'in')).toBe(true)
})

test('the content is shown to an administrator who says why, and that is written down', async () => {
  const content = note()
  const { body } = await deliver(outside, key, 'hotline', content)
  const id = String(body['messageId'])
  const input = { params: { id }, body: { reason: '核对来件' } }
  expect(await server.stranger().refused(readMessage, input)).toBe('identity.not_logged_in')
  expect(await (await server.as('receiver')).refused(readMessage, input)).toBe('exchange.may_not_manage')
  expect(await admin.refused(readMessage, { ...input, params: { id: randomUUID() } })).toBe(
    'exchange.message_not_found',
  )
  expect(await admin.ask(readMessage, input)).toMatchObject({ body: JSON.stringify(content), answer: null })
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query(`select what, detail from audit.entry where subject = $1`, [id])
    expect(rows).toEqual([{ what: 'exchange.read_message', detail: { reason: '核对来件' } }])
  })
})
