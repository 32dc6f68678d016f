import Flatbush from 'flatbush'
import { boundsOf, contains, type Shape } from './shape.ts'

/** An area as the index needs it. `rank` counts levels from the top: 0 is the whole district. */
export interface IndexedArea {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly rank: number
  readonly parentCode: string | null
  readonly shape: Shape
}

/** From a point to the areas that hold it, in memory: built once, asked in microseconds. */
export interface AreaIndex<A extends IndexedArea = IndexedArea> {
  readonly all: readonly A[]
  /** The areas directly below one; of null: the top. */
  children(code: string | null): readonly A[]
  get(code: string): A | undefined
  /** The areas of all levels that hold a point, the whole district first; empty outside. */
  locate(lon: number, lat: number): A[]
  /** Areas of a name; a village is also found without its ending (居委会, 村委会, 社区). */
  named(name: string): A[]
  /** The areas above one, the whole district first. */
  above(area: A): A[]
  /** The areas of a level whose bounds touch a box. */
  touching(level: string, west: number, south: number, east: number, north: number): A[]
}

/**
 * Builds the index. A point on a border belongs to the area with the lowest code, so that it has one place and the same
 * one everywhere. The finest area found decides, and its parents follow by the tree, so that the levels never disagree.
 */
export function buildAreaIndex<A extends IndexedArea>(areas: readonly A[]): AreaIndex<A> {
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const byRank = [...Map.groupBy(areas, (area) => area.rank)].toSorted(([a], [b]) => b - a)
  const levels = byRank.map(([, members]) => {
    // In the order of their codes: the first hit is then the lowest.
    const sorted = members.toSorted((a, b) => (a.code < b.code ? -1 : 1))
    const tree = new Flatbush(sorted.length)
    for (const { shape } of sorted) {
      const { west, south, east, north } = boundsOf(shape)
      tree.add(west, south, east, north)
    }
    tree.finish()
    return { level: sorted[0]!.level, sorted, tree }
  })

  function chain(finest: A): A[] {
    const found = [finest]
    for (let code = finest.parentCode; code !== null && found.length <= levels.length; code = found[0]!.parentCode) {
      const parent = byCode.get(code)
      if (parent === undefined) break
      found.unshift(parent)
    }
    return found
  }

  const byName = new Map<string, A[]>()
  for (const area of areas) {
    for (const name of new Set([area.name, shortName(area.name)])) byName.set(name, [...(byName.get(name) ?? []), area])
  }

  const top = levels.at(-1)?.sorted ?? []
  const childrenOf = Map.groupBy(areas, (area) => area.parentCode)

  return {
    all: areas,
    children: (code) => childrenOf.get(code) ?? [],
    named: (name) => byName.get(name) ?? [],
    above: (area) => chain(area).slice(0, -1),
    get: (code) => byCode.get(code),
    locate(lon, lat) {
      for (const [depth, { sorted, tree }] of levels.entries()) {
        // Nearly every point is decided by the finest level. Of the others most lie outside the whole.
        if (depth === 1 && !top.some(({ shape }) => contains(shape, lon, lat))) return []
        let lowest = -1
        for (const index of tree.search(lon, lat, lon, lat)) {
          if ((lowest === -1 || index < lowest) && contains(sorted[index]!.shape, lon, lat)) lowest = index
        }
        if (lowest !== -1) return chain(sorted[lowest]!)
      }
      return []
    },
    touching(level, west, south, east, north) {
      const found = levels.find((one) => one.level === level)
      return found === undefined ? [] : found.tree.search(west, south, east, north).map((index) => found.sorted[index]!)
    },
  }
}

/** A village's name as people write it: 某某村村委会 → 某某, 某某社区居委会 → 某某. */
export function shortName(name: string): string {
  return name.replace(/(?:社区)?(?:居委会|居民委员会)$|(?:村)?(?:村委会|村民委员会)$/u, '')
}
