import type { Insertable } from 'kysely'
import { maskText } from '#lib/crypto'
import { fixed, type Transaction } from '#lib/db'
import type { Actor } from '#lib/http'
import type { Database } from '#database'
import { sql } from './store.ts'

/** What an audit entry says. `detail` holds no personal data. */
export interface AuditEntry {
  /** `<module>.<what_was_done>`, declared by `defineAudit` */
  what: string
  actor: (Pick<Actor, 'accountId' | 'postId'> & Partial<Pick<Actor, 'name' | 'unitId' | 'unitName'>>) | undefined
  /** the id of what it was done to */
  subject?: string
  /** what people call that, e.g. a case number */
  subjectName?: string
  detail?: Readonly<Record<string, unknown>>
  requestId?: string
}

/** Records who did what, in the transaction in which it is done: both or neither. */
export function record(tx: Transaction, { what, actor, subject, subjectName, detail, requestId }: AuditEntry): void {
  tx.write(
    insertEntry({
      what,
      actor_id: actor?.accountId ?? null,
      post_id: actor?.postId ?? null,
      actor_name: actor?.name ?? null,
      unit_id: actor?.unitId ?? null,
      unit_name: actor?.unitName ?? null,
      subject: subject ?? null,
      subject_name: subjectName ?? null,
      detail: JSON.stringify(withoutPersonalData(detail ?? {})),
      request_id: requestId ?? null,
    }),
  )
}

const insertEntry = fixed((row: Insertable<Database['audit.entry']>) => sql.insertInto('audit.entry').values(row))

/** A reason is typed by hand, and people type telephone numbers. */
function withoutPersonalData(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { reason } = detail
  return typeof reason === 'string' ? { ...detail, reason: maskText(reason) } : detail
}
