import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { writeXlsx } from '#lib/sheet'
import type { TestClient } from '#lib/testing'
import { importStandards, listStandards } from './contract.ts'
import { day, importFile, standardView } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const heading = '版本,类型,小类代码,标准编号,立案条件,处置时限,时限单位,结案条件,可信度'
const row = (code: string, filing = '导入的条件') => `2026,事件,06010,${code},${filing},3,工作日,清走,高`

test('a look first, then the import; the same file again does nothing', async () => {
  const file = [heading, row('I-1'), row('I-2')].join('\n')
  expect(await importFile(admin, file, { dryRun: true })).toMatchObject({ rows: 2, added: 2, bad: 0, written: 0 })
  expect((await admin.ask(listStandards, { query: { q: '导入的条件' } })).total).toBe(0)
  expect(await importFile(admin, file)).toMatchObject({ added: 2, written: 2 })
  expect((await standardView(admin, '2026.event.I-1')).standard).toMatchObject({
    origin: 'imported',
    limit: { value: 3, unit: 'work_day' },
  })
  expect(await importFile(admin, file)).toMatchObject({ added: 0, unchanged: 2, written: 0 })
})

test('from a coming day on, beside what counts until then', async () => {
  const file = `${heading}\n${row('06010-1', '换过的条件')}`
  expect(await importFile(admin, file, { validFrom: day(7) })).toMatchObject({ changed: 1, written: 1 })
  const id = '2026.event.06010-1'
  expect((await standardView(admin, id)).standard.plannedFrom).toBe(day(7))
  expect((await standardView(admin, id, day(7))).standard.filing).toBe('换过的条件')
  expect((await importFile(admin, `${heading}\n${row('06010-1', '再换')}`, { dryRun: true })).faults[0]?.fault).toBe(
    '已有待生效的变更，请先撤回',
  )
})

test('bad rows are told cell by cell and stop the file, unless the good ones are asked for', async () => {
  const file = [heading, row('G-1'), '2026,物件,06010,G-2,,0,年,清走,很高', row('G-1')].join('\n')
  const report = await importFile(admin, file)
  expect(report).toMatchObject({ rows: 3, bad: 2, written: 0 })
  expect(report.faults.map(({ row: at, column, fault }) => `${at} ${column} ${fault}`)).toEqual([
    '3 类型 部件或事件',
    '3 立案条件 必填',
    '3 处置时限 1 到 1000 的整数',
    '3 时限单位 紧急工作时、工作时、工作日或自然日',
    '3 可信度 高、中或低',
    '4 标准编号 与本文件前面的行重复',
  ])
  expect(await importFile(admin, file, { goodRowsOnly: true })).toMatchObject({ written: 1 })
})

test('what is exported comes back unchanged, in both languages', async () => {
  for (const asked of ['language=zh-CN', 'language=en', 'language=en&format=xlsx']) {
    const response = await admin.fetch(`/api/grid/standards/export?${asked}&version=2013`)
    const body = new Uint8Array(await response.arrayBuffer())
    const report = await admin.ask(importStandards, { query: { fileName: 'a', dryRun: true }, body })
    expect(report).toMatchObject({ rows: 22, unchanged: 22, bad: 0 })
  }
})

test('a file that is none, and a file without its columns, are told', async () => {
  const send = (text: string) => ({ query: { fileName: 'a.csv' }, body: new TextEncoder().encode(text) })
  expect(await admin.refused(importStandards, send(''))).toBe('grid.file_unreadable')
  expect(await admin.refused(importStandards, send('PK\u0003'))).toBe('grid.file_unreadable')
  expect(await admin.refused(importStandards, send('版本,类型\n2026,事件'))).toBe('grid.columns_missing')
})

test('ten thousand rows in one file', { timeout: 90_000 }, async () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => row(`X-${at}`, `第 ${at} 种情形`))
  const began = performance.now()
  expect(await importFile(admin, [heading, ...lines].join('\n'))).toMatchObject({ written: 10_000 })
  expect((await admin.ask(listStandards, { query: { q: '第 9999 种' } })).total).toBe(1)
  expect(performance.now() - began).toBeLessThan(40_000)
})

test('a workbook is taken like a CSV file', async () => {
  const rows = [row('XL-1').split(','), row('').split(',')]
  const body = new Uint8Array(writeXlsx({ name: '标准', headings: heading.split(','), rows }))
  const report = await admin.ask(importStandards, { query: { fileName: 'a.xlsx', goodRowsOnly: true }, body })
  expect(report).toMatchObject({ encoding: 'XLSX', rows: 2, bad: 1, written: 1 })
  expect(report.faults).toMatchObject([{ row: 3, column: '标准编号' }])
  expect((await standardView(admin, '2026.event.XL-1')).standard.origin).toBe('imported')
})
