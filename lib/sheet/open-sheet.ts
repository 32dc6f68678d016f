import { decode, detectEncoding, type Encoding } from './decode.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { detectDelimiter, parseCsv, type Delimiter } from './parse-csv.ts'
import { openXlsx } from './read-xlsx.ts'
import { FileUnreadable } from './unreadable.ts'

export interface SheetInfo {
  readonly name: string
  readonly hidden: boolean
}

/** Something about a cell that its text does not say. */
export interface CellMark {
  /** from 0 */
  readonly column: number
  /** `error`: a formula failed, the text is e.g. #N/A; `imprecise`: a number with more digits than a number keeps */
  readonly mark: 'error' | 'imprecise'
}

/** A row with anything in it. */
export interface SheetRow {
  /** as a spreadsheet counts: the first is 1 */
  readonly number: number
  /** trimmed texts: numbers as their digits, days as 2026-11-20, times as 2026-11-20 08:30:00 */
  readonly cells: readonly string[]
  readonly marks?: readonly CellMark[]
  readonly hidden?: true
}

/** Merged cells: rows from 1, columns from 0, both ends included. Their text stands in the first cell. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

export interface SheetOutline {
  readonly merges: readonly Merge[]
  /** from 0; they are read like any other */
  readonly hiddenColumns: readonly number[]
}

/** A file of tables. */
export interface Book {
  readonly format: 'csv' | 'xlsx'
  readonly encoding: Encoding | null
  readonly delimiter: Delimiter | null
  readonly sheets: readonly SheetInfo[]
  /** The rows of a sheet from its beginning, each time it is called. Throws FileUnreadable. */
  rows(sheet: number): AsyncGenerator<SheetRow>
  outline(sheet: number): Promise<SheetOutline>
}

export interface OpenOptions {
  /** instead of what the rule finds */
  readonly encoding?: Encoding | undefined
  readonly delimiter?: Delimiter | undefined
  readonly limits?: Partial<Limits>
}

/**
 * Opens a CSV or XLSX file by what its bytes are, never by its name. Throws FileUnreadable, and nothing else, whatever
 * the bytes are.
 */
export async function openSheet(bytes: Uint8Array, options: OpenOptions = {}): Promise<Book> {
  const limits = { ...defaultLimits, ...options.limits }
  if (bytes.length === 0) throw new FileUnreadable('empty', { 'zh-CN': '文件是空的', en: 'the file is empty' })
  if (bytes.length > limits.bytes)
    throw new FileUnreadable('too_large', {
      'zh-CN': `文件超过 ${Math.floor(limits.bytes / 1024 / 1024)} MB`,
      en: `the file is larger than ${Math.floor(limits.bytes / 1024 / 1024)} MB`,
    })
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.toString('latin1', 0, 2) === 'PK') return openXlsx(buffer, limits)
  refuseOthers(buffer)
  const encoding = options.encoding ?? detectEncoding(bytes)
  const head = headText(bytes, encoding)
  const delimiter = options.delimiter ?? detectDelimiter(head, limits)
  return {
    format: 'csv',
    encoding,
    delimiter,
    sheets: [{ name: '', hidden: false }],
    // oxlint-disable-next-line typescript/require-await -- one shape for every format
    rows: async function* () {
      yield* parseCsv(decode(bytes, encoding), delimiter, limits)
    },
    outline: async () => ({ merges: [], hiddenColumns: [] }),
  }
}

function headText(bytes: Uint8Array, encoding: Encoding): string {
  for (const text of decode(bytes, encoding)) return text
  return ''
}

/** What people take for a sheet and is none. */
export function refuseOthers(bytes: Buffer): void {
  if (bytes.toString('latin1', 0, 4) === '\xd0\xcf\x11\xe0')
    throw new FileUnreadable('old_or_locked', {
      'zh-CN': '这是旧版 .xls 或有密码的 Excel 文件，请另存为无密码的 .xlsx',
      en: 'this is an old .xls file or one with a password; save it as .xlsx without one',
    })
  if (/^(?:\ufeff|\s)*<(?:!doctype|html|table|\?xml|meta|head)/i.test(bytes.toString('utf8', 0, 200)))
    throw new FileUnreadable('web_page', {
      'zh-CN': '这是网页或 XML 格式的表格，请用 Excel 打开后另存为 .xlsx',
      en: 'this is a web page or XML named as a sheet; open it in Excel and save it as .xlsx',
    })
}
