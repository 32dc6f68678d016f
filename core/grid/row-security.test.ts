import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf } from '#lib/testing'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const nothing = { seen: 0, changed: 0, added: false }
const actor = { account: randomUUID() }

describe.each(['grid.book', 'grid.standard', 'grid.stage_limit'])('%s', (table) => {
  const rows = (): Promise<number> =>
    withClient(server.database.superUrl, async (client) => (await client.query(`select from ${table}`)).rowCount ?? 0)

  test('is closed to a query that says nothing of who asks', async () => {
    expect(await rows()).toBeGreaterThan(0)
    expect(await graspOf(server.database, {}, table)).toEqual(nothing)
    expect(await graspOf(server.database, { actor: {}, may: [] }, table)).toEqual(nothing)
  })

  test('is read by everybody logged in and by the server itself, and changed by neither', async () => {
    const read = { ...nothing, seen: await rows() }
    expect(await graspOf(server.database, { actor, may: ['dictionary.edit'] }, table)).toEqual(read)
    expect(await graspOf(server.database, { may: ['server'] }, table)).toEqual(read)
  })

  test('is changed by those who may', async () => {
    const all = await rows()
    const grasp = await graspOf(server.database, { actor, may: ['grid.edit'] }, table)
    expect(grasp).toEqual({ seen: all, changed: all, added: table !== 'grid.book' })
  })
})
