import type { Settings } from '#lib/db'
import type { Actor } from '#lib/http'
import type { CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import type { CaseDesk, CaseUnits } from './desk.ts'
import { seenBy, type Sight } from './store.ts'

/** What sight turns on besides the person: the kinds, and which platform a unit works on. */
interface SightDesk extends Pick<CaseDesk, 'kinds'> {
  readonly units: Pick<CaseUnits, 'platformOf'>
}

/**
 * What a person may see in lists: whole kinds by role, but for confidential cases only with a post that reaches them;
 * besides, whatever their units hold or held and still see, since they have to work on it.
 */
export function sightOf(desk: SightDesk, actor: Actor): Sight {
  const { scope } = actor
  const whole = desk.kinds.seenBy(actor.role)
  const everywhere = scope.units === null
  // Whoever sees a kind on limited ground sees what their platform has, too.
  const platform = whole.length > 0 && !everywhere ? desk.units.platformOf(actor.unitId)?.id : undefined
  return {
    kinds: everywhere ? whole : [],
    units: [...new Set([actor.unitId, ...(scope.units ?? []), ...(platform === undefined ? [] : [platform])])],
    places: scope.places,
    categories: scope.categories,
    sensitivity: scope.sensitivity,
  }
}

/** What row-level security is told of a person, in the setting `yiwang.actor`: the same as `sightOf`. */
export function settingsOf(desk: SightDesk, actor: Actor): Settings {
  return { 'yiwang.actor': JSON.stringify({ account: actor.accountId, ...sightOf(desk, actor) }) }
}

/** Whether a person may see a case. The same rule as `sightOf`, for one case at hand. */
export function maySee(desk: SightDesk, state: CaseState, actor: Actor): boolean {
  return isInSight(sightOf(desk, actor), sightedOf(desk.kinds.get(state.kind, state.kindVersion), state))
}

/** What of a case says who sees it. */
export interface Sighted {
  readonly kind: string
  /** units that hold it, or held it and still see it */
  readonly units: string[]
  /** code of the smallest area it lies in */
  readonly area: string | null
  readonly category: string | null
  readonly sensitivity: number
}

export function sightedOf(kind: KindDefinition, state: CaseState): Sighted {
  const category = kind.categoryField === undefined ? undefined : state.facts[kind.categoryField]
  return {
    kind: state.kind,
    units: seenBy(state),
    area: state.place?.areas.at(-1) ?? null,
    category: category ?? null,
    sensitivity: state.sensitivity,
  }
}

/** Whether a case is in somebody's sight. */
export function isInSight(sight: Sight, { kind, units, area, category, sensitivity }: Sighted): boolean {
  const whole = sight.kinds.includes(kind) && (sensitivity < confidential || sight.sensitivity >= confidential)
  return (
    (whole || units.some((one) => sight.units.includes(one))) &&
    covers(sight.places, area) &&
    covers(sight.categories, category)
  )
}

const confidential = 2

function covers(codes: readonly string[] | null, code: string | null): boolean {
  return codes === null || codes.some((one) => code?.startsWith(one) === true)
}

/**
 * Whether a person may read a case's personal data in clear: by role, as far as the post's sensitivity goes; in a unit
 * only while it handles the case, and never of a confidential one (GB/T 33358: an order whose reporter asks for it is kept
 * secret from the handling unit).
 */
export function mayReveal(
  kind: KindDefinition,
  { holderId, sensitivity }: { readonly holderId: string | null; readonly sensitivity: number },
  actor: Pick<Actor, 'role' | 'unitId' | 'scope'>,
): boolean {
  if (!kind.revealedTo.includes(actor.role) || sensitivity > actor.scope.sensitivity) return false
  if (kind.seenBy.includes(actor.role)) return true
  return holderId === actor.unitId && sensitivity < confidential
}

/** Whether a person may register cases of a kind, in some way or in this one. */
export function mayRegister(kind: KindDefinition, actor: Pick<Actor, 'role'>, entry?: string): boolean {
  const ways = [kind.register, ...(kind.entries ?? [])]
  const asked = entry === undefined ? ways : (kind.entries ?? []).filter((one) => one.code === entry)
  return asked.some((way) => way.roles.includes(actor.role))
}

/** Whether a person may publish kinds and rules of routing. */
export function mayPublish(desk: Pick<CaseDesk, 'publishers'>, actor: Pick<Actor, 'role'>): boolean {
  return desk.publishers.includes(actor.role)
}
