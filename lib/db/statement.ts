import type pg from 'pg'
import { statementName, type Compilable, type Compiled } from './sql.ts'

/** A value as it goes over the wire: text, bytes, or nothing. */
export type WireValue = string | Buffer | null

/** A statement as it goes over the wire: prepared once per connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly WireValue[]
}

/**
 * Settings that hold for one transaction, e.g. who asks. Row-level security reads them: a query that forgets to ask who
 * may see what then finds nothing, instead of everything.
 */
export type Settings = Readonly<Record<string, string>>

/** The query that makes settings hold until the transaction ends. */
export function settingQuery(settings: Settings): Compiled & { readonly parameters: string[] } {
  const entries = Object.entries(settings)
  const calls = entries.map((_, at) => `set_config($${at * 2 + 1}, $${at * 2 + 2}, true)`)
  return { sql: `select ${calls.join(', ')}`, parameters: entries.flat() }
}

export type Query<Row> = Compilable<Row> | Compiled<Row>
export type RowsOf<Q> = Q extends Compilable<infer Row> ? Row[] : Q extends Compiled<infer Row> ? Row[] : never

/**
 * What goes over the wire for a query. Its values become text here, before anything is sent: what cannot be written must
 * not leave one statement out of a packet that ends in COMMIT.
 */
export function statementOf(query: Query<unknown>): Statement {
  const { sql, parameters } = 'compile' in query ? query.compile() : query
  return { name: statementName(sql), text: sql, values: parameters.map(wireValue) }
}

/** A value as PostgreSQL reads it: moments in UTC, lists as its arrays, objects as JSON. Errors: TypeError, RangeError. */
export function wireValue(value: unknown): WireValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value !== 'object') return String(value as number)
  if (value instanceof Date) return momentText(value)
  if (Array.isArray(value)) return `{${value.map(elementText).join(',')}}`
  if (ArrayBuffer.isView(value)) return bytesOf(value)
  return JSON.stringify(value)
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value)) return wireValue(value) as string
  const text = ArrayBuffer.isView(value) ? `\\x${bytesOf(value).toString('hex')}` : (wireValue(value) as string)
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function momentText(moment: Date): string {
  const text = moment.toISOString()
  const year = moment.getUTCFullYear()
  if (year >= 1 && year <= 9999) return text
  const rest = text.slice(text.indexOf('-', 1))
  return year < 1 ? `${String(1 - year).padStart(4, '0')}${rest} BC` : `${year}${rest}`
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
