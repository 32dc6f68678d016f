import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, type Pool } from '#lib/db'
import { createLogger, dayInShanghai } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import { OrgBook } from '#platform/org'
import { changeOrg, type Order } from '#platform/org/contract'
import { authenticate } from './index.ts'
import { grantPost, switchPost } from './contract.ts'
import { plainRules } from './rules.ts'
import { asTheRoleSays, command, office, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
let pool: Pool
let book: OrgBook
beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
  const log = createLogger('silent')
  pool = createPool(server.database.webUrl, 'yiwang_serving', log, 2)
  book = await OrgBook.open(createReader(pool, { 'yiwang.may': 'server' }), log)
})
afterAll(async () => {
  book.close()
  await pool.end()
  await server.stop()
})

const unit = (code: string): string => crew.units.get(code)!
const dayFromToday = (days: number): string => dayInShanghai(new Date(Date.now() + days * 86_400_000))

/** Somebody whose post reaches over a unit and all below it. */
async function overseer(name: string, code: string): Promise<TestClient> {
  const person = await crew.person(name, [['unit_handler', 'C00']])
  const body = { ...command(), ...asTheRoleSays, role: 'unit_handler', unitId: unit(code), reach: 'subtree' as const }
  const { id: postId } = await crew.security.ask(grantPost, { params: { id: person.id }, body })
  const client = await person.enter()
  await client.ask(switchPost, { body: { ...command(), postId } })
  return client
}

/** The units a client's requests reach on a day. */
async function reached(client: TestClient, day: string): Promise<readonly string[]> {
  const request = { headers: { cookie: client.cookie }, url: '/api/units' } as unknown as FastifyRequest
  const organisation = { subtree: (id: string) => book.subtree(id, day), head: () => book.head(day) }
  const reader = createReader(pool, { 'yiwang.may': 'server' })
  const actor = await authenticate(request, { pool, reader }, { ...plainRules, organisation })
  return actor!.scope.units!
}

test('a unit moved from tomorrow on is in another person’s reach tomorrow', async () => {
  const [from, to] = [await overseer('甲镇', 'T003'), await overseer('乙镇', 'T004')]
  const moved = book.subtree(unit('T003')).find((id) => id !== unit('T003'))!
  const order: Order = { kind: 'move', unitId: moved, parentId: unit('T004') }
  await crew.admin.ask(changeOrg, {
    body: { ...command(), order, effectiveOn: dayFromToday(1), reason: '区划调整' },
  })
  await book.reload()
  const [today, tomorrow] = [dayFromToday(0), dayFromToday(1)]
  expect(await reached(from, today)).toContain(moved)
  expect(await reached(to, today)).not.toContain(moved)
  expect(await reached(from, tomorrow)).not.toContain(moved)
  expect(await reached(to, tomorrow)).toContain(moved)
})

test('the head is the unit that stands below none, on any day', () => {
  expect(book.head()).toBeDefined()
  expect(book.unitAsOf(book.head()!)!.parentId).toBeNull()
  expect(book.pathOf(unit('T003'))[0]!.unitId).toBe(book.head())
})
