import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runTransaction, withClient } from '#lib/db'
import { until, type TestClient } from '#lib/testing'
import { listMessages, listSystems, pingSystem, readMessage, replayMessage, switchSystem } from './contract.ts'
import { send, startExchangeWork } from './index.ts'
import { isSignedBy } from './signature.ts'
import {
  command,
  makeKey,
  makeSystem,
  startExchangeServer,
  type ExchangeServer,
  type OutsideKey,
} from './testing/index.ts'
import { workOnce } from './work.ts'

interface Came {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer
}

let server: ExchangeServer
let admin: TestClient
let neighbour: Server
let address: string
let came: Came[] = []
let status = 200

beforeAll(async () => {
  server = await startExchangeServer()
  admin = await server.as('admin')
  neighbour = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      came.push({
        path: request.url!,
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(parts),
      })
      response.writeHead(status, { location: '/elsewhere' }).end('{"got":"it"}')
    })
  })
  await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/in/box?a=1`
})
afterAll(async () => {
  neighbour.closeAllConnections()
  await new Promise((resolve) => neighbour.close(resolve))
  await server.stop()
})
afterEach(() => {
  came = []
  status = 200
})

const say = (system: string, body = { phone: '13800138000' }) =>
  runTransaction(server.desk.app.pool, async (tx) => send(server.desk, tx, system, 'case.reported', body), {
    'yiwang.actor': JSON.stringify({ account: randomUUID() }),
  })
const workOut = () => workOnce(server.desk, server.workers, 'out')
const look = async (id: string) => (await admin.ask(listMessages, { query: { q: id, page: 1, pageSize: 1 } })).items[0]
const systemOf = async (code: string) => (await admin.ask(listSystems, {})).items.find((one) => one.code === code)

function checkSigned(one: Came, key: OutsideKey): void {
  const { headers } = one
  expect(headers['x-yiwang-key']).toBe(key.id)
  const signed = {
    method: 'POST',
    path: one.path,
    time: headers['x-yiwang-time']!,
    nonce: headers['x-yiwang-nonce']!,
  }
  expect(isSignedBy(key.secret, signed, one.body, headers['x-yiwang-signature']!)).toBe(true)
}

test('nothing goes out before the system is switched on; then it arrives, signed', async () => {
  const key = await makeSystem(admin, 'city', address, false)
  const id = await say('city')
  expect(await workOut()).toBe(false)
  await admin.ask(switchSystem, { params: { code: 'city' }, body: { ...command(), on: true } })
  expect(await workOut()).toBe(true)
  expect(await look(id)).toMatchObject({ state: 'done', status: 200, tries: 1, direction: 'out' })
  expect(came).toHaveLength(1)
  expect(came[0]!.path).toBe('/in/box?a=1')
  expect(JSON.parse(came[0]!.body.toString())).toEqual({ id, type: 'case.reported', body: { phone: '13800138000' } })
  checkSigned(came[0]!, key)
  const read = await admin.ask(readMessage, { params: { id }, body: { reason: '核对' } })
  expect(read).toMatchObject({ answer: '{"got":"it"}' })
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query<{ body: Buffer }>('select sealed_body as body from exchange.message')
    expect(rows.some(({ body }) => body.includes('13800138000'))).toBe(false)
  })
  // Another key takes over; the same message may go out again.
  const next = await makeKey(admin, 'city')
  await admin.ask(replayMessage, { params: { id }, body: { ...command(), reason: '对方遗失' } })
  expect(await workOut()).toBe(true)
  checkSigned(came[1]!, next)
  expect(came[1]!.body).toEqual(came[0]!.body)
  expect(came[1]!.headers['x-yiwang-nonce']).not.toBe(came[0]!.headers['x-yiwang-nonce'])
})

test('a system that fails is tried again, then left alone; when it is back, it goes on', async () => {
  await makeSystem(admin, 'shaky', address)
  status = 503
  const id = await say('shaky')
  const other = await say('shaky')
  for (let turn = 0; turn < 3; turn += 1) expect(await workOut()).toBe(true)
  expect(await workOut()).toBe(false)
  expect(came).toHaveLength(3)
  const paused = await systemOf('shaky')
  expect(paused).toMatchObject({ failures: 3 })
  expect(Date.parse(paused!.pausedUntil!)).toBeGreaterThan(Date.now())
  // The others are not held up by it.
  await makeSystem(admin, 'steady', address)
  status = 200
  const third = await say('steady')
  expect(await workOut()).toBe(true)
  expect(await look(third)).toMatchObject({ state: 'done' })
  expect(await workOut()).toBe(false)
  await withClient(server.database.superUrl, (client) =>
    client.query(`update exchange.system set paused_until = now() where code = 'shaky'`),
  )
  while (await workOut());
  expect(await look(id)).toMatchObject({ state: 'done' })
  expect(await look(other)).toMatchObject({ state: 'done' })
  expect(await systemOf('shaky')).toMatchObject({ failures: 0, pausedUntil: null })
})

test('a refusal is final, a redirect is not followed, and nobody at home is a fault', async () => {
  await makeSystem(admin, 'strict', address)
  for (const no of [422, 307]) {
    status = no
    came = []
    const id = await say('strict')
    expect(await workOut()).toBe(true)
    expect(await look(id)).toMatchObject({ state: 'failed', status: no, fault: `http_${no}`, tries: 1 })
    expect(came).toHaveLength(1)
  }
  expect(await systemOf('strict')).toMatchObject({ failures: 0 })
  // Nothing listens there.
  await makeSystem(admin, 'gone', 'http://127.0.0.1:1/')
  const id = await say('gone')
  for (let turn = 0; turn < 3; turn += 1) expect(await workOut()).toBe(true)
  expect(await look(id)).toMatchObject({ state: 'failed', status: null, tries: 3 })
})

test('the work hears of a message at once and sends it; a trial by an administrator goes the same way', async () => {
  await makeSystem(admin, 'lively', address)
  const stop = startExchangeWork(server.desk, server.workers)
  try {
    const took: number[] = []
    // Not heard of, each would wait for the next look around, five seconds after the one before; one may meet a busy machine.
    while (took.length < 3) {
      const began = performance.now()
      const { messageId } = await admin.ask(pingSystem, { params: { code: 'lively' }, body: command() })
      const done = await until(async () => {
        const message = await look(messageId)
        return message?.state === 'done' ? message : undefined
      })
      took.push(performance.now() - began)
      expect(done).toMatchObject({ type: 'ping', system: 'lively' })
    }
    expect(Math.min(...took)).toBeLessThan(3_000)
  } finally {
    await stop()
  }
})

test('a message to a system that nobody registered breaks the transaction', async () => {
  await expect(say('unheard-of')).rejects.toThrow(/foreign key/)
})
