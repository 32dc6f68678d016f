import { ProblemError, type Handler } from '#lib/http'
import type { Words } from '#lib/kernel'
import { record } from '#platform/audit'
import { freshView, getRun, kindFor, kindOf, viewOf, type ImportDesk } from './import-desk.ts'
import { mappingNotFound, type getImport, type listFaults, type listImports, type listMappings, type removeMapping } from './import-contract.ts' // prettier-ignore
import { savedMappings } from './import-look.ts'
import { countFaults, countRuns, deleteMapping, selectFaults, selectRuns } from './import-store.ts'
import { requireImporter } from './policy.ts'

/** Serves the imports so far. */
export function listImportsHandler(desk: ImportDesk): Handler<typeof listImports> {
  return async ({ tx, query, actor }) => {
    const kind = kindFor(desk, actor)
    const { q, state, page = 1, pageSize = 20 } = query
    const filter = { kind: kind.kind, q, state }
    const [[count], rows] = await tx.read(countRuns(filter), selectRuns(filter, page, pageSize))
    return { items: rows.map((run) => viewOf(run, actor)), total: count!.total, page, pageSize }
  }
}

/** Serves one import. */
export function getImportHandler(desk: ImportDesk): Handler<typeof getImport> {
  return async ({ tx, params, actor }) => {
    requireImporter(kindOf(desk), actor)
    return freshView(tx, params.id, actor)
  }
}

/** Serves cells at fault. */
export function listFaultsHandler(desk: ImportDesk): Handler<typeof listFaults> {
  return async ({ tx, params, query, actor }) => {
    const run = await getRun(desk, tx, actor, params.id)
    const { field, page = 1, pageSize = 50 } = query
    const [[count], rows] = await tx.read(countFaults(run.id, field), selectFaults(run.id, field, page, pageSize))
    const items = rows.map((one) => ({
      row: one.row_number,
      column: one.column_name,
      field: one.field,
      value: one.value,
      fault: one.fault as Words,
    }))
    return { items, total: Number(count!.total), page, pageSize }
  }
}

/** Serves the saved matchings. */
export function listMappingsHandler(desk: ImportDesk): Handler<typeof listMappings> {
  return async ({ tx, actor }) => {
    requireImporter(kindOf(desk), actor)
    const rows = await savedMappings(desk, tx)
    return {
      items: rows.map((row) => ({
        id: row.id,
        name: row.name,
        columns: row.columns as { heading: string; field: string }[],
        constants: row.constants as Record<string, string>,
        savedBy: row.saved_by_name,
        savedAt: row.saved_at.toISOString(),
      })),
    }
  }
}

/** Forgets a saved matching. */
export function removeMappingHandler(desk: ImportDesk): Handler<typeof removeMapping> {
  return async ({ tx, params, actor, requestId }) => {
    requireImporter(kindOf(desk), actor)
    const [[gone]] = await tx.read(deleteMapping(params.id))
    if (gone === undefined) throw new ProblemError(mappingNotFound)
    record(tx, { what: 'hotline.import_remove_mapping', actor, subject: gone.name, requestId })
    return {}
  }
}
