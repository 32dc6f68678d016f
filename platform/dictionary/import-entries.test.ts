import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { writeXlsx } from '#lib/sheet'
import type { TestClient } from '#lib/testing'
import { importEntries, listDictionaries, listEntries } from './contract.ts'
import { addCategory, entryView, importFile } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const dictionary = 'hotline-categories'
const heading = '代码,名称,举例,可信度'

async function total(q: string, of = dictionary): Promise<number> {
  return (await admin.ask(listEntries, { params: { dictionary: of }, query: { q, pageSize: 1 } })).total
}

test('asks for log-in, and for a role that may edit', async () => {
  const send = {
    params: { dictionary },
    query: { fileName: 'a.csv' },
    body: new TextEncoder().encode(`${heading}\nZ,名,例,高`),
  }
  expect(await server.stranger().refused(importEntries, send)).toBe('identity.not_logged_in')
  expect(await (await server.as('water')).refused(importEntries, send)).toBe('dictionary.may_not_edit')
})

test('a dry run says what would happen; the import does it; the same file again does nothing', async () => {
  const file = `${heading}\nI1,导入一,甲,高\nI2,导入二,乙,low\n1,社会管理类,换过的举例,高`
  const dry = await importFile(admin, dictionary, file, { dryRun: true })
  expect(dry).toMatchObject({ rows: 3, good: 3, added: 2, changed: 1, unchanged: 0, written: 0, dryRun: true })
  expect(dry.columns.map((one) => one.field)).toEqual(['code', 'name', 'attributes.examples', 'confidence'])
  expect(await total('导入')).toBe(0)
  expect(await importFile(admin, dictionary, file)).toMatchObject({ added: 2, changed: 1, written: 3 })
  expect(await total('导入')).toBe(2)
  expect(await importFile(admin, dictionary, file)).toMatchObject({ unchanged: 3, written: 0 })
  const [row] = (await admin.ask(listEntries, { params: { dictionary }, query: { q: '换过的举例' } })).items
  expect((await entryView(admin, dictionary, row!.id)).history.map((one) => one.origin)).toEqual([
    'imported',
    'delivered',
  ])
})

describe('bad rows', () => {
  const spoilt = `${heading}\nB1,好的,例,高\nB2,,例,高\nB 3,名,例,极高\nB1,又一次,例,高`

  test('are told cell by cell, and nothing is written', async () => {
    const report = await importFile(admin, dictionary, spoilt)
    expect(report).toMatchObject({ rows: 4, good: 1, bad: 3, written: 0 })
    expect(report.faults.map(({ row, column, value, fault }) => `${row} ${column} ${value} ${fault}`)).toEqual([
      '3 名称  必填',
      '4 代码 B 3 不能含空格',
      '4 可信度 极高 应为高、中、低之一',
      '5 代码 B1 与本文件前面的行重复',
    ])
    expect(await total('B1')).toBe(0)
  })

  test('are left out when the good ones are asked for', async () => {
    expect(await importFile(admin, dictionary, spoilt, { goodRowsOnly: true })).toMatchObject({ written: 1, bad: 3 })
    expect(await total('好的')).toBe(1)
  })
})

test('rows may stand above each other in any order, but not hang on one that is bad', async () => {
  const file = [
    '代码,名称,上级代码',
    'w-1-1,下下级,w-1',
    'w-1,下级,w',
    'w,顶级,',
    'v-1-1,下下级,v-1',
    'v-1,下级,v',
    'v,,',
  ].join('\n')
  const report = await importFile(admin, 'weather-warnings', file, { goodRowsOnly: true })
  expect(report).toMatchObject({ rows: 6, good: 3, written: 3 })
  expect(report.faults.map(({ row, column, fault }) => `${row} ${column} ${fault}`)).toEqual([
    '5 上级代码 没有这个上级',
    '6 上级代码 没有这个上级',
    '7 名称 必填',
  ])
  const query = { parent: 'w-1' }
  const { items } = await admin.ask(listEntries, { params: { dictionary: 'weather-warnings' }, query })
  expect(items.map((one) => [one.code, one.parentName])).toEqual([['w-1-1', '下级']])
})

test('columns that the file lacks stay as they are, an empty cell clears', async () => {
  const id = await addCategory(admin, 'K1', '保留')
  await importFile(admin, dictionary, 'code,名称\nK1,改名')
  expect((await entryView(admin, dictionary, id)).entry).toMatchObject({
    name: '改名',
    attributes: { examples: '举例' },
  })
  await importFile(admin, dictionary, 'code,examples\nK1,')
  expect((await entryView(admin, dictionary, id)).entry).toMatchObject({ name: '改名', attributes: {} })
})

test.each<[string, string, string, string]>([
  ['a file without codes', '名称\n甲', 'dictionary.columns_missing', '代码'],
  ['an empty file', '', 'dictionary.file_unreadable', '空的'],
  ['a broken workbook', 'PK\u0003\u0004', 'dictionary.file_unreadable', '已损坏'],
])('refuses %s, and says why', async (_what, content, code, words) => {
  const body = new TextEncoder().encode(content)
  const answer = await admin.call(importEntries, { params: { dictionary }, query: { fileName: 'a.csv' }, body })
  expect(answer.ok ? '' : answer.problem.type).toBe(code)
  expect(answer.ok ? '' : answer.problem.title).toContain(words)
})

test('every dictionary, exported and imported, stays as it is', async () => {
  // What a spreadsheet would run as a formula, quotes and line breaks come back too.
  await importFile(admin, dictionary, `${heading}\n=1+1,=cmd|calc,"-2, ""x""\n@y",高\n'Q,'=引号,\t,高`)
  const { items } = await admin.ask(listDictionaries, {})
  for (const { definition, entries } of items) {
    for (const language of ['zh-CN', 'en']) {
      const url = `/api/dictionaries/${definition.code}/export?format=${language === 'en' ? 'xlsx' : 'csv'}&language=${language}`
      const bytes = new Uint8Array(await (await admin.fetch(url)).arrayBuffer())
      const report = await importFile(admin, definition.code, bytes)
      expect(report, definition.code).toMatchObject({ rows: entries, bad: 0, unchanged: entries, written: 0 })
    }
  }
  const text = await (await admin.fetch(`/api/dictionaries/${dictionary}/export?format=csv&q=cmd`)).text()
  expect(text.split('\r\n')[1]).toMatch(/^'=1\+1,'=cmd\|calc,/)
})

test('ten thousand entries come in whole within seconds, and lists stay quick', { timeout: 120_000 }, async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => `L${at},批量${at},举例 ${at % 97},中`)
  const began = performance.now()
  const report = await importFile(admin, dictionary, [heading, ...rows].join('\n'))
  const imported = performance.now() - began
  expect(report).toMatchObject({ rows: 10_000, added: 10_000, written: 10_000, bad: 0 })
  const reads: number[] = []
  while (reads.length < 3) {
    const asked = performance.now()
    expect(await total('批量99')).toBe(111)
    const { items } = await admin.ask(listEntries, { params: { dictionary }, query: { sort: '-name', page: 90 } })
    expect(items).toHaveLength(100)
    reads.push(performance.now() - asked)
  }
  // The quickest: a busy machine stops every program now and then.
  const read = Math.min(...reads)
  expect(await importFile(admin, dictionary, [heading, ...rows].join('\n'))).toMatchObject({ unchanged: 10_000 })
  console.info(`10,000 entries: import ${Math.round(imported)} ms; a search and a page ${Math.round(read)} ms`)
  expect(imported).toBeLessThan(40_000)
  expect(read).toBeLessThan(3_000)
})

test('half of a file is never seen: one bad row among thousands stops all', async () => {
  const rows = Array.from({ length: 3000 }, (_, at) => `H${at},半份${at},,中`)
  const report = await importFile(admin, dictionary, [heading, ...rows, 'H 1,坏,,中'].join('\n'))
  expect(report).toMatchObject({ good: 3000, bad: 1, written: 0 })
  expect(await total('半份')).toBe(0)
})

test('a workbook is taken like a CSV file', async () => {
  const rows = [
    ['X1', '表格一', '甲', '高'],
    ['X2', '', '乙', '高'],
  ]
  const send = {
    params: { dictionary },
    query: { fileName: 'a.xlsx', goodRowsOnly: true },
    body: new Uint8Array(writeXlsx({ name: '条目', headings: heading.split(','), rows })),
  }
  const report = await admin.ask(importEntries, send)
  expect(report).toMatchObject({ encoding: 'XLSX', rows: 2, good: 1, written: 1 })
  expect(report.faults).toMatchObject([{ row: 3, column: '名称', fault: '必填' }])
  expect(await total('表格一')).toBe(1)
})
