import { expect, test } from 'vitest'
import { FileUnreadable, plainCell, readTable, writeSheet, writeXlsx } from './index.ts'
import { rawBook } from './testing.ts'

const sheet = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`
const text = (ref: string, value: string): string => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`
const why = async (bytes: Uint8Array): Promise<string> => {
  const error = await readTable(bytes).catch((thrown: unknown) => thrown)
  return error instanceof FileUnreadable ? error.why['zh-CN'] : `no refusal: ${String(error)}`
}

test('the same table says the same as CSV and as XLSX', async () => {
  const headings = ['编号', '名称']
  const rows = [
    ['01', '井盖'],
    ['02', '=1+1'],
    ['03', "'=1+1"],
  ]
  const asXlsx = await readTable(writeXlsx({ name: '表', headings, rows }))
  const asCsv = await readTable(new TextEncoder().encode(writeSheet(headings, rows)))
  expect(asXlsx).toMatchObject({ encoding: 'XLSX', headings, numbers: [2, 3, 4] })
  expect(asXlsx.rows.map((row) => row.map(plainCell))).toEqual(rows)
  expect(asCsv).toEqual({ ...asXlsx, encoding: 'UTF-8' })
})

test('rows keep the numbers that a spreadsheet shows, empty ones between them left out', async () => {
  const gap = sheet(
    `<row r="1">${text('A1', '编号')}</row><row r="4">${text('A4', '甲')}</row><row r="9">${text('A9', '乙')}</row>`,
  )
  expect((await readTable(rawBook({ sheets: [gap] }))).numbers).toEqual([4, 9])
  expect((await readTable(new TextEncoder().encode('编号\n\n\n甲\n'))).numbers).toEqual([4])
})

test('of a workbook the first sheet that is shown and has anything is read', async () => {
  const of = (value: string): string =>
    sheet(`<row r="1">${text('A1', '编号')}</row><row r="2">${text('A2', value)}</row>`)
  const book = rawBook({ sheets: [of('藏'), sheet(''), of('看'), of('后')], states: ['hidden'] })
  expect((await readTable(book)).rows).toEqual([['看']])
})

test('a cell that nobody meant is refused with its place', async () => {
  const head = `<row r="1">${text('A1', '编号')}${text('B1', '名称')}</row>`
  expect(
    await why(
      rawBook({ sheets: [sheet(`${head}<row r="2">${text('A2', 'x')}<c r="B2" t="e"><v>#N/A</v></c></row>`)] }),
    ),
  ).toBe('单元格 B2 的公式出错（#N/A）')
  expect(
    await why(rawBook({ sheets: [sheet(`${head}<row r="3"><c r="A3"><v>1.234567890123456E17</v></c></row>`)] })),
  ).toContain('单元格 A3')
})

test('a workbook without rows, and what is none, are refused', async () => {
  expect(await why(writeXlsx({ name: '表', headings: ['编号'], rows: [] }))).toBe('文件里没有数据行')
  expect(await why(rawBook({ sheets: [sheet('')] }))).toBe('文件里没有数据行')
  expect(await why(new TextEncoder().encode('PK\u0003\u0004'))).toContain('文件')
})
