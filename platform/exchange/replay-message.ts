import { emit } from '#lib/events'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { ExchangeChanged, messageNotFound, messageWaiting, type replayMessage } from './contract.ts'
import { requireManager, wakeAfter, type ExchangeDesk } from './desk.ts'
import { lockMessage, markReplayed } from './store-messages.ts'

/** Serves 重放: the message waits again, as if it had just come. */
export function replayMessageHandler(desk: ExchangeDesk): Handler<typeof replayMessage> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const [[row]] = await tx.read(lockMessage(params.id))
    if (row === undefined) throw new ProblemError(messageNotFound)
    if (row.state === 'waiting') throw new ProblemError(messageWaiting)
    tx.write(markReplayed(row.id))
    const detail = { system: row.system_code, reason: body.reason.trim() }
    record(tx, { what: 'exchange.replay_message', actor, subject: row.id, detail, requestId })
    emit(tx, ExchangeChanged, { system: row.system_code })
    wakeAfter(desk, tx)
    return {}
  }
}
