import type { Actor } from '#lib/http'
import type { CaseDesk } from './desk.ts'
import type { Acting } from './workflow.ts'

/** A person as a workflow asks about them. */
export function actingOf(desk: Pick<CaseDesk, 'units'>, actor: Actor): Acting {
  return {
    accountId: actor.accountId,
    role: actor.role,
    unitId: actor.unitId,
    reach: actor.scope.units,
    platformId: desk.units.platformOf(actor.unitId)?.id ?? null,
  }
}
