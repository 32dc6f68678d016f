import { FileUnreadable } from './unreadable.ts'

/** How much of a file is read at most; beyond it reading ends with FileUnreadable. */
export interface Limits {
  /** of the file as it is */
  readonly bytes: number
  /** of one sheet, heading included */
  readonly rows: number
  readonly columns: number
  /** characters of one cell; Excel itself holds 32,767 */
  readonly cell: number
  /** of everything unpacked, added up over all parts that are read */
  readonly unpacked: number
  /** unpacked against packed, of one part; asked beyond 16 MiB, since small parts pack well by nature */
  readonly ratio: number
}

export const defaultLimits: Limits = {
  bytes: 64 * 1024 * 1024,
  rows: 200_001,
  columns: 200,
  cell: 32_767,
  unpacked: 512 * 1024 * 1024,
  ratio: 200,
}

export const ratioFrom = 16 * 1024 * 1024

export function tooManyRows(limit: number): FileUnreadable {
  return new FileUnreadable('rows', {
    'zh-CN': `行数超过 ${limit - 1}，请分成几个文件`,
    en: `there are more than ${limit - 1} rows; split the file`,
  })
}

export function tooManyColumns(limit: number): FileUnreadable {
  return new FileUnreadable('columns', {
    'zh-CN': `列数超过 ${limit}`,
    en: `there are more than ${limit} columns`,
  })
}

export function cellTooLong(row: number, limit: number): FileUnreadable {
  return new FileUnreadable('cell', {
    'zh-CN': `第 ${row} 行有单元格超过 ${limit} 字，可能是引号没有成对`,
    en: `a cell in row ${row} has more than ${limit} characters; perhaps a quote was never closed`,
  })
}

export function unpacksTooFar(): FileUnreadable {
  return new FileUnreadable('unpacked', {
    'zh-CN': '压缩内容展开后过大，已拒绝',
    en: 'what is packed inside is too large once unpacked; refused',
  })
}
