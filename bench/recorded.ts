import type { Statement } from '#lib/db'

/** A request with this header has its SQL written down under the header's value. */
export const recordHeader = 'x-bench-record'

/** Statements that travelled together: one round trip. */
export interface Batch {
  /** 0, or 1 for what was asked on a second connection while a transaction was open on the first */
  readonly connection: number
  readonly queries: readonly Statement[]
}

/** The SQL of requests, by the name they were given. */
export type Recorded = Map<string, Batch[]>
