import { parse } from 'csv-parse/sync'

export type Encoding = 'UTF-8' | 'GB18030'

/** A CSV file as text cells; `rows` are as wide as the heading. */
export interface Sheet {
  readonly encoding: Encoding
  readonly headings: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Why a file cannot be read, for a person. */
export class FileUnreadable extends Error {
  readonly why: { 'zh-CN': string; en: string }
  constructor(why: { 'zh-CN': string; en: string }) {
    super(why.en)
    this.name = 'FileUnreadable'
    this.why = why
  }
}

const maxRows = 50_000
const maxColumns = 200

/** Reads a CSV file, UTF-8 or GB18030 (what Chinese Excel saves). Throws FileUnreadable. */
export function readSheet(bytes: Uint8Array): Sheet {
  if (bytes.length === 0) throw new FileUnreadable({ 'zh-CN': '文件是空的', en: 'the file is empty' })
  // An XLSX file is a ZIP: people rename it to .csv.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new FileUnreadable({ 'zh-CN': '这是 Excel 文件，请另存为 CSV', en: 'this is an Excel file; save it as CSV' })
  }
  const { text, encoding } = decode(bytes)
  if (text.includes('\u0000')) throw new FileUnreadable({ 'zh-CN': '这不是文本文件', en: 'this is not a text file' })
  let records: string[][]
  try {
    records = parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      // Files are glued together from several systems: their line ends may differ within one file.
      record_delimiter: ['\r\n', '\n', '\r'],
      to: maxRows + 2,
      max_record_size: 1_000_000,
    })
  } catch (error) {
    const line = (error as { lines?: number }).lines
    throw new FileUnreadable({
      'zh-CN': `第 ${line ?? '?'} 行的引号或分隔有误`,
      en: `quotes or separators are wrong at line ${line ?? '?'}`,
    })
  }
  const [headings, ...rows] = records
  if (headings === undefined || rows.length === 0) {
    throw new FileUnreadable({ 'zh-CN': '文件里没有数据行', en: 'the file has no data rows' })
  }
  if (headings.length > maxColumns) {
    throw new FileUnreadable({ 'zh-CN': `列数超过 ${maxColumns}`, en: `there are more than ${maxColumns} columns` })
  }
  if (rows.length > maxRows)
    throw new FileUnreadable({
      'zh-CN': `行数超过 ${maxRows}，请分成几个文件`,
      en: `there are more than ${maxRows} rows; split the file`,
    })
  return { encoding, headings, rows }
}

function decode(bytes: Uint8Array): { text: string; encoding: Encoding } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    // Hardly any GB18030 text is valid UTF-8 by chance, so what is not UTF-8 is taken for it, if it can be.
    try {
      return { text: new TextDecoder('gb18030', { fatal: true }).decode(bytes), encoding: 'GB18030' }
    } catch {
      throw new FileUnreadable({
        'zh-CN': '文件编码既不是 UTF-8 也不是 GB18030',
        en: 'the encoding is neither UTF-8 nor GB18030',
      })
    }
  }
}
