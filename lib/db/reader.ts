import { runBatch, type Answer, type BatchFailed } from './batch.ts'
import type { Pool } from './pool.ts'
import type { Compilable, Compiled } from './sql.ts'
import { isConnectionLoss, settingQuery, statementOf, type RowsOf, type Settings } from './statement.ts'

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
  // In one packet the statements are one transaction, in which the settings hold.
  const before = settings === undefined ? [] : [settingQuery({ ...settings, transaction_read_only: 'on' })]
  return {
    async read(...queries) {
      const statements = [...before, ...queries].map((query) => statementOf(query))
      const attempt = async (): Promise<Answer[]> => {
        const client = await pool.connect()
        let broken = false
        const onError = (): void => {
          broken = true
        }
        client.on('error', onError)
        try {
          return await runBatch(client, statements)
        } catch (error) {
          const { cause } = error as BatchFailed
          broken ||= isConnectionLoss(cause)
          throw cause
        } finally {
          client.off('error', onError)
          client.release(broken)
        }
      }
      const answers = await attempt().catch((error: unknown) => {
        if (isConnectionLoss(error)) return attempt()
        throw error
      })
      return answers.slice(before.length).map((answer) => answer.rows) as never
    },
  }
}
