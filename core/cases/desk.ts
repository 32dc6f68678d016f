import type { App } from '#lib/http'
import type { Kinds } from './kinds.ts'

/** What every use case of the module needs: made once at start. */
export interface CaseDesk {
  readonly app: App
  readonly kinds: Kinds
  /** wraps the cases' own keys */
  readonly masterKey: Uint8Array
  /** begins case numbers, e.g. SJ */
  readonly numberPrefix: string
  readonly now: () => Date
}

