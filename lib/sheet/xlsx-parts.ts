import { posix } from 'node:path'
import { isDateFormat } from './cell-values.ts'
import type { SheetInfo } from './open-sheet.ts'
import { readPart } from './read-xml.ts'
import { damaged, FileUnreadable } from './unreadable.ts'
import { unpacksTooFar } from './limits.ts'
import type { Zip } from './unzip.ts'

/** What stands outside the sheets themselves. */
export interface Workbook {
  readonly sheets: readonly (SheetInfo & { readonly path: string })[]
  readonly from1904: boolean
  readonly strings: readonly string[]
  /** by cell style: whether it shows a day or a time */
  readonly dates: readonly boolean[]
}

const maxStrings = 2_000_000
const maxStringCharacters = 96 * 1024 * 1024

/** Reads the parts every sheet needs. Links to other files are never followed. */
export async function readWorkbook(zip: Zip): Promise<Workbook> {
  const root = await relations(zip, '_rels/.rels', '')
  const path = root.find((one) => one.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  if (!zip.has(path))
    throw new FileUnreadable('not_a_sheet', {
      'zh-CN': '这不是 Excel（.xlsx）文件',
      en: 'this is not an Excel (.xlsx) file',
    })
  const found: { name: string; hidden: boolean; relation: string }[] = []
  let from1904 = false
  await readPart(zip.read(path), path, {
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904'])
      if (name !== 'sheet') return
      if (found.length >= 1000) throw damaged(path)
      const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      const state = attributes['state'] ?? 'visible'
      found.push({ name: plainText(attributes['name'] ?? ''), hidden: state !== 'visible', relation })
    },
  })
  const folder = posix.dirname(path)
  const related = await relations(zip, `${folder}/_rels/${posix.basename(path)}.rels`, folder)
  const part = (sort: string): string | undefined =>
    related.find((one) => one.type.endsWith(`/${sort}`) && zip.has(one.target))?.target
  const sheets = found.flatMap(({ name, hidden, relation }) => {
    const target = related.find((one) => one.id === relation)
    // A chart on a sheet of its own has no cells.
    const isSheet = target !== undefined && target.type.endsWith('/worksheet') && zip.has(target.target)
    return isSheet ? [{ name, hidden, path: target.target }] : []
  })
  if (sheets.length === 0)
    throw new FileUnreadable('no_sheet', { 'zh-CN': '文件里没有工作表', en: 'the file has no sheet' })
  const strings = part('sharedStrings')
  const styles = part('styles')
  return {
    sheets,
    from1904,
    strings: strings === undefined ? [] : await readStrings(zip, strings),
    dates: styles === undefined ? [] : await readStyles(zip, styles),
  }
}

interface Relation {
  readonly id: string
  readonly type: string
  readonly target: string
}

async function relations(zip: Zip, path: string, folder: string): Promise<Relation[]> {
  const found: Relation[] = []
  if (!zip.has(path)) return found
  await readPart(zip.read(path), path, {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributes['TargetMode'] === 'External') return
      if (found.length >= 10_000) throw damaged(path)
      const target = attributes['Target'] ?? ''
      const full = target.startsWith('/') ? target.slice(1) : posix.normalize(posix.join(folder, target))
      found.push({ id: attributes['Id'] ?? '', type: attributes['Type'] ?? '', target: full })
    },
  })
  return found
}

async function readStrings(zip: Zip, path: string): Promise<string[]> {
  const strings: string[] = []
  let characters = 0
  let text = ''
  let inText = false
  let phonetic = 0
  await readPart(zip.read(path), path, {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic += 1
      else if (name === 't') inText = phonetic === 0
    },
    text: (more) => {
      if (inText) text += more
    },
    close: (name) => {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic -= 1
      else if (name === 'si') {
        characters += text.length
        if (strings.length >= maxStrings || characters > maxStringCharacters) throw unpacksTooFar()
        strings.push(plainText(text))
      }
    },
  })
  return strings
}

async function readStyles(zip: Zip, path: string): Promise<boolean[]> {
  const codes = new Map<number, string>()
  const dates: boolean[] = []
  let inFormats = false
  await readPart(zip.read(path), path, {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
      else if (name === 'cellXfs') inFormats = true
      else if (name === 'xf' && inFormats) {
        const id = Number(attributes['numFmtId'] ?? 0)
        if (dates.length < 100_000) dates.push(isDateFormat(id, codes.get(id)))
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inFormats = false
    },
  })
  return dates
}

export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

/** A text with the characters XML cannot hold, which stand in it as _x000D_ (ECMA-376 part 1, 22.9.2.19). */
export function plainText(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text
}
