import { decode, detectEncoding } from './decode.ts'
import { defaultLimits } from './limits.ts'
import { refuseOthers } from './open-sheet.ts'
import { parseCsv } from './parse-csv.ts'
import { FileUnreadable } from './unreadable.ts'

/** A small table as text cells. */
export interface Sheet {
  /** how a CSV file's characters are written, or `XLSX` */
  readonly encoding: 'UTF-8' | 'GB18030' | 'XLSX'
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** of each row, its number as a spreadsheet shows it */
  readonly numbers: readonly number[]
}

const limits = { ...defaultLimits, rows: 50_001, cell: 1_000_000 }

/** Reads a whole small CSV file, commas, UTF-8 or GB18030, its first row the heading. Throws FileUnreadable. */
export function readSheet(bytes: Uint8Array): Sheet {
  if (bytes.length === 0) throw new FileUnreadable('empty', { 'zh-CN': '文件是空的', en: 'the file is empty' })
  // An XLSX file is a ZIP: people rename it to .csv.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new FileUnreadable('not_a_sheet', {
      'zh-CN': '这是 Excel 文件，请另存为 CSV',
      en: 'this is an Excel file; save it as CSV',
    })
  }
  refuseOthers(Buffer.from(bytes.subarray(0, 256)))
  const found = detectEncoding(bytes)
  const encoding = found === 'UTF-8' ? found : 'GB18030'
  const [head, ...rows] = parseCsv(decode(bytes, encoding), ',', limits)
  if (head === undefined || rows.length === 0) {
    throw new FileUnreadable('no_rows', { 'zh-CN': '文件里没有数据行', en: 'the file has no data rows' })
  }
  return {
    encoding,
    headings: head.cells,
    rows: rows.map((row) => row.cells),
    numbers: rows.map((row) => row.number),
  }
}
