import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  changeSystem,
  createKey,
  listMessages,
  listSystems,
  pingSystem,
  registerSystem,
  revokeKey,
  showSecret,
  switchSystem,
  type System,
} from './contract.ts'
import { mayManage } from './policy.ts'
import { command, makeSystem, startExchangeServer, type ExchangeServer } from './testing/index.ts'

let server: ExchangeServer
let admin: TestClient

beforeAll(async () => {
  server = await startExchangeServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const details = {
  name: '市级平台',
  direction: 'both',
  address: 'https://city.example/in',
  contact: '',
  note: '',
} as const
const systemOf = async (code: string): Promise<System> =>
  (await admin.ask(listSystems, {})).items.find((one) => one.code === code)!

test('asks for log-in, and for the role', async () => {
  const calls = (client: TestClient) =>
    Promise.all([
      client.refused(listSystems, {}),
      client.refused(registerSystem, { body: { ...command(), code: 'city', ...details } }),
      client.refused(changeSystem, { params: { code: 'city' }, body: { ...command(), ...details, version: 1 } }),
      client.refused(switchSystem, { params: { code: 'city' }, body: { ...command(), on: true } }),
      client.refused(pingSystem, { params: { code: 'city' }, body: command() }),
      client.refused(createKey, { params: { code: 'city' }, body: command() }),
      client.refused(showSecret, { params: { id: command().id }, body: {} }),
      client.refused(revokeKey, { params: { id: command().id }, body: { ...command(), reason: '泄露' } }),
      client.refused(listMessages, { query: { page: 1, pageSize: 10 } }),
    ])
  expect(new Set(await calls(server.stranger()))).toEqual(new Set(['identity.not_logged_in']))
  expect(new Set(await calls(await server.as('receiver')))).toEqual(new Set(['exchange.may_not_manage']))
  fc.assert(fc.property(fc.string(), (role) => mayManage({ role }) === (role === 'admin')))
})

test('a system is registered off, changed by one at a time, switched, and all of it is written down', async () => {
  const registered = { body: { ...command(), code: 'city', ...details, name: ' 市级平台 ' } }
  expect(await admin.ask(registerSystem, registered)).toEqual({ code: 'city' })
  expect(await admin.ask(registerSystem, registered)).toEqual({ code: 'city' })
  expect(await systemOf('city')).toMatchObject({ name: '市级平台', isOn: false, version: 1, keys: [] })
  expect(await admin.refused(registerSystem, { body: { ...command(), code: 'city', ...details } })).toBe(
    'exchange.code_taken',
  )
  const change = (version: number) => ({
    params: { code: 'city' },
    body: { ...command(), ...details, direction: 'in' as const, version },
  })
  const both = await Promise.all([admin.call(changeSystem, change(1)), admin.call(changeSystem, change(1))])
  expect(both.filter((one) => one.ok)).toHaveLength(1)
  expect(await admin.refused(changeSystem, change(1))).toBe('exchange.system_changed')
  expect(await systemOf('city')).toMatchObject({ direction: 'in', address: null, version: 2 })
  expect(await admin.refused(pingSystem, { params: { code: 'city' }, body: command() })).toBe(
    'exchange.direction_wrong',
  )
  await admin.ask(switchSystem, { params: { code: 'city' }, body: { ...command(), on: true } })
  expect(await systemOf('city')).toMatchObject({ isOn: true, version: 3 })
  expect(await admin.refused(switchSystem, { params: { code: 'none' }, body: { ...command(), on: true } })).toBe(
    'exchange.system_not_found',
  )
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query(`select what from audit.entry where subject = 'city' order by recorded_at, id`)
    expect(rows.map((row: { what: string }) => row.what)).toEqual([
      'exchange.register_system',
      'exchange.change_system',
      'exchange.switch_on',
    ])
  })
})

test('an address must be one that can be sent to, and holds no password', async () => {
  for (const address of [null, 'nowhere', 'ftp://a/b', 'http://user:secret@a/', 'javascript:alert(1)', 'file:///etc'])
    expect(await admin.refused(registerSystem, { body: { ...command(), code: 'odd', ...details, address } })).toBe(
      'exchange.address_invalid',
    )
})

test('a secret is shown once, stands nowhere in clear, and a revoked key stays revoked', async () => {
  const key = await makeSystem(admin, 'town')
  expect(await admin.refused(showSecret, { params: { id: key.id }, body: {} })).toBe('exchange.secret_shown')
  const { keyId } = await admin.ask(createKey, { params: { code: 'town' }, body: command() })
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => admin.call(showSecret, { params: { id: keyId }, body: {} })),
  )
  expect(asked.filter((one) => one.ok)).toHaveLength(1)
  await withClient(server.database.superUrl, async (client) => {
    const base64url = key.secret.toString('base64url')
    for (const table of ['http.command', 'audit.entry', 'events.outbox', 'exchange.key']) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${table} t`)
      expect(rows.length).toBeGreaterThan(0)
      for (const { text } of rows) {
        expect(text).not.toContain(base64url)
        expect(text).not.toContain(key.secret.toString('hex'))
      }
    }
  })
  const revoke = { params: { id: keyId }, body: { ...command(), reason: '人员离岗' } }
  await admin.ask(revokeKey, revoke)
  await admin.ask(revokeKey, revoke)
  expect(await admin.refused(revokeKey, { ...revoke, body: { ...command(), reason: '再次' } })).toBe(
    'exchange.key_revoked',
  )
  const { keys } = await systemOf('town')
  expect(keys.map((one) => one.revokedAt === null)).toEqual([false, true])
  expect(
    await admin.refused(createKey, {
      params: { code: 'town' },
      body: { ...command(), validFrom: '2027-01-01T00:00:00Z', validTo: '2027-01-01T00:00:00Z' },
    }),
  ).toBe('exchange.period_invalid')
})
