import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileUnreadable, findHead, openSheet, writeXlsx } from './index.ts'
import { rawBook, rowsOf } from './testing.ts'
import { ZipWriter } from './zip-parts.ts'

const cells = async (xml: string, more: Partial<Parameters<typeof rawBook>[0]> = {}): Promise<readonly string[]> =>
  (
    await rowsOf(
      rawBook({ sheets: [`<worksheet><sheetData><row r="1">${xml}</row></sheetData></worksheet>`], ...more }),
    )
  )[0]?.cells ?? []

test('shared, inline and rich texts are read, what is said of pronunciation is not', async () => {
  const strings =
    '<sst><si><t>甲</t></si><si><r><t>井</t></r><r><rPr><b/></rPr><t>盖</t></r><rPh><t>jg</t></rPh></si></sst>'
  expect(
    await cells(
      '<c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><r><t>路</t></r><r><t>灯</t></r></is></c><c t="str"><f>A1</f><v>a_x000D_b</v></c><c t="s"><v>9</v></c>',
      { strings },
    ),
  ).toEqual(['井盖', '', '路灯', 'a\rb'])
})

test('numbers are the digits they stand for', async () => {
  const numbers = [
    '1.3812345678E10',
    '13812345678',
    '1.38E+10',
    '0.30000000000000004',
    '-5',
    '1E-7',
    '007',
    '3.10117199001011E+17',
  ]
  expect(await cells(numbers.map((one) => `<c><v>${one}</v></c>`).join(''))).toEqual([
    '13812345678', '13812345678', '13800000000', '0.3', '-5', '1e-7', '7', '310117199001011000',
  ]) // prettier-ignore
  const [row] = await rowsOf(
    rawBook({
      sheets: ['<worksheet><sheetData><row><c><v>3.10117199001011E+17</v></c></row></sheetData></worksheet>'],
    }),
  )
  expect(row?.marks).toEqual([{ column: 0, mark: 'imprecise' }])
})

const styles =
  '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="171" formatCode="&quot;day&quot; 0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="31"/></cellXfs></styleSheet>'

test.each([
  ['', '1', '46346', '2026-11-20'],
  ['', '2', '46346.354166666664', '2026-11-20 08:30:00'],
  ['', '4', '1', '1900-01-01'],
  ['', '1', '59', '1900-02-28'],
  ['', '1', '60', '60'],
  ['', '1', '61', '1900-03-01'],
  ['', '1', '0.75', '18:00:00'],
  ['', '1', '46345.999999999', '2026-11-20'],
  ['', '3', '46346', '46346'],
  ['', '1', '-3', '-3'],
  ['<workbookPr date1904="1"/>', '1', '44884', '2026-11-20'],
  ['<workbookPr date1904="1"/>', '1', '0', '1904-01-01'],
])('%s style %s: the serial %s is %s', async (workbook, style, serial, day) => {
  expect(await cells(`<c s="${style}"><v>${serial}</v></c>`, { workbook, styles })).toEqual([day])
})

test('truth values, errors and days written out', async () => {
  const bytes = rawBook({
    sheets: [
      '<x:worksheet xmlns:x="a"><x:sheetData><x:row r="7" hidden="1"><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="d"><x:v>2026-11-20T08:30:00</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    ],
  })
  expect(await rowsOf(bytes)).toEqual([
    { number: 7, cells: ['TRUE', '#N/A', '2026-11-20 08:30:00'], marks: [{ column: 1, mark: 'error' }], hidden: true },
  ])
})

test('sheets are told apart, hidden ones named; hidden columns and merged cells are told', async () => {
  const bytes = rawBook({
    sheets: [
      '<worksheet><cols><col min="2" max="3" hidden="1"/><col min="4" max="16384" hidden="1"/></cols><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>工单汇总表</t></is></c></row><row r="2"><c t="inlineStr"><is><t>编号</t></is></c><c t="inlineStr"><is><t>联系人</t></is></c></row><row r="3"><c r="B3" t="inlineStr"><is><t>姓名</t></is></c><c r="C3" t="inlineStr"><is><t>电话</t></is></c></row><row r="4"><c><v>1</v></c><c t="inlineStr"><is><t>王</t></is></c><c><v>138</v></c></row></sheetData><mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/></mergeCells></worksheet>',
      '<worksheet><sheetData/></worksheet>',
    ],
    states: ['visible', 'veryHidden'],
  })
  const book = await openSheet(bytes)
  expect(book.sheets).toEqual([
    { name: '表1', hidden: false },
    { name: '表2', hidden: true },
  ])
  const { merges, hiddenColumns } = await book.outline(0)
  expect(hiddenColumns).toEqual([1, 2])
  const rows = await rowsOf(bytes)
  expect(findHead(rows, merges)).toEqual({ row: 2, lastRow: 3, headings: ['编号', '联系人·姓名', '联系人·电话'] })
  expect(await rowsOf(bytes, {}, 1)).toEqual([])
})

const anyCell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\n', '\r', '"', "'", ',', '<', '&', '_x000D_', '字', '😀', '1'),
    maxLength: 8,
  }),
)
test('what is written is read again, cell by cell, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(anyCell, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), async (rows) => {
      const bytes = writeXlsx({ name: '工单:1', headings: ['头'], rows })
      const read = await rowsOf(bytes)
      const wanted = rows
        .map((row, at) => ({ number: at + 2, cells: row.map((text) => text.toWellFormed().trim()) }))
        .map((row) => ({ ...row, cells: row.cells.slice(0, row.cells.findLastIndex((one) => one !== '') + 1) }))
        .filter((row) => row.cells.length > 0)
      expect(read).toEqual([{ number: 1, cells: ['头'] }, ...wanted])
    }),
    { numRuns: 60 },
  )
})

test('a cell at fault carries its fault, and no cell is a formula', async () => {
  const bytes = writeXlsx({ name: 'x', headings: ['a'], rows: [[{ text: '=1+1', fault: '不是<可选>的值' }]] })
  const text = await partsOf(bytes)
  expect(text).toContain('不是&lt;可选&gt;的值')
  expect(text).not.toMatch(/<f[ >]/)
  expect((await rowsOf(bytes))[1]?.cells).toEqual(['=1+1'])
})

async function partsOf(bytes: Buffer): Promise<string> {
  const { Zip } = await import('./unzip.ts')
  const { defaultLimits } = await import('./limits.ts')
  const zip = new Zip(bytes, defaultLimits)
  return (await zip.text('xl/comments1.xml')) + (await zip.text('xl/worksheets/sheet1.xml'))
}

async function refusal(bytes: Uint8Array, options = {}): Promise<string> {
  try {
    await rowsOf(bytes, options)
    return 'read'
  } catch (error) {
    if (error instanceof FileUnreadable) return error.code
    throw error
  }
}

describe('what is dangerous is refused', () => {
  test('a part that unpacks to a thousand times its size', async () => {
    const bomb = new ZipWriter()
    bomb.add('xl/workbook.xml', Buffer.concat([Buffer.from('<w>'), Buffer.alloc(80 * 1024 * 1024, '<a/>')]))
    const bytes = bomb.end()
    expect(bytes.length).toBeLessThan(400_000)
    expect(await refusal(bytes)).toBe('unpacked')
  })
  test('more unpacked in all than is allowed', async () => {
    const long = `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(50_000)}</sheetData></worksheet>`
    expect(await refusal(rawBook({ sheets: [long] }), { limits: { unpacked: 100_000 } })).toBe('unpacked')
  })
  test.each([
    '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>',
    '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd"><worksheet/>',
  ])('a document type: %s', async (sheet) => {
    expect(await refusal(rawBook({ sheets: [sheet] }))).toBe('document_type')
  })
  test('an entity nobody declared, XML that is none, a text without end', async () => {
    expect(await refusal(rawBook({ sheets: ['<worksheet>&x;</worksheet>'] }))).toBe('damaged')
    expect(await refusal(rawBook({ sheets: ['<worksheet><a></worksheet>'] }))).toBe('damaged')
    expect(await refusal(rawBook({ sheets: [`<worksheet>${'a '.repeat(1_000_000)}</worksheet>`] }))).toBe('damaged')
  })
  test('more rows, columns and characters than allowed', async () => {
    const sheet = (xml: string): Buffer => rawBook({ sheets: [`<worksheet><sheetData>${xml}</sheetData></worksheet>`] })
    expect(await refusal(sheet('<row><c r="GS1"><v>1</v></c></row>'))).toBe('columns')
    expect(await refusal(sheet('<row><c r="GR1"><v>1</v></c><c r="XFD1"/></row>'))).toBe('read')
    expect(await refusal(sheet('<row><c><v>1</v></c></row>'.repeat(4)), { limits: { rows: 3 } })).toBe('rows')
    expect(await refusal(sheet(`<row><c t="str"><v>${'a'.repeat(32_768)}</v></c></row>`))).toBe('cell')
  })
})

test('random bytes, cut and spoilt files never throw anything else, and end soon', async () => {
  const whole = writeXlsx({
    name: 'x',
    headings: ['编号', '标题'],
    rows: Array.from({ length: 300 }, (_, at) => [`N-${at}`, at % 7 === 0 ? { text: '坏', fault: '坏' } : '好']),
  })
  const spoilt = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.uint8Array({ maxLength: 400 }).map((tail) => Buffer.concat([Buffer.from('PK\x03\x04'), tail])),
    fc.nat(whole.length - 1).map((length) => whole.subarray(0, length)),
    fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(7)), { minLength: 1, maxLength: 6 }).map((flips) => {
      const bytes = Buffer.from(whole)
      for (const [at, bit] of flips) bytes[at]! ^= 1 << bit
      return bytes
    }),
  )
  const began = performance.now()
  const memory = process.memoryUsage().rss
  let tried = 0
  await fc.assert(
    fc.asyncProperty(spoilt, async (bytes) => {
      tried += 1
      await refusal(bytes)
    }),
    { numRuns: 400 },
  )
  expect(tried).toBeGreaterThanOrEqual(400)
  expect(performance.now() - began).toBeLessThan(60_000)
  expect(process.memoryUsage().rss - memory).toBeLessThan(400 * 1024 * 1024)
})

test('two hundred columns of junk are read', async () => {
  const bytes = writeXlsx({
    name: 'junk',
    headings: Array.from({ length: 200 }, (_, at) => `列${at}`),
    rows: Array.from({ length: 50 }, (_, row) => Array.from({ length: 200 }, (_column, at) => `${row * at}?=`)),
  })
  const rows = await rowsOf(bytes)
  expect(rows).toHaveLength(51)
  expect(rows[50]?.cells).toHaveLength(200)
})

test('a hundred thousand rows pass through a bounded memory', { timeout: 120_000 }, async () => {
  const bytes = writeXlsx({
    name: 'many',
    headings: ['编号', '标题', '内容', '时间'],
    rows: (function* () {
      for (let at = 0; at < 100_000; at += 1)
        yield [`N-${at}`, `路灯不亮 ${at * 7919}`, `人民路 ${at} 号前三盏路灯不亮`, '2026-11-20 08:30']
    })(),
  })
  const book = await openSheet(bytes)
  const before = process.memoryUsage()
  let most = 0
  let count = 0
  const began = performance.now()
  for await (const row of book.rows(0)) {
    count += row.cells.length > 0 ? 1 : 0
    if (count % 5000 === 0) {
      const now = process.memoryUsage()
      most = Math.max(most, now.heapUsed + now.external - before.heapUsed - before.external)
    }
  }
  expect(count).toBe(100_001)
  // Unpacked the sheet has some 30 MB, its cells as values several times that; a garbage collector is never prompt.
  expect(most).toBeLessThan(150 * 1024 * 1024)
  if (process.env['YIWANG_FIGURES'] !== undefined)
    process.stdout.write(
      `100,001 rows of ${(bytes.length / 1024 / 1024).toFixed(1)} MB XLSX: ${Math.round(performance.now() - began)} ms, at most ${Math.round(most / 1024 / 1024)} MB more\n`,
    )
})
