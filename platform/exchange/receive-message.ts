import { open } from '#lib/crypto'
import { emit } from '#lib/events'
import { settingQuery } from '#lib/db'
import { ProblemError, type Handler } from '#lib/http'
import { newId, type Json } from '#lib/kernel'
import {
  bodyInvalid,
  ExchangeChanged,
  headersInvalid,
  keyNotValid,
  keyRevoked,
  messageReused,
  nonceUsed,
  signatureWrong,
  systemOff,
  timeOff,
  typeUnknown,
  unknownKey,
  type receiveMessage,
} from './contract.ts'
import { wakeAfter, type ExchangeDesk } from './desk.ts'
import { openSealed, sealBody } from './private.ts'
import { headerNames, isSignedBy } from './signature.ts'
import { insertNonce, selectSigningKey, systemSetting, touchKey } from './store.ts'
import { insertMessage, selectBySender } from './store-messages.ts'

const windowMinutes = 5
const windowMs = windowMinutes * 60_000

const forms: Readonly<Record<keyof typeof headerNames, RegExp>> = {
  key: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  time: /^\d{13}$/,
  nonce: /^[\w-]{16,64}$/,
  signature: /^[0-9a-f]{64}$/,
}

/**
 * Serves the door for outside systems. Whether a key exists is told before its signature is looked at, so that a
 * neighbour who sets a key up is told what is wrong; whether its system is on, and anything of the body, only after.
 */
export function receiveMessageHandler(desk: ExchangeDesk): Handler<typeof receiveMessage> {
  return async ({ tx, params, body, request }) => {
    const header = (name: keyof typeof headerNames): string => {
      const value = request.headers[headerNames[name]]
      if (typeof value !== 'string' || !forms[name].test(value))
        throw new ProblemError(headersInvalid, { header: headerNames[name] })
      return value
    }
    const [keyId, time, nonce, signature] = [header('key'), header('time'), header('nonce'), header('signature')]
    const [[key]] = await tx.read(selectSigningKey(params.system, keyId))
    if (key === undefined) throw new ProblemError(unknownKey)
    if (key.revoked_at !== null) throw new ProblemError(keyRevoked)
    if (!key.valid) throw new ProblemError(keyNotValid)
    if (Math.abs(Date.now() - Number(time)) > windowMs) throw new ProblemError(timeOff, { minutes: windowMinutes })
    const secret = open(desk.masterKey, key.sealed_secret)
    const signed = { method: request.method, path: request.raw.url ?? '', time, nonce }
    if (!isSignedBy(secret, signed, body, signature)) throw new ProblemError(signatureWrong)
    if (!key.is_on || key.direction === 'out') throw new ProblemError(systemOff)
    const { id: senderId, type } = readEnvelope(body)
    if (!desk.consumers.has(type)) throw new ProblemError(typeUnknown, { type })

    tx.write(settingQuery(systemSetting(params.system)))
    tx.write(insertNonce(key.id, nonce, new Date(Number(time) + 2 * windowMs)), {
      nonce_once: () => new ProblemError(nonceUsed),
    })
    tx.write(touchKey(key.id))
    const sealed = sealBody(desk.masterKey, body)
    const message = { id: newId(), systemCode: params.system, direction: 'in', senderId, type, ...sealed } as const
    const [[fresh], [stored]] = await tx.read(insertMessage(message), selectBySender(params.system, senderId))
    if (fresh !== undefined) {
      emit(tx, ExchangeChanged, { system: params.system })
      wakeAfter(desk, tx)
      return { messageId: fresh.id, state: 'waiting', answer: null }
    }
    const { id, digest, state, wrapped_key, sealed_answer } = stored!
    if (digest !== sealed.digest) throw new ProblemError(messageReused)
    const answer =
      sealed_answer === null ? null : JSON.parse(openSealed(desk.masterKey, wrapped_key, sealed_answer).toString())
    return { messageId: id, state: state as 'waiting', answer }
  }
}

interface Envelope {
  readonly id: string
  readonly type: string
  readonly body: Json
}

/** Reads `{id, type, body}`. Throws `exchange.body_invalid`. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  let value: unknown
  try {
    // Bytes that are no UTF-8 are refused rather than stored as something else.
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ProblemError(bodyInvalid, { where: 'JSON' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError(bodyInvalid, { where: 'JSON' })
  const { id, type, body } = value as Record<string, unknown>
  if (typeof id !== 'string' || !/^[\w.:-]{1,100}$/.test(id)) throw new ProblemError(bodyInvalid, { where: 'id' })
  if (typeof type !== 'string' || !/^[a-z][a-z0-9._-]{0,63}$/.test(type))
    throw new ProblemError(bodyInvalid, { where: 'type' })
  return { id, type, body: (body ?? null) as Json }
}
