import { writeSheet } from './write-sheet.ts'
import { writeXlsx } from './write-xlsx.ts'

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** A table as a file of either kind: its bytes and their media type. `name` is the sheet's in a workbook. */
export function writeTable(
  format: 'csv' | 'xlsx',
  table: { readonly name: string; readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] },
): { bytes: Buffer; type: string } {
  const bytes = format === 'xlsx' ? writeXlsx(table) : Buffer.from(writeSheet(table.headings, table.rows))
  return { bytes, type: types[format] }
}
