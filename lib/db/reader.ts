import type { QueryResult } from 'pg'
import type { Pool } from './pool.ts'
import type { Compilable, Compiled } from './sql.ts'
import { config, isConnectionLoss, type RowsOf } from './statement.ts'

type Query<Row> = Compilable<Row> | Compiled<Row>

/** Reads without writing: each `read` is one round trip and sees one state of the database per query. */
export interface Reader {
  read<const Q extends readonly Query<unknown>[]>(...queries: Q): Promise<{ [K in keyof Q]: RowsOf<Q[K]> }>
}

/** A reader on a pool. A connection that turns out dead is replaced once: reading twice harms nobody. */
export function createReader(pool: Pool): Reader {
  return {
    async read(...queries) {
      const statements = queries.map((query) => config(query))
      const attempt = async (): Promise<QueryResult[]> => {
        const client = await pool.connect()
        let broken = false
        const onError = (): void => {
          broken = true
        }
        client.on('error', onError)
        try {
          return await Promise.all(statements.map((statement) => client.query(statement)))
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
      return results.map((result) => result.rows) as never
    },
  }
}
