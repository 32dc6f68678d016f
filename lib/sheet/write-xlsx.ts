import { lettersOf } from './cell-values.ts'
import { ZipWriter } from './zip-parts.ts'

/** A cell to be written: its text, and what is wrong with it, if anything. */
export type XlsxCell = string | { readonly text: string; readonly fault: string }

export interface XlsxTable {
  /** at most 31 characters; signs Excel refuses are replaced */
  readonly name: string
  readonly headings: readonly string[]
  readonly rows: Iterable<readonly XlsxCell[]>
}

const longestCell = 32_767
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/**
 * Writes a table as XLSX: heading bold and frozen, columns as wide as their texts, a cell at fault red with the fault
 * as its comment. Every cell is a text, so that nothing in it ever runs: =, +, - and @ included. Texts longer than
 * Excel holds are cut.
 */
export function writeXlsx({ name, headings, rows }: XlsxTable): Buffer {
  const widths = headings.map((heading) => widthOf(heading))
  const comments: { ref: string; row: number; column: number; fault: string }[] = []
  const pieces: Buffer[] = []
  let xml = ''
  let number = 1
  const line = (cells: readonly XlsxCell[], style: number): void => {
    xml += `<row r="${number}">`
    for (const [column, cell] of cells.entries()) {
      const text = typeof cell === 'string' ? cell : cell.text
      const fault = typeof cell === 'string' ? undefined : cell.fault
      if (text === '' && fault === undefined) continue
      const ref = `${lettersOf(column)}${number}`
      if (fault !== undefined) comments.push({ ref, row: number, column, fault })
      if (number <= 200) widths[column] = Math.max(widths[column] ?? 8, widthOf(text))
      const s = fault === undefined ? style : 3
      xml += `<c r="${ref}" s="${s}" t="inlineStr"><is><t xml:space="preserve">${escapeText(text.slice(0, longestCell))}</t></is></c>`
    }
    xml += '</row>'
    number += 1
    if (xml.length > 1024 * 1024) {
      pieces.push(Buffer.from(xml))
      xml = ''
    }
  }
  line(headings, 1)
  for (const cells of rows) line(cells, 2)
  pieces.push(Buffer.from(xml))
  const columns = widths.map(
    (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${Math.min(60, width)}" customWidth="1"/>`,
  )
  const last = `${lettersOf(Math.max(0, headings.length - 1))}${Math.max(1, number - 1)}`
  const sheet = Buffer.concat([
    Buffer.from(
      `${declaration}<worksheet xmlns="${main}" xmlns:r="${office}"><sheetViews><sheetView workbookViewId="0">` +
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
        `<sheetFormatPr defaultRowHeight="15"/>${columns.length === 0 ? '' : `<cols>${columns.join('')}</cols>`}<sheetData>`,
    ),
    ...pieces,
    Buffer.from(
      `</sheetData><autoFilter ref="A1:${last}"/>${comments.length === 0 ? '' : '<legacyDrawing r:id="rId1"/>'}</worksheet>`,
    ),
  ])
  const zip = new ZipWriter()
  const add = (path: string, text: string): void => zip.add(path, Buffer.from(declaration + text))
  const commented = comments.length > 0
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  add(
    '[Content_Types].xml',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>' +
      `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>` +
      `${commented ? `<Override PartName="/xl/comments1.xml" ContentType="${types}.comments+xml"/>` : ''}</Types>`,
  )
  add('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]))
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escapeText(sheetName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  )
  add('xl/_rels/workbook.xml.rels', relationships([['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']])) // prettier-ignore
  add('xl/styles.xml', styles)
  zip.add('xl/worksheets/sheet1.xml', sheet)
  if (commented) {
    add('xl/worksheets/_rels/sheet1.xml.rels', relationships([['vmlDrawing', '../drawings/vmlDrawing1.vml'], ['comments', '../comments1.xml']])) // prettier-ignore
    add(
      'xl/comments1.xml',
      `<comments xmlns="${main}"><authors><author></author></authors><commentList>${comments
        .map(
          ({ ref, fault }) => `<comment ref="${ref}" authorId="0"><text><t>${escapeText(fault)}</t></text></comment>`,
        )
        .join('')}</commentList></comments>`,
    )
    zip.add('xl/drawings/vmlDrawing1.vml', Buffer.from(drawing(comments)))
  }
  return zip.end()
}

// Fills: Excel keeps the first two for itself. Format 49 is text: a cell edited later does not turn into a formula either.
const styles = `<styleSheet xmlns="${main}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><sz val="11"/><color rgb="FFA8071A"/><name val="Calibri"/></font></fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF0F0F0"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFCCC7"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="2" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs></styleSheet>`

function relationships(targets: readonly (readonly [string, string])[]): string {
  const all = targets.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${office}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`
}

/** The boxes in which Excel shows comments; without them it says that the file is damaged. */
function drawing(comments: readonly { row: number; column: number }[]): string {
  const shapes = comments.map(
    ({ row, column }, at) =>
      `<v:shape id="_x0000_s${1025 + at}" type="#_x0000_t202" style="position:absolute;width:160pt;height:60pt;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`,
  )
  return `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>${shapes.join('')}</xml>`
}

function sheetName(name: string): string {
  const safe = name.replace(/[[\]:*?/\\'\p{Cc}]/gu, '_').slice(0, 31)
  return safe === '' ? 'Sheet1' : safe
}

/** Width in characters; a Chinese one takes two. */
function widthOf(text: string): number {
  const first = text.slice(0, 60).split('\n', 1)[0]!
  return Math.max(
    8,
    [...first].reduce((width, sign) => width + (sign.charCodeAt(0) > 0x2e80 ? 2 : 1), 2),
  )
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML holds it; what XML cannot hold stands as _x0001_ (ECMA-376 part 1, 22.9.2.19). */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replace(
      // Every control character but tab and line feed
      /(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replace(/[&<>"]/g, (sign) => signs[sign]!)
}
