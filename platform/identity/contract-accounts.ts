import { Type, type Static } from 'typebox'
import { Command, route, WordsSchema } from '#lib/http/contract'
import {
  accountNotFound,
  notAllowed,
  postExists,
  postNotFound,
  scopeInvalid,
  sessionNotFound,
  usernameTaken,
} from './problems.ts'

const Id = Type.String({ format: 'uuid' })
const Time = Type.String({ format: 'date-time' })
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const byId = Type.Object({ id: Id })

/** A role a post may have. */
export const Role = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  duty: orNull(WordsSchema),
  terminal: orNull(Type.String()),
  reach: Type.Union([Type.Literal('unit'), Type.Literal('subtree'), Type.Literal('all')]),
  sensitivity: Type.Integer(),
})
export type Role = Static<typeof Role>

export const listRoles = route({
  method: 'GET',
  url: '/roles',
  summary: 'All roles of this city, in its order',
  reply: Type.Object({ items: Type.Array(Role) }),
  problems: [],
})

const codes = Type.Array(Type.String({ pattern: '^[A-Za-z0-9.-]{1,32}$' }), { maxItems: 200, minItems: 1 })

/** How far a post reaches. `null` in reach and sensitivity: as the role says; in places and categories: all. */
const scopeFields = {
  reach: orNull(
    Type.Union([Type.Literal('unit'), Type.Literal('subtree'), Type.Literal('all'), Type.Literal('listed')]),
  ),
  units: orNull(
    Type.Array(Id, { minItems: 1, maxItems: 200, description: 'with reach listed: units and what is below' }),
  ),
  places: orNull(codes),
  categories: orNull(codes),
  sensitivity: orNull(Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)])),
}
export const PostScope = Type.Object(scopeFields)
export type PostScope = Static<typeof PostScope>

export const AccountPost = Type.Object({
  id: Id,
  role: Type.String(),
  roleName: WordsSchema,
  unit: Type.Object({ id: Id, code: Type.String(), name: Type.String() }),
  validFrom: Time,
  validTo: orNull(Time),
  inForce: Type.Boolean(),
  standsInFor: orNull(Type.String()),
  ...scopeFields,
})
export type AccountPost = Static<typeof AccountPost>

export const AccountSession = Type.Object({
  id: Id,
  createdAt: Time,
  seenAt: Time,
  address: orNull(Type.String()),
  device: orNull(Type.String()),
  current: Type.Boolean({ description: 'the session that asks' }),
})
export type AccountSession = Static<typeof AccountSession>

const accountState = Type.Union([Type.Literal('enabled'), Type.Literal('disabled'), Type.Literal('locked')])

export const AccountRow = Type.Object({
  id: Id,
  username: Type.String(),
  name: Type.String(),
  state: accountState,
  phone: orNull(Type.String({ description: 'masked' })),
  hasPassword: Type.Boolean(),
  lastSeenAt: orNull(Time),
  posts: Type.Array(Type.Object({ roleName: WordsSchema, unitName: Type.String() })),
})
export type AccountRow = Static<typeof AccountRow>

export const accountSorts = ['name', '-name', 'username', '-username', 'seen', '-seen'] as const
const filters = {
  q: Type.Optional(
    Type.String({ maxLength: 64, description: 'part of the name or user name, or a whole telephone number' }),
  ),
  role: Type.Optional(Type.String({ maxLength: 64 })),
  unitId: Type.Optional(Id),
  state: Type.Optional(accountState),
}
export const listAccounts = route({
  method: 'GET',
  url: '/accounts',
  summary: 'Accounts, filtered, a page at a time',
  query: Type.Object({
    ...filters,
    sort: Type.Optional(
      Type.Union([
        Type.Literal('name'),
        Type.Literal('-name'),
        Type.Literal('username'),
        Type.Literal('-username'),
        Type.Literal('seen'),
        Type.Literal('-seen'),
      ]),
    ),
    page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    size: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  }),
  reply: Type.Object({ items: Type.Array(AccountRow), total: Type.Integer() }),
  problems: [notAllowed],
})

/** No command, so that no list of people is kept with a command's reply. */
export const exportAccounts = route({
  method: 'POST',
  url: '/accounts/export',
  summary: 'The filtered accounts with their posts as CSV; audited',
  body: Type.Object(filters),
  reply: Type.Object({ csv: Type.String(), count: Type.Integer() }),
  problems: [notAllowed],
})

export const AccountView = Type.Object({
  id: Id,
  username: Type.String(),
  name: Type.String(),
  state: accountState,
  phone: orNull(Type.String({ description: 'masked' })),
  hasPassword: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
  secondFactor: Type.Boolean({ description: 'log-in asks for a second factor' }),
  passwordChangedAt: Time,
  createdAt: Time,
  posts: Type.Array(AccountPost),
  sessions: Type.Array(AccountSession),
  refused: Type.Object(
    Object.fromEntries(
      (['edit', 'disable', 'resetPassword', 'endSessions', 'grantPosts'] as const).map((key) => [
        key,
        orNull(WordsSchema),
      ]),
    ) as Record<
      'edit' | 'disable' | 'resetPassword' | 'endSessions' | 'grantPosts',
      ReturnType<typeof orNull<typeof WordsSchema>>
    >,
    { description: 'why the asker may not; null: they may' },
  ),
})
export type AccountView = Static<typeof AccountView>

export const getAccount = route({
  method: 'GET',
  url: '/accounts/:id',
  summary: 'An account with its posts, past ones too, and its running sessions',
  params: byId,
  reply: AccountView,
  problems: [notAllowed, accountNotFound],
})

const Username = Type.String({ pattern: '^[a-z][a-z0-9._-]{1,31}$' })
const Name = Type.String({ minLength: 1, maxLength: 40 })

export const createAccount = route({
  method: 'POST',
  url: '/accounts',
  summary: 'Make an account, without password and post',
  command: true,
  body: Command({ username: Username, name: Name }),
  reply: byId,
  problems: [notAllowed, usernameTaken],
})

export const editAccount = route({
  method: 'PATCH',
  url: '/accounts/:id',
  summary: 'Change an account’s name or user name',
  command: true,
  params: byId,
  body: Command({ username: Username, name: Name }),
  reply: Type.Object({}),
  problems: [notAllowed, accountNotFound, usernameTaken],
})

export const disableAccount = route({
  method: 'POST',
  url: '/accounts/:id/disable',
  summary: 'Let nobody log in with an account any more, and end its sessions',
  command: true,
  params: byId,
  body: Command({}),
  reply: Type.Object({}),
  problems: [notAllowed, accountNotFound],
})

export const enableAccount = route({
  method: 'POST',
  url: '/accounts/:id/enable',
  summary: 'Let an account log in again, also when it was locked',
  command: true,
  params: byId,
  body: Command({}),
  reply: Type.Object({}),
  problems: [notAllowed, accountNotFound],
})

/** No command: a command's reply is stored, and this one holds a password. */
export const resetPassword = route({
  method: 'POST',
  url: '/accounts/:id/password',
  summary: 'Give an account a one-time password, told once; ends its sessions',
  params: byId,
  body: Type.Object({}),
  reply: Type.Object({ password: Type.String() }),
  problems: [notAllowed, accountNotFound],
})

export const endAccountSessions = route({
  method: 'POST',
  url: '/accounts/:id/sessions/end',
  summary: 'End one session of an account, or all',
  command: true,
  params: byId,
  body: Command({ sessionId: orNull(Id) }),
  reply: Type.Object({ ended: Type.Integer() }),
  problems: [notAllowed, accountNotFound, sessionNotFound],
})

export const grantPost = route({
  method: 'POST',
  url: '/accounts/:id/posts',
  summary: 'Give an account a post',
  command: true,
  params: byId,
  body: Command({ role: Type.String({ maxLength: 64 }), unitId: Id, validTo: orNull(Time), ...scopeFields }),
  reply: byId,
  problems: [notAllowed, accountNotFound, postExists, scopeInvalid],
})

export const editPost = route({
  method: 'PATCH',
  url: '/posts/:id',
  summary: 'Change how far and how long a post reaches',
  command: true,
  params: byId,
  body: Command({ validTo: orNull(Time), ...scopeFields }),
  reply: Type.Object({}),
  problems: [notAllowed, postNotFound, postExists, scopeInvalid],
})

export const endPost = route({
  method: 'POST',
  url: '/posts/:id/end',
  summary: 'End a post now, and the stand-ins for it',
  command: true,
  params: byId,
  body: Command({}),
  reply: Type.Object({}),
  problems: [notAllowed, postNotFound],
})
