import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  exportAccounts,
  getAccount,
  getOwnPhone,
  importAccounts,
  listAccounts,
  revealAccountPhone,
  setAccountPhone,
  setOwnPhone,
} from './contract.ts'
import { office, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
})
afterAll(() => server.stop())

const found = async (client: TestClient, q: string): Promise<string[]> =>
  (await client.ask(listAccounts, { query: { q, page: 1, size: 50 } })).items.map((row) => row.name)

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}

test('asks for log-in, and for somebody whose work it is', async () => {
  const { id } = await crew.person('甲有号', [['unit_handler', 'B16']])
  const set = { params: { id }, body: { phone: '13812341234' } }
  const reveal = { params: { id }, body: { reason: '联系本人' } }
  const stranger = server.stranger()
  expect(await stranger.refused(setAccountPhone, set)).toBe('identity.not_logged_in')
  expect(await stranger.refused(revealAccountPhone, reveal)).toBe('identity.not_logged_in')
  expect(await stranger.refused(getOwnPhone, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(setOwnPhone, { body: { phone: null } })).toBe('identity.not_logged_in')
  const water = await server.as('water')
  for (const client of [water, crew.security, crew.audit])
    expect(await client.refused(setAccountPhone, set)).toBe('identity.not_allowed')
  expect(await water.refused(revealAccountPhone, reveal)).toBe('identity.not_allowed')
})

describe('a number', () => {
  test('is shown masked, found whole, read in clear for a reason, and all of it is on record', async () => {
    const { id } = await crew.person('乙号码', [['unit_handler', 'B16']])
    expect(await crew.admin.ask(setAccountPhone, { params: { id }, body: { phone: '+86 138-5555-6789' } })).toEqual({
      phone: '138****6789',
    })
    expect((await crew.security.ask(getAccount, { params: { id } })).phone).toBe('138****6789')
    for (const q of ['13855556789', '138 5555 6789']) expect(await found(crew.admin, q)).toEqual(['乙号码'])
    for (const q of ['1385555678', '6789', '13855556788']) expect(await found(crew.admin, q)).not.toContain('乙号码')
    const [row] = (await crew.admin.ask(listAccounts, { query: { q: '乙号码', page: 1, size: 5 } })).items
    expect(row!.phone).toBe('138****6789')
    const reveal = { params: { id }, body: { reason: '值班联系' } }
    expect(await crew.audit.ask(revealAccountPhone, reveal)).toEqual({ phone: '13855556789' })
    const kept = await query<{ what: string; detail: unknown }>(
      `select what, detail from audit.entry where subject = $1 and what like 'identity.phone%' order by id`,
      [id],
    )
    expect(kept).toEqual([
      { what: 'identity.phone_set', detail: {} },
      { what: 'identity.phone_revealed', detail: { reason: '值班联系' } },
    ])
    await crew.admin.ask(setAccountPhone, { params: { id }, body: { phone: null } })
    expect((await crew.admin.ask(getAccount, { params: { id } })).phone).toBeNull()
    expect(await found(crew.admin, '13855556789')).toEqual([])
  })

  test('stands in clear in no table', async () => {
    const { id } = await crew.person('丙密存', [['unit_handler', 'B16']])
    await crew.admin.ask(setAccountPhone, { params: { id }, body: { phone: '13977778888' } })
    const tables = await query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema)'`,
    )
    const hits: string[] = []
    for (const { name } of tables) {
      const rows = await query(`select 1 from ${name} t where t::text like '%13977778888%' limit 1`)
      if (rows.length > 0) hits.push(name)
    }
    expect(tables.length).toBeGreaterThan(50)
    expect(hits).toEqual([])
  })

  test('that is none is refused, and an account that is not there', async () => {
    const { id } = await crew.person('丁错号', [['unit_handler', 'B16']])
    expect(await crew.admin.refused(setAccountPhone, { params: { id }, body: { phone: '12345' } })).toBe(
      'identity.phone_invalid',
    )
    const nobody = { id: crew.units.get('B16')! }
    expect(await crew.admin.refused(setAccountPhone, { params: nobody, body: { phone: null } })).toBe(
      'identity.account_not_found',
    )
    expect(await crew.admin.refused(revealAccountPhone, { params: nobody, body: { reason: '查找' } })).toBe(
      'identity.account_not_found',
    )
  })

  test('of one’s own is changed by oneself', async () => {
    const person = await crew.person('戊自己', [['unit_handler', 'B16']])
    const client = await person.enter()
    expect(await client.ask(getOwnPhone, {})).toEqual({ phone: null })
    expect(await client.ask(setOwnPhone, { body: { phone: '13611112222' } })).toEqual({ phone: '136****2222' })
    expect(await client.ask(getOwnPhone, {})).toEqual({ phone: '136****2222' })
    expect(await client.refused(setOwnPhone, { body: { phone: '1' } })).toBe('identity.phone_invalid')
    expect((await crew.admin.ask(getAccount, { params: { id: person.id } })).phone).toBe('136****2222')
    const other = await (await crew.person('己旁人', [['unit_handler', 'B16']])).enter()
    expect(await other.ask(getOwnPhone, {})).toEqual({ phone: null })
  })
})

test('numbers come with a file of people; an export writes them masked, and comes back unchanged', async () => {
  const take = (text: string) =>
    crew.admin.ask(importAccounts, {
      query: { fileName: '人员.csv' },
      body: new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>,
    })
  const file = '用户名,姓名,电话\nhaoma1,庚一,139 0000 1111\nhaoma2,庚二,\n'
  expect(await take(file)).toMatchObject({ accounts: 2, phones: 1, written: true })
  expect(await take(file)).toMatchObject({ accounts: 0, phones: 0, unchanged: 2, written: false })
  expect(await found(crew.admin, '13900001111')).toEqual(['庚一'])
  expect(await take('用户名,姓名,手机号\nhaoma2,庚二,13900002222\n')).toMatchObject({ phones: 1, written: true })
  const { csv } = await crew.admin.ask(exportAccounts, { body: { q: 'haoma' } })
  expect(csv).toContain('139****1111')
  expect(csv).not.toContain('13900001111')
  expect(await take(csv)).toMatchObject({ phones: 0, unchanged: 2, bad: 0 })
  const wrong = await take('用户名,姓名,手机号\nhaoma1,庚一,139****9999\nhaoma2,庚二,1390000\n')
  expect(wrong.faults.map(({ row, column }) => `${row} ${column}`)).toEqual(['2 电话', '3 电话'])
})
