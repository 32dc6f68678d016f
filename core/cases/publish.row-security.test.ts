import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf } from '#lib/testing'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const actor = { account: randomUUID(), kinds: ['hotline'], units: [], places: null, categories: null }

test.each(['cases.kind', 'cases.routing'])(
  '%s is read by everybody logged in and added to by publishers',
  async (table) => {
    const all = await withClient(
      server.database.superUrl,
      async (client) => (await client.query(`select from ${table}`)).rowCount,
    )
    expect(all).toBeGreaterThan(0)
    expect(await graspOf(server.database, {}, table)).toEqual({ seen: 0, changed: 0, added: false })
    for (const asker of [{ may: ['server'] }, { actor, may: ['grid.edit'] }])
      expect(await graspOf(server.database, asker, table)).toEqual({ seen: all, changed: 0, added: false })
    // What is published stays as it is, whoever asks.
    expect(await graspOf(server.database, { actor, may: ['cases.publish'] }, table)).toEqual({
      seen: all,
      changed: 0,
      added: true,
    })
  },
)
