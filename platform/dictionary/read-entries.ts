import { ProblemError, type Handler } from '#lib/http'
import {
  noSuchEntry,
  type compareVersions,
  type Entry,
  type getEntry,
  type listDictionaries,
  type listEntries,
  type Revision,
} from './contract.ts'
import type { EntryContent } from './definition.ts'
import { definitionOf, type DictionaryDesk } from './desk.ts'
import { mayEdit } from './policy.ts'
import { contentOf, countEntries, selectDelivery, selectRevisions, type RevisionRow } from './store.ts'
import { countMatching, countPairs, selectEntries, selectPairs, type EntryFilter, type EntryRow } from './store-list.ts'

/** Serves the list of dictionaries with their counts. */
export function listDictionariesHandler(desk: DictionaryDesk): Handler<typeof listDictionaries> {
  return async ({ tx, actor }) => {
    const [counts] = await tx.read(countEntries(desk.now()))
    const byCode = new Map(counts.map((one) => [one.dictionary, one]))
    return {
      groups: [...desk.groups],
      items: desk.book.definitions().map((definition) => ({
        definition,
        entries: byCode.get(definition.code)?.entries ?? 0,
        differing: byCode.get(definition.code)?.differing ?? 0,
      })),
      mayEdit: mayEdit(desk.editors, actor),
    }
  }
}

interface FilterQuery {
  readonly q?: string
  readonly version?: string
  readonly kind?: string
  readonly confidence?: string
  readonly delivered?: 'same' | 'differs' | 'own'
  readonly state?: 'valid' | 'retired' | 'planned' | 'all'
  readonly asOf?: string
}

/** The filter a query means. */
export function filterOf(desk: DictionaryDesk, dictionary: string, query: FilterQuery): EntryFilter {
  return {
    definition: definitionOf(desk, dictionary),
    at: momentOf(query.asOf, desk.now()),
    state: query.state ?? 'valid',
    q: query.q,
    version: query.version,
    kind: query.kind,
    confidence: query.confidence,
    delivered: query.delivered,
  }
}

/** The moment a text names: a day means its last millisecond in Asia/Shanghai, so that what was changed on it counts. */
function momentOf(asOf: string | undefined, now: Date): Date {
  if (asOf === undefined) return now
  return /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? new Date(`${asOf}T23:59:59.999+08:00`) : new Date(asOf)
}

/** Serves a page of entries. */
export function listEntriesHandler(desk: DictionaryDesk): Handler<typeof listEntries> {
  return async ({ tx, params, query }) => {
    const filter = { ...filterOf(desk, params.dictionary, query), parent: query.parent }
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 100
    const limits = { limit: pageSize, offset: (page - 1) * pageSize }
    const [rows, [count]] = await tx.read(
      selectEntries(filter, query.sort ?? 'position', limits),
      countMatching(filter),
    )
    return { items: rows.map(toEntry), total: count?.total ?? 0, page, pageSize }
  }
}

/** Serves one entry with its history. One that is valid only later, or no more, is shown as it will be or was. */
export function getEntryHandler(desk: DictionaryDesk): Handler<typeof getEntry> {
  return async ({ tx, params, actor }) => {
    const filter: EntryFilter = { ...filterOf(desk, params.dictionary, { state: 'all' }), id: params.id }
    const [[row], [planned], revisions, [delivery]] = await tx.read(
      selectEntries(filter, 'position', undefined),
      selectEntries({ ...filter, state: 'planned' }, 'position', undefined),
      selectRevisions(params.id),
      selectDelivery(params.id),
    )
    const shown = row ?? planned
    if (shown === undefined) throw new ProblemError(noSuchEntry)
    return {
      entry: toEntry(shown),
      history: revisions.toReversed().map(toRevision),
      deliveredContent: (delivery?.content as EntryContent | undefined) ?? null,
      mayEdit: mayEdit(desk.editors, actor),
    }
  }
}

/** Serves two editions side by side. A dictionary without a mapping has nothing to compare. */
export function compareVersionsHandler(desk: DictionaryDesk): Handler<typeof compareVersions> {
  return async ({ tx, params, query }) => {
    const definition = definitionOf(desk, params.dictionary)
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 100
    if (definition.mapping === undefined)
      return { items: [], total: 0, page, pageSize, counts: { both: 0, renamed: 0, new: 0, gone: 0 } }
    const limits = { limit: pageSize, offset: (page - 1) * pageSize }
    const q = (query.q ?? '').trim().toLowerCase()
    const at = desk.now()
    const show = query.show ?? 'all'
    const [rows, [counted]] = await tx.read(
      selectPairs(definition, at, query.kind, q, show, limits),
      countPairs(definition, at, query.kind, q, show),
    )
    const { total, ...counts } = counted!
    const side = (id: string | null, code: string | null, name: string | null) =>
      id === null ? null : { id, code: code!, name: name! }
    return {
      items: rows.map((row) => ({
        from: side(row.from_id, row.from_code, row.from_name),
        to: side(row.to_id, row.to_code, row.to_name),
      })),
      total,
      page,
      pageSize,
      counts,
    }
  }
}

export function toEntry(row: EntryRow): Entry {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    code: row.code,
    ...contentOf(row),
    parentName: row.parent_name,
    children: row.children,
    revision: row.revision,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to?.toISOString() ?? null,
    state: row.state,
    delivered: row.delivered,
    plannedFrom: row.planned_from?.toISOString() ?? null,
  }
}

function toRevision(row: RevisionRow): Revision {
  return {
    ...contentOf(row),
    revision: row.revision,
    validFrom: row.valid_from.toISOString(),
    validTo: row.valid_to?.toISOString() ?? null,
    origin: row.origin as Revision['origin'],
    changedBy: row.changed_by_name,
    reason: row.reason,
    recordedAt: row.recorded_at.toISOString(),
    endedBy: row.ended_by_name,
    endedReason: row.ended_reason,
  }
}
