import type { FastifyRequest } from 'fastify'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, type Pool } from '#lib/db'
import { createLogger } from '#lib/kernel'
import type { Actor } from '#lib/http'
import type { TestClient } from '#lib/testing'
import { editPost, nameStandIn, switchPost, type PostScope } from './contract.ts'
import { authenticate } from './index.ts'
import { plainRules } from './rules.ts'
import { command, office, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
let pool: Pool

beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
  pool = createPool(server.database.webUrl, 'yiwang_serving', createLogger('silent'), 2)
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

/** The actor a client's requests come from. */
async function actorOf(client: TestClient): Promise<Actor> {
  const request = { headers: { cookie: client.cookie }, url: '/api/units' } as unknown as FastifyRequest
  const [c00, c01] = [crew.units.get('C00')!, crew.units.get('C01')!]
  const organisation = { subtree: (id: string) => (id === c00 ? [c00, c01] : [id]), head: () => c00 }
  const reader = createReader(pool, { 'yiwang.may': 'server' })
  return (await authenticate(request, { pool, reader }, { ...plainRules, organisation }))!
}

test('whatever the absent person’s post is limited to, the stand-in has exactly that, at once', async () => {
  const absent = await crew.person('甲离岗', [['hotline_receiver', 'C00']])
  const deputy = await crew.person('乙代岗', [['unit_handler', 'B16']])
  const [his, hers] = [await absent.enter(), await deputy.enter()]
  const { id } = await his.ask(nameStandIn, {
    body: {
      ...command(),
      postId: absent.posts[0]!,
      accountId: deputy.id,
      from: new Date(Date.now() - 1000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
      reason: '培训',
    },
  })
  await hers.ask(switchPost, { body: { ...command(), postId: id } })
  const codes = fc.option(fc.uniqueArray(fc.stringMatching(/^[0-9]{2,6}$/), { minLength: 1, maxLength: 3 }), {
    nil: null,
  })
  const unitIds = [crew.units.get('C00')!, crew.units.get('B16')!, crew.units.get('T003')!]
  const reach = fc.oneof(
    fc.record({ reach: fc.constantFrom(null, 'unit', 'subtree', 'all'), units: fc.constant(null) }),
    fc.record({ reach: fc.constant('listed'), units: fc.subarray(unitIds, { minLength: 1 }) }),
  )
  const anyScope = fc
    .tuple(reach, codes, codes, fc.constantFrom(null, 0, 1, 2))
    .map(([how, places, categories, sensitivity]) => ({ ...how, places, categories, sensitivity }) as PostScope)
  await fc.assert(
    fc.asyncProperty(anyScope, async (scope) => {
      await crew.security.ask(editPost, {
        params: { id: absent.posts[0]! },
        body: { ...command(), ...scope, validTo: null },
      })
      const [one, other] = [await actorOf(his), await actorOf(hers)]
      expect(other.scope).toEqual(one.scope)
      expect([other.role, other.unitId]).toEqual([one.role, one.unitId])
      expect(other.accountId).not.toBe(one.accountId)
      expect(other.name).toBe('乙代岗（代甲离岗）')
      // And it is what was granted.
      expect(one.scope.places).toEqual(scope.places)
      expect(one.scope.sensitivity).toBe(scope.sensitivity ?? 2)
      if (scope.reach === 'listed') expect(one.scope.units).toEqual(expect.arrayContaining(scope.units!))
      if (scope.reach === 'all') expect(one.scope.units).toBeNull()
    }),
    { numRuns: 25 },
  )
})
