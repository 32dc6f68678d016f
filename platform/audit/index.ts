import { sqlFor, type Transaction } from '#lib/db'
import type { Actor } from '#lib/http'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'audit.entry'>>()

/** What an audit entry says. `detail` holds no personal data. */
export interface AuditEntry {
  /** `<module>.<what_was_done>` */
  what: string
  actor: Pick<Actor, 'accountId' | 'postId'> | undefined
  /** the id of what it was done to */
  subject?: string
  detail?: Readonly<Record<string, unknown>>
  requestId?: string
}

/** Records who did what, in the transaction in which it is done: both or neither. */
export function record(tx: Transaction, { what, actor, subject, detail, requestId }: AuditEntry): void {
  tx.write(
    sql.insertInto('audit.entry').values({
      what,
      actor_id: actor?.accountId ?? null,
      post_id: actor?.postId ?? null,
      subject: subject ?? null,
      detail: JSON.stringify(detail ?? {}),
      request_id: requestId ?? null,
    }),
  )
}
