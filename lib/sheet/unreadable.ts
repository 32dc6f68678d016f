/** What can be wrong with a file as a whole. */
export type UnreadableCode =
  | 'empty'
  | 'too_large'
  | 'not_a_sheet'
  | 'old_or_locked'
  | 'web_page'
  | 'encoding'
  | 'quotes'
  | 'rows'
  | 'columns'
  | 'cell'
  | 'unpacked'
  | 'damaged'
  | 'document_type'
  | 'no_sheet'
  | 'no_rows'
  | 'bad_cell'

interface Why {
  readonly 'zh-CN': string
  readonly en: string
}

/** Why a file cannot be read, for a person. The only thing reading throws, whatever the bytes are. */
export class FileUnreadable extends Error {
  readonly code: UnreadableCode
  readonly why: Why
  constructor(code: UnreadableCode, why: Why) {
    super(why.en)
    this.name = 'FileUnreadable'
    this.code = code
    this.why = why
  }
}

/** A damaged file, with what of it. */
export function damaged(part: string): FileUnreadable {
  return new FileUnreadable('damaged', {
    'zh-CN': `文件已损坏或不完整（${part}）`,
    en: `the file is damaged or cut off (${part})`,
  })
}
