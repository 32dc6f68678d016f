import { countKnown, importCases, mayRegister, maskValues, type CaseDesk, type KindDefinition } from '#core/cases'
import { maskText } from '#lib/crypto'
import { ProblemError, type Actor } from '#lib/http'
import type { Language } from '#lib/kernel'
import { FileUnreadable, readSheet, type Sheet } from '#lib/sheet'
import { columnsMissing, fileUnreadable, mayNotImport, type ImportReport } from './contract.ts'
import { mapColumns, mapRows, type ImportProfile, type MappedRow } from './map-rows.ts'

export interface ImportRequest {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly dryRun: boolean
  readonly goodRowsOnly: boolean
  readonly language: Language
}

const batchSize = 200

/**
 * Imports orders from a CSV file, 200 a transaction. With bad rows in it nothing is imported unless the good ones were
 * asked for. The same file twice makes nothing new: an order is known by its city number. Stopped half-way it is
 * simply sent again.
 */
export async function importOrders(
  desk: CaseDesk,
  profile: ImportProfile,
  actor: Actor,
  request: ImportRequest,
): Promise<ImportReport> {
  const began = performance.now()
  const kind = desk.kinds.newest(profile.kind)
  if (kind === undefined) throw new Error(`The import profile names the kind ${profile.kind}, which is not there`)
  if (!mayRegister(kind, actor)) throw new ProblemError(mayNotImport)
  const sheet = sheetOf(request)
  const columns = mapColumns(profile, kind, sheet.headings)
  requireColumns(
    kind,
    columns.map((column) => column.field),
    request.language,
  )
  const rows = mapRows(kind, columns, sheet)
  const good = rows.filter((row) => row.faults.length === 0)
  const known = await countKnown(
    desk,
    kind,
    actor,
    good.map(({ values }) => values[kind.sourceNumberField!]!),
  )
  const proceed = !request.dryRun && (good.length === rows.length || request.goodRowsOnly)
  return {
    fileName: request.fileName,
    encoding: sheet.encoding,
    dryRun: request.dryRun,
    rows: rows.length,
    good: good.length,
    bad: rows.length - good.length,
    known,
    imported: proceed ? await importGood(desk, kind, actor, good) : 0,
    columns: columns.map(({ heading, field }) => ({ heading, field })),
    faults: faultsOf(rows, columns, request.language),
    preview: good.slice(0, 5).map(({ values }) => shown(kind, values)),
    seconds: Math.round(performance.now() - began) / 1000,
  }
}

async function importGood(
  desk: CaseDesk,
  kind: KindDefinition,
  actor: Actor,
  good: readonly MappedRow[],
): Promise<number> {
  let imported = 0
  for (let at = 0; at < good.length; at += batchSize) {
    const batch = good.slice(at, at + batchSize).map(({ values }) => ({ values, occurredAt: desk.now().toISOString() }))
    imported += (await importCases(desk, kind, actor, batch)).made
  }
  return imported
}

function sheetOf({ bytes, language }: ImportRequest): Sheet {
  try {
    return readSheet(bytes)
  } catch (error) {
    if (error instanceof FileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why[language] })
    throw error
  }
}

function requireColumns(kind: KindDefinition, found: readonly (string | null)[], language: Language): void {
  const needed = kind.fields.filter((field) => field.required === true || field.key === kind.sourceNumberField)
  const missing = needed.filter((field) => !found.includes(field.key))
  if (missing.length > 0) {
    throw new ProblemError(columnsMissing, {
      columns: missing.map((field) => field.name[language]).join(language === 'en' ? ', ' : '、'),
    })
  }
}

function faultsOf(
  rows: readonly MappedRow[],
  columns: readonly { heading: string; field: string | null }[],
  language: Language,
): ImportReport['faults'] {
  return rows
    .flatMap(({ row, cells, faults }) =>
      faults.map(({ field, fault }) => ({
        row,
        column: columns.find((column) => column.field === field.key)?.heading ?? field.name[language],
        value: maskText(cells[field.key] ?? '').slice(0, 60),
        fault: fault[language],
      })),
    )
    .slice(0, 200)
}

function shown(kind: KindDefinition, values: Record<string, string>): Record<string, string> {
  const secret = new Set(kind.fields.filter((field) => field.private === true).map((field) => field.key))
  const own = Object.entries(values)
  return {
    ...Object.fromEntries(own.filter(([key]) => !secret.has(key))),
    ...maskValues(kind.fields, Object.fromEntries(own.filter(([key]) => secret.has(key)))),
  }
}
