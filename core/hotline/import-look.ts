import type { KindDefinition } from '#core/cases'
import type { Handler } from '#lib/http'
import type { Reader } from '#lib/db'
import { FileUnreadable, findHead, lettersOf, openSheet, type Book, type Delimiter, type Encoding, type Guess, type SheetRow } from '#lib/sheet' // prettier-ignore
import { fileOf, getRun, layoutOf, mappingOf, readingFile, kindFor, type ImportDesk } from './import-desk.ts'
import type { ImportRun, Layout, lookAtImport } from './import-contract.ts'
import { selectMappings, type MappingRow } from './import-store.ts'
import { guessMapping, shownValue } from './map-rows.ts'

/** How a person wants a file read, where they say. */
export interface LayoutChoice {
  readonly sheet?: number | undefined
  readonly headRow?: number | undefined
  readonly encoding?: Encoding | undefined
  readonly delimiter?: Delimiter | undefined
}

/** The beginning of a file: how it is laid out and some of what it holds. */
export interface LookedAt {
  readonly book: Book
  readonly layout: Layout
  /** cells of the first rows below the heading */
  readonly samples: readonly (readonly string[])[]
  readonly notes: ImportRun['notes']
}

const looked = 60
const sampled = 30

/** Reads the beginning of a file. Throws FileUnreadable. */
export async function lookInto(bytes: Uint8Array, choice: LayoutChoice): Promise<LookedAt> {
  const book = await openSheet(bytes, { encoding: choice.encoding, delimiter: choice.delimiter })
  const { sheet, first } = await firstRows(book, choice.sheet)
  const { merges, hiddenColumns } = await book.outline(sheet)
  const head = findHead(first, merges, choice.headRow)
  const samples = first.filter(({ number }) => number > (head?.lastRow ?? 0)).slice(0, sampled)
  if (head === undefined || samples.length === 0)
    throw new FileUnreadable('no_rows', { 'zh-CN': '文件里没有数据行', en: 'the file has no data rows' })
  const below = merges.filter((one) => one.top > head.lastRow).length
  const others = book.sheets
    .filter((_, at) => at !== sheet)
    .map(({ name, hidden }) => (hidden ? `${name}（隐藏）` : name))
  return {
    book,
    layout: {
      format: book.format,
      encoding: book.encoding,
      delimiter: book.delimiter,
      sheet,
      sheetName: book.sheets[sheet]!.name,
      headRow: head.row,
      lastHeadRow: head.lastRow,
      headings: [...head.headings],
    },
    samples: samples.map(({ cells }) => cells),
    notes: {
      ...(hiddenColumns.length === 0 ? {} : { hiddenColumns: hiddenColumns.map(lettersOf) }),
      ...(below === 0 ? {} : { mergedCells: below }),
      ...(others.length === 0 ? {} : { otherSheets: others.slice(0, 50) }),
    },
  }
}

/** The sheet asked for, else the first visible one with more than a heading in it. */
async function firstRows(book: Book, asked: number | undefined): Promise<{ sheet: number; first: SheetRow[] }> {
  const visible = book.sheets.flatMap(({ hidden }, at) => (hidden ? [] : [at]))
  const tries = asked === undefined ? (visible.length === 0 ? [0] : visible.slice(0, 20)) : [asked]
  let found: { sheet: number; first: SheetRow[] } | undefined
  for (const sheet of tries) {
    const first: SheetRow[] = []
    for await (const row of book.rows(sheet)) {
      first.push(row)
      if (first.length === looked) break
    }
    found ??= { sheet, first }
    if (first.length > 1) return { sheet, first }
  }
  return found ?? { sheet: 0, first: [] }
}

/** What feeds what: by the saved matching that fits the headings best, by guess where it says nothing. */
export interface Matched {
  readonly guesses: Guess[]
  readonly constants: Record<string, string>
  readonly savedAs: string | null
}

export function matchColumns(
  desk: ImportDesk,
  kind: KindDefinition,
  { layout, samples }: LookedAt,
  saved: readonly MappingRow[],
  asked?: string,
): Matched {
  const guesses = guessMapping(desk.profile, kind, layout.headings, samples)
  const fields = new Set(kind.fields.map(({ key }) => key))
  const fitting = saved
    .map((row) => ({
      row,
      columns: (row.columns as { heading: string; field: string }[]).filter(({ field }) => fields.has(field)),
    }))
    .filter(({ row, columns }) =>
      asked === undefined
        ? columns.length > 0 && columns.every(({ heading }) => layout.headings.includes(heading))
        : row.name === asked,
    )
    .toSorted((a, b) => b.columns.length - a.columns.length)[0]
  if (fitting === undefined) return { guesses, constants: {}, savedAs: null }
  const { row, columns } = fitting
  const taken = new Set(columns.filter(({ heading }) => layout.headings.includes(heading)).map(({ field }) => field))
  const reason = { 'zh-CN': `按保存的方案“${row.name}”`, en: `by the saved matching “${row.name}”` }
  const constants = Object.fromEntries(
    Object.entries(row.constants as Record<string, string>).filter(([key]) => fields.has(key)),
  )
  return {
    guesses: guesses.map((guess, at) => {
      const kept = columns.find(({ heading }) => heading === layout.headings[at])
      if (kept !== undefined) return { field: kept.field, confidence: 1, reason }
      // What the sender's matching leaves out was left out on purpose.
      return { ...guess, field: null, confidence: taken.has(guess.field ?? '') ? 0 : guess.confidence }
    }),
    constants,
    savedAs: row.name,
  }
}

/** Serves the columns of a run's file with what each seems to hold. */
export function lookAtImportHandler(desk: ImportDesk): Handler<typeof lookAtImport> {
  return async ({ tx, params, query, actor, language }) => {
    const kind = kindFor(desk, actor)
    const run = await getRun(desk, tx, actor, params.id)
    const { mapping, ...choice } = query
    const asIs = mapping === undefined && Object.values(choice).every((one) => one === undefined)
    const layout = layoutOf(run)
    const asked: LayoutChoice = {
      sheet: choice.sheet ?? layout.sheet,
      // Another sheet has another heading.
      headRow: choice.headRow ?? (choice.sheet === undefined ? layout.headRow : undefined),
      encoding: choice.encoding ?? layout.encoding ?? undefined,
      delimiter: choice.delimiter ?? (choice.encoding === undefined ? (layout.delimiter ?? undefined) : undefined),
    }
    const bytes = await fileOf(desk, run)
    return readingFile(language, async () => {
      const found = await lookInto(bytes, asked)
      const saved = await savedMappings(desk, tx)
      const matched = matchColumns(desk, kind, found, saved, mapping)
      const said = asIs ? mappingOf(run) : undefined
      return {
        layout: found.layout,
        sheets: [...found.book.sheets],
        columns: found.layout.headings.map((heading, at) => {
          const guess = matched.guesses[at]!
          const field = said === undefined ? guess.field : (said.columns[at] ?? null)
          return {
            heading,
            letter: lettersOf(at),
            samples: samplesOf(kind, found.samples, at, field),
            field,
            confidence: field === guess.field ? guess.confidence : 1,
            reason: field === guess.field ? guess.reason : { 'zh-CN': '人工指定', en: 'chosen by hand' },
          }
        }),
        constants: said?.constants ?? matched.constants,
        savedAs: said === undefined ? matched.savedAs : said.name,
      }
    })
  }
}

function samplesOf(
  kind: KindDefinition,
  rows: readonly (readonly string[])[],
  column: number,
  field: string | null,
): string[] {
  const values = [...new Set(rows.map((cells) => cells[column] ?? '').filter((value) => value !== ''))]
  return values.slice(0, 3).map((value) => shownValue(kind, field, value))
}

export async function savedMappings(desk: ImportDesk, reader: Reader): Promise<MappingRow[]> {
  const [rows] = await reader.read(selectMappings(desk.profile.kind))
  return rows
}
