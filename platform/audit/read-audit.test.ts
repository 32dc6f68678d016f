import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import fc from 'fast-check'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { until, type TestClient } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import {
  exportAudit,
  getAuditAccess,
  getAuditEntry,
  getAuditState,
  listAudit,
  listAuditKinds,
  verifySeals,
  type AuditFilter,
} from './contract.ts'
import { whyNotRead, type AuditRules } from './policy.ts'

let server: TestServer
let auditor: TestClient
let unit: string

// A year of its own, so that what the server itself records is not in the way.
const year = { from: '2031-01-01T00:00:00Z', to: '2032-01-01T00:00:00Z' }

beforeAll(async () => {
  server = await startTestServer()
  auditor = await server.as('audit')
  unit = (await auditor.ask(listUnits, {})).items[0]!.id
  await withClient(server.database.superUrl, (client) =>
    client.query(
      `insert into audit.entry (recorded_at, actor_id, actor_name, unit_id, unit_name, what, subject, subject_name, detail, request_id)
       select '2031-03-01T00:00:00Z'::timestamptz + (n / 3) * interval '1 hour',
         ('00000000-0000-4000-8000-00000000000' || n % 4)::uuid, (array['王小明','王小红','李雷','O''Neil'])[n % 4 + 1],
         case when n % 2 = 0 then $1::uuid end, case when n % 2 = 0 then '热线服务科' end,
         (array['cases.reveal','cases.register','identity.log_in','test.unknown'])[n % 4 + 1],
         'id-' || n, 'XT2031' || lpad(n::text, 4, '0'),
         case when n % 5 = 0 then jsonb_build_object('reason', '核实护栏位置 No.' || n) else '{}' end, 'req-' || n
       from generate_series(0, 99) as n`,
      [unit],
    ),
  )
})
afterAll(() => server.stop())

// Transactions of tests beside these hold sealing back: an import, or a whole city, in one.
vi.setConfig({ testTimeout: 90_000 })
const patience = 60_000

const find = async (query: AuditFilter) =>
  (await auditor.ask(listAudit, { query: { ...year, ...query, size: 200 } })).items

test('asks for log-in', async () => {
  expect(await server.stranger().refused(listAudit, { query: {} })).toBe('identity.not_logged_in')
})

test('is read by the roles the city names, and tells others whose it is', async () => {
  const water = await server.as('water')
  for (const shape of [listAudit, getAuditState, listAuditKinds])
    expect(await water.refused(shape, { query: {} } as never)).toBe('audit.not_allowed')
  expect(await water.refused(getAuditEntry, { params: { id: 1 } })).toBe('audit.not_allowed')
  expect(await water.refused(verifySeals, { body: { newest: 1 } })).toBe('audit.not_allowed')
  expect(await water.refused(exportAudit, { body: { reason: '看看', filter: {} } })).toBe('audit.not_allowed')
  expect(await water.ask(getAuditAccess, {})).toEqual({
    mayRead: false,
    reason: '审计日志只对审计管理员、系统管理员开放',
  })
  const admin = await server.as('admin')
  expect(await admin.ask(getAuditAccess, {})).toEqual({ mayRead: true, reason: null })
  expect((await admin.ask(listAudit, { query: year })).total).toBe(100)
})

test('whoever has none of the roles is refused, whatever the roles', () => {
  const name = { 'zh-CN': '甲', en: 'A' }
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (codes, role) => {
      const rules: AuditRules = { readers: codes.map((code) => ({ code, name })) }
      expect(whyNotRead(rules, { role }) === undefined).toBe(codes.includes(role))
    }),
  )
})

test('pages through all of it once, in both directions', async () => {
  for (const sort of ['recorded', '-recorded'] as const) {
    const ids: number[] = []
    let after: string | undefined
    do {
      const page: { items: { id: number }[]; next: string | null } = await auditor.ask(listAudit, {
        query: { ...year, sort, size: 7, ...(after === undefined ? {} : { after }) },
      })
      ids.push(...page.items.map((one) => one.id))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(new Set(ids).size).toBe(100)
    expect(ids).toEqual(ids.toSorted((a, b) => (sort === 'recorded' ? a - b : b - a)))
  }
  expect(await auditor.refused(listAudit, { query: { after: 'x' } })).toBe('audit.bad_place')
})

test.each<[string, AuditFilter, number]>([
  ['a beginning of a name', { person: '王小' }, 50],
  ['a whole name', { person: '李雷' }, 25],
  ['a name with an apostrophe', { person: "O'Neil" }, 25],
  ['a name nobody has', { person: '%' }, 0],
  ['an account', { person: '00000000-0000-4000-8000-000000000002' }, 25],
  ['one kind', { what: 'cases.reveal' }, 25],
  ['several kinds', { what: 'cases.reveal, identity.log_in' }, 50],
  ['what is worth a look', { sensitive: true }, 25],
  ['a case number', { subject: 'XT20310042' }, 1],
  ['an id', { subject: ' id-42 ' }, 1],
  ['a request', { requestId: 'req-7' }, 1],
  ['a part of a reason', { q: '护栏' }, 20],
  ['a longer part', { q: '核实护栏位置 no.95' }, 1],
  ['a lone character', { q: '栏' }, 20],
  ['a part that is nowhere', { q: '护拦' }, 0],
  ['an underscore and a percent, which are characters', { q: '_%' }, 0],
  ['a time range', { from: '2031-03-01T05:00:00Z', to: '2031-03-01T07:00:00Z' }, 6],
  ['several at once', { person: '王小明', q: '护栏', what: 'cases.reveal' }, 5],
])('finds by %s', async (_what, query, count) => {
  expect(await find(query)).toHaveLength(count)
})

test('finds by unit', async () => {
  expect(await find({ unit })).toHaveLength(50)
})

test('shows one entry with all its fields, and its seal once it has one', async () => {
  const { id } = (await find({ subject: 'id-40' }))[0]!
  const shown = await until(async () => {
    const found = await auditor.ask(getAuditEntry, { params: { id } })
    return found.seal !== null && found
  }, patience)
  expect(shown.entry).toMatchObject({
    what: 'cases.reveal',
    actor: { name: '王小明', unitName: '热线服务科' },
    subject: 'id-40',
    subjectName: 'XT20310040',
    detail: { reason: '核实护栏位置 No.40' },
    requestId: 'req-40',
  })
  expect(shown.seal!.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(await auditor.refused(getAuditEntry, { params: { id: 999_999_999 } })).toBe('audit.no_entry')
})

test('verifies the newest seals, which is itself recorded, and says so in its state', async () => {
  await until(async () => (await auditor.ask(getAuditState, {})).lastSeal !== null, patience)
  const result = await auditor.ask(verifySeals, { body: { newest: 5 } })
  expect(result.findings).toEqual([])
  expect(result.seals).toBeGreaterThan(0)
  const state = await auditor.ask(getAuditState, {})
  expect(state.lastVerification).toMatchObject({ by: '唐鉴清', seals: result.seals, findings: 0 })
  await withClient(server.database.superUrl, (client) =>
    client.query(`update audit.entry set what = 'test.forged' where subject = 'id-3'`),
  )
  const [finding] = (await auditor.ask(verifySeals, { body: { newest: 500 } })).findings
  expect(finding!.what).toContain('被改动')
  await withClient(server.database.superUrl, (client) =>
    client.query(`update audit.entry set what = 'test.unknown' where subject = 'id-3'`),
  )
})

test('an export says why it was made, is itself recorded, and no cell of it is a formula', async () => {
  await withClient(server.database.superUrl, (client) =>
    client.query(
      `insert into audit.entry (recorded_at, actor_id, actor_name, what, subject_name) values
         ('2033-01-01T00:00:00Z', gen_random_uuid(), '=HYPERLINK("http://x")', 'test.formula', '@SUM(1)')`,
    ),
  )
  expect(await auditor.refused(exportAudit, { body: { reason: ' ', filter: {} } })).toBe('request.invalid')
  const made = await auditor.ask(exportAudit, {
    body: { reason: '季度检查 13912345678', filter: { what: 'test.formula' } },
  })
  expect(made).toMatchObject({ rows: 1, cut: false })
  expect(made.csv.split('\r\n')[0]).toBe('\u{feff}编号,时间,人员,单位,类型,内容,对象,对象编号,详情,请求编号')
  expect(made.csv).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(made.csv).toContain(`'@SUM(1)`)
  const { items } = await auditor.ask(listAudit, { query: { what: 'audit.export' } })
  expect(items[0]).toMatchObject({
    actor: { name: '唐鉴清' },
    detail: { reason: '季度检查 139****5678', rows: 1, filter: { what: 'test.formula' } },
  })
})
