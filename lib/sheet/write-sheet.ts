/** What a spreadsheet would take for a formula, with the apostrophes that were put before such a cell. */
const formula = /^'*[=+\-@\t\r]/

/**
 * Writes cells as CSV: a byte order mark, so that Excel reads UTF-8, and CRLF (RFC 4180). A cell that a spreadsheet
 * would run as a formula gets a leading apostrophe, which `plainCell` takes off again.
 */
export function writeSheet(headings: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [line(headings)]
  for (const row of rows) lines.push(line(row))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** A cell as CSV of ours holds it: what a spreadsheet would run is made harmless. */
export function harmlessCell(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell
}

/** The cell as it was before `writeSheet` made it harmless. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

function line(cells: readonly string[]): string {
  return cells
    .map(harmlessCell)
    .map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')
}
