import type { Domain } from './check-conditions.ts'
import type { CheckContext, PlatformLevel } from './check-forms.ts'
import { pointer, type Findings } from './finding.ts'
import type { ActionDefinition, KindDefinition } from './kind.ts'
import { beginnings, canPass, domainOf, explore, isTurn } from './paths.ts'

/** A case on the platforms of a level. */
interface Place {
  readonly state: string
  readonly level: PlatformLevel
  readonly held: boolean
}

/**
 * Warns of states from which nobody leads a case on while a platform of some level has it: a village may ask for more time
 * where only its town could grant it. Where it is not certain, somebody can: what is warned of is so.
 */
export function checkLevels(kind: KindDefinition, { levels = [] }: CheckContext, found: Findings): void {
  if (levels.length < 2) return
  const stuck = new Map<string, Set<PlatformLevel>>()
  for (const place of reached(kind, levels)) {
    if (kind.states.find((state) => state.code === place.state)?.stage === 'done') continue
    const leaves = kind.actions.some(
      ({ to, effect, ...rest }) =>
        ((to !== undefined && to !== place.state) || effect.transfer !== undefined) &&
        canBeDone(kind, { to, effect, ...rest } as ActionDefinition, place),
    )
    if (!leaves) stuck.set(place.state, (stuck.get(place.state) ?? new Set()).add(place.level))
  }
  for (const [at, { code, name }] of kind.states.entries()) {
    const here = [...(stuck.get(code) ?? [])].map((level) => level.name)
    if (here.length === 0) continue
    found.warning(
      pointer('states', at),
      'nobody_at_level',
      `案件由“${here.map((one) => one['zh-CN']).join('”“')}”的平台受理时，到“${name['zh-CN']}”后没有岗位能继续`,
      `While a platform of “${here.map((one) => one.en).join('”, “')}” has the case, no post leads it on from “${name.en}”`,
    )
  }
}

function reached(kind: KindDefinition, levels: readonly PlatformLevel[]): Iterable<Place> {
  const places = new Map<string, Place>()
  const open: Place[] = []
  const reach = (place: Place): void => {
    const key = JSON.stringify([place.state, place.level.sort, place.held])
    if (places.has(key)) return
    places.set(key, place)
    open.push(place)
  }
  const before = statesBefore(kind)
  for (const { to, roles } of [kind.register, ...(kind.entries ?? [])])
    for (const level of levels) if (works(level, roles)) reach({ state: to, level, held: false })
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { state, level, held } = place
    for (const action of kind.actions) {
      if (!canBeDone(kind, action, place)) continue
      const { assignUnitFrom, release, transfer } = action.effect
      const now = assignUnitFrom !== undefined ? true : release === true ? false : held
      const next = action.to === '@before' ? (before.get(state) ?? []) : [action.to ?? state]
      const up = (one: PlatformLevel): boolean => level.above.includes(one.sort)
      const down = (one: PlatformLevel): boolean => one.above.includes(level.sort)
      const onto =
        transfer === undefined
          ? [level]
          : levels.filter((one) => (transfer.way !== 'down' && up(one)) || (transfer.way !== 'up' && down(one)))
      for (const one of onto) for (const to of next) reach({ state: to, level: one, held: now })
    }
  }
  return places.values()
}

/** The states to which `@before` may lead back. */
function statesBefore(kind: KindDefinition): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { standing } of explore(kind, beginnings(kind)).values())
    if (standing.before !== null) found.set(standing.state, [...(found.get(standing.state) ?? []), standing.before])
  return found
}

function works(level: PlatformLevel, roles: readonly string[]): boolean {
  return roles.some((role) => level.roles.includes(role))
}

function canBeDone(kind: KindDefinition, action: ActionDefinition, { state, level, held }: Place): boolean {
  if (!action.from.includes(state)) return false
  if (action.by === 'platform' ? !works(level, action.roles) : action.by !== 'system' && action.roles.length === 0)
    return false
  // Whether units join in is not followed: where they might, they do.
  if (!isTurn(kind, action, { state, before: null, held, joint: held, marks: [] })) return false
  const wide = domainOf(kind, action, undefined)
  const domain: Domain = (fact, mention) =>
    fact === 'case.level'
      ? [level.sort]
      : fact === 'actor.role' && action.by === 'platform'
        ? action.roles.filter((role) => level.roles.includes(role))
        : wide(fact, mention)
  return canPass(kind, action, domain)
}
