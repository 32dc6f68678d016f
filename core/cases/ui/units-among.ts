import { useMemo } from 'react'
import type { Unit, UnitSort } from '#platform/org/contract'
import { useUnits } from '#platform/org/ui'
import type { Field } from '../contract.ts'
import type { FormPlace } from './form-place.ts'

/** The ids of the units a field may name; undefined when it may name any. The server has the last word. */
export function useUnitsAmong(
  among: Field['among'],
  { platformId, unitId }: FormPlace,
): ReadonlySet<string> | undefined {
  const units = useUnits().data
  return useMemo(() => {
    if (among === undefined || units === undefined) return undefined
    const forest = new Forest(units.items, units.sorts)
    return new Set(
      units.items
        .filter((unit) => {
          if (among === 'below')
            return unitId !== undefined && unit.id !== unitId && forest.way(unit.id).includes(unitId)
          if (among === 'platform') return forest.platformOf(unit.id) === platformId
          return (
            forest.platformOf(unit.id) === unit.id &&
            unit.parentId !== null &&
            forest.platformOf(unit.parentId) === platformId
          )
        })
        .map((unit) => unit.id),
    )
  }, [among, units, platformId, unitId])
}

/** The platform a unit works on. */
export function usePlatformOf(unitId: string | undefined): string | undefined {
  const units = useUnits().data
  return useMemo(
    () =>
      units === undefined || unitId === undefined ? undefined : new Forest(units.items, units.sorts).platformOf(unitId),
    [units, unitId],
  )
}

class Forest {
  readonly #units: ReadonlyMap<string, Unit>
  readonly #platforms: ReadonlySet<string>

  constructor(units: readonly Unit[], sorts: readonly UnitSort[]) {
    this.#units = new Map(units.map((unit) => [unit.id, unit]))
    this.#platforms = new Set(sorts.filter((sort) => sort.platform).map((sort) => sort.code))
  }

  /** The unit itself, then what it lies below, upwards. */
  way(id: string): string[] {
    const way: string[] = []
    for (let at = this.#units.get(id); at !== undefined && !way.includes(at.id);) {
      way.push(at.id)
      at = at.parentId === null ? undefined : this.#units.get(at.parentId)
    }
    return way
  }

  platformOf(id: string): string | undefined {
    return this.way(id).find((one) => this.#platforms.has(this.#units.get(one)?.sort ?? ''))
  }
}
