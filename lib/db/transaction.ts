import type pg from 'pg'
import type { Pool } from './pool.ts'
import type { Reader } from './reader.ts'
import { config, isConnectionLoss, isDatabaseError, settingStatement, type Query, type Settings } from './statement.ts'

/** What a broken constraint means: its name → an error to throw instead. */
export type Rules = Readonly<Record<string, () => Error>>

/** A statement broke a rule of the database that nobody has given a meaning. */
export class BrokenRule extends Error {
  readonly constraint: string | undefined
  readonly code: string | undefined
  constructor(cause: pg.DatabaseError) {
    super(cause.message, { cause })
    this.name = 'BrokenRule'
    this.constraint = cause.constraint
    this.code = cause.code
  }
}

/** The connection ended between COMMIT and its answer: done or not, nobody knows. Sending the command again tells. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('The connection ended while committing', { cause })
    this.name = 'CommitUnknown'
  }
}

/**
 * One transaction, executed in as few round trips as the use case has reads: BEGIN travels with the first read, writes
 * wait and travel with the next read, before it, or with COMMIT.
 */
export interface Transaction extends Reader {
  /** Queues a statement whose rows nobody needs. `rules` gives constraint violations their meaning. */
  write(query: Query<unknown>, rules?: Rules): void
  /**
   * Called after COMMIT, never after a rollback, and waited for: whoever changed something finds it changed with the next
   * request. What it throws is a warning: the transaction stands.
   */
  afterCommit(what: () => unknown): void
  /** Times the connection was waited for; a command needs at most 3. */
  readonly roundTrips: number
}

interface Waiting {
  query: pg.QueryConfig
  rules: Rules | undefined
}

/**
 * Runs `work` in a transaction, with `settings` for its length: commits when it resolves, rolls back when it throws. A
 * transaction that touches nothing
 * takes no connection. Errors: what `work` throws, what `rules` say, BrokenRule, CommitUnknown.
 */
export async function runTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
  settings?: Settings,
): Promise<T> {
  let client: pg.PoolClient | undefined
  let connecting: Promise<pg.PoolClient> | undefined
  let over = false
  let waiting: Waiting[] = []
  const after: (() => unknown)[] = []
  let roundTrips = 0
  let lost: unknown
  let cause: unknown
  const opening: Waiting[] = [{ query: { text: 'begin' }, rules: undefined }]
  if (settings !== undefined) opening.push({ query: settingStatement(settings), rules: undefined })

  async function flush(batch: Waiting[]): Promise<pg.QueryResult[]> {
    if (batch.length === 0) return []
    // Reads given at once share the first one's connection, and follow its BEGIN.
    const begin = connecting === undefined
    connecting ??= takeConnection()
    const connection = await connecting
    roundTrips += 1
    const all = begin ? [...opening, ...batch] : batch
    // One cork around the batch: the statements leave in one packet instead of one each.
    const stream = (connection as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection
      .stream
    stream.cork()
    let answers: Promise<PromiseSettledResult<pg.QueryResult>[]>
    try {
      answers = Promise.allSettled(all.map(({ query }) => connection.query(query)))
    } finally {
      stream.uncork()
    }
    const settled = await answers
    // The first failure is the cause; what follows it only says that the transaction is aborted.
    const failed = settled.findIndex((answer) => answer.status === 'rejected')
    if (failed >= 0) {
      cause = (settled[failed] as PromiseRejectedResult).reason
      throw meaning(cause, all[failed]!.rules)
    }
    const results = settled.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value)
    return begin ? results.slice(opening.length) : results
  }
  async function takeConnection(): Promise<pg.PoolClient> {
    client = await pool.connect()
    client.on('error', onError)
    return client
  }
  function onError(error: unknown): void {
    lost = error
  }
  function refuseWhenOver(): void {
    if (over) throw new Error('The transaction is over: await what uses it before it returns')
  }

  const tx: Transaction = {
    async read(...queries) {
      refuseWhenOver()
      const batch = [...waiting, ...queries.map((query) => ({ query: config(query), rules: undefined }))]
      const writes = waiting.length
      waiting = []
      const results = await flush(batch)
      return results.slice(writes).map((result) => result.rows) as never
    },
    write(query, rules) {
      refuseWhenOver()
      waiting.push({ query: config(query), rules })
    },
    afterCommit(what) {
      after.push(what)
    },
    get roundTrips() {
      return roundTrips
    },
  }

  try {
    const value = await work(tx)
    over = true
    if (connecting !== undefined || waiting.length > 0) {
      const batch = [...waiting, { query: { text: 'commit' }, rules: undefined }]
      waiting = []
      let results: pg.QueryResult[]
      try {
        results = await flush(batch)
      } catch (error) {
        if (lost !== undefined || isConnectionLoss(cause)) throw new CommitUnknown(cause)
        throw error
      }
      // An aborted transaction's COMMIT resolves, with the tag ROLLBACK. Only the tag says what happened.
      const tag = results.at(-1)?.command
      if (tag !== 'COMMIT') throw new Error(`COMMIT answered ${tag}: nothing was stored`)
    }
    release(undefined)
    await Promise.all(after.map(callSafely))
    return value
  } catch (error) {
    over = true
    await rollBack()
    throw error
  }

  async function rollBack(): Promise<void> {
    // A read that nobody awaited may still be on its way to a connection.
    await connecting?.catch(() => undefined)
    if (client === undefined) return
    if (lost !== undefined) return release(true)
    try {
      await client.query('rollback')
      release(undefined)
    } catch {
      release(true)
    }
  }
  function release(destroy: true | undefined): void {
    client?.off('error', onError)
    client?.release(destroy ?? lost !== undefined)
    client = undefined
  }
}

async function callSafely(what: () => unknown): Promise<void> {
  try {
    await what()
  } catch (error) {
    process.emitWarning(error as Error)
  }
}

function meaning(error: unknown, rules: Rules | undefined): unknown {
  if (!isDatabaseError(error)) return error
  const rule = error.constraint === undefined ? undefined : rules?.[error.constraint]
  if (rule !== undefined) return rule()
  // class 23: integrity constraint violation
  return error.code?.startsWith('23') === true ? new BrokenRule(error) : error
}
