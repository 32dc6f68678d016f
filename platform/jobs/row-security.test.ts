import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf } from '#lib/testing'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  // What works would put jobs in and take them while they are counted.
  await server.halt()
  await withClient(server.database.superUrl, async (client) => {
    await client.query(`insert into pgboss.job (name, data) select name, '{"secret": 1}' from pgboss.queue limit 1`)
    await client.query(`insert into jobs.retention (code, days, changed_by) values ('jobs.ended', 30, '某人')`)
  })
})
afterAll(() => server.stop())

const actor = { account: randomUUID() }

// The partition too: it can be asked by its own name.
test.each(['pgboss.job', 'pgboss.job_common', 'pgboss.queue', 'jobs.retention'])(
  '%s is the job managers’ alone',
  async (table) => {
    const nothing = { seen: 0, changed: 0, added: false }
    for (const asker of [{}, { may: ['server'] }, { actor }, { actor, may: ['identity.see', 'audit.read'] }])
      expect(await graspOf(server.database, asker, table)).toEqual(nothing)
    const { seen, changed } = await graspOf(server.database, { actor, may: ['jobs.manage'] }, table)
    expect(seen).toBeGreaterThan(0)
    expect(changed).toBe(table === 'pgboss.queue' ? 0 : seen)
  },
)
