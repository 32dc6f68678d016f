import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { graspOf, guarded, type TestClient } from '#lib/testing'
import { deliver, makeSystem, startExchangeServer, type ExchangeServer, type OutsideKey } from './testing/index.ts'

let server: ExchangeServer
let keys: { mine: OutsideKey; other: OutsideKey }
beforeAll(async () => {
  server = await startExchangeServer()
  const admin: TestClient = await server.as('admin')
  keys = { mine: await makeSystem(admin, 'mine'), other: await makeSystem(admin, 'other') }
  const stranger = server.stranger()
  for (const [system, key] of Object.entries(keys)) {
    const sent = await deliver(stranger, key, system, { id: 'one', type: 'ping', body: {} })
    expect(sent.status).toBe(200)
  }
})
afterAll(() => server.stop())

const actor = { account: randomUUID() }
const nothing = { seen: 0, changed: 0, added: false }
const as = (asker: object) => guarded(server.database, { actor: asker })

describe.each(['system', 'key', 'nonce', 'message'].map((table) => `exchange.${table}`))('%s', (table) => {
  test('is nobody’s business without the right', async () => {
    for (const asker of [{}, { may: ['server'] }, { actor, may: ['audit.read', 'identity.see'] }])
      expect(await graspOf(server.database, asker, table)).toEqual(nothing)
  })

  test('is the administrator’s', async () => {
    expect((await graspOf(server.database, { actor, may: ['exchange.manage'] }, table)).seen).toBe(2)
  })
})

test('an outside system whose signature was checked gets its own key and messages, and no more', async () => {
  expect(await as({ system: 'mine' }).rows('select system_code from exchange.key')).toEqual([{ system_code: 'mine' }])
  expect(await as({ system: 'mine' }).rows('select system_code from exchange.message')).toEqual([
    { system_code: 'mine' },
  ])
  expect(await as({ system: 'mine' }).count('select from exchange.system')).toBe(0)
  expect(await as({ system: 'mine' }).count(`update exchange.message set tries = 0 where system_code = 'other'`)).toBe(
    0,
  )
  const nonce = `insert into exchange.nonce (key_id, nonce, expires_at) values ($1, 'abcdefghijklmnop', now())`
  expect(await as({ system: 'mine' }).count(nonce, [keys.mine.id])).toBe(1)
  expect(await as({ system: 'mine' }).count(nonce, [keys.other.id])).toBeUndefined()
})

test('before that, one key at a time is given by its id and its system', async () => {
  const key = 'select from exchange.signing_key($1, $2)'
  expect(await guarded(server.database, {}).count(key, ['mine', keys.mine.id])).toBe(1)
  expect(await guarded(server.database, {}).count(key, ['mine', keys.other.id])).toBe(0)
})

test('any module may say something to a system, and read nothing of it', async () => {
  const said = (direction: string) =>
    `insert into exchange.message (id, system_code, direction, sender_id, type, digest, size, wrapped_key, sealed_body)
      values (gen_random_uuid(), 'other', '${direction}', 'x', 't', '', 1, '', '')`
  expect(await as(actor).count(said('out'))).toBe(1)
  expect(await as(actor).count(said('in'))).toBeUndefined()
  expect(await as({}).count(said('out'))).toBeUndefined()
})
