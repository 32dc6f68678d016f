import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { writeXlsx } from '#lib/sheet'
import type { TestClient } from '#lib/testing'
import {
  changePassword,
  exportAccounts,
  giveFirstPasswords,
  importAccounts,
  listAccounts,
  listWithoutPassword,
  logIn,
  type AccountImportReport,
} from './contract.ts'
import { planImport, type ImportRow, type Known } from './plan-import.ts'
import { office, ownPassword, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
})
afterAll(() => server.stop())

interface How {
  dryRun?: boolean
  goodRowsOnly?: boolean
}
const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>
const bring = (client: TestClient, text: string, how: How = {}): Promise<AccountImportReport> =>
  client.ask(importAccounts, { query: { fileName: '人员.csv', ...how }, body: bytes(text) })

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}
const named = async (q: string) =>
  (await crew.admin.ask(listAccounts, { query: { q, page: 1, size: 50 } })).items.map(({ username, name, posts }) => ({
    username,
    name,
    posts: posts.map((post) => `${post.roleName['zh-CN']}@${post.unitName}`),
  }))
const post = async (): Promise<{ role: string; unit: string }> => {
  const [role] = await query<{ name: string }>(
    `select name ->> 'zh-CN' as name from identity.role where code = 'unit_handler'`,
  )
  return { role: role!.name, unit: 'B16' }
}

describe('who may', () => {
  test('asks for log-in, and for an officer whose work it is', async () => {
    const ask = { query: { fileName: 'a.csv' }, body: bytes('用户名,姓名\r\n') }
    expect(await server.stranger().refused(importAccounts, ask)).toBe('identity.not_logged_in')
    expect(await server.stranger().refused(giveFirstPasswords, { body: { ids: [crew.units.get('B16')!] } })).toBe(
      'identity.not_logged_in',
    )
    expect(await server.stranger().refused(listWithoutPassword, {})).toBe('identity.not_logged_in')
    for (const client of [crew.audit, await server.as('water')])
      expect(await client.refused(importAccounts, ask)).toBe('identity.not_allowed')
    for (const client of [crew.audit, crew.security, await server.as('water')]) {
      expect(await client.refused(listWithoutPassword, {})).toBe('identity.not_allowed')
      expect(await client.refused(giveFirstPasswords, { body: { ids: [crew.units.get('B16')!] } })).toBe(
        'identity.not_allowed',
      )
    }
  })
})

describe('a file of people', () => {
  test('makes accounts in one officer’s hand and posts in another’s; the same file again makes nothing new', async () => {
    const { role, unit } = await post()
    const file = `用户名,姓名,岗位,单位编号,手机\r\nzhang.wei,张伟,${role},${unit},13800138000\r\nli.na,李娜,,,\r\n`
    expect(await bring(crew.admin, file, { dryRun: true })).toMatchObject({
      rows: 2,
      accounts: 2,
      posts: 0,
      waiting: 1,
      bad: 0,
      written: false,
      unused: ['手机'],
    })
    expect(await named('zhang.wei')).toEqual([])
    expect(await bring(crew.security, file)).toMatchObject({ bad: 2, written: false })
    expect(await bring(crew.admin, file)).toMatchObject({ accounts: 2, written: true })
    expect(await named('zhang.wei')).toEqual([{ username: 'zhang.wei', name: '张伟', posts: [] }])
    expect(await bring(crew.security, file)).toMatchObject({ accounts: 0, posts: 1, unchanged: 1, written: true })
    const [zhang] = await named('zhang.wei')
    expect(zhang!.posts).toHaveLength(1)
    for (const client of [crew.admin, crew.security])
      expect(await bring(client, file)).toMatchObject({
        accounts: 0,
        posts: 0,
        waiting: 0,
        unchanged: 2,
        written: false,
      })
    const audit = await query<{ what: string }>(
      `select what from audit.entry where what = 'identity.accounts_imported'`,
    )
    expect(audit).toHaveLength(2)
  })

  test('says for every cell what is wrong, and takes the good rows only when asked', async () => {
    const file = [
      '用户名,姓名,岗位,单位编号',
      'good.one,好人,,',
      'Bad Name,坏名,,',
      ',无名,,',
      'no.name,,,',
      'half,半个,,B16',
      'no.role,无岗,没有的岗位,B16',
      'no.unit,无单位,unit_handler,XX99',
      'an.officer,三员,admin,C00',
      'good.one,另一名,,',
      'good.one,好人,,',
    ].join('\r\n')
    const report = await bring(crew.admin, file)
    expect(report).toMatchObject({ rows: 10, accounts: 1, bad: 9, written: false })
    expect(report.faults.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 用户名',
      '4 用户名',
      '5 姓名',
      '6 岗位',
      '7 岗位',
      '8 单位编号',
      '9 岗位',
      '10 姓名',
      '10 用户名',
      '11 用户名',
    ])
    expect(report.faults.every((one) => one.fault !== '')).toBe(true)
    expect(await named('good.one')).toEqual([])
    expect(await bring(crew.admin, file, { goodRowsOnly: true })).toMatchObject({ accounts: 1, written: true })
    expect(await named('good.one')).toEqual([{ username: 'good.one', name: '好人', posts: [] }])
    expect(await named('an.officer')).toEqual([])
  })

  test('comes back as it left, also a name that a spreadsheet would run', async () => {
    const { role, unit } = await post()
    await bring(crew.admin, `用户名,姓名\r\nformula,"=1+1,""x"""\r\n`)
    await bring(crew.security, `用户名,姓名,岗位,单位编号\r\nformula,"=1+1,""x""",${role},${unit}\r\n`)
    const { csv } = await crew.admin.ask(exportAccounts, { body: { q: 'formula' } })
    expect(csv).toContain(`formula,"'=1+1,""x""",${role},${unit}`)
    for (const client of [crew.admin, crew.security])
      expect(await bring(client, csv)).toMatchObject({ rows: 1, unchanged: 1, bad: 0, written: false })
    const { csv: all } = await crew.admin.ask(exportAccounts, { body: {} })
    expect(await bring(crew.admin, all)).toMatchObject({ accounts: 0, renamed: 0, written: false })
  })

  test('is read as Chinese Excel saves it, and in English', async () => {
    // 用户名,姓名 / gbk.one,王芳 in GB18030
    const gb = Uint8Array.from([
      0xd3,
      0xc3,
      0xbb,
      0xa7,
      0xc3,
      0xfb,
      0x2c,
      0xd0,
      0xd5,
      0xc3,
      0xfb,
      0x0a,
      ...new TextEncoder().encode('gbk.one,'),
      0xcd,
      0xf5,
      0xb7,
      0xbc,
      0x0a,
    ])
    const report = await crew.admin.ask(importAccounts, { query: { fileName: 'a.csv' }, body: gb })
    expect(report).toMatchObject({ encoding: 'GB18030', accounts: 1, written: true })
    expect((await named('gbk.one'))[0]!.name).toBe('王芳')
    expect(await bring(crew.admin, 'User name,Name\r\nenglish.one,Ann\r\n')).toMatchObject({ accounts: 1 })
  })

  test('without its columns, or too long, is refused', async () => {
    const ask = (text: string) => ({ query: { fileName: 'a.csv' }, body: bytes(text) })
    expect(await crew.admin.refused(importAccounts, ask('姓名\r\n张三\r\n'))).toBe('identity.columns_missing')
    expect(await crew.admin.refused(importAccounts, ask(''))).toBe('identity.file_unreadable')
    const many = Array.from({ length: 2001 }, (_, n) => `many${n},多人`).join('\r\n')
    expect(await crew.admin.refused(importAccounts, ask(`用户名,姓名\r\n${many}`))).toBe('identity.too_many_rows')
  })

  test('gives the security administrator no post of his own', async () => {
    const { role, unit } = await post()
    const report = await bring(crew.security, `用户名,姓名,岗位,单位编号\r\nsecurity,安全,${role},${unit}\r\n`)
    expect(report).toMatchObject({ posts: 0, bad: 1, written: false })
  })
})

test('first passwords are told once, must be changed, and replace none', async () => {
  await bring(crew.admin, '用户名,姓名\r\nfirst.pass,新来的\r\n')
  const { id } = await crew.person('已有密码', [['unit_handler', 'B16']])
  const { role, unit } = await post()
  await bring(crew.security, `用户名,姓名,岗位,单位编号\r\nfirst.pass,新来的,${role},${unit}\r\n`)
  const [fresh] = await query<{ id: string }>(`select id from identity.account where username = 'first.pass'`)
  const { ids } = await crew.admin.ask(listWithoutPassword, {})
  expect(ids).toContain(fresh!.id)
  expect(ids).not.toContain(id)
  const { items } = await crew.admin.ask(giveFirstPasswords, { body: { ids: [fresh!.id, id] } })
  expect(items.map((one) => one.username)).toEqual(['first.pass'])
  expect((await crew.admin.ask(giveFirstPasswords, { body: { ids: [fresh!.id] } })).items).toEqual([])
  const client = server.stranger()
  const me = await client.ask(logIn, { body: { username: 'first.pass', password: items[0]!.password } })
  expect(me.passwordDue).toBe('given')
  expect(await client.refused(listAccounts, { query: { page: 1, size: 1 } })).toBe('identity.password_due')
  await client.ask(changePassword, { body: { current: items[0]!.password, next: ownPassword } })
  expect(await query('select 1 from audit.entry where detail::text like $1', [`%${items[0]!.password}%`])).toEqual([])
})

describe('a plan', () => {
  const known: Known = {
    accounts: new Map([['old', { id: 'id-old', name: '旧', phone: '13800001234' }]]),
    posts: new Set(['id-old r u']),
    roles: [{ code: 'r', name: { 'zh-CN': '岗', en: 'post' } }],
    units: [
      { id: 'u', code: 'U1', name: '甲' },
      { id: 'v', code: 'U2', name: '乙' },
      { id: 'w', code: 'U3', name: '乙' },
    ],
  }
  const anyRow = fc.record({
    username: fc.constantFrom('old', 'new', 'other', '', 'BAD'),
    name: fc.constantFrom('旧', '新', ''),
    role: fc.constantFrom('', 'r', '岗', 'post', 'none', 'admin'),
    unit: fc.constantFrom('', 'U1', '甲', '乙', 'U9'),
    phone: fc.constantFrom('', '13800001234', '138****1234', '139 1111 2222', '12345'),
  })
  const importers = [
    { accountId: 'me', makesAccounts: true, givesPosts: false },
    { accountId: 'me', makesAccounts: false, givesPosts: true },
  ]

  test('counts every row, does nothing for a bad one, and nobody does another’s work', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 12 }), fc.constantFrom(...importers), (cells, importer) => {
        const rows: ImportRow[] = cells.map((one, index) => ({ row: index + 2, cells: one }))
        const plan = planImport(rows, known, importer)
        const badRows = new Set(plan.faults.map((one) => one.row))
        expect(plan.bad).toBe(badRows.size)
        const good = rows.filter((row) => !badRows.has(row.row))
        const goodNames = new Set(good.map((row) => row.cells.username))
        for (const one of [...plan.accounts, ...plan.posts, ...plan.renamed, ...plan.phones])
          expect(goodNames).toContain(one.username)
        if (!importer.makesAccounts) expect([...plan.accounts, ...plan.renamed, ...plan.phones]).toEqual([])
        if (!importer.givesPosts) expect(plan.posts).toEqual([])
        expect(plan.posts.some((one) => one.role === 'admin')).toBe(false)
        // What is so already, in clear or as an export writes it, is nothing to do.
        expect(plan.phones).not.toContainEqual({ username: 'old', phone: '13800001234' })
        for (const { phone } of plan.phones) expect(phone).toMatch(/^\d{11}$/)
        expect(new Set(plan.accounts.map((one) => one.username)).size).toBe(plan.accounts.length)
      }),
    )
  })
})

test('a workbook is taken like a CSV file', async () => {
  const rows = [
    ['xiaobiao', '肖表格'],
    ['Bad Name', '坏名字'],
  ]
  const body = new Uint8Array(writeXlsx({ name: '人员', headings: ['用户名', '姓名'], rows }))
  const report = await crew.admin.ask(importAccounts, { query: { fileName: '人员.xlsx', goodRowsOnly: true }, body })
  expect(report).toMatchObject({ encoding: 'XLSX', rows: 2, accounts: 1, bad: 1, written: true })
  expect(report.faults).toMatchObject([{ row: 3, column: '用户名' }])
  expect(await named('肖表格')).toHaveLength(1)
})
