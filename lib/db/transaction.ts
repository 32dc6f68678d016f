import type pg from 'pg'
import type { Pool } from './pool.ts'
import type { Reader } from './reader.ts'
import { config, isConnectionLoss, isDatabaseError, type Query } from './statement.ts'

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
  /** Called after COMMIT, never after a rollback. */
  afterCommit(what: () => void): void
  /** Times the connection was waited for; a command needs at most 3. */
  readonly roundTrips: number
}

interface Waiting {
  query: pg.QueryConfig
  rules: Rules | undefined
}

/**
 * Runs `work` in a transaction: commits when it resolves, rolls back when it throws. A transaction that touches nothing
 * takes no connection. Errors: what `work` throws, what `rules` say, BrokenRule, CommitUnknown.
 */
export async function runTransaction<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  let client: pg.PoolClient | undefined
  let waiting: Waiting[] = []
  const after: (() => void)[] = []
  let roundTrips = 0
  let lost: unknown
  let cause: unknown

  async function flush(batch: Waiting[]): Promise<pg.QueryResult[]> {
    if (batch.length === 0) return []
    const begin = client === undefined
    if (client === undefined) {
      client = await pool.connect()
      client.on('error', onError)
    }
    roundTrips += 1
    const connection = client
    const all = begin ? [{ query: { text: 'begin' }, rules: undefined }, ...batch] : batch
    // One cork around the batch: the statements leave in one packet instead of one each.
    const stream = (connection as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection.stream
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
    return begin ? results.slice(1) : results
  }
  function onError(error: unknown): void {
    lost = error
  }

  const tx: Transaction = {
    async read(...queries) {
      const batch = [...waiting, ...queries.map((query) => ({ query: config(query), rules: undefined }))]
      const writes = waiting.length
      waiting = []
      const results = await flush(batch)
      return results.slice(writes).map((result) => result.rows) as never
    },
    write(query, rules) {
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
    if (client !== undefined || waiting.length > 0) {
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
    for (const what of after) what()
    return value
  } catch (error) {
    await rollBack()
    throw error
  }

  async function rollBack(): Promise<void> {
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

function meaning(error: unknown, rules: Rules | undefined): unknown {
  if (!isDatabaseError(error)) return error
  const rule = error.constraint === undefined ? undefined : rules?.[error.constraint]
  if (rule !== undefined) return rule()
  // class 23: integrity constraint violation
  return error.code?.startsWith('23') === true ? new BrokenRule(error) : error
}
