import { Type } from 'typebox'
import { route } from '#lib/http/contract'
import { accountNotFound, notAllowed, phoneInvalid } from './problems.ts'

const Id = Type.String({ format: 'uuid' })
const orNull = Type.Union([Type.String({ minLength: 1, maxLength: 40 }), Type.Null()])
const Phone = Type.Object({ phone: Type.Union([orNull], { description: 'in clear; null takes it away' }) })
const Masked = Type.Object({ phone: Type.Union([Type.String(), Type.Null()], { description: 'masked: 138****1234' }) })

/** No command, nor is any route here: a command's digest is a fast hash, by which a number could be guessed. */
export const setAccountPhone = route({
  method: 'PUT',
  url: '/accounts/:id/phone',
  summary: 'Set somebody’s telephone number: kept sealed, shown masked',
  params: Type.Object({ id: Id }),
  body: Phone,
  reply: Masked,
  problems: [notAllowed, accountNotFound, phoneInvalid],
})

export const revealAccountPhone = route({
  method: 'POST',
  url: '/accounts/:id/phone/reveal',
  summary: 'Read somebody’s telephone number in clear; asks for a reason and is audited',
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Type.Object({ phone: Type.Union([Type.String(), Type.Null()]) }),
  problems: [notAllowed, accountNotFound],
})

export const getOwnPhone = route({
  method: 'GET',
  url: '/me/phone',
  summary: 'One’s own telephone number, masked',
  reply: Masked,
  problems: [],
})

export const setOwnPhone = route({
  method: 'PUT',
  url: '/me/phone',
  summary: 'Set one’s own telephone number',
  body: Phone,
  reply: Masked,
  problems: [phoneInvalid],
})
