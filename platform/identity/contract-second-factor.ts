import { Type } from 'typebox'
import { Command, route } from '#lib/http/contract'
import {
  accountNotFound,
  locked,
  notAllowed,
  secondFactorNotBegun,
  secondFactorOn,
  wrongCode,
  wrongPassword,
} from './problems.ts'

const Password = Type.String({ minLength: 1, maxLength: 256 })
/** Six digits, or a recovery code. */
export const FactorCode = Type.String({ minLength: 6, maxLength: 40 })
const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String(), { description: 'told this once' }) })

export const getOwnSecondFactor = route({
  method: 'GET',
  url: '/me/second-factor',
  summary: 'Whether one’s log-in asks for a second factor',
  reply: Type.Object({
    on: Type.Boolean(),
    required: Type.Boolean({ description: 'the role one acts in must have one' }),
    recoveryCodes: Type.Integer({ description: 'how many are left' }),
  }),
  problems: [],
})

/** No command, nor are the next: secrets must not come to lie in the table of replies. */
export const beginSecondFactor = route({
  method: 'POST',
  url: '/me/second-factor/begin',
  summary: 'Make a secret for an authenticator app; nothing is asked for before it is confirmed',
  body: Type.Object({ password: Password }),
  reply: Type.Object({
    secret: Type.String({ description: 'base 32, to be typed' }),
    uri: Type.String({ description: 'otpauth://, to be drawn as a QR code' }),
  }),
  problems: [wrongPassword, locked, secondFactorOn],
})

export const confirmSecondFactor = route({
  method: 'POST',
  url: '/me/second-factor/confirm',
  summary: 'Show that the app knows the secret: from now on log-in asks for a code',
  body: Type.Object({ code: FactorCode }),
  reply: RecoveryCodes,
  problems: [wrongCode, locked, secondFactorNotBegun, secondFactorOn],
})

export const removeSecondFactor = route({
  method: 'POST',
  url: '/me/second-factor/remove',
  summary: 'Take one’s second factor away',
  body: Type.Object({ password: Password, code: FactorCode }),
  reply: Type.Object({}),
  problems: [wrongPassword, wrongCode, locked, secondFactorNotBegun],
})

export const renewRecoveryCodes = route({
  method: 'POST',
  url: '/me/second-factor/recovery-codes',
  summary: 'Fresh recovery codes in place of those that are left',
  body: Type.Object({ code: FactorCode }),
  reply: RecoveryCodes,
  problems: [wrongCode, locked, secondFactorNotBegun],
})

export const resetSecondFactor = route({
  method: 'POST',
  url: '/accounts/:id/second-factor/reset',
  summary: 'Take somebody’s second factor away, by whoever may reset their password; ends their sessions',
  command: true,
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Command({}),
  reply: Type.Object({}),
  problems: [notAllowed, accountNotFound],
})
