import type { Settings } from '#lib/db'
import type { Actor } from '#lib/http'
import { holderOf, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import type { Kinds } from './kinds.ts'
import type { Sight } from './store.ts'

/** What a person may see in lists: whole kinds by role, otherwise what their unit holds or held. */
export function sightOf(kinds: Kinds, actor: Actor): Sight {
  return { kinds: kinds.seenBy(actor.role), unitId: actor.unitId }
}

/** What row-level security is told of a person, in the setting `yiwang.actor`: the same as `sightOf`. */
export function settingsOf(kinds: Kinds, actor: Actor): Settings {
  const { kinds: seen, unitId } = sightOf(kinds, actor)
  return { 'yiwang.actor': JSON.stringify({ account: actor.accountId, kinds: seen, units: [unitId] }) }
}

/** Whether a person may see a case. The same rule as `sightOf`, for one case at hand. */
export function maySee(kind: KindDefinition, state: CaseState, actor: Pick<Actor, 'role' | 'unitId'>): boolean {
  return kind.seenBy.includes(actor.role) || state.assignments.some((one) => one.unitId === actor.unitId)
}

/** Whether a person may read a case's personal data in clear: by role, in a unit only while it holds the case. */
export function mayReveal(kind: KindDefinition, state: CaseState, actor: Pick<Actor, 'role' | 'unitId'>): boolean {
  if (!kind.revealedTo.includes(actor.role)) return false
  return kind.seenBy.includes(actor.role) || holderOf(state)?.unitId === actor.unitId
}

/** Whether a person may register cases of a kind. */
export function mayRegister(kind: KindDefinition, actor: Pick<Actor, 'role'>): boolean {
  return kind.register.roles.includes(actor.role)
}
