import type pg from 'pg'
import { statementName, type Compilable, type Compiled } from './sql.ts'

/**
 * Settings that hold for one transaction, e.g. who asks. Row-level security reads them: a query that forgets to ask who
 * may see what then finds nothing, instead of everything.
 */
export type Settings = Readonly<Record<string, string>>

/** The statement that makes settings hold until the transaction ends. */
export function settingStatement(settings: Settings): pg.QueryConfig {
  const entries = Object.entries(settings)
  const calls = entries.map((_, at) => `set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`)
  const sql = `select ${calls.join(', ')}`
  return { name: statementName(sql), text: sql, values: entries.flat() }
}

/** The same for the middle of a transaction, which learns only then for whom it is. */
export function settingQuery(settings: Settings): Compiled {
  const { text, values } = settingStatement(settings)
  return { sql: text, parameters: values ?? [] }
}

export type Query<Row> = Compilable<Row> | Compiled<Row>
export type RowsOf<Q> = Q extends Compilable<infer Row> ? Row[] : Q extends Compiled<infer Row> ? Row[] : never

/** What `pg` runs for a query: prepared once per connection under a name of its own. */
export function config(query: Query<unknown>): pg.QueryConfig {
  const { sql, parameters } = 'compile' in query ? query.compile() : query
  return { name: statementName(sql), text: sql, values: parameters.map(sendable) }
}

/**
 * Turns what may fail to become text into text here, before anything is sent: pg would leave out the one statement whose
 * value it cannot write, and the COMMIT that travels with it would store the others.
 */
function sendable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sendable)
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
  return JSON.stringify(value)
}

export function isDatabaseError(error: unknown): error is pg.DatabaseError {
  return error instanceof Error && 'severity' in error
}

/** Whether an error says that the connection or the server went away, not that a statement or a value was wrong. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as { code?: unknown }).code
  // 57P01 admin shutdown, 57P02 crash, 57P03 cannot connect now; class 08 connection exception
  if (isDatabaseError(error))
    return error.code?.startsWith('08') === true || ['57P01', '57P02', '57P03'].includes(error.code ?? '')
  // What the socket says has a code of Node's; what pg itself says has only words.
  if (typeof code === 'string') return /^(?:E[A-Z]+|ERR_STREAM_\w+|ERR_SSL_\w+)$/.test(code)
  return /^(?:Connection terminated|Client has encountered a connection error|Client was closed)/.test(error.message)
}
