import type { Cluster } from './cluster.ts'
import type { Line } from './measure.ts'

/** What every bench is given. */
export interface BenchContext {
  readonly cluster: Cluster
  /** numbers of cases to measure at, ascending */
  readonly sizes: readonly number[]
  /** a database with as many cases as the smallest size; nobody is connected to it */
  readonly filled: string
  readonly say: (line: string) => void
}

export type Bench = (context: BenchContext) => Promise<Line[]>
