import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf } from '#lib/testing'

let server: TestServer
const [mine, other] = [randomUUID(), randomUUID()]
beforeAll(async () => {
  server = await startTestServer()
  await withClient(server.database.superUrl, async (client) => {
    for (const account of [mine, other])
      await client.query(
        `insert into messaging.message (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at)
          values (gen_random_uuid(), $1, 'n', 0, '{}', '{}', false, 'k', now(), now())`,
        [account],
      )
    await client.query(
      `insert into messaging.preference (account_id, quiet_mode, muted) values ($1, 'off', '{}'), ($2, 'off', '{}')`,
      [mine, other],
    )
    await client.query(
      `insert into messaging.template (notice, version, title, body, author_id, author_name) values ('n', 1, '{}', '{}', $1, 'x')`,
      [other],
    )
    await client.query('insert into messaging.setting (digest_minutes, revision) values (10, 1)')
  })
})
afterAll(() => server.stop())

const nothing = { seen: 0, changed: 0, added: false }

test.each(['message', 'preference', 'template', 'setting'])(
  'messaging.%s is closed without a word of who asks',
  async (table) => {
    expect(await graspOf(server.database, {}, `messaging.${table}`)).toEqual(nothing)
  },
)

test.each(['message', 'preference'])(
  'of messaging.%s a person has their own, whatever rights they have',
  async (table) => {
    for (const may of [[], ['messaging.configure', 'identity.see']])
      expect(await graspOf(server.database, { actor: { account: mine }, may }, `messaging.${table}`)).toMatchObject({
        seen: 1,
        changed: 1,
      })
  },
)

test('texts are the administrator’s; what holds for all everybody may know', async () => {
  const anybody = { actor: { account: mine }, may: ['org.edit'] }
  const manager = { actor: { account: mine }, may: ['messaging.configure'] }
  expect(await graspOf(server.database, anybody, 'messaging.template')).toEqual(nothing)
  expect(await graspOf(server.database, manager, 'messaging.template')).toEqual({ seen: 1, changed: 0, added: true })
  expect(await graspOf(server.database, anybody, 'messaging.setting')).toEqual({ ...nothing, seen: 1 })
  expect(await graspOf(server.database, manager, 'messaging.setting')).toEqual({ seen: 1, changed: 1, added: true })
})
