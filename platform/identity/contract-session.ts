import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, route, WordsSchema } from '#lib/http/contract'
import {
  disabled,
  locked,
  noPost,
  passwordRefused,
  postNotFound,
  secondFactorNeeded,
  wrongCode,
  wrongCredentials,
  wrongSetUpCode,
} from './problems.ts'
import { FactorCode } from './contract-second-factor.ts'

const Id = Type.String({ format: 'uuid' })

/** A post as its holder and the user menu see it. */
export const OwnPost = Type.Object({
  id: Id,
  role: Type.String({ description: 'code of the role, e.g. hotline_receiver' }),
  roleName: WordsSchema,
  unit: Type.Object({ id: Id, code: Type.String(), name: Type.String() }),
  until: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'when it ends by itself' }),
  standsInFor: Type.Union([Type.String(), Type.Null()], { description: 'name of the absent person' }),
})
export type OwnPost = Static<typeof OwnPost>

/** The logged-in person in the post they act in. */
export const Me = Type.Object({
  account: Type.Object({ id: Id, username: Type.String(), name: Type.String() }),
  post: OwnPost,
  posts: Type.Array(OwnPost, { description: 'all posts in force, the present one among them' }),
  passwordDue: Type.Union([Type.Literal('given'), Type.Literal('expired'), Type.Null()], {
    description: 'why the password must be changed before anything else',
  }),
  secondFactorDue: Type.Boolean({ description: 'a second factor must be set up before anything else' }),
  may: Type.Object({
    seeAccounts: Type.Boolean(),
    manageAccounts: Type.Boolean({ description: 'make, edit, disable accounts' }),
    grantPosts: Type.Boolean({ description: 'give, limit and end posts' }),
  }),
})
export type Me = Static<typeof Me>

export const logIn = route({
  method: 'POST',
  url: '/session',
  summary: 'Log in; sets the session cookie',
  access: 'public',
  body: Type.Object({
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
    code: Type.Optional(FactorCode),
  }),
  reply: Me,
  problems: [wrongCredentials, locked, disabled, noPost, secondFactorNeeded, wrongCode],
})

export const logOut = route({
  method: 'DELETE',
  url: '/session',
  summary: 'Log out; ends this session and its streams',
  reply: Type.Object({}),
  problems: [],
})

export const getMe = route({
  method: 'GET',
  url: '/session',
  summary: 'Who is logged in, in which post, and in which they could be',
  reply: Me,
  problems: [],
})

export const switchPost = route({
  method: 'POST',
  url: '/session/post',
  summary: 'Act in another of one’s posts; streams of the session are opened anew',
  command: true,
  body: Command({ postId: Id }),
  reply: Me,
  problems: [postNotFound],
})

/** Accounts of the demonstration city with their common password; empty in a real installation. */
export const getDemo = route({
  method: 'GET',
  url: '/demo',
  summary: 'Demonstration accounts, when this system was started with them',
  access: 'public',
  reply: Type.Object({
    password: Type.Union([Type.String(), Type.Null()]),
    accounts: Type.Array(
      Type.Object({ username: Type.String(), name: Type.String(), roleName: WordsSchema, unitName: Type.String() }),
    ),
  }),
  problems: [],
})

export const getSetUp = route({
  method: 'GET',
  url: '/set-up',
  summary: 'Whether the first administrator is still to be made',
  access: 'public',
  reply: Type.Object({ needed: Type.Boolean() }),
  problems: [],
})

/** No command: its stored digest would be a fast hash over a password. */
export const setUp = route({
  method: 'POST',
  url: '/set-up',
  summary: 'Make the first administrator, with the code from the server’s console',
  access: 'public',
  body: Type.Object({
    code: Type.String({ minLength: 1, maxLength: 64 }),
    username: Type.String({ pattern: '^[a-z][a-z0-9._-]{1,31}$' }),
    name: Type.String({ minLength: 1, maxLength: 40 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  }),
  reply: Type.Object({}),
  problems: [wrongSetUpCode, passwordRefused],
})

/** Said when a session is over; the event relay closes the session's streams on it. */
export const SessionEnded = event('identity.session_ended', Type.Object({ sessionId: Type.String() }))

/** Said when the rights of a session are others than before; its streams are closed and opened anew. */
export const SessionChanged = event('identity.session_changed', Type.Object({ sessionId: Type.String() }))
