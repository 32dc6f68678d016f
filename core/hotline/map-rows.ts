import { checkInput, type FieldFault, type KindDefinition } from '#core/cases'
import type { Sheet } from '#lib/sheet'

/** Which headings mean which field: a city's data. */
export interface ImportProfile {
  readonly kind: string
  readonly columns: Readonly<Record<string, readonly string[]>>
}

export interface MappedColumn {
  readonly heading: string
  readonly field: string | null
}

export interface MappedRow {
  /** as a spreadsheet counts: the heading is row 1 */
  readonly row: number
  readonly values: Record<string, string>
  /** what stands in the cells, also where it is at fault */
  readonly cells: Readonly<Record<string, string>>
  readonly faults: readonly FieldFault[]
}

/** Which field each column fills: by its heading, a field's own name or key; the first column that matches wins. */
export function mapColumns(profile: ImportProfile, kind: KindDefinition, headings: readonly string[]): MappedColumn[] {
  const taken = new Set<string>()
  return headings.map((heading) => {
    const wanted = heading.trim().toLowerCase()
    const field = kind.fields.find(({ key, name }) => {
      const known = [...(profile.columns[key] ?? []), key, name['zh-CN'], name.en]
      return !taken.has(key) && known.some((one) => one.toLowerCase() === wanted)
    })
    if (field !== undefined) taken.add(field.key)
    return { heading, field: field?.key ?? null }
  })
}

const repeated = { 'zh-CN': '与本文件前面的行重复', en: 'repeats a row above in this file' }

/** Reads each row as a case's form and checks it; a number that stands in the file twice counts once. */
export function mapRows(kind: KindDefinition, columns: readonly MappedColumn[], sheet: Sheet): MappedRow[] {
  const seen = new Set<string>()
  return sheet.rows.map((cells, index) => {
    const input: Record<string, string> = {}
    for (const [at, { field }] of columns.entries()) {
      if (field !== null) input[field] = normalise(kind, field, cells[at] ?? '')
    }
    const { values, faults } = checkInput(kind.fields, input)
    const number = kind.sourceNumberField === undefined ? undefined : values[kind.sourceNumberField]
    const again = number !== undefined && seen.has(number)
    if (number !== undefined) seen.add(number)
    const numberField = kind.fields.find((field) => field.key === kind.sourceNumberField)
    return {
      row: index + 2,
      values,
      cells: input,
      faults: again && numberField !== undefined ? [...faults, { field: numberField, fault: repeated }] : faults,
    }
  })
}

/** A choice may be written as its name in any language; a day as 2019/8/5 or 2019年8月5日. */
function normalise(kind: KindDefinition, key: string, cell: string): string {
  const field = kind.fields.find((one) => one.key === key)!
  // A cell that begins like a formula is text here; it is only ever shown, and exports must quote it.
  const value = cell.trim()
  if (field.type === 'choice') {
    return field.choices?.find((choice) => Object.values(choice.name).includes(value))?.code ?? value
  }
  if (field.type === 'moment') {
    const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(value)
    if (match === null) return value
    const [, year, month, day, hour, minute, second] = match
    const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
    return hour === undefined ? date : `${date}T${hour.padStart(2, '0')}:${minute}:${second ?? '00'}+08:00`
  }
  return value
}
