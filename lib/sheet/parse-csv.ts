import { cellTooLong, tooManyColumns, tooManyRows, type Limits } from './limits.ts'
import { FileUnreadable } from './unreadable.ts'

export const delimiters = [',', ';', '\t'] as const
export type Delimiter = (typeof delimiters)[number]

export interface CsvRow {
  /** as a spreadsheet counts rows: the first is 1, empty ones count */
  readonly number: number
  readonly cells: string[]
}

/**
 * Reads CSV (RFC 4180) as it comes, and as files really are: any mixture of line ends, a quote in the middle of a cell
 * is a quote, what follows a closing quote belongs to the cell (as Excel has it). Cells are trimmed; a row of empty
 * cells is left out. Throws FileUnreadable beyond the limits and for a quote that is never closed.
 */
export function* parseCsv(texts: Iterable<string>, delimiter: Delimiter, limits: Limits): Generator<CsvRow> {
  let cells: string[] = []
  let cell = ''
  let number = 1
  let quotedAt = 0
  let state: 'begin' | 'plain' | 'quoted' | 'closed' = 'begin'
  let afterReturn = false
  const endCell = (): void => {
    if (cells.length >= limits.columns) {
      // Excel writes thousands of empty cells beside a formatted column; they are no columns.
      if (cell.trim() !== '') throw tooManyColumns(limits.columns)
    } else cells.push(cell.trim())
    cell = ''
    state = 'begin'
  }
  const grow = (more: string): void => {
    cell += more
    if (cell.length > limits.cell) throw cellTooLong(state === 'quoted' ? quotedAt : number, limits.cell)
  }
  function* endRow(): Generator<CsvRow> {
    endCell()
    if (number > limits.rows) throw tooManyRows(limits.rows)
    if (cells.some((one) => one !== '')) yield { number, cells }
    cells = []
    number += 1
  }
  const special = new RegExp(`[${delimiter}\\r\\n"]`, 'g')
  for (const text of texts) {
    let at = 0
    while (at < text.length) {
      if (state === 'quoted') {
        const quote = text.indexOf('"', at)
        grow(text.slice(at, quote === -1 ? undefined : quote))
        if (quote === -1) break
        state = 'closed'
        at = quote + 1
        continue
      }
      const sign = text[at]!
      if (afterReturn) {
        afterReturn = false
        if (sign === '\n') {
          at += 1
          continue
        }
      }
      if (sign === delimiter) {
        endCell()
        at += 1
      } else if (sign === '\n' || sign === '\r') {
        afterReturn = sign === '\r'
        yield* endRow()
        at += 1
      } else if (sign === '"') {
        if (state === 'closed') grow('"')
        else if (state === 'plain' && cell.trim() !== '') {
          grow('"')
          at += 1
          continue
        } else {
          cell = ''
          quotedAt = number
        }
        state = 'quoted'
        at += 1
      } else {
        special.lastIndex = at
        const next = special.exec(text)?.index ?? text.length
        if (state !== 'closed') state = 'plain'
        grow(text.slice(at, next))
        // A cell is closed once: a quote later on in it is text.
        if (state === 'closed') state = 'plain'
        at = next
      }
    }
  }
  if (state === 'quoted')
    throw new FileUnreadable('quotes', {
      'zh-CN': `第 ${quotedAt} 行的引号没有成对`,
      en: `a quote in row ${quotedAt} is never closed`,
    })
  if (state !== 'begin' || cell !== '' || cells.length > 0) yield* endRow()
}

/**
 * Says what parts the cells. The rule: of comma, semicolon and tab the one by which most of the first twenty rows have
 * the same number of cells, more than one; where two do equally well the one that makes more cells; else the comma.
 */
export function detectDelimiter(head: string, limits: Limits): Delimiter {
  let best: { delimiter: Delimiter; agreeing: number; columns: number } = {
    delimiter: ',',
    agreeing: 0,
    columns: 1,
  }
  for (const delimiter of delimiters) {
    const widths: number[] = []
    try {
      for (const row of parseCsv([head], delimiter, { ...limits, columns: 10_000 })) {
        widths.push(row.cells.length)
        if (widths.length === 20) break
      }
    } catch {
      // A cell cut off at the end of the head: what was read before it is enough.
    }
    const counts = new Map<number, number>()
    for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1)
    for (const [columns, agreeing] of counts)
      if (agreeing > best.agreeing || (agreeing === best.agreeing && columns > best.columns))
        best = { delimiter, agreeing, columns }
  }
  return best.delimiter
}
