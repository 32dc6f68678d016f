import type { QueryResult } from 'pg'
import type { Pool } from './pool.ts'
import type { Compilable, Compiled } from './sql.ts'
import { config, isConnectionLoss, settingStatement, type RowsOf, type Settings } from './statement.ts'

type Query<Row> = Compilable<Row> | Compiled<Row>

/** Reads without writing: each `read` is one round trip and sees one state of the database per query. */
export interface Reader {
  read<const Q extends readonly Query<unknown>[]>(...queries: Q): Promise<{ [K in keyof Q]: RowsOf<Q[K]> }>
}

/**
 * A reader on a pool. With settings every `read` is a short transaction in which they hold, still one round trip. A
 * connection that turns out dead is replaced once: reading twice harms nobody.
 */
export function createReader(pool: Pool, settings?: Settings): Reader {
  const before = settings === undefined ? [] : [{ text: 'begin read only' }, settingStatement(settings)]
  const after = settings === undefined ? [] : [{ text: 'commit' }]
  return {
    async read(...queries) {
      const statements = [...before, ...queries.map((query) => config(query)), ...after]
      const attempt = async (): Promise<QueryResult[]> => {
        const client = await pool.connect()
        let broken = false
        const onError = (): void => {
          broken = true
        }
        client.on('error', onError)
        try {
          // All are answered before the connection goes back: the next user must not find half a transaction on it.
          const answers = await Promise.allSettled(statements.map((statement) => client.query(statement)))
          const failed = answers.find((answer) => answer.status === 'rejected')
          if (failed !== undefined) throw failed.reason
          return answers.map((answer) => (answer as PromiseFulfilledResult<QueryResult>).value)
        } catch (error) {
          broken ||= isConnectionLoss(error)
          throw error
        } finally {
          client.off('error', onError)
          client.release(broken)
        }
      }
      const results = await attempt().catch((error: unknown) => {
        if (isConnectionLoss(error)) return attempt()
        throw error
      })
      return results.slice(before.length, before.length + queries.length).map((result) => result.rows) as never
    },
  }
}
