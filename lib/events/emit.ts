import { EventEmitter } from 'node:events'
import type { Static, TSchema } from 'typebox'
import type { Transaction } from '#lib/db'
import type { EventKind } from './contract.ts'
import { insertEvent } from './store.ts'

/** Tells a relay in the same process that something was committed, so that it need not wait for its next look. */
export const committed = new EventEmitter<{ commit: [] }>()

/**
 * Says that something happened: one outbox row in the caller's transaction, nothing else. It is heard when, and only
 * if, the transaction commits.
 */
export function emit<S extends TSchema>(tx: Transaction, kind: EventKind<S>, data: Static<NoInfer<S>>): void {
  tx.write(insertEvent(kind.topic, data))
  tx.afterCommit(() => committed.emit('commit'))
}
