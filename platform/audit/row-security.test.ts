import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf, guarded } from '#lib/testing'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.as('admin')
  await withClient(server.database.superUrl, (client) =>
    client.query(`
      insert into audit.entry (what, actor_name, detail) values ('proof.read', '张三丰', '{"reason": "核对地址"}');
      insert into audit.seal (id, from_xid, from_id, to_xid, to_id, entries, hash, made_at)
        values (1000, '1', 1, '1', 1, 1, decode(repeat('00', 32), 'hex'), now())`),
  )
})
afterAll(() => server.stop())

const actor = { account: randomUUID() }
const reader = { actor, may: ['audit.read'] }

describe.each(['audit.entry', 'audit.seal'])('%s', (table) => {
  test.each([
    ['nobody', {}],
    ['somebody without the right', { actor, may: ['identity.see', 'org.edit'] }],
    ['the server itself', { may: ['server'] }],
  ])('shows nothing to %s', async (_, asker) => {
    expect(await graspOf(server.database, asker, table)).toMatchObject({ seen: 0, changed: 0 })
  })

  test('shows everything to those who may read it, and lets nobody change it', async () => {
    const { seen, changed } = await graspOf(server.database, reader, table)
    expect(seen).toBeGreaterThan(0)
    expect(changed).toBe(0)
    const update = `update ${table} set ${table === 'audit.seal' ? 'hash = hash' : 'what = what'}`
    expect(await guarded(server.database, reader).count(update)).toBeUndefined()
    expect(await guarded(server.database, reader).count(`delete from ${table}`)).toBeUndefined()
  })
})

test.each([
  ['a part of its text', `select audit.with_text('对地')`],
  ['the beginning of a name', `select audit.by_name('张三')`],
])('an entry is found by %s only by those who may read it', async (_, statement) => {
  expect(await guarded(server.database, {}).count(statement)).toBe(0)
  expect(await guarded(server.database, { actor }).count(statement)).toBe(0)
  expect(await guarded(server.database, reader).count(statement)).toBe(1)
})

test('whatever is done is recorded, also for nobody', async () => {
  const insert = `insert into audit.entry (what) values ('proof.done')`
  expect(await guarded(server.database, {}).count(insert)).toBe(1)
})
