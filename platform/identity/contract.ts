import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { problem, route, WordsSchema } from '#lib/http/contract'

export const wrongCredentials = problem('identity.wrong_credentials', 401, {
  'zh-CN': '用户名或密码不正确',
  en: 'User name or password is not correct',
})
export const locked = problem('identity.locked', 429, {
  'zh-CN': '密码错误次数过多，请 {minutes} 分钟后再试',
  en: 'Too many wrong passwords; try again in {minutes} minutes',
})

/** The logged-in person in the post they act in. */
export const Me = Type.Object({
  account: Type.Object({
    id: Type.String({ format: 'uuid' }),
    username: Type.String(),
    name: Type.String(),
  }),
  post: Type.Object({
    id: Type.String({ format: 'uuid' }),
    role: Type.String({ description: 'code of the role, e.g. hotline_receiver' }),
    roleName: WordsSchema,
    unit: Type.Object({ id: Type.String({ format: 'uuid' }), code: Type.String(), name: Type.String() }),
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
  }),
  reply: Me,
  problems: [wrongCredentials, locked],
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
  summary: 'Who is logged in, in which post',
  reply: Me,
  problems: [],
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

/** Said when a session is over; the event relay closes the session's streams on it. */
export const SessionEnded = event('identity.session_ended', Type.Object({ sessionId: Type.String() }))
