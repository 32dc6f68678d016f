import { newKey, open, seal } from '#lib/crypto'
import { emit } from '#lib/events'
import { ProblemError, type Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  ExchangeChanged,
  keyNotFound,
  keyRevoked,
  periodInvalid,
  secretShown,
  systemNotFound,
  type createKey,
  type revokeKey,
  type showSecret,
} from './contract.ts'
import { requireManager, wakeAfter, type ExchangeDesk } from './desk.ts'
import { insertKey, lockKey, lockSystem, markRevoked, markShown } from './store.ts'

/** Serves 新建密钥. */
export function createKeyHandler(desk: ExchangeDesk): Handler<typeof createKey> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const [[system]] = await tx.read(lockSystem(params.code))
    if (system === undefined) throw new ProblemError(systemNotFound)
    const validFrom = body.validFrom === undefined ? new Date() : new Date(body.validFrom)
    const validTo = body.validTo === undefined ? null : new Date(body.validTo)
    if (validTo !== null && validTo <= validFrom) throw new ProblemError(periodInvalid)
    const id = newId()
    const sealedSecret = seal(desk.masterKey, newKey())
    tx.write(insertKey({ id, systemCode: system.code, sealedSecret, validFrom, validTo, createdBy: actor.name }))
    const detail = { keyId: id, validFrom, validTo }
    record(tx, { what: 'exchange.create_key', actor, subject: system.code, detail, requestId })
    emit(tx, ExchangeChanged, { system: system.code })
    wakeAfter(desk, tx)
    return { keyId: id }
  }
}

/** Serves the secret, once: the row is held, so of two who ask at the same time one is refused. */
export function showSecretHandler(desk: ExchangeDesk): Handler<typeof showSecret> {
  return async ({ tx, params, actor, reply, requestId }) => {
    requireManager(actor)
    const [[key]] = await tx.read(lockKey(params.id))
    if (key === undefined) throw new ProblemError(keyNotFound)
    if (key.revoked_at !== null) throw new ProblemError(keyRevoked)
    if (key.shown_at !== null) throw new ProblemError(secretShown)
    tx.write(markShown(key.id))
    record(tx, { what: 'exchange.show_secret', actor, subject: key.system_code, detail: { keyId: key.id }, requestId })
    emit(tx, ExchangeChanged, { system: key.system_code })
    void reply.header('cache-control', 'no-store')
    return { keyId: key.id, secret: open(desk.masterKey, key.sealed_secret).toString('base64url') }
  }
}

/** Serves 作废. */
export function revokeKeyHandler(): Handler<typeof revokeKey> {
  return async ({ tx, params, body, actor, requestId }) => {
    requireManager(actor)
    const [[key]] = await tx.read(lockKey(params.id))
    if (key === undefined) throw new ProblemError(keyNotFound)
    if (key.revoked_at !== null) throw new ProblemError(keyRevoked)
    tx.write(markRevoked(key.id, actor.name))
    const detail = { keyId: key.id, reason: body.reason.trim() }
    record(tx, { what: 'exchange.revoke_key', actor, subject: key.system_code, detail, requestId })
    emit(tx, ExchangeChanged, { system: key.system_code })
    return {}
  }
}
