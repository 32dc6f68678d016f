import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { demoPassword } from '#apps/server/testing'
import { newKey } from '#lib/crypto'
import { createPool, type Pool } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, TestClient, type ClonedDatabase } from '#lib/testing'
import { authenticate, serveIdentity } from '#platform/identity'
import { logIn } from '#platform/identity/contract'
import { createKey, registerSystem, showSecret, switchSystem } from '../contract.ts'
import type { ExchangeDesk } from '../desk.ts'
import { createExchange, serveExchange } from '../index.ts'
import { signedHeaders } from '../signature.ts'

/** The module alone, served on a database of its own; nobody works on what waits but the test. */
export interface ExchangeServer {
  readonly url: string
  readonly desk: ExchangeDesk
  readonly workers: Pool
  readonly database: ClonedDatabase
  as(username: string): Promise<TestClient>
  stranger(): TestClient
  stop(): Promise<void>
}

/** Starts the module alone: three tries without pauses, three failures in a row make a pause of an hour. */
export async function startExchangeServer(): Promise<ExchangeServer> {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const log = createLogger(process.env['YIWANG_LOG'] ?? 'silent')
  const pool = createPool(database.webUrl, 'yiwang_serving', log)
  const workers = createPool(database.workerUrl, 'yiwang_working', log, 3)
  const app = createApp({
    pool,
    log,
    metrics: createMetrics(),
    authenticate: (request) => authenticate(request, app),
  })
  const pace = { tries: 3, retryMs: () => 0, breakAfter: 3, breakMs: () => 3_600_000, patienceMs: 30_000 }
  const desk = createExchange(app, newKey(), pace)
  serveIdentity(app, { secureCookies: false, masterKey: newKey(), demoPassword })
  serveExchange(desk)
  const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 })
  const stranger = (): TestClient => new TestClient(url)
  return {
    url,
    desk,
    workers,
    database,
    stranger,
    async as(username) {
      const client = stranger()
      await client.ask(logIn, { body: { username, password: demoPassword } })
      return client
    },
    async stop() {
      await app.fastify.close()
      await pool.end()
      await workers.end()
      await database.drop()
    },
  }
}

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** What an outside system holds to sign with. */
export interface OutsideKey {
  readonly id: string
  readonly secret: Buffer
}

/** Makes a key and takes its secret. */
export async function makeKey(
  admin: TestClient,
  code: string,
  period: { validFrom?: string; validTo?: string } = {},
): Promise<OutsideKey> {
  const { keyId } = await admin.ask(createKey, { params: { code }, body: { ...command(), ...period } })
  const { secret } = await admin.ask(showSecret, { params: { id: keyId }, body: {} })
  return { id: keyId, secret: Buffer.from(secret, 'base64url') }
}

/** Registers a system, switches it on and gives a key of it. */
export async function makeSystem(
  admin: TestClient,
  code: string,
  address: string | null = null,
  on = true,
): Promise<OutsideKey> {
  const direction = address === null ? 'in' : 'both'
  const body = { ...command(), code, name: `系统 ${code}`, direction, address, contact: '', note: '' } as const
  await admin.ask(registerSystem, { body })
  if (on) await admin.ask(switchSystem, { params: { code }, body: { ...command(), on: true } })
  return makeKey(admin, code)
}

/** Sends a message as an outside system does; `headers` replace what was signed. */
export async function deliver(
  client: TestClient,
  key: OutsideKey,
  system: string,
  content: unknown,
  { time, nonce, headers = {} }: { time?: number; nonce?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
  const path = `/api/exchange/${system}/messages`
  const options = { ...(time === undefined ? {} : { time }), ...(nonce === undefined ? {} : { nonce }) }
  const response = await client.fetch(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signedHeaders(key, { method: 'POST', path, body }, options),
      ...headers,
    },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
