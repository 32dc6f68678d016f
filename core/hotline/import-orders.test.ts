import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { countCases, getCase, listCases } from '#core/cases/contract'
import { openSheet, writeXlsx, type SheetRow } from '#lib/sheet'
import { openStream, until, type TestClient } from '#lib/testing'
import {
  discardImport,
  getImport,
  getReport,
  ImportMoved,
  listFaults,
  listImports,
  listMappings,
  lookAtImport,
  mapImport,
  removeMapping,
  resumeImport,
  startImport,
  stopImport,
} from './import-contract.ts'
import { check, command, csvOf, heading, importWhole, reach, upload } from './testing/index.ts'

let server: TestServer
let receiver: TestClient

beforeAll(async () => {
  server = await startTestServer()
  receiver = await server.as('receiver')
})
afterAll(() => server.stop())

test('asks for log-in, and for the post that receives orders', async () => {
  const answer = await upload(server.stranger(), csvOf('A-1'))
  expect(answer.ok ? '' : answer.problem.type).toBe('identity.not_logged_in')
  for (const [client, route] of [
    [await server.as('water'), listImports],
    [await server.as('auditor'), listImports],
  ] as const) {
    const other = await upload(client, csvOf('A-1'))
    expect(other.ok ? '' : other.problem.type).toBe('hotline.may_not_import')
    const list = await client.call(route, { query: {} })
    expect(list.ok ? '' : list.problem.type).toBe('hotline.may_not_import')
  }
})

test('a file is kept and its columns are guessed; nothing is imported before that is said', async () => {
  const before = await receiver.ask(countCases, { query: {} })
  const answer = await upload(receiver, csvOf('D-1', 'D-2'), '../../十一月 工单.txt')
  const run = answer.ok ? answer.value : undefined
  expect(run).toMatchObject({ state: 'mapping', fileName: '十一月 工单.txt', mine: true, sameFile: null })
  expect(run!.layout).toMatchObject({ format: 'csv', encoding: 'UTF-8', delimiter: ',', headRow: 1 })
  const { id } = run!
  const { columns } = await receiver.ask(lookAtImport, { params: { id }, query: {} })
  expect(columns.map(({ field }) => field)).toEqual(['cityNumber', 'title', 'text', 'nature', 'askedAt', 'contactName', 'contactPhone']) // prettier-ignore
  expect(columns.every(({ confidence }) => confidence >= 0.8)).toBe(true)
  expect(columns[5]?.samples).toEqual(['王**'])
  expect(columns[6]?.samples).toEqual(['138****5678'])
  await receiver.ask(mapImport, {
    params: { id },
    body: { ...command(), columns: run!.mapping.columns, constants: {} },
  })
  const checked = await reach(receiver, id, 'checked')
  expect(checked).toMatchObject({ totalRows: 2, good: 2, bad: 0, known: 0, imported: 0 })
  expect(await receiver.ask(countCases, { query: {} })).toEqual(before)
})

test('the same file twice makes nothing new, and one with two more rows makes two', async () => {
  expect(await importWhole(receiver, csvOf('E-1', 'E-2'))).toMatchObject({ imported: 2, known: 0, doneRows: 2 })
  const again = await importWhole(receiver, csvOf('E-1', 'E-2'))
  expect(again).toMatchObject({ imported: 0, known: 2, sameFile: { imported: 2, by: '沈雨晴' } })
  expect(await importWhole(receiver, csvOf('E-1', 'E-3', 'E-2', 'E-4'))).toMatchObject({ imported: 2, known: 2 })
})

test('the same file imported by two people at once makes each order once', async () => {
  const file = csvOf(...Array.from({ length: 450 }, (_, index) => `P-${index}`))
  const runs = await Promise.all([importWhole(receiver, file), importWhole(await server.as('twin'), file)])
  expect(runs[0]!.state).toBe('done')
  expect(runs[0]!.imported + runs[1]!.imported).toBe(450)
  const all = await receiver.ask(listCases, { query: { q: 'P-449' } })
  expect(all.total).toBe(1)
})

test('a workbook comes in as well as text, its dates and long numbers as they are', async () => {
  const bytes = writeXlsx({
    name: '十一月',
    headings: ['市工单编号', '标题', '诉求内容', '诉求性质', '诉求时间'],
    rows: [['X-1', '=1+1', '=cmd|calc', '咨询', '2026/11/2']],
  })
  expect(await importWhole(receiver, bytes)).toMatchObject({
    imported: 1,
    layout: { format: 'xlsx', sheetName: '十一月' },
  })
  const [row] = (await receiver.ask(listCases, { query: { q: 'X-1' } })).items
  expect(row).toMatchObject({ title: '=1+1', facts: { askedAt: '2026-11-02', nature: 'consult' } })
})

const spoilt = [
  csvOf('B-1'),
  'B-2,,没有标题,求助,2026-11-20,,',
  'B-3,标题,内容,唱歌,2026-02-30,,',
  'B-1,标题,与第一行同号,求助,2026-11-20,,',
  `B-5,标题,${'长'.repeat(8001)},求助,2026-11-20,,`,
  'B-6,标题,正常,投诉,2026年11月2日,,',
  'B-7,标题,电话坏了,投诉,2026年11月2日,王小明,1.38E+10',
].join('\n')

describe('bad rows', () => {
  test('are told by row and column, in the order of the sheet, and nothing is imported', async () => {
    const run = await check(receiver, spoilt)
    expect(run).toMatchObject({ totalRows: 7, good: 2, bad: 5, faultCells: 6 })
    const { items, total } = await receiver.ask(listFaults, { params: { id: run.id }, query: {} })
    expect(total).toBe(6)
    expect(items.map(({ row, column, fault }) => `${row} ${column} ${fault['zh-CN']}`)).toEqual([
      '3 标题 必填',
      '4 诉求性质 不是可选的值',
      '4 诉求时间 不是有效的时间',
      '5 市工单编号 与本文件第 2 行重复',
      '6 诉求内容 不能超过 8000 字（现 8001 字）',
      '8 联系电话 长数字已被表格软件改成科学计数，请从原系统重新导出',
    ])
    expect(items[1]).toMatchObject({ value: '唱歌' })
    expect(run.reasons).toHaveLength(6)
    const only = await receiver.ask(listFaults, { params: { id: run.id }, query: { field: 'askedAt' } })
    expect(only.items.map(({ row }) => row)).toEqual([4])
    const refused = await receiver.call(startImport, {
      params: { id: run.id },
      body: { ...command(), goodRowsOnly: false },
    })
    expect(refused.ok ? '' : refused.problem.type).toBe('hotline.import_bad_rows')
    expect((await receiver.ask(listCases, { query: { q: 'B-6' } })).total).toBe(0)
  })

  test('are left out when the good ones are asked for', async () => {
    expect(await importWhole(receiver, spoilt, { goodRowsOnly: true })).toMatchObject({
      imported: 2,
      bad: 5,
      doneRows: 7,
    })
    const [row] = (await receiver.ask(listCases, { query: { q: 'B-6' } })).items
    expect(row?.facts['askedAt']).toBe('2026-11-02')
  })

  test('are marked in the report, which only who handed the file in gets', async () => {
    const { id } = await check(receiver, spoilt)
    const rows = await readReport(receiver, id)
    expect(rows[0]?.cells).toEqual(['原行号', ...heading.split(','), '问题说明'])
    expect(rows).toHaveLength(8)
    expect(rows[3]?.cells.at(-1)).toBe('诉求性质：不是可选的值；诉求时间：不是有效的时间')
    expect(rows[7]?.cells[7]).toBe('1.38E+10')
    const other = await (await server.as('twin')).call(getReport, { params: { id }, query: {} })
    expect(other.ok ? '' : other.problem.type).toBe('hotline.not_your_import')
  })
})

async function readReport(client: TestClient, id: string): Promise<SheetRow[]> {
  const answer = await client.fetch(`/api/hotline/imports/${id}/report`)
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  const book = await openSheet(new Uint8Array(await answer.arrayBuffer()))
  const rows: SheetRow[] = []
  for await (const row of book.rows(0)) rows.push(row)
  return rows
}

describe('the matching of columns', () => {
  const foreign = 'ref,topic,wortlaut,when\nM-1,路灯不亮,三盏路灯不亮,2026/11/20\nM-2,井盖,井盖没了,2026/11/21'

  test('wants what the form requires, refuses what cannot be, and is kept for the next file of the sender', async () => {
    const answer = await upload(receiver, foreign)
    const { id } = answer.ok ? answer.value : (undefined as never)
    const say = (columns: (string | null)[], constants: Record<string, string>, saveAs?: string) =>
      receiver.call(mapImport, {
        params: { id },
        body: { ...command(), columns, constants, ...(saveAs === undefined ? {} : { saveAs }) },
      })
    const missing = await say(['cityNumber', 'title', 'text', 'askedAt'], {})
    expect(missing.ok ? '' : missing.problem.title).toContain('诉求性质')
    const twice = await say(['cityNumber', 'title', 'title', null], { nature: 'help', text: 'x' })
    expect(twice.ok ? '' : twice.problem.type).toBe('hotline.mapping_invalid')
    const unknown = await say(['cityNumber', 'title', 'text', 'nonsense'], { nature: 'help' })
    expect(unknown.ok ? '' : unknown.problem.type).toBe('hotline.mapping_invalid')
    const well = await say(['cityNumber', 'title', 'text', 'askedAt'], { nature: 'help' }, '外省平台')
    expect(well.ok).toBe(true)
    expect(await reach(receiver, id, 'checked')).toMatchObject({ good: 2, mapping: { name: '外省平台' } })
    const next = await upload(receiver, foreign.replaceAll('M-', 'N-'))
    const run = next.ok ? next.value : (undefined as never)
    expect(run.mapping).toEqual({
      columns: ['cityNumber', 'title', 'text', 'askedAt'],
      constants: { nature: 'help' },
      name: '外省平台',
    })
    const { items } = await receiver.ask(listMappings, {})
    expect(items.map(({ name, savedBy }) => [name, savedBy])).toEqual([['外省平台', '沈雨晴']])
    await receiver.ask(removeMapping, { params: { id: items[0]!.id }, body: command() })
    expect((await receiver.ask(listMappings, {})).items).toEqual([])
  })

  test('may be looked at with another heading row and another delimiter', async () => {
    const answer = await upload(receiver, '工单汇总\n编号;标题;内容\nZ-1;a;b\nZ-2;c;d')
    const { id, layout } = answer.ok ? answer.value : (undefined as never)
    expect(layout).toMatchObject({ headRow: 2, delimiter: ';' })
    const other = await receiver.ask(lookAtImport, { params: { id }, query: { headRow: 3, delimiter: ',' } })
    expect(other.columns.map((column) => column.heading)).toEqual(['Z-1;a;b'])
  })
})

test('a run is stopped, goes on, is given up; only by whoever handed it in', async () => {
  // A dozen batches: enough to be in the middle of when it is stopped.
  const rows = 2400
  const { id } = await check(receiver, csvOf(...Array.from({ length: rows }, (_, at) => `T-${at}`)))
  const twin = await server.as('twin')
  const foreign = await twin.call(startImport, { params: { id }, body: { ...command(), goodRowsOnly: false } })
  expect(foreign.ok ? '' : foreign.problem.type).toBe('hotline.not_your_import')
  await receiver.ask(startImport, { params: { id }, body: { ...command(), goodRowsOnly: false } })
  await until(async () => (await receiver.ask(getImport, { params: { id } })).imported > 0)
  const stopped = await receiver.ask(stopImport, { params: { id }, body: command() })
  expect(stopped.state).toBe('stopped')
  const stands = await receiver.ask(getImport, { params: { id } })
  expect(stands.imported).toBeLessThan(rows)
  const again = await receiver.call(stopImport, { params: { id }, body: command() })
  expect(again.ok ? '' : again.problem.type).toBe('hotline.import_moved')
  await receiver.ask(resumeImport, { params: { id }, body: command() })
  expect(await reach(receiver, id, 'done')).toMatchObject({ imported: rows, doneRows: rows })
  expect((await receiver.ask(listCases, { query: { q: `T-${rows - 1}` } })).total).toBe(1)
  const other = await check(receiver, csvOf('U-1'))
  expect(await receiver.ask(discardImport, { params: { id: other.id }, body: command() })).toMatchObject({
    state: 'discarded',
  })
  const late = await receiver.call(startImport, {
    params: { id: other.id },
    body: { ...command(), goodRowsOnly: false },
  })
  expect(late.ok ? '' : late.problem.type).toBe('hotline.import_moved')
})

test('open pages hear how far it is, lists hear of it once a batch, and the order can be worked', async () => {
  const stream = await openStream(receiver)
  const run = await importWhole(receiver, csvOf(...Array.from({ length: 250 }, (_, index) => `S-${index}`)))
  const heard = (topic: string): Record<string, unknown>[] =>
    stream.events.filter((one) => one.topic === topic).map((one) => one.data as Record<string, unknown>)
  await until(() => heard(ImportMoved.topic).some((one) => one['runId'] === run.id && one['state'] === 'done'))
  const counts = heard('cases.imported').map((one) => one['count'])
  expect(counts.slice(-2)).toEqual([200, 50])
  await stream.close()
  const [row] = (await receiver.ask(listCases, { query: { q: 'S-249' } })).items
  const view = await receiver.ask(getCase, { params: { id: row!.id } })
  expect(view.actions[0]).toMatchObject({ code: 'dispatch', allowed: true })
})

test('earlier imports are listed with who, when, which file and what came of it', async () => {
  const { items, total } = await receiver.ask(listImports, { query: { state: 'done', q: '工单 沈雨', pageSize: 3 } })
  expect(total).toBeGreaterThan(3)
  expect(items).toHaveLength(3)
  expect(items[0]).toMatchObject({ by: { name: '沈雨晴' }, state: 'done', fileName: '工单.csv' })
  expect(items[0]!.endedAt).not.toBeNull()
})

test.each<[string, string | Uint8Array, string]>([
  ['an empty file', '', '空的'],
  ['only a heading', heading, '没有数据行'],
  ['a ZIP that is none', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), '损坏'],
  ['an old Excel file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), '旧版'],
  ['a web page named as a sheet', '<html><table><tr><td>1', '网页'],
  ['bytes of no encoding', new Uint8Array([0xff, 0xff, 0xff, 0x80, 0x0a, 0xff]), '编码'],
  ['a binary file', 'a\u0000b,c\nd,e', '不是文本'],
  ['an open quote', `${heading}\nA,"no end,x,求助,,,\n`, '引号'],
  ['201 columns', `${Array.from({ length: 201 }, (_, index) => `c${index}`).join(',')}\n1`, '列数'],
])('refuses %s, and says why', async (_what, content, words) => {
  const answer = await upload(receiver, content)
  expect(answer.ok ? '' : answer.problem.type).toBe('hotline.file_unreadable')
  expect(answer.ok ? '' : answer.problem.title).toContain(words)
})

const real = join(import.meta.dirname, '../../../shared/data')
describe.runIf(existsSync(real))('real files of cities’ hotlines', () => {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(real, name)))
  const say = (text: string): void => {
    if (process.env['YIWANG_FIGURES'] !== undefined) process.stdout.write(`${text}\n`)
  }

  test('1,039 orders with every field come in whole, and their texts are found', async () => {
    const bytes = read('hotline_fuzhou12345/workorders.open.csv')
    const run = await importWhole(receiver, bytes)
    expect(run).toMatchObject({ totalRows: 1039, bad: 0, imported: 1039 })
    say(`fuzhou: ${JSON.stringify({ ...run, layout: undefined, mapping: run.mapping.columns })}`)
    expect(await importWhole(receiver, bytes)).toMatchObject({ imported: 0, known: 1039 })
    const found = await receiver.ask(listCases, { query: { q: '内河黑臭', pageSize: 200 } })
    expect(found.total).toBeGreaterThan(0)
  })

  const all = [
    // Two of three rows of the labelled messages were put together from texts alone: no number, no title.
    ['att2_messages_labelled_raw.open.csv', 3213, 1027],
    ['att3_hot_topic_messages.csv', 4326, 4326],
    ['att4_replies_labelled.open.csv', 1941, 1941],
    ['final_test_messages_unlabelled.csv', 2713, 2712],
  ] as const
  test.each(process.env['YIWANG_SEED'] === undefined ? all.slice(0, 1) : all)(
    'messages to leaders without a nature (%s) come in with one said for all',
    { timeout: 120_000 },
    async (name, rows, good) => {
      const run = await importWhole(receiver, read(`hotline_tipdm2020/${name}`), {
        goodRowsOnly: true,
        constants: { nature: 'other' },
      })
      say(`${name}: ${JSON.stringify({ ...run, layout: undefined, mapping: run.mapping.columns })}`)
      expect(run).toMatchObject({ state: 'done', totalRows: rows, good })
      expect(run.imported + run.known).toBe(run.good)
    },
  )
})
