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

/** Every unit's parent, by id; null for one that stands on top. */
export type Parents = ReadonlyMap<string, string | null>

/** The units given and all below them. A unit that the tree does not know stands for itself. */
export function subtree(parents: Parents, roots: readonly string[]): string[] {
  const inside = new Set(roots)
  const children = Map.groupBy(parents.keys(), (id) => parents.get(id) ?? null)
  const waiting = [...inside]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const child of children.get(id) ?? []) {
      if (inside.has(child)) continue
      inside.add(child)
      waiting.push(child)
    }
  }
  return [...inside]
}

/** The scope a post gives, its units told one by one. */
export function resolveScope(stored: StoredScope, parents: Parents): Scope {
  const { reach, unitId, units, places, categories, sensitivity } = stored
  return {
    units:
      reach === 'all'
        ? null
        : reach === 'unit'
          ? [unitId]
          : subtree(parents, reach === 'subtree' ? [unitId] : (units ?? [])),
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
