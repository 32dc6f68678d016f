import { ProblemError, type Handler } from '#lib/http'
import { accountNames } from '#platform/identity'
import { messageNotFound, type countUnread, type getReceipts, type listMessages, type Message } from './contract.ts'
import {
  countMessagesQuery,
  selectMessages,
  selectParts,
  selectReceipts,
  selectUrgent,
  type MessageRow,
} from './store.ts'

/** Serves the inbox: filtered, newest first, paged; what was gathered stands below what gathers it. */
export const listMessagesHandler: Handler<typeof listMessages> = async ({ tx, actor, query }) => {
  const { page = 1, pageSize = 50 } = query
  const filter = { accountId: actor.accountId, unread: query.unread === true, notice: query.notice, q: query.q }
  const [rows, [count]] = await tx.read(
    selectMessages(filter, pageSize, (page - 1) * pageSize),
    countMessagesQuery(filter),
  )
  const digests = rows.filter((row) => row.digest_count !== null).map((row) => row.id)
  const parts = digests.length === 0 ? [] : (await tx.read(selectParts(digests)))[0]
  return { items: rows.map((row) => toMessage(row, parts)), total: count!.total, page, pageSize }
}

/** Serves the bell: how many are unread, and which urgent ones nobody has opened. */
export const countUnreadHandler: Handler<typeof countUnread> = async ({ tx, actor }) => {
  const filter = { accountId: actor.accountId, unread: true, notice: undefined, q: undefined }
  const [[count], urgent] = await tx.read(countMessagesQuery(filter), selectUrgent(actor.accountId))
  return { unread: count!.total, urgent: urgent.map((row) => toMessage(row, [])) }
}

/** Serves read receipts: only those who were told the same may see them. */
export const getReceiptsHandler: Handler<typeof getReceipts> = async ({ tx, params }) => {
  const [receipts] = await tx.read(selectReceipts(params.id))
  if (receipts.length === 0) throw new ProblemError(messageNotFound)
  const [names] = await tx.read(accountNames(receipts.map((one) => one.account_id)))
  const nameOf = new Map(names.map(({ id, name }) => [id, name]))
  return {
    items: receipts
      .map((one) => ({ name: nameOf.get(one.account_id) ?? '', readAt: one.read_at?.toISOString() ?? null }))
      .toSorted((a, b) => (a.readAt ?? '9').localeCompare(b.readAt ?? '9') || a.name.localeCompare(b.name, 'zh-CN')),
  }
}

function fields(row: MessageRow): Omit<Message, 'parts'> {
  return {
    id: row.id,
    notice: row.notice,
    title: row.title,
    body: row.body,
    link: row.link,
    urgent: row.urgent,
    occurredAt: row.occurred_at.toISOString(),
    arrivedAt: row.arrived_at!.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
    handledAt: row.handled_at?.toISOString() ?? null,
  }
}

function toMessage(row: MessageRow, parts: readonly MessageRow[]): Message {
  return { ...fields(row), parts: parts.filter((part) => part.digest_id === row.id).map(fields) }
}
