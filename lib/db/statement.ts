import type pg from 'pg'
import { statementName, type Compilable, type Compiled } from './sql.ts'

export type Query<Row> = Compilable<Row> | Compiled<Row>
export type RowsOf<Q> = Q extends Compilable<infer Row> ? Row[] : Q extends Compiled<infer Row> ? Row[] : never

/** What `pg` runs for a query: prepared once per connection under a name of its own. */
export function config(query: Query<unknown>): pg.QueryConfig {
  const { sql, parameters } = 'compile' in query ? query.compile() : query
  return { name: statementName(sql), text: sql, values: [...parameters] }
}

export function isDatabaseError(error: unknown): error is pg.DatabaseError {
  return error instanceof Error && 'severity' in error
}

/** Whether an error says that the connection or the server went away, not that a statement was wrong. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (!isDatabaseError(error)) return true
  // 57P01 admin shutdown, 57P02 crash, 57P03 cannot connect now; class 08 connection exception
  return error.code?.startsWith('08') === true || ['57P01', '57P02', '57P03'].includes(error.code ?? '')
}
