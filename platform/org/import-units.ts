import { ProblemError, wordsBy, type Handler } from '#lib/http'
import { newId, type Language, type Words } from '#lib/kernel'
import { FileUnreadable, plainCell, readTable, type Sheet } from '#lib/sheet'
import { sentence } from '#lib/http/contract'
import type { BookContent, OrgBook } from './book.ts'
import { carryOut, holdBook, requireReason } from './change-units.ts'
import { columnsMissing, fileUnreadable, type importUnits, type UnitImportReport } from './contract.ts'
import { childrenOn, type Day, type Step, type UnitContent } from './forest.ts'
import { place, type Draft } from './plan-change.ts'
import { requireEditor } from './policy.ts'

/** The columns of a file of units, in the order in which an export writes them. */
export const unitColumns = {
  code: { 'zh-CN': '编号', en: 'Code' },
  name: { 'zh-CN': '名称', en: 'Name' },
  shortName: { 'zh-CN': '简称', en: 'Short name' },
  sort: { 'zh-CN': '类别', en: 'Sort' },
  parent: { 'zh-CN': '上级编号', en: 'Code above' },
  divisionCode: { 'zh-CN': '区划代码', en: 'Division code' },
} as const satisfies Record<string, Words>
type Column = keyof typeof unitColumns
const columnKeys = Object.keys(unitColumns) as Column[]
const needed: readonly Column[] = ['code', 'name', 'sort', 'parent']

const says = {
  empty: { 'zh-CN': '“{column}”不能为空', en: '“{column}” must not be empty' },
  badCode: {
    'zh-CN': '编号只能用字母、数字、点、横线，最长 40 个字符',
    en: 'a code is of letters, digits, dots and dashes, at most 40',
  },
  tooLong: { 'zh-CN': '“{column}”太长', en: '“{column}” is too long' },
  badDivision: { 'zh-CN': '区划代码是 6 到 12 位数字', en: 'a division code has 6 to 12 digits' },
  twice: { 'zh-CN': '编号 {code} 在文件中出现两次', en: 'the code {code} stands twice in the file' },
  noSort: { 'zh-CN': '没有“{value}”这个类别', en: 'there is no sort “{value}”' },
  noParent: { 'zh-CN': '没有编号为 {value} 的上级单位', en: 'there is no unit {value} to be above it' },
  closed: { 'zh-CN': '单位 {code} 在该日期未设立或已撤销', en: 'the unit {code} is not open on that day' },
} as const satisfies Record<string, Words>

interface Row {
  readonly row: number
  readonly cells: Readonly<Record<Column, string | undefined>>
  readonly faults: { text: keyof typeof says; data: Record<string, string> }[]
  what: 'added' | 'changed' | 'unchanged' | 'bad'
  changes: Column[]
}

/** Serves the import of a file of units: every row from one day on, or none. A dry run says what would happen. */
export function importUnitsHandler(book: OrgBook): Handler<typeof importUnits> {
  return async ({ tx, query, body, actor, language, requestId }) => {
    requireEditor(actor)
    const reason = query.reason ?? null
    if (query.dryRun !== true) requireReason(query.effectiveOn, reason)
    const sheet = await sheetOf(body)
    const rows = rowsOf(sheet)
    const content = await holdBook(tx)
    const draft = planRows(content, rows, query.effectiveOn)
    const bad = rows.filter((row) => row.what === 'bad').length
    let written = false
    if (bad === 0 && draft.steps.length > 0) {
      const planned = place(content, draft, query.effectiveOn)
      if (query.dryRun !== true) {
        carryOut({ tx, book, actor, requestId, reason: reason ?? query.fileName }, planned)
        written = true
      }
    }
    const count = (what: Row['what']): number => rows.filter((row) => row.what === what).length
    return {
      fileName: query.fileName,
      encoding: sheet.encoding,
      dryRun: query.dryRun === true,
      rows: rows.length,
      added: count('added'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      bad,
      written,
      lines: rows
        .filter((row) => row.what !== 'unchanged')
        .slice(0, 1000)
        .map((row) => lineOf(row, language)),
    }
  }
}

function lineOf(row: Row, language: Language): UnitImportReport['lines'][number] {
  const faults = row.faults.map(({ text, data }) => sentence(says[text], language, data))
  return {
    row: row.row,
    code: (row.cells.code ?? '').slice(0, 60),
    name: (row.cells.name ?? '').slice(0, 100),
    what: row.what,
    fault: faults.length === 0 ? null : faults.join(language === 'en' ? '; ' : '；'),
    changes: row.changes.map((column) => unitColumns[column][language]),
  }
}

async function sheetOf(bytes: Uint8Array): Promise<Sheet> {
  try {
    return await readTable(bytes)
  } catch (error) {
    if (error instanceof FileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why })
    throw error
  }
}

function rowsOf(sheet: Sheet): Row[] {
  const at = new Map<Column, number>()
  for (const [index, heading] of sheet.headings.entries()) {
    const wanted = heading.trim().toLowerCase()
    const column = columnKeys.find((key) =>
      [key, unitColumns[key]['zh-CN'], unitColumns[key].en].some((name) => name.toLowerCase() === wanted),
    )
    if (column !== undefined && !at.has(column)) at.set(column, index)
  }
  const missing = needed.filter((column) => !at.has(column))
  if (missing.length > 0)
    throw new ProblemError(columnsMissing, {
      columns: wordsBy((one) => missing.map((column) => unitColumns[column][one]).join(one === 'en' ? ', ' : '、')),
    })
  return sheet.rows.map((cells, index) => ({
    row: sheet.numbers[index]!,
    cells: Object.fromEntries(
      columnKeys.map((key) => [key, at.has(key) ? plainCell(cells[at.get(key)!] ?? '').trim() : undefined]),
    ) as Row['cells'],
    faults: [],
    what: 'unchanged',
    changes: [],
  }))
}

/** Checks every row by itself and against the others, and makes of the good ones one draft. */
function planRows(content: BookContent, rows: readonly Row[], day: Day): Draft {
  const { forest, codes, sorts } = content
  const view = forest.on(day)
  const places = new Map([...childrenOn(view)].map(([parent, units]) => [parent, units.at(-1)!.position]))
  const sortOf = (text: string): string | undefined =>
    [...sorts.values()].find((sort) => [sort.code, sort.name['zh-CN'], sort.name.en].includes(text))?.code
  const opened = new Map<string, string>()
  const fresh = new Map<string, string>()
  const seen = new Set<string>()
  for (const row of rows) {
    const code = row.cells.code ?? ''
    if (seen.has(code)) row.faults.push({ text: 'twice', data: { code } })
    seen.add(code)
    if (!codes.has(code)) fresh.set(code, newId())
  }
  const steps: Step[] = []
  for (const row of rows) {
    const { code = '', name = '', shortName, sort = '', parent = '', divisionCode } = row.cells
    const fault = (text: keyof typeof says, data: Record<string, string> = {}): void =>
      void row.faults.push({ text, data })
    for (const column of ['code', 'name', 'sort'] as const)
      if ((row.cells[column] ?? '') === '') fault('empty', { column: unitColumns[column]['zh-CN'] })
    if (code !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(code)) fault('badCode')
    if (name.length > 100) fault('tooLong', { column: unitColumns.name['zh-CN'] })
    if ((shortName ?? '').length > 40) fault('tooLong', { column: unitColumns.shortName['zh-CN'] })
    if ((divisionCode ?? '') !== '' && !/^[0-9]{6,12}$/.test(divisionCode!)) fault('badDivision')
    const sortCode = sortOf(sort)
    if (sort !== '' && sortCode === undefined) fault('noSort', { value: sort.slice(0, 40) })
    const parentId = parent === '' ? null : (codes.get(parent) ?? fresh.get(parent))
    if (parentId === undefined) fault('noParent', { value: parent.slice(0, 40) })
    const unitId = codes.get(code)
    const now = unitId === undefined ? undefined : view.get(unitId)
    if (unitId !== undefined && now === undefined) fault('closed', { code })
    if (row.faults.length > 0) {
      row.what = 'bad'
      continue
    }
    // A column that the file does not have says nothing; an empty cell says that there is none.
    const said: Omit<UnitContent, 'position'> = {
      name,
      shortName: shortName === undefined ? (now?.shortName ?? name) : shortName === '' ? name : shortName,
      sort: sortCode!,
      parentId: parentId ?? null,
      divisionCode:
        divisionCode === undefined ? (now?.divisionCode ?? null) : divisionCode === '' ? null : divisionCode,
    }
    const nextPlace = (): number => {
      const position = (places.get(said.parentId ?? '') ?? 0) + 1
      places.set(said.parentId ?? '', position)
      return position
    }
    if (now === undefined) {
      const id = fresh.get(code)!
      opened.set(id, code)
      steps.push({ op: 'open', unitId: id, content: { ...said, position: nextPlace() } })
      row.what = 'added'
      continue
    }
    const fields = (['name', 'shortName', 'sort', 'parentId', 'divisionCode'] as const).filter(
      (field) => now[field] !== said[field],
    )
    if (fields.length === 0) continue
    row.what = 'changed'
    row.changes = fields.map((field) => (field === 'parentId' ? 'parent' : field))
    steps.push({
      op: 'set',
      unitId: now.unitId,
      content: {
        ...Object.fromEntries(fields.map((field) => [field, said[field]])),
        ...(fields.includes('parentId') ? { position: nextPlace() } : {}),
      },
    })
  }
  const touched = steps.map((step) => step.unitId)
  const from = touched.filter((id) => !opened.has(id))
  // Thousands of names would make no list that anybody reads.
  return { kind: 'import', from: from.length > 20 ? [] : from, to: [], steps, opened }
}
