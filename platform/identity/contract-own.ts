import { Type, type Static } from 'typebox'
import { Command, route, WordsSchema } from '#lib/http/contract'
import { AccountSession } from './contract-accounts.ts'
import {
  accountNotFound,
  locked,
  notAllowed,
  passwordRefused,
  postNotFound,
  scopeInvalid,
  sessionNotFound,
  wrongPassword,
} from './problems.ts'

const Id = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })

/** No command: its stored digest would be a fast hash over a password. */
export const changePassword = route({
  method: 'POST',
  url: '/me/password',
  summary: 'Change one’s own password; ends one’s other sessions',
  body: Type.Object({
    current: Type.String({ minLength: 1, maxLength: 256 }),
    next: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  reply: Type.Object({}),
  problems: [wrongPassword, locked, passwordRefused],
})

export const listOwnSessions = route({
  method: 'GET',
  url: '/me/sessions',
  summary: 'One’s own running sessions, the latest used first',
  reply: Type.Object({ items: Type.Array(AccountSession) }),
  problems: [],
})

export const endOwnSessions = route({
  method: 'POST',
  url: '/me/sessions/end',
  summary: 'End one of one’s other sessions, or all others',
  command: true,
  body: Command({ sessionId: Type.Union([Id, Type.Null()]) }),
  reply: Type.Object({ ended: Type.Integer() }),
  problems: [sessionNotFound],
})

/** Somebody doing an absent person's work for a time. */
export const StandIn = Type.Object({
  id: Id,
  mine: Type.Boolean({ description: 'I am the absent one; otherwise I stand in' }),
  absent: Type.String(),
  deputy: Type.String(),
  roleName: WordsSchema,
  unitName: Type.String(),
  from: Time,
  until: Time,
  reason: Type.Union([Type.String(), Type.Null()]),
  inForce: Type.Boolean(),
})
export type StandIn = Static<typeof StandIn>

export const listStandIns = route({
  method: 'GET',
  url: '/me/stand-ins',
  summary: 'Stand-ins for me and by me that run or are to come',
  reply: Type.Object({ items: Type.Array(StandIn) }),
  problems: [],
})

export const nameStandIn = route({
  method: 'POST',
  url: '/me/stand-ins',
  summary: 'Let somebody do the work of one of my posts for a time',
  command: true,
  body: Command({
    postId: Id,
    accountId: Id,
    from: Time,
    until: Time,
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  reply: Type.Object({ id: Id }),
  problems: [notAllowed, postNotFound, accountNotFound, scopeInvalid],
})

export const withdrawStandIn = route({
  method: 'POST',
  url: '/stand-ins/:id/withdraw',
  summary: 'End a stand-in now: by the absent person, the deputy or a security administrator',
  command: true,
  params: Type.Object({ id: Id }),
  body: Command({}),
  reply: Type.Object({}),
  problems: [notAllowed, postNotFound],
})

export const findColleagues = route({
  method: 'GET',
  url: '/colleagues',
  summary: 'People by part of their name, at most 20',
  query: Type.Object({ q: Type.String({ minLength: 1, maxLength: 40 }) }),
  reply: Type.Object({ items: Type.Array(Type.Object({ id: Id, name: Type.String(), unitName: Type.String() })) }),
  problems: [],
})
