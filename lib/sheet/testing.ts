/** What the tests of this folder share: workbooks made by hand. */
import { openSheet, type OpenOptions, type SheetRow } from './open-sheet.ts'
import { ZipWriter } from './zip-parts.ts'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export interface RawBook {
  /** what stands in the sheet's XML, cells and all; several sheets if several */
  readonly sheets: readonly string[]
  readonly strings?: string
  readonly styles?: string
  readonly workbook?: string
  readonly states?: readonly string[]
}

/** A workbook of given XML. */
export function rawBook({ sheets, strings, styles, workbook = '', states = [] }: RawBook): Buffer {
  const zip = new ZipWriter()
  const add = (name: string, text: string): void => zip.add(name, Buffer.from(text))
  add(
    'xl/workbook.xml',
    `<workbook xmlns:r="${office}">${workbook}<sheets>${sheets
      .map(
        (_, at) => `<sheet name="表${at + 1}" sheetId="${at + 1}" state="${states[at] ?? 'visible'}" r:id="r${at}"/>`,
      )
      .join('')}</sheets></workbook>`,
  )
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${sheets
      .map((_, at) => `<Relationship Id="r${at}" Type="${office}/worksheet" Target="worksheets/s${at}.xml"/>`)
      .join(
        '',
      )}<Relationship Id="s" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="t" Type="${office}/styles" Target="/xl/styles.xml"/><Relationship Id="x" Type="${office}/worksheet" TargetMode="External" Target="http://127.0.0.1:9/x.xml"/></Relationships>`,
  )
  for (const [at, sheet] of sheets.entries()) add(`xl/worksheets/s${at}.xml`, sheet)
  if (strings !== undefined) add('xl/sharedStrings.xml', strings)
  if (styles !== undefined) add('xl/styles.xml', styles)
  return zip.end()
}

export async function rowsOf(bytes: Uint8Array, options: OpenOptions = {}, sheet = 0): Promise<SheetRow[]> {
  const book = await openSheet(bytes, options)
  const rows: SheetRow[] = []
  for await (const row of book.rows(sheet)) rows.push(row)
  return rows
}
