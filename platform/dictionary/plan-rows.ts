import { newId, type Words } from '#lib/kernel'
import type { Sheet } from '#lib/sheet'
import { checkEntry, surroundingsOf, type EntryFault } from './check-entry.ts'
import { keyText, type DictionaryDefinition, type EntryContent, type EntryKey } from './definition.ts'
import { draftOfRow, keyOfRow, valuesOfRow } from './map-rows.ts'
import { contentOf, type KnownRow, type ValidRow } from './store.ts'
import { digestOf, type ChangeSet } from './store-changes.ts'

/** What a row of a file means for the dictionary. */
export interface PlannedRow {
  /** as a spreadsheet counts: the heading is row 1 */
  readonly row: number
  readonly key: EntryKey
  readonly values: ReadonlyMap<string, string>
  readonly content: EntryContent
  readonly faults: readonly EntryFault[]
  readonly known: KnownRow | undefined
  readonly what: 'added' | 'changed' | 'unchanged'
}

export interface RowsPlan {
  readonly definition: DictionaryDefinition
  readonly columns: readonly { field: string | null }[]
  readonly sheet: Pick<Sheet, 'rows' | 'numbers'>
  readonly known: readonly KnownRow[]
  /** valid keys of this dictionary and of those it refers to */
  readonly valid: ReadonlyMap<string, readonly ValidRow[]>
  readonly now: Date
}

const repeated: Words = { 'zh-CN': '与本文件前面的行重复', en: 'repeats a row above in this file' }
const planned: Words = { 'zh-CN': '已有待生效的变更，请先撤回', en: 'a change is planned already; withdraw it first' }

/**
 * Checks every row of a file and says what it would change. Rows may name each other as parent or reference; but what
 * names a row that is at fault itself would be left hanging when only good rows are written, so it is at fault too.
 */
export function planRows(plan: RowsPlan): PlannedRow[] {
  const bad = new Set<number>()
  for (;;) {
    const rows = checkRows(plan, bad)
    const before = bad.size
    for (const { row, faults } of rows) if (faults.length > 0) bad.add(row)
    if (bad.size === before) return rows
  }
}

/** One look at all rows, taking those that are known to be bad as not there. */
function checkRows(
  { definition, columns, sheet, known, valid, now }: RowsPlan,
  bad: ReadonlySet<number>,
): PlannedRow[] {
  const byKey = new Map(known.map((row) => [keyText(row), row]))
  const around = surroundingsOf(definition.code, valid)
  const rows = sheet.rows.map((cells, at) => {
    const row = sheet.numbers[at]!
    const values = valuesOfRow(columns, cells)
    const key = keyOfRow(definition, values)
    const own = byKey.get(keyText(key))
    const present = own === undefined ? undefined : presentOf(own)
    const draft = draftOfRow(definition, key, values, present, (at + 1) * 10)
    if (!bad.has(row)) around.add(key, (draft.parent ?? '') === '' ? null : draft.parent)
    return { row, values, key, own, present, draft }
  })
  const seen = new Set<string>()
  return rows.map(({ row, values, key, own, present, draft }) => {
    const { content, faults } = checkEntry(definition, draft, around)
    const isSame =
      present !== undefined && present.position === content.position && digestOf(present) === digestOf(content)
    if (seen.has(keyText(key))) faults.push({ field: 'code', fault: repeated })
    else if (own !== undefined && !isSame && isPlanned(own, now)) faults.push({ field: 'code', fault: planned })
    seen.add(keyText(key))
    const what = isSame ? 'unchanged' : present === undefined ? 'added' : 'changed'
    return { row, key, values, content, faults, known: own, what }
  })
}

/** What is valid of an entry now. */
export function presentOf(known: KnownRow): EntryContent | undefined {
  if (known.revision === null) return undefined
  return contentOf({
    name: known.name!,
    name_en: known.name_en,
    parent: known.parent,
    position: known.position!,
    attributes: known.attributes,
    confidence: known.confidence!,
    source: known.source!,
    note: known.note!,
  })
}

/** Whether something is to take effect for an entry later. */
export function isPlanned(known: KnownRow, now: Date): boolean {
  const isWithdrawn = known.last_to !== null && known.last_to <= known.last_from
  return (known.last_from > now && !isWithdrawn) || (known.valid_to !== null && known.valid_to > now)
}

/** The change set of rows that are to be written, and the ids of their entries by key. */
export function changeSetOf(
  rows: readonly PlannedRow[],
  begin: (known: KnownRow | undefined) => Date,
  edited: boolean,
): ChangeSet & { readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map(rows.map(({ key, known }) => [keyText(key), known?.id ?? newId()]))
  const moving = rows.filter(({ what }) => what !== 'unchanged')
  return {
    ids,
    entries: moving
      .filter(({ known }) => known === undefined)
      .map(({ key }) => ({ id: ids.get(keyText(key))!, ...key })),
    endings: moving.flatMap(({ known }) =>
      known?.revision == null
        ? []
        : [{ entryId: known.id, revision: known.revision, at: begin(known), by: null, reason: null }],
    ),
    openings: moving.map(({ key, known, content }) => ({
      entryId: ids.get(keyText(key))!,
      revision: (known?.last_revision ?? 0) + 1,
      validFrom: begin(known),
      content,
    })),
    edited: new Map(edited ? moving.map(({ key }) => [ids.get(keyText(key))!, true]) : []),
  }
}

/** The first moment at which an entry may change, and not before `now`. */
export function nextMoment(known: KnownRow | undefined, now: Date): Date {
  if (known === undefined) return now
  const floor = Math.max(
    known.valid_from?.getTime() ?? 0,
    known.last_to !== null && known.last_to <= now ? known.last_to.getTime() - 1 : 0,
  )
  return new Date(Math.max(now.getTime(), floor + 1))
}
