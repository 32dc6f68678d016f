import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { countCases, getCase, listCases } from '#core/cases/contract'
import { openStream, until, type TestClient } from '#lib/testing'
import { importOrders, type ImportReport } from './contract.ts'

let server: TestServer
let receiver: TestClient

beforeAll(async () => {
  server = await startTestServer()
  receiver = await server.as('receiver')
})
afterAll(() => server.stop())

const heading = '市工单编号,标题,诉求内容,诉求性质,诉求时间,联系人,联系电话'

/** A file of good rows with these numbers. */
function file(...numbers: string[]): string {
  const rows = numbers.map(
    (number) => `${number},路灯不亮,"人民路上，三盏路灯不亮",求助,2026-11-20 08:30,王小明,13812345678`,
  )
  return [heading, ...rows].join('\r\n')
}

function send(
  client: TestClient,
  content: string | Uint8Array,
  query: { dryRun?: boolean; goodRowsOnly?: boolean } = {},
) {
  const body = typeof content === 'string' ? new TextEncoder().encode(content) : (content as Uint8Array<ArrayBuffer>)
  return client.call(importOrders, { query: { fileName: '工单.csv', ...query }, body })
}

async function sendWell(
  content: string | Uint8Array,
  query: { dryRun?: boolean; goodRowsOnly?: boolean } = {},
): Promise<ImportReport> {
  const answer = await send(receiver, content, query)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem))
  return answer.value
}

/** GB18030 bytes of a text, from the decoder's own table, for Node can only decode it. */
function gb18030(text: string): Uint8Array {
  const decoder = new TextDecoder('gb18030')
  const bytes: number[] = []
  for (const character of text) {
    if (character.charCodeAt(0) < 0x80) bytes.push(character.charCodeAt(0))
    else bytes.push(...encoded.get(character)!)
  }
  expect(decoder.decode(new Uint8Array(bytes))).toBe(text)
  return new Uint8Array(bytes)
}
const encoded = new Map<string, [number, number]>()
for (let high = 0x81; high <= 0xfe; high += 1) {
  for (let low = 0x40; low <= 0xfe; low += 1) {
    if (low !== 0x7f) encoded.set(new TextDecoder('gb18030').decode(new Uint8Array([high, low])), [high, low])
  }
}

test('asks for log-in, and for the post that receives orders', async () => {
  const answer = await send(server.stranger(), file('A-1'))
  expect(answer.ok ? '' : answer.problem.type).toBe('identity.not_logged_in')
  const other = await send(await server.as('water'), file('A-1'))
  expect(other.ok ? '' : other.problem.type).toBe('hotline.may_not_import')
})

test('a dry run says what would happen and does nothing', async () => {
  const before = await receiver.ask(countCases, { query: {} })
  const report = await sendWell(file('D-1', 'D-2'), { dryRun: true })
  expect(report).toMatchObject({ rows: 2, good: 2, bad: 0, known: 0, imported: 0, encoding: 'UTF-8', dryRun: true })
  expect(report.preview[0]).toMatchObject({
    cityNumber: 'D-1',
    nature: 'help',
    contactName: '王**',
    contactPhone: '138****5678',
  })
  expect(await receiver.ask(countCases, { query: {} })).toEqual(before)
})

test('the same file twice makes nothing new, and one with two more rows makes two', async () => {
  expect(await sendWell(file('E-1', 'E-2'))).toMatchObject({ imported: 2, known: 0 })
  expect(await sendWell(file('E-1', 'E-2'))).toMatchObject({ imported: 0, known: 2 })
  expect(await sendWell(file('E-1', 'E-3', 'E-2', 'E-4'))).toMatchObject({ imported: 2, known: 2 })
})

test('the same file sent by two people at once makes each order once', async () => {
  const numbers = Array.from({ length: 450 }, (_, index) => `P-${index}`)
  const reports = await Promise.all([sendWell(file(...numbers)), sendWell(file(...numbers))])
  expect(reports[0]!.imported + reports[1]!.imported).toBe(450)
  const all = await receiver.ask(listCases, { query: { q: 'P-449' } })
  expect(all.total).toBe(1)
})

test('reads GB18030 as well as UTF-8 with and without a mark', async () => {
  expect(await sendWell(gb18030(file('G-1')))).toMatchObject({ encoding: 'GB18030', imported: 1 })
  const [row] = (await receiver.ask(listCases, { query: { q: 'G-1' } })).items
  expect(row?.title).toBe('路灯不亮')
  expect(await sendWell(`\ufeff${file('G-2')}`)).toMatchObject({ encoding: 'UTF-8', imported: 1 })
})

describe('bad rows', () => {
  const spoilt = [
    file('B-1'),
    'B-2,,没有标题,求助,2026-11-20,,',
    'B-3,标题,内容,唱歌,2026-02-30,,',
    'B-1,标题,与第一行同号,求助,2026-11-20,,',
    `B-5,标题,${'长'.repeat(8001)},求助,2026-11-20,,`,
    'B-6,标题,正常,投诉,2026年11月2日,,',
  ].join('\n')

  test('are told by row and column, and nothing is imported', async () => {
    const report = await sendWell(spoilt)
    expect(report).toMatchObject({ rows: 6, good: 2, bad: 4, imported: 0 })
    expect(report.faults.map(({ row, column, fault }) => `${row} ${column} ${fault}`)).toEqual([
      '3 标题 必填',
      '4 诉求性质 不是可选的值',
      '4 诉求时间 不是有效的时间',
      '5 市工单编号 与本文件前面的行重复',
      '6 诉求内容 不能超过 8000 字（现 8001 字）',
    ])
    expect(report.faults[1]).toMatchObject({ value: '唱歌' })
    expect((await receiver.ask(listCases, { query: { q: 'B-6' } })).total).toBe(0)
  })

  test('are left out when the good ones are asked for', async () => {
    expect(await sendWell(spoilt, { goodRowsOnly: true })).toMatchObject({ imported: 2, bad: 4 })
    const [row] = (await receiver.ask(listCases, { query: { q: 'B-6' } })).items
    expect(row?.facts['askedAt']).toBe('2026-11-02')
  })
})

test.each<[string, string | Uint8Array, string, string]>([
  ['an empty file', '', 'hotline.file_unreadable', '空的'],
  ['only a heading', heading, 'hotline.file_unreadable', '没有数据行'],
  ['an Excel file by another name', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), 'hotline.file_unreadable', 'Excel'],
  ['bytes of no encoding', new Uint8Array([0xff, 0xff, 0xff, 0x80, 0x0a, 0xff]), 'hotline.file_unreadable', '编码'],
  ['a binary file', 'a\u0000b,c\nd,e', 'hotline.file_unreadable', '不是文本'],
  ['an open quote', `${heading}\nA,"no end,x,求助,,,\n`, 'hotline.file_unreadable', '引号'],
  ['other columns', 'a,b\n1,2', 'hotline.columns_missing', '市工单编号'],
  [
    '201 columns',
    `${Array.from({ length: 201 }, (_, index) => `c${index}`).join(',')}\n1`,
    'hotline.file_unreadable',
    '列数',
  ],
])('refuses %s, and says why', async (_what, content, code, words) => {
  const answer = await send(receiver, content)
  expect(answer.ok ? '' : answer.problem.type).toBe(code)
  expect(answer.ok ? '' : answer.problem.title).toContain(words)
})

test('rows shorter and longer than the heading, and formulas, are just text', async () => {
  const report = await sendWell([heading, 'K-1,=1+1,=cmd|calc,求助', 'K-2,标题,内容,求助,2026-11-20,,,,,,'].join('\n'))
  expect(report).toMatchObject({ imported: 2 })
  expect((await receiver.ask(listCases, { query: { q: 'K-1' } })).items[0]?.title).toBe('=1+1')
})

test('open lists hear of an import once a batch, and the order can be worked', async () => {
  const stream = await openStream(receiver)
  await sendWell(file(...Array.from({ length: 250 }, (_, index) => `S-${index}`)))
  // What the test before imported may still be on its way when the stream opens.
  const counts = (): number[] =>
    stream.events.filter((one) => one.topic === 'cases.imported').map((one) => (one.data as { count: number }).count)
  await until(() => counts().includes(50))
  expect(counts().slice(-2)).toEqual([200, 50])
  await stream.close()
  const [row] = (await receiver.ask(listCases, { query: { q: 'S-249' } })).items
  const view = await receiver.ask(getCase, { params: { id: row!.id } })
  expect(view.actions[0]).toMatchObject({ code: 'dispatch', allowed: true })
})

const real = join(import.meta.dirname, '../../../shared/data/hotline_fuzhou12345/workorders.open.csv')
describe.runIf(existsSync(real))('a real file of a city’s hotline', () => {
  test('comes in whole, and its texts are found', async () => {
    const bytes = new Uint8Array(readFileSync(real))
    expect(await sendWell(bytes)).toMatchObject({ rows: 1039, bad: 0, imported: 1039 })
    expect(await sendWell(bytes)).toMatchObject({ imported: 0, known: 1039 })
    const found = await receiver.ask(listCases, { query: { q: '内河黑臭', pageSize: 200 } })
    expect(found.total).toBeGreaterThan(0)
    const everything = await receiver.ask(listCases, { query: { q: '河' } })
    expect(everything.total).toBeGreaterThan(500)
  })
})
