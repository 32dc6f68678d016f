import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import type { Actor, Handler } from '#lib/http'
import { InboxChanged, type markAllRead, type markMessagesRead } from './contract.ts'
import type { Messaging } from './messaging.ts'
import { countMessagesQuery, handleUrgent, markRead, selectUnreadIds } from './store.ts'

/** Serves 标为已读. A receipt is the reader's own word: it needs no audit entry beside it. */
export function markMessagesReadHandler(messaging: Messaging): Handler<typeof markMessagesRead> {
  return async ({ tx, actor, body }) => ({ unread: await read(messaging, tx, actor, body.ids) })
}

/** Serves 全部已读. */
export function markAllReadHandler(messaging: Messaging): Handler<typeof markAllRead> {
  return async ({ tx, actor, body }) => {
    const filter = { accountId: actor.accountId, unread: true, notice: body.notice, q: undefined }
    const [rows] = await tx.read(selectUnreadIds(filter))
    return {
      unread: await read(
        messaging,
        tx,
        actor,
        rows.map((row) => row.id),
      ),
    }
  }
}

async function read(messaging: Messaging, tx: Transaction, actor: Actor, ids: readonly string[]): Promise<number> {
  const unread = countMessagesQuery({ accountId: actor.accountId, unread: true, notice: undefined, q: undefined })
  const [handled, , [left]] = await tx.read(handleUrgent(ids), markRead(actor.accountId, ids, messaging.now()), unread)
  for (const accountId of new Set([actor.accountId, ...handled.map((row) => row.account_id)])) {
    emit(tx, InboxChanged, { accountId })
  }
  return left!.total
}
