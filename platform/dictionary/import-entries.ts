import type { Reader } from '#lib/db'
import { ProblemError, wordsBy, type Handler } from '#lib/http'
import type { Language } from '#lib/kernel'
import { FileUnreadable, readTable, type Sheet } from '#lib/sheet'
import { record } from '#platform/audit'
import { neighboursOf } from './check-entry.ts'
import { columnsMissing, fileUnreadable, type importEntries, type ImportReport } from './contract.ts'
import type { DictionaryDefinition } from './definition.ts'
import { definitionOf, sayChanged, type DictionaryDesk } from './desk.ts'
import { mapHeadings, missingFields } from './map-rows.ts'
import { changeSetOf, nextMoment, planRows, type PlannedRow, type RowsPlan } from './plan-rows.ts'
import { requireEditor } from './policy.ts'
import { fieldName, makerOf } from './situation.ts'
import { lockDictionary, selectKnown, selectValidKeys, type KnownRow, type ValidRow } from './store.ts'
import { changeStatements } from './store-changes.ts'

/**
 * Serves the import of a file: everything in one transaction or nothing; with bad rows nothing, unless the good ones
 * were asked for. Entries that are not in the file stay as they are, and the same file twice changes nothing.
 */
export function importEntriesHandler(desk: DictionaryDesk): Handler<typeof importEntries> {
  return async ({ tx, params, query, body, actor, language, requestId }) => {
    const began = performance.now()
    requireEditor(desk.editors, actor)
    const definition = definitionOf(desk, params.dictionary)
    const sheet = await sheetOf(body)
    const columns = mapHeadings(definition, sheet.headings)
    requireFields(definition, columns)
    await tx.read(lockDictionary(definition.code))
    const now = desk.now()
    const around = await readAround(tx, definition, now)
    const rows = planRows({ definition, columns, sheet, now, ...around })
    const good = rows.filter((row) => row.faults.length === 0)
    const moving = good.filter((row) => row.what !== 'unchanged')
    const proceed = query.dryRun !== true && (good.length === rows.length || query.goodRowsOnly === true)
    if (proceed && moving.length > 0) {
      const set = changeSetOf(moving, (known) => nextMoment(known, now), true)
      for (const statement of changeStatements(definition.code, set, makerOf(actor, 'imported', query.fileName)))
        tx.write(statement)
      const detail = {
        fileName: query.fileName,
        rows: rows.length,
        bad: rows.length - good.length,
        written: moving.length,
      }
      record(tx, { what: 'dictionary.entries_imported', actor, subject: definition.code, detail, requestId })
      sayChanged(desk, tx, definition.code, moving.length)
    }
    const count = (what: PlannedRow['what']): number => good.filter((row) => row.what === what).length
    return {
      fileName: query.fileName,
      encoding: sheet.encoding,
      dryRun: query.dryRun === true,
      rows: rows.length,
      good: good.length,
      bad: rows.length - good.length,
      added: count('added'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      written: proceed ? moving.length : 0,
      columns,
      faults: faultsOf(definition, rows, columns, language),
      seconds: Math.round(performance.now() - began) / 1000,
    }
  }
}

/** Everything rows of a file are checked against. */
async function readAround(
  reader: Reader,
  definition: DictionaryDefinition,
  now: Date,
): Promise<Pick<RowsPlan, 'known' | 'valid'>> {
  const neighbours = neighboursOf(definition)
  const [known, ...keys] = await reader.read(
    selectKnown(definition.code, now),
    ...neighbours.map((dictionary) => selectValidKeys(dictionary, now)),
  )
  return {
    known: known as KnownRow[],
    valid: new Map(neighbours.map((dictionary, at) => [dictionary, keys[at] as ValidRow[]])),
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

function requireFields(definition: DictionaryDefinition, columns: readonly { field: string | null }[]): void {
  const missing = missingFields(
    definition,
    columns.map((column) => column.field),
  )
  if (missing.length === 0) return
  const names = (language: Language) => missing.map((field) => fieldName(definition, field, language))
  throw new ProblemError(columnsMissing, { columns: wordsBy((one) => names(one).join(one === 'en' ? ', ' : '、')) })
}

function faultsOf(
  definition: DictionaryDefinition,
  rows: readonly PlannedRow[],
  columns: readonly { heading: string; field: string | null }[],
  language: Language,
): ImportReport['faults'] {
  return rows
    .flatMap(({ row, values, faults }) =>
      faults.map(({ field, fault }) => ({
        row,
        column: columns.find((column) => column.field === field)?.heading ?? fieldName(definition, field, language),
        value: (values.get(field) ?? '').slice(0, 60),
        fault: fault[language],
      })),
    )
    .slice(0, 200)
}
