import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import {
  addressInvalid,
  codeTaken,
  directionWrong,
  ExchangeChanged,
  systemChanged,
  systemNotFound,
  type changeSystem,
  type pingSystem,
  type registerSystem,
  type switchSystem,
} from './contract.ts'
import { requireManager, wakeAfter, type ExchangeDesk } from './desk.ts'
import { send } from './send-message.ts'
import { insertSystem, lockSystem, updateSwitch, updateSystem, type LockedSystem, type SystemDetails } from './store.ts'

/** Serves 登记. The system is off. */
export function registerSystemHandler(): Handler<typeof registerSystem> {
  return async ({ tx, body, actor, requestId }) => {
    requireManager(actor)
    const { code } = body
    const details = detailsOf(body)
    tx.write(insertSystem(code, details), { system_pkey: () => new ProblemError(codeTaken, { code }) })
    const { direction, address } = details
    record(tx, { what: 'exchange.register_system', actor, subject: code, detail: { direction, address }, requestId })
    emit(tx, ExchangeChanged, { system: code })
    return { code }
  }
}

/** Serves 修改. */
export function changeSystemHandler(desk: ExchangeDesk): Handler<typeof changeSystem> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const details = detailsOf(body)
    const { code, version } = await hold(tx, params.code)
    if (version !== body.version) throw new ProblemError(systemChanged)
    tx.write(updateSystem(code, details))
    const { direction, address } = details
    record(tx, { what: 'exchange.change_system', actor, subject: code, detail: { direction, address }, requestId })
    emit(tx, ExchangeChanged, { system: code })
    wakeAfter(desk, tx)
    return { version: version + 1 }
  }
}

/** Serves 启用 and 停用. */
export function switchSystemHandler(desk: ExchangeDesk): Handler<typeof switchSystem> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const { code, version } = await hold(tx, params.code)
    tx.write(updateSwitch(code, body.on))
    const what = body.on ? 'exchange.switch_on' : 'exchange.switch_off'
    record(tx, { what, actor, subject: code, requestId })
    emit(tx, ExchangeChanged, { system: code })
    wakeAfter(desk, tx)
    return { version: version + 1 }
  }
}

/** Serves 发送测试消息. */
export function pingSystemHandler(desk: ExchangeDesk): Handler<typeof pingSystem> {
  return async ({ tx, params, actor, requestId }) => {
    requireManager(actor)
    const { code, direction } = await hold(tx, params.code)
    if (direction === 'in') throw new ProblemError(directionWrong)
    const messageId = send(desk, tx, code, 'ping', {})
    record(tx, { what: 'exchange.ping', actor, subject: code, detail: { messageId }, requestId })
    return { messageId }
  }
}

async function hold(tx: Transaction, code: string): Promise<LockedSystem> {
  const [[row]] = await tx.read(lockSystem(code))
  if (row === undefined) throw new ProblemError(systemNotFound)
  return row
}

/** What was said, trimmed; an address is kept only where something is sent. Throws `exchange.address_invalid`. */
export function detailsOf(body: SystemDetails): SystemDetails {
  const { name, direction, contact, note } = body
  const address = direction === 'in' ? null : addressOf(body.address)
  return { name: name.trim(), direction, address, contact: contact.trim(), note: note.trim() }
}

function addressOf(text: string | null): string {
  const url = URL.parse((text ?? '').trim())
  const isWeb = url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
  // A password in an address would stand in lists and logs.
  if (!isWeb || url.username !== '' || url.password !== '') throw new ProblemError(addressInvalid)
  url.hash = ''
  return url.href
}
