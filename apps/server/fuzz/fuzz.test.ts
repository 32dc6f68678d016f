import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../testing/index.ts'
import { listCases } from '#core/cases/contract'
import { hotlineCrew } from '#core/cases/testing'
import type { TestClient } from '#lib/testing'
import { Random } from '../crash/random.testing.ts'
import { Values, type Schema } from './value.testing.ts'

interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema?: Schema }>> }
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

let server: TestServer
let clients: TestClient[]
const ids: string[] = []
/** What the names in an address may stand for: `/cases/{id}` → ids of cases. */
const known = new Map<string, readonly string[]>()

beforeAll(async () => {
  server = await startTestServer()
  const crew = await hotlineCrew(server)
  for (let index = 0; index < 5; index += 1) await crew.inHand()
  ids.push(...crew.units.values())
  ids.push(...(await crew.receiver.ask(listCases, { query: {} })).items.map((row) => row.id))
  known.set(
    '/api/cases/',
    (await crew.receiver.ask(listCases, { query: {} })).items.map((row) => row.id),
  )
  known.set('{action}', ['dispatch', 'accept', 'contact', 'finish', 'return', 'approve'])
  const dictionaries = (await (await crew.receiver.fetch('/api/dictionaries')).json()) as { items: { code: string }[] }
  known.set(
    '{dictionary}',
    dictionaries.items.map((one) => one.code),
  )
  known.set('{year}', ['2026', '2027'])
  ids.push('hotline', 'dispatch', 'accept', 'contact', 'finish', 'return', 'received', 'admin', 'receiver')
  clients = [crew.receiver, crew.auditor, crew.water, crew.green, await server.as('admin')]
})
afterAll(() => server.stop())

const requests = 2000

test(`${requests} requests that their schemas allow are answered without a failure of ours`, async () => {
  const seed = Number(process.env['YIWANG_SEED'] ?? 20_261_122)
  const values = new Values(new Random(seed), () => ids)
  const api = (await (await clients[0]!.fetch('/api/openapi.json')).json()) as OpenApi
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    // Logging in and out would only empty the pool of people; the tests of identity do that.
    Object.entries(methods)
      .filter(() => path !== '/api/session')
      .map(([method, operation]) => ({ path, method, operation })),
  )
  const tally = new Map<string, { sent: number; done: number; invalid: number }>()
  const failures: string[] = []
  for (let sent = 0; sent < requests; sent += 1) {
    const { path, method, operation } = operations[sent % operations.length]!
    const request = build(values, path, method, operation)
    const response = await values.pick(clients).fetch(request.url, request.init)
    const text = await response.text()
    const name = `${method.toUpperCase()} ${path}`
    const count = tally.get(name) ?? { sent: 0, done: 0, invalid: 0 }
    tally.set(name, {
      sent: count.sent + 1,
      done: count.done + (response.ok ? 1 : 0),
      invalid: count.invalid + (response.status === 400 ? 1 : 0),
    })
    if (response.status >= 500)
      failures.push(`${name} ${response.status}: ${request.url} ${JSON.stringify(request.init.body)} → ${text}`)
    if (response.ok) remember(text)
  }
  const total = [...tally.values()].reduce(
    (sum, one) => ({ sent: sum.sent + one.sent, invalid: sum.invalid + one.invalid }),
    { sent: 0, invalid: 0 },
  )
  console.log(
    `YIWANG_SEED=${seed}; ${Math.round(100 - (100 * total.invalid) / total.sent)} % passed validation; done of sent, by route:`,
  )
  for (const [name, { sent, done }] of tally)
    console.log(`  ${String(Math.round((100 * done) / sent)).padStart(3)} %  ${name}`)
  expect(failures).toEqual([])
  expect(total.invalid / total.sent).toBeLessThan(0.7)
}, 240_000)

function build(values: Values, path: string, method: string, operation: Operation): { url: string; init: RequestInit } {
  const search = new URLSearchParams()
  let url = path
  for (const { name, in: place, required, schema } of operation.parameters ?? []) {
    if (place === 'path') {
      const fitting = known.get(`{${name}}`) ?? (path.startsWith('/api/cases/') ? known.get('/api/cases/') : undefined)
      const value = fitting !== undefined && values.chance(0.9) ? values.pick(fitting) : asText(values.of(schema))
      url = url.replace(`{${name}}`, encodeURIComponent(value))
    }
    if (place === 'query' && (required === true || values.chance(0.4))) search.set(name, String(values.of(schema)))
  }
  const content = operation.requestBody?.content ?? {}
  const json = content['application/json']?.schema
  const bytes = Object.keys(content).find((type) => type !== 'application/json')
  const query = search.size === 0 ? '' : `?${search.toString()}`
  if (json !== undefined) {
    const body = JSON.stringify(values.of(json))
    return { url: url + query, init: { method, body, headers: { 'content-type': 'application/json' } } }
  }
  if (method !== 'get' && (bytes !== undefined || path.endsWith('/imports'))) {
    const body = values.pick([
      '',
      'a,b\n1,2',
      '市工单编号,标题,诉求内容,诉求性质\nF-1,一,二,求助',
      '"',
      'code,name\nx,y',
    ])
    return { url: url + query, init: { method, body, headers: { 'content-type': 'text/csv' } } }
  }
  return { url: url + query, init: { method } }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value || 'x' : JSON.stringify(value)
}

/** What a reply names exists, and may be asked for next. */
function remember(text: string): void {
  const found = text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
  for (const id of found.slice(0, 3)) if (!ids.includes(id)) ids.push(id)
  if (ids.length > 400) ids.splice(100, ids.length - 400)
}
