import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { writeXlsx } from '#lib/sheet'
import type { TestClient } from '#lib/testing'
import { importUnits } from './contract.ts'
import { dayFromToday, unitsOn } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const bytes = (text: string) => new TextEncoder().encode(text)
const query = (more: { dryRun?: boolean; effectiveOn?: string } = {}) => ({
  fileName: '机构.csv',
  effectiveOn: dayFromToday(0),
  ...more,
})
const take = (text: string, more?: { dryRun?: boolean; effectiveOn?: string }) =>
  admin.ask(importUnits, { query: query(more), body: bytes(text) })

test('an import asks for log-in, and for an administrator', async () => {
  const input = { query: query(), body: bytes('编号,名称,类别,上级编号\nX,甲,作业单位,B16\n') }
  expect(await server.stranger().refused(importUnits, input)).toBe('identity.not_logged_in')
  expect(await (await server.as('receiver')).refused(importUnits, input)).toBe('org.may_not_edit')
})

test('what was exported comes back unchanged', async () => {
  for (const [language, format] of [
    ['zh-CN', 'csv'],
    ['en', 'csv'],
    ['zh-CN', 'xlsx'],
  ]) {
    const response = await admin.fetch(`/api/org/units/export?language=${language}&format=${format}`)
    expect(response.headers.get('content-disposition')).toContain(`units-${dayFromToday(0)}.${format}`)
    const report = await admin.ask(importUnits, { query: query(), body: new Uint8Array(await response.arrayBuffer()) })
    expect(report).toMatchObject({ rows: 458, added: 0, changed: 0, unchanged: 458, bad: 0, written: false, lines: [] })
  }
})

test('rows may name each other, and a dry run writes nothing', async () => {
  const text =
    '编号,名称,简称,类别,上级编号\nK20,养护总包,总包,作业单位,B27\nK21,养护二队,,作业单位,C04\nB27,区绿化市容局,绿容局,委办局,D00\n'
  const looked = await take(text, { dryRun: true })
  expect(looked).toMatchObject({ added: 2, changed: 1, bad: 0, written: false, dryRun: true })
  expect(looked.lines.at(-1)).toMatchObject({ row: 4, what: 'changed', changes: ['名称', '简称'] })
  expect((await unitsOn(admin)).has('K20')).toBe(false)
  expect((await take(text)).written).toBe(true)
  const units = await unitsOn(admin)
  expect(units.get('K21')).toMatchObject({ name: '养护二队', shortName: '养护二队', parentId: units.get('C04')!.id })
  expect(units.get('B27')!.name).toBe('区绿化市容局')
  expect((await unitsOn(admin, dayFromToday(-1))).get('B27')!.name).toBe('区绿化和市容管理局')
})

test('one bad row keeps all out, and every fault is told with its row', async () => {
  const report = await take(
    '编号,名称,类别,上级编号\nK30,好的,作业单位,B27\nK31,,作业单位,B27\nK32,丙,飞船,B27\nK33,丁,作业单位,没有\nK30,又一个,作业单位,B27\n',
  )
  expect(report).toMatchObject({ bad: 4, written: false })
  expect(report.lines.filter((line) => line.what === 'bad').map((line) => [line.row, line.fault])).toEqual([
    [3, '“名称”不能为空'],
    [4, '没有“飞船”这个类别'],
    [5, '没有编号为 没有 的上级单位'],
    [6, '编号 K30 在文件中出现两次'],
  ])
  expect((await unitsOn(admin)).has('K30')).toBe(false)
})

test('rows that are good each by itself and make no tree are refused, by what is wrong with the tree', async () => {
  const input = { query: query(), body: bytes('编号,名称,类别,上级编号\nT003,方松街道,街镇,T004\n') }
  expect(await admin.refused(importUnits, input)).toBe('org.sort_not_here')
})

test('a file that is none is refused by what is wrong with it', async () => {
  expect(await admin.refused(importUnits, { query: query(), body: bytes('编号,名称\n1,2\n') })).toBe(
    'org.columns_missing',
  )
  expect(await admin.refused(importUnits, { query: query(), body: bytes('PK\u0003\u0004') })).toBe(
    'org.file_unreadable',
  )
})

test('a workbook is taken like a CSV file, its faults told by the rows a spreadsheet shows', async () => {
  const send = (rows: string[][]) =>
    admin.ask(importUnits, {
      query: { fileName: '机构.xlsx', effectiveOn: dayFromToday(0) },
      body: new Uint8Array(writeXlsx({ name: '机构', headings: ['编号', '名称', '类别', '上级编号'], rows })),
    })
  expect(await send([['K40', '好的', '作业单位', 'B27'], [], ['K41', '', '作业单位', 'B27']])).toMatchObject({
    encoding: 'XLSX',
    bad: 1,
    written: false,
    lines: [{ row: 2 }, { row: 4, fault: '“名称”不能为空' }],
  })
  expect(await send([['K40', '河道保洁队', '作业单位', 'B27']])).toMatchObject({ added: 1, written: true })
  expect((await unitsOn(admin)).get('K40')).toMatchObject({ name: '河道保洁队' })
})
