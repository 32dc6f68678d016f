import type { Parents } from './scope.ts'
import type { SessionLimits } from './store.ts'

/** What an installation says about sessions and passwords, and the units reach is told in. */
export interface IdentityRules extends SessionLimits {
  /** days after which a password runs out; 0: never */
  readonly passwordDays: number
  /** every unit's parent, as it is now */
  readonly parents: () => Parents
}

/** What holds where nobody says otherwise; units without a known organisation reach no further than themselves. */
export const plainRules: IdentityRules = {
  idleHours: 8,
  sessionHours: 24,
  passwordDays: 90,
  parents: () => new Map(),
}
