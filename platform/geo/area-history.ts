import { buildAreaIndex, type AreaIndex, type IndexedArea } from './area-index.ts'

/** A version of an area: from its first day up to the first one on which it is no longer so. */
export interface DatedArea extends IndexedArea {
  readonly validFrom: string
  readonly validTo: string | null
}

/**
 * The areas of any day (YYYY-MM-DD), from all their versions. Between two changes every day has the same areas, so an
 * index is built once for each such span, when a day of it is first asked for.
 */
export function areaHistory<A extends DatedArea>(versions: readonly A[]): (day: string) => AreaIndex<A> {
  const changes = [
    ...new Set(versions.flatMap(({ validFrom, validTo }) => (validTo === null ? [validFrom] : [validFrom, validTo]))),
  ].toSorted()
  const built = new Map<string | undefined, AreaIndex<A>>()
  return (day) => {
    const since = changes.findLast((change) => change <= day)
    let index = built.get(since)
    if (index === undefined) {
      index = buildAreaIndex(
        versions.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo > day)),
      )
      built.set(since, index)
    }
    return index
  }
}
