import type { Settings } from '#lib/db'
import type { Actor } from '#lib/http'
import { holderOf, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import type { CaseDesk } from './desk.ts'
import type { Sight } from './store.ts'

/** What a person may see in lists: whole kinds by role, otherwise what their units hold or held and still see. */
export function sightOf(desk: Pick<CaseDesk, 'kinds' | 'units'>, actor: Actor): Sight {
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
  }
}

/** What row-level security is told of a person, in the setting `yiwang.actor`: the same as `sightOf`. */
export function settingsOf(desk: Pick<CaseDesk, 'kinds' | 'units'>, actor: Actor): Settings {
  return { 'yiwang.actor': JSON.stringify({ account: actor.accountId, ...sightOf(desk, actor) }) }
}

/** Whether a person may see a case. The same rule as `sightOf`, for one case at hand. */
export function maySee(desk: Pick<CaseDesk, 'kinds' | 'units'>, state: CaseState, actor: Actor): boolean {
  const { kinds, units } = sightOf(desk, actor)
  const seen = kinds.includes(state.kind) || state.assignments.some((one) => one.visible && units.includes(one.unitId))
  const { places, categories } = actor.scope
  const category = desk.kinds.get(state.kind, state.kindVersion).categoryField
  return (
    seen &&
    covers(places, state.place?.areas.at(-1)) &&
    covers(categories, category === undefined ? undefined : state.facts[category])
  )
}

function covers(codes: readonly string[] | null, code: string | undefined): boolean {
  return codes === null || (code !== undefined && codes.some((one) => code.startsWith(one)))
}

/**
 * Whether a person may read a case's personal data in clear: by role; in a unit only while it handles the case, and never
 * of a confidential one (GB/T 33358: an order whose reporter asks for it is kept secret from the handling unit).
 */
export function mayReveal(kind: KindDefinition, state: CaseState, actor: Pick<Actor, 'role' | 'unitId'>): boolean {
  if (!kind.revealedTo.includes(actor.role)) return false
  if (kind.seenBy.includes(actor.role)) return true
  return holderOf(state)?.unitId === actor.unitId && state.sensitivity < 2
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
