import { sm3Hex } from '#lib/crypto'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { messageNotFound, type listMessages, type listSystems, type Message, type readMessage } from './contract.ts'
import { requireManager, type ExchangeDesk } from './desk.ts'
import { openSealed } from './private.ts'
import { selectKeys, selectSystems, type KeyRow } from './store.ts'
import { countMessages, lockMessage, selectMessages, type ListedRow } from './store-messages.ts'

/** Serves the registry. */
export function listSystemsHandler(desk: ExchangeDesk): Handler<typeof listSystems> {
  return async ({ tx, actor }) => {
    requireManager(actor)
    const [systems, keys] = await tx.read(selectSystems(), selectKeys())
    const keysOf = Map.groupBy(keys, (key) => key.system_code)
    return {
      items: systems.map((row) => ({
        code: row.code,
        name: row.name,
        direction: row.direction,
        address: row.address,
        contact: row.contact,
        note: row.note,
        isOn: row.is_on,
        version: row.version,
        changedAt: row.changed_at.toISOString(),
        failures: row.failures,
        pausedUntil: momentOf(row.paused_until),
        counts: { waiting: row.waiting, failed: row.failed },
        keys: (keysOf.get(row.code) ?? []).map(keyView),
      })),
      types: [...desk.consumers.keys()].toSorted(),
    }
  }
}

/** Serves the log. */
export function listMessagesHandler(): Handler<typeof listMessages> {
  return async ({ tx, query, actor }) => {
    requireManager(actor)
    const { page, pageSize, ...filter } = query
    const [rows, [count]] = await tx.read(selectMessages(filter, page, pageSize), countMessages(filter))
    return { items: rows.map(messageView), total: count?.total ?? 0, page, pageSize }
  }
}

/** Serves a message in clear; who read it and why is written down before it is given. */
export function readMessageHandler(desk: ExchangeDesk): Handler<typeof readMessage> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const [[row]] = await tx.read(lockMessage(params.id))
    if (row === undefined) throw new ProblemError(messageNotFound)
    const reason = body.reason.trim()
    record(tx, { what: 'exchange.read_message', actor, subject: row.id, detail: { reason }, requestId })
    const plain = openSealed(desk.masterKey, row.wrapped_key, row.sealed_body)
    const answer =
      row.sealed_answer === null ? null : openSealed(desk.masterKey, row.wrapped_key, row.sealed_answer).toString()
    return { body: plain.toString(), answer, sm3: sm3Hex(plain) }
  }
}

function keyView(key: KeyRow) {
  return {
    id: key.id,
    validFrom: key.valid_from.toISOString(),
    validTo: momentOf(key.valid_to),
    createdAt: key.created_at.toISOString(),
    createdBy: key.created_by_name,
    shownAt: momentOf(key.shown_at),
    revokedAt: momentOf(key.revoked_at),
    revokedBy: key.revoked_by_name,
    lastUsedAt: momentOf(key.last_used_at),
  }
}

function messageView(row: ListedRow): Message {
  return {
    id: row.id,
    system: row.system_code,
    systemName: row.system_name,
    direction: row.direction as Message['direction'],
    senderId: row.sender_id,
    type: row.type,
    digest: row.digest,
    size: row.size,
    state: row.state as Message['state'],
    tries: row.tries,
    tryAt: row.try_at.toISOString(),
    fault: row.fault,
    status: row.status,
    replays: row.replays,
    createdAt: row.created_at.toISOString(),
    settledAt: momentOf(row.settled_at),
  }
}

function momentOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}
