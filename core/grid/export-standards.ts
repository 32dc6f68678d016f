import { wholeFile, type BytesHandler } from '#lib/http'
import { writeTable } from '#lib/sheet'
import type { exportStandards } from './contract.ts'
import { today, type GridDesk } from './desk.ts'
import { confidenceWords, fieldWords, fileFields, kindWords, unitWords, type FileField } from './fields.ts'
import { filtered } from './read-standards.ts'
import type { StandardRow } from './store.ts'

const beside = {
  name: { 'zh-CN': '小类名称', en: 'Item' },
  validFrom: { 'zh-CN': '生效日期', en: 'Valid from' },
  validTo: { 'zh-CN': '失效日期', en: 'Valid to' },
} as const

/** Serves the standards of a filter as a file that comes back by an import unchanged. */
export function exportStandardsHandler(desk: GridDesk): BytesHandler<typeof exportStandards> {
  return async ({ query, language: asked }) => {
    await desk.book.fresh()
    const language = query.language ?? asked
    const day = query.asOf ?? today()
    const cell = (row: StandardRow, field: FileField): string => {
      switch (field) {
        case 'kind':
          return kindWords[row.kind][language]
        case 'limit':
          return String(row.limit.value)
        case 'unit':
          return unitWords[row.limit.unit][language]
        case 'confidence':
          return confidenceWords[row.confidence][language]
        default:
          return row[field]
      }
    }
    const rows = filtered(desk.book, query).map((row) => [
      ...fileFields.map((field) => cell(row, field)),
      desk.book.itemOf(row, day).name,
      row.validFrom,
      row.validTo ?? '',
    ])
    const headings = [
      ...fileFields.map((field) => fieldWords[field][language]),
      ...Object.values(beside).map((words) => words[language]),
    ]
    const format = query.format ?? 'csv'
    const name = `standards-${day}`
    return wholeFile({ ...writeTable(format, { name, headings, rows }), name: `${name}.${format}` })
  }
}
