import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { newId, type Json } from '#lib/kernel'
import { ExchangeChanged } from './contract.ts'
import { wakeAfter, type ExchangeDesk } from './desk.ts'
import { sealBody } from './private.ts'
import { insertOwnMessage } from './store-messages.ts'

/**
 * Says something to an outside system: a row in the caller's transaction. It goes out when the system is on, again and
 * again until it arrives or is given up; `id` is the same in every sending, so that the other side knows it again. Gives
 * the message's id. An unknown system breaks the transaction.
 */
export function send(desk: ExchangeDesk, tx: Transaction, system: string, type: string, body: Json): string {
  const id = newId()
  const bytes = Buffer.from(JSON.stringify({ id, type, body }))
  const sealed = sealBody(desk.masterKey, bytes)
  tx.write(insertOwnMessage({ id, systemCode: system, direction: 'out', senderId: id, type, ...sealed }))
  emit(tx, ExchangeChanged, { system })
  wakeAfter(desk, tx)
  return id
}
