import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf, guarded } from '#lib/testing'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await withClient(server.database.superUrl, (client) =>
    client.query(
      `insert into geo.unresolved (id, text, times, state, asked_at) values (gen_random_uuid(), '某路口', 1, 'open', now())`,
    ),
  )
})
afterAll(() => server.stop())

const nothing = { seen: 0, changed: 0, added: false }
const somebody = { account: randomUUID() }

describe.each(['geo.revision', 'geo.area', 'geo.place', 'geo.unresolved'])('%s', (table) => {
  const rows = (): Promise<number> =>
    withClient(server.database.superUrl, async (client) => (await client.query(`select from ${table}`)).rowCount ?? 0)

  test('is closed to a query that says nothing of who asks', async () => {
    expect(await rows()).toBeGreaterThan(0)
    expect(await graspOf(server.database, {}, table)).toEqual(nothing)
    expect(await graspOf(server.database, { actor: {}, may: [] }, table)).toEqual(nothing)
  })

  test('is read by everybody logged in and by the server itself, and changed by neither', async () => {
    const read = { ...nothing, seen: await rows() }
    expect(await graspOf(server.database, { actor: somebody, may: ['another.right'] }, table)).toEqual(read)
    expect(await graspOf(server.database, { may: ['server'] }, table)).toEqual(read)
  })

  test('is changed, where requests change it, by those who may', async () => {
    const { seen, changed } = await graspOf(server.database, { actor: somebody, may: ['geo.edit'] }, table)
    expect(seen).toBe(await rows())
    expect([0, seen]).toContain(changed)
  })
})

test('an address is asked for by anybody logged in, through the one door for it', async () => {
  const ask = `select geo.ask_address(gen_random_uuid(), '某路口', now())`
  expect(await guarded(server.database, { actor: somebody }).count(ask)).toBe(1)
  const asked = async (asker: object): Promise<number | undefined> =>
    guarded(server.database, asker).count(
      `with asked as materialized (${ask}) select from geo.unresolved, asked where times > 1`,
    )
  expect(await asked({})).toBe(0)
  const direct = `insert into geo.unresolved (id, text, times, state, asked_at) values (gen_random_uuid(), 'x', 1, 'open', now())`
  expect(await guarded(server.database, { actor: somebody }).count(direct)).toBeUndefined()
})
