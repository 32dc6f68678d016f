import { columnOf, dateOfSerial, digitsOf } from './cell-values.ts'
import { cellTooLong, tooManyColumns, tooManyRows, type Limits } from './limits.ts'
import type { Book, CellMark, Merge, SheetOutline, SheetRow } from './open-sheet.ts'
import { readXml } from './read-xml.ts'
import { FileUnreadable } from './unreadable.ts'
import { Zip } from './unzip.ts'
import { isTrue, plainText, readWorkbook, type Workbook } from './xlsx-parts.ts'

/** Opens a workbook; its cells are read row by row when asked for. */
export async function openXlsx(bytes: Buffer, limits: Limits): Promise<Book> {
  const zip = new Zip(bytes, limits)
  const book = await readWorkbook(zip)
  const pathOf = (sheet: number): string => {
    const found = book.sheets[sheet]
    if (found === undefined)
      throw new FileUnreadable('no_sheet', { 'zh-CN': '文件里没有这个工作表', en: 'the file has no such sheet' })
    return found.path
  }
  return {
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
    // Each reading of a sheet has the whole allowance: a file read twice is not a larger file.
    rows: (sheet) => readRows(new Zip(bytes, limits), pathOf(sheet), book, limits),
    outline: (sheet) => readOutline(new Zip(bytes, limits), pathOf(sheet)),
  }
}

interface OpenCell {
  readonly column: number
  readonly type: string
  readonly isDate: boolean
  value: string
  inline: string
}

async function* readRows(zip: Zip, path: string, book: Workbook, limits: Limits): AsyncGenerator<SheetRow> {
  let done: SheetRow[] = []
  let count = 0
  let number = 0
  let hidden = false
  let cells: string[] = []
  let marks: CellMark[] = []
  let cell: OpenCell | undefined
  let into: 'value' | 'inline' | undefined
  let phonetic = 0
  let inData = false
  const gather = (): SheetRow[] => {
    const ready = done
    done = []
    return ready
  }
  const endCell = ({ column, ...open }: OpenCell): void => {
    const { text, mark } = textOf(open, book)
    const trimmed = text.trim()
    if (trimmed.length > limits.cell) throw cellTooLong(number, limits.cell)
    if (trimmed === '') return
    if (column >= limits.columns) throw tooManyColumns(limits.columns)
    while (cells.length < column) cells.push('')
    cells[column] = trimmed
    if (mark !== undefined) marks.push({ column, mark })
  }
  const handlers = {
    open: (name: string, attributes: Record<string, string>): void => {
      if (name === 'sheetData') inData = true
      else if (!inData) return
      else if (name === 'row') {
        const given = Number(attributes['r'])
        number = Number.isInteger(given) && given > 0 && given <= 1_048_576 ? given : number + 1
        hidden = isTrue(attributes['hidden'])
        cells = []
        marks = []
        cell = undefined
      } else if (name === 'c') {
        const given = columnOf(/^[A-Z]{1,3}/.exec(attributes['r'] ?? '')?.[0] ?? '')
        const column = given ?? (cell === undefined ? 0 : cell.column + 1)
        const isDate = book.dates[Number(attributes['s'] ?? -1)] === true
        cell = { column, type: attributes['t'] ?? 'n', isDate, value: '', inline: '' }
      } else if (name === 'v') into = 'value'
      else if (name === 'rPh') phonetic += 1
      else if (name === 't' && phonetic === 0) into = 'inline'
    },
    text: (text: string): void => {
      if (cell !== undefined && into !== undefined) cell[into] += text
    },
    close: (name: string): void => {
      if (name === 'sheetData') inData = false
      else if (!inData) return
      else if (name === 'v' || name === 't') into = undefined
      else if (name === 'rPh') phonetic -= 1
      else if (name === 'c' && cell !== undefined) endCell(cell)
      else if (name === 'row' && cells.length > 0) {
        count += 1
        if (count > limits.rows) throw tooManyRows(limits.rows)
        done.push({ number, cells, ...(marks.length === 0 ? {} : { marks }), ...(hidden ? { hidden: true } : {}) })
      }
    },
  }
  yield* readXml(zip.read(path), path, handlers, gather)
}

function textOf(
  { type, isDate, value, inline }: Omit<OpenCell, 'column'>,
  book: Workbook,
): { text: string; mark?: CellMark['mark'] } {
  switch (type) {
    case 's':
      return { text: /^\d{1,9}$/.test(value.trim()) ? (book.strings[Number(value)] ?? '') : '' }
    case 'inlineStr':
      return { text: plainText(inline) }
    case 'str':
      return { text: plainText(value) }
    case 'b':
      return { text: value === '' ? '' : isTrue(value) ? 'TRUE' : 'FALSE' }
    case 'e':
      return { text: value, mark: 'error' }
    case 'd':
      return {
        text: value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/, '$1 $2').replace(/ 00:00:00$/, ''),
      }
    default: {
      if (value === '') return { text: '' }
      const day = isDate ? dateOfSerial(Number(value), book.from1904) : undefined
      if (day !== undefined) return { text: day }
      const number = digitsOf(value)
      if (number === undefined) return { text: value }
      return { text: number.text, ...(number.exact ? {} : { mark: 'imprecise' as const }) }
    }
  }
}

const longestOutline = 4 * 1024 * 1024

/** What stands before and after the cells: hidden columns and merged cells. The cells are passed over. */
async function readOutline(zip: Zip, path: string): Promise<SheetOutline> {
  let before = ''
  let after = ''
  let place: 'before' | 'cells' | 'after' = 'before'
  let carried = ''
  for await (const piece of zip.read(path)) {
    let text = carried + piece.toString('latin1')
    carried = ''
    if (place === 'before') {
      before += text
      const at = before.search(/<(?:\w+:)?sheetData\b/)
      if (at === -1) {
        if (before.length > longestOutline) break
        continue
      }
      text = before.slice(at)
      before = before.slice(0, at)
      place = 'cells'
    }
    if (place === 'cells') {
      const at = /<\/(?:\w+:)?sheetData>|<(?:\w+:)?mergeCells\b/.exec(text)?.index
      if (at === undefined) {
        carried = text.slice(-40)
        continue
      }
      text = text.slice(at)
      place = 'after'
    }
    after += text
    if (after.length > longestOutline) break
  }
  return { merges: mergesIn(after), hiddenColumns: hiddenIn(before) }
}

function mergesIn(text: string): Merge[] {
  const merges: Merge[] = []
  for (const [, ref] of text.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]{1,30})"/g)) {
    const match = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(ref!)
    if (match === null) continue
    const [left, right] = [columnOf(match[1]!), columnOf(match[3]!)]
    if (left === undefined || right === undefined) continue
    merges.push({ top: Number(match[2]), left, bottom: Number(match[4]), right })
  }
  return merges
}

function hiddenIn(text: string): number[] {
  const hidden: number[] = []
  for (const [tag] of text.matchAll(/<(?:\w+:)?col\s[^>]*>/g)) {
    if (!/\shidden="(?:1|true)"/.test(tag)) continue
    const min = Number(/\smin="(\d{1,5})"/.exec(tag)?.[1])
    const max = Number(/\smax="(\d{1,5})"/.exec(tag)?.[1])
    // To the end of the sheet: everything beside the table is hidden, which hides nothing.
    if (!(min >= 1) || !(max >= min) || max >= 16_384) continue
    for (let column = min; column <= max && hidden.length < 1000; column += 1) hidden.push(column - 1)
  }
  return hidden
}
