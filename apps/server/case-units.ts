import type { CaseUnits } from '#core/cases'
import type { OrgBook, UnitAsOf } from '#platform/org'

type Named = { id: string; name: string; sort: string }

/** The organisation as cases ask about it: units of today, from the book in memory. */
export function caseUnits(book: OrgBook): CaseUnits {
  let read: { content: unknown; day: string; divisions: Map<string, string> } | undefined

  // A handful of thousand units, looked through once after each change.
  function divisions(): Map<string, string> {
    if (read?.content !== book.content || read.day !== book.today) {
      const found = new Map<string, string>()
      for (const id of book.content.identities.keys()) {
        const code = book.unitAsOf(id)?.divisionCode
        if (code != null) found.set(code, id)
      }
      read = { content: book.content, day: book.today, divisions: found }
    }
    return read.divisions
  }

  const find = (id: string | undefined): Named | undefined => (id === undefined ? undefined : named(book.unitAsOf(id)))
  return {
    findUnit: find,
    platformOf: (id) => named(book.platformOf(id)),
    platformAbove(id) {
      const parent = book.unitAsOf(id)?.parentId
      return parent == null ? undefined : named(book.platformOf(parent))
    },
    isBelow: (id, top) => id !== top && book.pathOf(id).some((one) => one.unitId === top),
    byCode: (code) => find(book.content.codes.get(code)),
    byDivision: (code) => find(divisions().get(code)),
    sorts: () => [...book.content.sorts.keys()],
  }
}

function named(unit: UnitAsOf | undefined): Named | undefined {
  return unit === undefined ? undefined : { id: unit.unitId, name: unit.name, sort: unit.sort }
}
