import type { Day, DayView, Forest, SortSeed, UnitVersion } from './forest.ts'

/** What would be wrong with the tree, and on which day. */
export interface Fault {
  readonly code:
    | 'org.not_open_then'
    | 'org.others_depend'
    | 'org.parent_not_open'
    | 'org.would_cycle'
    | 'org.second_top'
    | 'org.no_top'
    | 'org.sort_not_here'
    | 'org.no_such_sort'
    | 'org.division_code_taken'
    | 'org.name_taken'
    | 'org.successor_not_open'
  readonly day: Day
  readonly unit?: string
  readonly other?: string
}

/**
 * Looks at the tree on `day` and on every later day on which something begins or ends: one top, no cycle, every parent
 * open and of a sort under which the child may be, division codes and the names of siblings used once, and successors
 * that are there when they take over. Gives the first fault. `newest` is the sequence of the change that is being made.
 */
export function checkForest(
  forest: Forest,
  sorts: ReadonlyMap<string, SortSeed>,
  day: Day,
  newest: number,
): Fault | undefined {
  const stray = forest.strays[0]
  if (stray !== undefined) {
    // A change recorded earlier that finds its unit gone was in the way; the newest one simply came on a wrong day.
    const code = stray.change.sequence === newest ? 'org.not_open_then' : 'org.others_depend'
    const known = forest.versionsOf(stray.unitId).at(-1)
    return { code, day: stray.change.effectiveOn, unit: known?.name ?? stray.unitId }
  }
  for (const change of forest.changes) {
    if (change.effectiveOn < day) continue
    for (const unitId of change.to) {
      const versions = forest.versionsOf(unitId)
      const last = versions.at(-1)
      const there =
        versions.length > 0 &&
        versions[0]!.validFrom <= change.effectiveOn &&
        (last!.validTo === null || last!.validTo >= change.effectiveOn)
      if (!there) return { code: 'org.successor_not_open', day: change.effectiveOn, unit: last?.name ?? unitId }
    }
  }
  for (const boundary of forest.boundariesFrom(day)) {
    const fault = checkDay(forest.on(boundary), sorts, boundary)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** The tree of one day. */
export function checkDay(view: DayView, sorts: ReadonlyMap<string, SortSeed>, day: Day): Fault | undefined {
  const tops: UnitVersion[] = []
  const divisions = new Map<string, UnitVersion>()
  const names = new Map<string, UnitVersion>()
  const grounded = new Set<string>()
  for (const version of view.values()) {
    const sort = sorts.get(version.sort)
    if (sort === undefined) return { code: 'org.no_such_sort', day, unit: version.name, other: version.sort }
    const parent = version.parentId === null ? undefined : view.get(version.parentId)
    if (version.parentId === null) tops.push(version)
    else if (parent === undefined) return { code: 'org.parent_not_open', day, unit: version.name }
    else if (!sort.under.includes(parent.sort))
      return { code: 'org.sort_not_here', day, unit: version.name, other: parent.name }
    if (version.parentId === null && sort.under.length > 0) return { code: 'org.second_top', day, unit: version.name }
    const division = version.divisionCode === null ? undefined : divisions.get(version.divisionCode)
    if (division !== undefined)
      return { code: 'org.division_code_taken', day, unit: version.name, other: division.name }
    if (version.divisionCode !== null) divisions.set(version.divisionCode, version)
    const key = `${version.parentId} ${version.name}`
    if (names.has(key)) return { code: 'org.name_taken', day, unit: version.name, other: parent?.name ?? '' }
    names.set(key, version)
    if (!isGrounded(view, version, grounded)) return { code: 'org.would_cycle', day, unit: version.name }
  }
  if (tops.length > 1) return { code: 'org.second_top', day, unit: tops[1]!.name }
  if (tops.length === 0) return { code: 'org.no_top', day }
  return undefined
}

/** Whether the way up from a unit ends. */
function isGrounded(view: DayView, version: UnitVersion, grounded: Set<string>): boolean {
  const way = new Set<string>()
  for (
    let at: UnitVersion | undefined = version;
    at !== undefined && !grounded.has(at.unitId);
    at = at.parentId === null ? undefined : view.get(at.parentId)
  ) {
    if (way.has(at.unitId)) return false
    way.add(at.unitId)
  }
  for (const id of way) grounded.add(id)
  return true
}
