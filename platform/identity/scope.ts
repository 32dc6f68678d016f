import type { Scope } from '#lib/http'

/** How far a post reaches, as stored: the post's own word, else its role's. */
export interface StoredScope {
  readonly unitId: string
  readonly reach: 'unit' | 'subtree' | 'all' | 'listed'
  readonly units: readonly string[] | null
  readonly places: readonly string[] | null
  readonly categories: readonly string[] | null
  readonly sensitivity: 0 | 1 | 2
}

/** The units of an organisation, as they are now. */
export interface Organisation {
  /** a unit and all below it; empty when it is not open */
  readonly subtree: (unitId: string) => readonly string[]
  /** the unit at the head; undefined while there is none */
  readonly head: () => string | undefined
}

/** The units given and all below them. A unit that the organisation does not know stands for itself. */
function allBelow(organisation: Pick<Organisation, 'subtree'>, roots: readonly string[]): string[] {
  return [...new Set(roots.flatMap((root) => [root, ...organisation.subtree(root)]))]
}

/** The scope a post gives, its units told one by one. */
export function resolveScope(stored: StoredScope, organisation: Pick<Organisation, 'subtree'>): Scope {
  const { reach, unitId, units, places, categories, sensitivity } = stored
  return {
    units:
      reach === 'all'
        ? null
        : reach === 'unit'
          ? [unitId]
          : allBelow(organisation, reach === 'subtree' ? [unitId] : (units ?? [])),
    places,
    categories,
    sensitivity,
  }
}

/** What is asked about: a case, a device, a file. What it does not have is null. */
export interface Matter {
  /** units that hold or held it */
  readonly unitIds: readonly string[]
  readonly place: string | null
  readonly category: string | null
  readonly sensitivity: 0 | 1 | 2
}

/** Whether a matter lies in a scope: every dimension must hold. What has no place is in no limited place. */
export function inScope(scope: Scope, matter: Matter): boolean {
  const { units } = scope
  return (
    (units === null || matter.unitIds.some((id) => units.includes(id))) &&
    covers(scope.places, matter.place) &&
    covers(scope.categories, matter.category) &&
    matter.sensitivity <= scope.sensitivity
  )
}

function covers(codes: readonly string[] | null, code: string | null): boolean {
  return codes === null || (code !== null && codes.some((one) => code.startsWith(one)))
}
