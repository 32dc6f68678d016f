import type { Organisation } from './scope.ts'
import type { SessionLimits } from './store.ts'

/** What an installation says about sessions and passwords, and the units reach is told in. */
export interface IdentityRules extends SessionLimits {
  /** days after which a password runs out; 0: never */
  readonly passwordDays: number
  /** roles that nobody acts in without a second factor */
  readonly secondFactorRoles: readonly string[]
  /** the units reach is told in */
  readonly organisation: Organisation
}

/** What holds where nobody says otherwise; units without a known organisation reach no further than themselves. */
export const plainRules: IdentityRules = {
  idleHours: 8,
  sessionHours: 24,
  passwordDays: 90,
  secondFactorRoles: [],
  organisation: { subtree: () => [], head: () => undefined },
}
