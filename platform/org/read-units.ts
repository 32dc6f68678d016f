import { ProblemError, type Handler } from '#lib/http'
import type { BookContent, OrgBook } from './book.ts'
import {
  noSuchUnit,
  type findUnits,
  type getUnit,
  type listChanges,
  type listUnits,
  type OrgChangeView,
  type readTree,
  type TreeUnit,
  type UnitSort,
} from './contract.ts'
import { inOrder, type Day } from './forest.ts'
import { mayEdit } from './policy.ts'
import { selectChangePage, selectFound, type ChangeRow } from './store.ts'

/** The units of a day from the top down. */
export function treeOf({ forest, identities }: BookContent, day: Day): TreeUnit[] {
  return inOrder(forest.on(day)).map(({ version, depth, children }) => {
    const identity = identities.get(version.unitId)
    const { unitId, name, shortName, sort, parentId, divisionCode } = version
    return {
      id: unitId,
      code: identity?.code ?? '',
      name,
      shortName,
      sort,
      parentId,
      divisionCode,
      confidence: identity?.confidence ?? null,
      depth,
      children,
    }
  })
}

function sortsOf({ sorts }: BookContent): UnitSort[] {
  return [...sorts.values()].map((sort) => ({ ...sort, under: [...sort.under] }))
}

/** Serves all units of today. */
export function listUnitsHandler(book: OrgBook): Handler<typeof listUnits> {
  return async () => {
    await book.settled()
    return { items: treeOf(book.content, book.today), sorts: sortsOf(book.content) }
  }
}

/** Serves the tree of a day. */
export function readTreeHandler(book: OrgBook): Handler<typeof readTree> {
  return async ({ query, actor }) => {
    await book.settled()
    const asOf = query.asOf ?? book.today
    return {
      asOf,
      today: book.today,
      since: book.content.forest.changes[0]?.effectiveOn ?? null,
      mayEdit: mayEdit(actor),
      items: treeOf(book.content, asOf),
      sorts: sortsOf(book.content),
    }
  }
}

/** Serves a search, paged in SQL. */
export function findUnitsHandler(book: OrgBook): Handler<typeof findUnits> {
  return async ({ tx, query }) => {
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 50
    const filter = { day: query.asOf ?? book.today, q: query.q, sort: query.sort, parentId: query.parentId }
    const [rows] = await tx.read(selectFound(filter, query.order ?? 'code', page, pageSize))
    return {
      items: rows.map((row) => ({
        id: row.id,
        code: row.code,
        name: row.name,
        shortName: row.short_name,
        sort: row.sort,
        parentId: row.parent_id,
        divisionCode: row.division_code,
        parentName: row.parent_name,
      })),
      total: rows[0]?.total ?? 0,
      page,
      pageSize,
    }
  }
}

/** Serves one unit with everything that was said of it. */
export function getUnitHandler(book: OrgBook): Handler<typeof getUnit> {
  return async ({ params, query, actor }) => {
    await book.settled()
    const { content, today } = book
    const unitId = params.id.toLowerCase()
    const day = query.asOf ?? today
    const identity = content.identities.get(unitId)
    const versions = content.forest.versionsOf(unitId)
    if (identity === undefined || versions.length === 0) throw new ProblemError(noSuchUnit)
    const named = (id: string): { id: string; code: string; name: string } => ({
      id,
      code: content.identities.get(id)?.code ?? '',
      name: nameOf(content, id, day),
    })
    const platform = book.platformOf(unitId, day)
    return {
      id: unitId,
      code: identity.code,
      confidence: identity.confidence,
      source: identity.source,
      way: book.pathOf(unitId, day).map((one) => named(one.unitId)),
      platform: platform === undefined ? null : named(platform.unitId),
      below: Math.max(0, book.subtree(unitId, day).length - 1),
      // Of two versions that differ only in their place among their like nobody would see a difference.
      versions: versions.toReversed().map((version) => ({
        validFrom: version.validFrom,
        validTo: version.validTo,
        name: version.name,
        shortName: version.shortName,
        sort: version.sort,
        parentId: version.parentId,
        parentName: version.parentId === null ? null : nameOf(content, version.parentId, version.validFrom),
        divisionCode: version.divisionCode,
      })),
      successors: content.forest
        .successors(unitId, day)
        .filter((id) => id !== unitId)
        .map(named),
      changes: content.changes
        .filter(
          (change) =>
            change.from_units.includes(unitId) ||
            change.to_units.includes(unitId) ||
            change.steps.some((step) => step.unitId === unitId),
        )
        .toSorted((a, b) =>
          a.effective_on === b.effective_on ? b.sequence - a.sequence : a.effective_on < b.effective_on ? 1 : -1,
        )
        .map((change) => viewOf(content, change, today, mayEdit(actor))),
    }
  }
}

/** Serves changes, paged in SQL. */
export function listChangesHandler(book: OrgBook): Handler<typeof listChanges> {
  return async ({ tx, query, actor }) => {
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 50
    await book.settled()
    const [rows] = await tx.read(selectChangePage(query.upcoming === true ? book.today : undefined, page, pageSize))
    return {
      items: rows.map((row) => viewOf(book.content, row, book.today, mayEdit(actor))),
      total: rows[0]?.total ?? 0,
      page,
      pageSize,
    }
  }
}

/** What a unit was called on a day, or nearest to it. */
function nameOf({ forest }: BookContent, unitId: string, day: Day): string {
  const versions = forest.versionsOf(unitId)
  return (forest.at(unitId, day) ?? versions.findLast((one) => one.validFrom <= day) ?? versions[0])?.name ?? ''
}

/** The name of a unit that a change opens stands in the change alone when it was taken back. */
function openedName(change: ChangeRow, unitId: string): string | undefined {
  for (const step of change.steps) if (step.op === 'open' && step.unitId === unitId) return step.content.name
  return undefined
}

function viewOf(content: BookContent, change: ChangeRow, today: Day, mayEdit: boolean): OrgChangeView {
  const named = (id: string): { id: string; name: string } => ({
    id,
    name: openedName(change, id) ?? nameOf(content, id, change.effective_on),
  })
  return {
    id: change.id,
    kind: change.kind,
    effectiveOn: change.effective_on,
    from: change.from_units.map(named),
    to: change.to_units.map(named),
    units: new Set(change.steps.map((step) => step.unitId)).size,
    reason: change.reason,
    recordedAt: change.recorded_at.toISOString(),
    recordedBy: change.recorded_by_name,
    undoneAt: change.undone_at?.toISOString() ?? null,
    undoneBy: change.undone_by_name,
    mayUndo: mayEdit && change.undone_at === null && change.effective_on > today,
  }
}
