import { lettersOf } from './cell-values.ts'
import type { Merge, SheetRow } from './open-sheet.ts'

/** The heading of a table: which rows it takes and what it says of each column. */
export interface Head {
  /** number of its first row, as a spreadsheet counts */
  readonly row: number
  /** number of its last row; the data begin below it */
  readonly lastRow: number
  /** by column from 0; a column without a heading has its letter in brackets */
  readonly headings: readonly string[]
}

/**
 * Finds the heading among the first rows. The rule: the first row with at least half as many cells as the fullest of
 * them, most of them words; titles merged across the table are passed over by that. Where cells of it are merged across
 * columns and the row below names each of these, both are the heading: 联系人·电话. `row` says which row it is instead.
 */
export function findHead(first: readonly SheetRow[], merges: readonly Merge[], row?: number): Head | undefined {
  const filled = (cells: readonly string[]): number => cells.filter((cell) => cell !== '').length
  const fullest = Math.max(0, ...first.map(({ cells }) => filled(cells)))
  const looksLike = ({ number, cells }: SheetRow): boolean => {
    const words = cells.filter((cell) => cell !== '' && !/^[\d\s:./+-]+$/.test(cell) && [...cell].length <= 60).length
    const merged = merges.filter((one) => one.top === number && one.right > one.left).length
    const enough = filled(cells) >= Math.min(2, fullest) && filled(cells) + merged >= fullest / 2
    return enough && words * 2 >= filled(cells)
  }
  const found = row === undefined ? (first.find(looksLike) ?? first[0]) : first.find((one) => one.number === row)
  if (found === undefined) return undefined
  const groups = merges.filter((one) => one.top === found.number && one.bottom === found.number && one.right > one.left)
  const below = first.find((one) => one.number === found.number + 1)
  const isDouble =
    below !== undefined &&
    groups.length > 0 &&
    groups.every(({ left, right }) => {
      for (let column = left; column <= right; column += 1) if (!/\p{L}/u.test(below.cells[column] ?? '')) return false
      return true
    })
  const width = Math.max(...first.filter((one) => one.number >= found.number).map(({ cells }) => cells.length))
  const headings = Array.from({ length: width }, (_, column) => {
    const group = groups.find(({ left, right }) => left <= column && column <= right)
    const own = oneLine(found.cells[group?.left ?? column] ?? '')
    if (!isDouble) return oneLine(found.cells[column] ?? '') || `(${lettersOf(column)})`
    const lower = oneLine(below.cells[column] ?? '')
    return [own, lower].filter((one) => one !== '').join('·') || `(${lettersOf(column)})`
  })
  const deepest = merges.filter((one) => one.top === found.number).map(({ bottom }) => bottom)
  const lastRow = Math.max(found.number + (isDouble ? 1 : 0), ...deepest.filter((one) => one <= found.number + 3))
  return { row: found.number, lastRow, headings }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200)
}
