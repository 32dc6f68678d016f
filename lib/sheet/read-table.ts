import { lettersOf } from './cell-values.ts'
import { defaultLimits } from './limits.ts'
import { openSheet, type SheetRow } from './open-sheet.ts'
import { readSheet, type Sheet } from './read-sheet.ts'
import { FileUnreadable } from './unreadable.ts'
import { harmlessCell } from './write-sheet.ts'

const limits = { rows: 50_001, bytes: 16 * 1024 * 1024 }

/**
 * Reads a whole small CSV or XLSX file, its first row the heading; of a workbook the first sheet that is shown and has
 * any, its cells as CSV of ours would hold them (`plainCell` undoes it). A cell whose formula failed, or whose number lost digits, is refused with its place: nobody meant it. Throws
 * FileUnreadable.
 */
export async function readTable(bytes: Uint8Array): Promise<Sheet> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (!isZip) return readSheet(bytes)
  const book = await openSheet(bytes, { limits: { ...defaultLimits, ...limits } })
  for (const [index, { hidden }] of book.sheets.entries()) {
    if (hidden) continue
    const all: SheetRow[] = []
    for await (const row of book.rows(index)) all.push(whole(row))
    const [head, ...rows] = all
    if (head === undefined) continue
    if (rows.length === 0) break
    return {
      encoding: 'XLSX',
      headings: head.cells,
      rows: rows.map((row) => row.cells.map(harmlessCell)),
      numbers: rows.map((row) => row.number),
    }
  }
  throw new FileUnreadable('no_rows', { 'zh-CN': '文件里没有数据行', en: 'the file has no data rows' })
}

function whole(row: SheetRow): SheetRow {
  const bad = row.marks?.[0]
  if (bad === undefined) return row
  const cell = `${lettersOf(bad.column)}${row.number}`
  const text = (row.cells[bad.column] ?? '').slice(0, 20)
  throw bad.mark === 'error'
    ? new FileUnreadable('bad_cell', {
        'zh-CN': `单元格 ${cell} 的公式出错（${text}）`,
        en: `the formula in cell ${cell} failed (${text})`,
      })
    : new FileUnreadable('bad_cell', {
        'zh-CN': `单元格 ${cell} 的数字位数过多，末几位已丢失，请把该列设为文本后重新填写`,
        en: `the number in cell ${cell} has lost its last digits; make the column text and fill it in again`,
      })
}
