import type pg from 'pg'
import type { Pool } from './pool.ts'
import type { Reader } from './reader.ts'
import {
  isConnectionLoss,
  isDatabaseError,
  settingQuery,
  statementOf,
  type Query,
  type Settings,
  type Statement,
} from './statement.ts'
import { runBatch, type Answer, type BatchFailed } from './batch.ts'

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
  readonly statement: Statement
  readonly rules?: Rules | undefined
}

const begin: Waiting = { statement: { name: 'begin', text: 'begin', values: [] } }
const commit: Waiting = { statement: { name: 'commit', text: 'commit', values: [] } }

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
  const opening = settings === undefined ? [begin] : [begin, { statement: statementOf(settingQuery(settings)) }]
  // One packet at a time is on its way: reads given at once follow each other, the first behind BEGIN.
  let turn: Promise<unknown> = Promise.resolve()

  function flush(batch: readonly Waiting[]): Promise<Answer[]> {
    if (batch.length === 0) return Promise.resolve([])
    const first = connecting === undefined
    connecting ??= takeConnection()
    const answers = turn.then(() => send(first ? [...opening, ...batch] : batch))
    turn = answers.catch(() => undefined)
    return first ? answers.then((all) => all.slice(opening.length)) : answers
  }
  async function send(batch: readonly Waiting[]): Promise<Answer[]> {
    const connection = await connecting!
    roundTrips += 1
    try {
      return await runBatch(
        connection,
        batch.map(({ statement }) => statement),
      )
    } catch (error) {
      const failed = error as BatchFailed
      cause = failed.cause
      throw meaning(cause, batch[failed.at]!.rules)
    }
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
      const batch = [...waiting, ...queries.map((query) => ({ statement: statementOf(query) }))]
      const writes = waiting.length
      waiting = []
      const answers = await flush(batch)
      return answers.slice(writes).map((answer) => answer.rows) as never
    },
    write(query, rules) {
      refuseWhenOver()
      waiting.push({ statement: statementOf(query), rules })
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
      const batch = [...waiting, commit]
      waiting = []
      let answers: Answer[]
      try {
        answers = await flush(batch)
      } catch (error) {
        if (lost !== undefined || isConnectionLoss(cause)) throw new CommitUnknown(cause)
        throw error
      }
      // An aborted transaction's COMMIT resolves, with the tag ROLLBACK. Only the tag says what happened.
      const tag = answers.at(-1)?.command
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
    // A read that nobody awaited may still be on its way.
    await connecting?.catch(() => undefined)
    await turn
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
