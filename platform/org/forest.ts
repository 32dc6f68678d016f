import type { Words } from '#lib/kernel'

/** A calendar day, YYYY-MM-DD; compares as text. */
export type Day = string

/** A sort of units, as the city's data describes it. */
export interface SortSeed {
  readonly code: string
  readonly name: Words
  /** its units run a platform of their own */
  readonly platform: boolean
  /** its units handle cases */
  readonly handles: boolean
  /** sorts under which its units may be; none: they are at the top */
  readonly under: readonly string[]
}

/** What is said of a unit, and may change. */
export interface UnitContent {
  readonly name: string
  readonly shortName: string
  readonly sort: string
  readonly parentId: string | null
  readonly position: number
  readonly divisionCode: string | null
}

/** What was said of a unit from a day on and before another. */
export interface UnitVersion extends UnitContent {
  readonly unitId: string
  readonly validFrom: Day
  readonly validTo: Day | null
}

/** What a change does to one unit. */
export type Step =
  | { readonly op: 'open'; readonly unitId: string; readonly content: UnitContent }
  | { readonly op: 'set'; readonly unitId: string; readonly content: Partial<UnitContent> }
  | { readonly op: 'close'; readonly unitId: string }

/** A change of the organisation, as far as the tree follows from it. */
export interface OrgChange {
  readonly id: string
  /** order of recording; of two changes of one day the later counts */
  readonly sequence: number
  readonly kind: string
  readonly effectiveOn: Day
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly steps: readonly Step[]
}

/** A step that finds its unit not open on its day. */
export interface Stray {
  readonly change: OrgChange
  readonly unitId: string
}

/** The forest as it stood on one day. */
export type DayView = ReadonlyMap<string, UnitVersion>

/**
 * All units with their whole history, folded from the changes: a later day wins, and within a day what was recorded
 * later. A value set on a day holds until a later change sets it anew, wherever that change was recorded.
 */
export class Forest {
  readonly changes: readonly OrgChange[]
  readonly strays: readonly Stray[]
  readonly #versions: ReadonlyMap<string, readonly UnitVersion[]>
  readonly #endings = new Map<string, OrgChange>()
  readonly #days = new Map<Day, DayView>()

  constructor(changes: readonly OrgChange[]) {
    this.changes = changes.toSorted((a, b) =>
      a.effectiveOn === b.effectiveOn ? a.sequence - b.sequence : a.effectiveOn < b.effectiveOn ? -1 : 1,
    )
    const versions = new Map<string, UnitVersion[]>()
    const strays: Stray[] = []
    for (const change of this.changes) {
      for (const step of change.steps) {
        const own = versions.get(step.unitId) ?? []
        versions.set(step.unitId, own)
        if (!take(own, step, change.effectiveOn)) strays.push({ change, unitId: step.unitId })
        else if (step.op === 'close') this.#endings.set(step.unitId, change)
      }
    }
    this.#versions = versions
    this.strays = strays
  }

  /** A unit's versions, oldest first; none when there is no such unit. */
  versionsOf(unitId: string): readonly UnitVersion[] {
    return this.#versions.get(unitId) ?? []
  }

  /** Ids of all units, whenever they exist. */
  unitIds(): Iterable<string> {
    return this.#versions.keys()
  }

  /** What was said of a unit on a day; undefined before it opened and after it closed. */
  at(unitId: string, day: Day): UnitVersion | undefined {
    return this.versionsOf(unitId).find((version) => holds(version, day))
  }

  /** All units open on a day. */
  on(day: Day): DayView {
    const known = this.#days.get(day)
    if (known !== undefined) return known
    const view = new Map<string, UnitVersion>()
    for (const [unitId, versions] of this.#versions) {
      const version = versions.find((one) => holds(one, day))
      if (version !== undefined) view.set(unitId, version)
    }
    // Today and a few days that are looked at; somebody walking through the years must not fill memory.
    if (this.#days.size > 40) this.#days.clear()
    this.#days.set(day, view)
    return view
  }

  /** The change that closed a unit. */
  endingOf(unitId: string): OrgChange | undefined {
    return this.#endings.get(unitId)
  }

  /**
   * The units that stand for a unit on a day: itself while it is open, then those it was merged or split into, and
   * theirs. Empty before it opened, and when it was closed without a successor.
   */
  successors(unitId: string, day: Day): string[] {
    const found = new Set<string>()
    const follow = (id: string): void => {
      if (this.at(id, day) !== undefined) return void found.add(id)
      const ending = this.#endings.get(id)
      if (ending === undefined || ending.effectiveOn > day) return
      for (const next of ending.to) follow(next)
    }
    follow(unitId)
    return [...found]
  }

  /** Days after `day`, and `day` itself, on which anything begins or ends. */
  boundariesFrom(day: Day): Day[] {
    const days = new Set([day])
    for (const change of this.changes) if (change.effectiveOn > day) days.add(change.effectiveOn)
    return [...days].toSorted()
  }
}

function holds(version: UnitVersion, day: Day): boolean {
  return version.validFrom <= day && (version.validTo === null || day < version.validTo)
}

/** Takes a step into a unit's versions; false when the unit is not there to take it. */
function take(versions: UnitVersion[], step: Step, day: Day): boolean {
  const last = versions.at(-1)
  if (step.op === 'open') {
    if (last !== undefined) return false
    versions.push({ unitId: step.unitId, validFrom: day, validTo: null, ...step.content })
    return true
  }
  if (last === undefined || last.validTo !== null) return false
  if (step.op === 'close') {
    // A unit that opens and closes on one day was never there.
    if (versions[0]!.validFrom === day) return false
    if (last.validFrom === day) versions.pop()
    versions.push({ ...versions.pop()!, validTo: day })
    return true
  }
  if (last.validFrom === day) versions[versions.length - 1] = { ...last, ...step.content }
  else versions.splice(-1, 1, { ...last, validTo: day }, { ...last, ...step.content, validFrom: day })
  return true
}

/** Children of every unit of a day in their order; the top under ''. */
export function childrenOn(view: DayView): ReadonlyMap<string, UnitVersion[]> {
  const known = childrenOf.get(view)
  if (known !== undefined) return known
  const children = Map.groupBy(view.values(), (version) => version.parentId ?? '')
  for (const group of children.values()) group.sort((a, b) => a.position - b.position || (a.unitId < b.unitId ? -1 : 1))
  childrenOf.set(view, children)
  return children
}

// Every request of somebody who reaches over a subtree asks; a day's view does not change once it is made.
const childrenOf = new WeakMap<DayView, Map<string, UnitVersion[]>>()

/** All units of a day from the top down, each followed by what lies below it. */
export function inOrder(view: DayView): { version: UnitVersion; depth: number; children: number }[] {
  const children = childrenOn(view)
  const rows: { version: UnitVersion; depth: number; children: number }[] = []
  const walk = (parent: string, depth: number): void => {
    for (const version of children.get(parent) ?? []) {
      rows.push({ version, depth, children: children.get(version.unitId)?.length ?? 0 })
      walk(version.unitId, depth + 1)
    }
  }
  walk('', 0)
  return rows
}

/** A unit and everything below it on a day. */
export function below(view: DayView, unitId: string): string[] {
  if (!view.has(unitId)) return []
  const children = childrenOn(view)
  const ids = [unitId]
  for (const id of ids) for (const child of children.get(id) ?? []) ids.push(child.unitId)
  return ids
}

/** A unit's way up on a day, from the top to itself. */
export function wayUp(view: DayView, unitId: string): UnitVersion[] {
  const way: UnitVersion[] = []
  for (let at = view.get(unitId); at !== undefined; at = at.parentId === null ? undefined : view.get(at.parentId))
    way.unshift(at)
  return way
}
