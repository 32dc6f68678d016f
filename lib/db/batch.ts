import pg from 'pg'
import { serialize } from 'pg-protocol'
import { isDatabaseError, type Statement } from './statement.ts'

/** What one statement answered. */
export interface Answer {
  readonly rows: Record<string, unknown>[]
  /** first word of its tag: `SELECT`, `COMMIT`, `ROLLBACK` … */
  readonly command: string
}

/** A batch ended at one of its statements; those before it ran, those behind it did not. */
export class BatchFailed extends Error {
  /** of the statement that failed; of the first when nobody knows which, because the connection was lost */
  readonly at: number
  constructor(at: number, cause: unknown) {
    super((cause as Error).message, { cause })
    this.name = 'BatchFailed'
    this.at = at
  }
}

/** How the rows of a prepared statement read: what PostgreSQL says of them once. */
interface Shape {
  readonly names: readonly string[]
  readonly parsers: readonly ((text: string) => unknown)[]
}

/**
 * What a connection knows: the statements prepared on it with the shapes of their rows. `undefined` for one that failed
 * while it was being prepared: PostgreSQL may or may not know it.
 */
type Prepared = Map<string, Shape | undefined>

/** More statements than this no connection keeps prepared. */
const mostPrepared = 1000

const preparedOf = new WeakMap<object, Prepared>()

interface Wire {
  readonly stream: { readonly writable: boolean; write(bytes: Buffer): boolean }
}

/**
 * Runs statements on a connection in one packet each way. Without a BEGIN among them they are one transaction: PostgreSQL
 * commits at the end of the packet. Errors: BatchFailed; the connection is then as PostgreSQL left it, a transaction that
 * was begun is still open.
 *
 * `pg` sends every message by itself and closes every statement with a Sync, which PostgreSQL answers with a packet of its
 * own: for the twenty statements of a command that was half of the processor time on either side.
 */
export function runBatch(client: pg.ClientBase, statements: readonly Statement[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    // `pg` runs anything that can submit itself, and tells it what comes back.
    client.query(new Batch(statements, resolve, reject) as unknown as pg.Submittable)
  })
}

/** One turn on a connection, as `pg` knows queries. */
export class Batch {
  readonly statements: readonly Statement[]
  readonly #resolve: (answers: Answer[]) => void
  readonly #reject: (error: BatchFailed) => void
  #prepared: Prepared = new Map()
  readonly #answers: Answer[] = []
  #shape: Shape | undefined
  #rows: Record<string, unknown>[] = []
  /** a value that could not be read; the rest is still taken off the wire */
  #unreadable: unknown

  constructor(
    statements: readonly Statement[],
    resolve: (answers: Answer[]) => void,
    reject: (error: BatchFailed) => void,
  ) {
    this.statements = statements
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Called by `pg` when it is this batch's turn. */
  submit(connection: Wire): void {
    let prepared = preparedOf.get(connection)
    if (prepared === undefined) preparedOf.set(connection, (prepared = new Map<string, Shape | undefined>()))
    this.#prepared = prepared
    const messages: Buffer[] = []
    const parsed = new Set<string>()
    for (const { name, text, values } of this.statements) {
      const known = prepared.get(name)
      if (known === undefined && !parsed.has(name)) {
        if (prepared.has(name)) messages.push(serialize.close({ type: 'S', name }))
        messages.push(serialize.parse({ name, text, types: [] }))
        parsed.add(name)
      }
      messages.push(serialize.bind({ statement: name, values: values as string[] }))
      if (known === undefined) messages.push(serialize.describe({ type: 'P' }))
      messages.push(serialize.execute())
    }
    // Until its answer is there nobody knows whether PostgreSQL took it.
    for (const name of parsed) prepared.set(name, undefined)
    messages.push(...this.#forget(prepared), serialize.sync())
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages))
    this.#begin()
  }

  /** Lets go of what was prepared longest ago: a list of another length is a statement of its own, each holds memory. */
  *#forget(prepared: Prepared): Iterable<Buffer> {
    const used = new Set(this.statements.map(({ name }) => name))
    for (const name of prepared.keys()) {
      if (prepared.size <= mostPrepared) return
      if (used.has(name)) continue
      prepared.delete(name)
      yield serialize.close({ type: 'S', name })
    }
  }

  handleRowDescription({ fields }: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    this.#shape = {
      names: fields.map((field) => field.name),
      parsers: fields.map((field) => pg.types.getTypeParser(field.dataTypeID, 'text') as (text: string) => unknown),
    }
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const { names, parsers } = this.#shape!
    const row: Record<string, unknown> = {}
    try {
      for (let at = 0; at < fields.length; at += 1) {
        const text = fields[at]!
        row[names[at]!] = text === null ? null : parsers[at]!(text)
      }
    } catch (error) {
      this.#unreadable ??= error
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name } = this.statements[this.#answers.length]!
    if (this.#prepared.get(name) === undefined) this.#prepared.set(name, this.#shape ?? { names: [], parsers: [] })
    this.#answers.push({ rows: this.#rows, command: text.split(' ', 1)[0]! })
    this.#begin()
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  /** Also what `pg` calls when the connection is lost. PostgreSQL passes over the rest of the packet by itself. */
  handleError(error: Error): void {
    const at = Math.min(this.#answers.length, this.statements.length - 1)
    // 0A000: its tables changed so that it reads other columns; 26000: somebody let go of it. It is prepared anew.
    if (isDatabaseError(error) && ['0A000', '26000'].includes(error.code ?? '')) {
      this.#prepared.set(this.statements[at]!.name, undefined)
    }
    this.#reject(new BatchFailed(at, error))
  }

  handleReadyForQuery(): void {
    if (this.#unreadable === undefined) this.#resolve(this.#answers)
    else this.#reject(new BatchFailed(0, this.#unreadable))
  }

  handlePortalSuspended(): void {
    // Nothing asks for a part of its rows.
  }

  handleCopyInResponse(): void {
    // No statement of ours copies.
  }

  handleCopyData(): void {
    // No statement of ours copies.
  }

  #begin(): void {
    this.#rows = []
    const next = this.statements[this.#answers.length]
    this.#shape = next === undefined ? undefined : this.#prepared.get(next.name)
  }
}
