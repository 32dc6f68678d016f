import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route } from '#lib/http/contract'

export const mayNotManage = problem('exchange.may_not_manage', 403, {
  'zh-CN': '只有系统管理员可以管理外部系统',
  en: 'Only administrators may manage outside systems',
})
export const systemNotFound = problem('exchange.system_not_found', 404, {
  'zh-CN': '没有这个外部系统',
  en: 'There is no such outside system',
})
export const codeTaken = problem('exchange.code_taken', 409, {
  'zh-CN': '代码“{code}”已被另一个外部系统使用',
  en: 'Another outside system has the code "{code}"',
})
export const addressInvalid = problem('exchange.address_invalid', 400, {
  'zh-CN': '需要发出消息的系统须有以 http:// 或 https:// 开头的地址，且地址中不能有用户名和密码',
  en: 'A system that messages are sent to needs an http:// or https:// address without user name or password',
})
export const systemChanged = problem('exchange.system_changed', 409, {
  'zh-CN': '这个外部系统刚被别人修改，请刷新后再改',
  en: 'Somebody has just changed this system; look at it again before you change it',
})
export const directionWrong = problem('exchange.direction_wrong', 409, {
  'zh-CN': '不向这个系统发出消息',
  en: 'Nothing is sent to this system',
})
export const keyNotFound = problem('exchange.key_not_found', 404, {
  'zh-CN': '没有这个密钥',
  en: 'There is no such key',
})
export const periodInvalid = problem('exchange.period_invalid', 400, {
  'zh-CN': '密钥的失效时间须晚于生效时间',
  en: 'A key must end after it begins',
})
export const secretShown = problem('exchange.secret_shown', 409, {
  'zh-CN': '密钥内容只显示一次，已显示过。请新建一个密钥',
  en: 'The secret is shown once, and it was. Make another key',
})
export const keyRevoked = problem('exchange.key_revoked', 401, {
  'zh-CN': '密钥已作废',
  en: 'The key was revoked',
})
export const messageNotFound = problem('exchange.message_not_found', 404, {
  'zh-CN': '没有这条消息',
  en: 'There is no such message',
})
export const messageWaiting = problem('exchange.message_waiting', 409, {
  'zh-CN': '这条消息还在处理，不必重放',
  en: 'The message is still being dealt with; there is nothing to replay',
})
export const headersInvalid = problem('exchange.headers_invalid', 401, {
  'zh-CN': '请求头 {header} 缺失或格式不对',
  en: 'The header {header} is missing or not written as it must be',
})
export const unknownKey = problem('exchange.unknown_key', 401, {
  'zh-CN': '这个系统没有此密钥',
  en: 'This system has no such key',
})
export const keyNotValid = problem('exchange.key_not_valid', 401, {
  'zh-CN': '密钥尚未生效或已过期',
  en: 'The key is not valid yet, or not any more',
})
export const timeOff = problem('exchange.time_off', 401, {
  'zh-CN': '请求时间与本系统相差超过 {minutes} 分钟',
  en: 'The time of the request is off by more than {minutes} minutes',
})
export const signatureWrong = problem('exchange.signature_wrong', 401, {
  'zh-CN': '签名不对',
  en: 'The signature is wrong',
})
export const nonceUsed = problem('exchange.nonce_used', 409, {
  'zh-CN': '这个随机数已用过，疑为重放',
  en: 'This nonce was used before: a replay',
})
export const systemOff = problem('exchange.system_off', 403, {
  'zh-CN': '这个系统的接入已停用',
  en: 'Exchange with this system is switched off',
})
export const bodyInvalid = problem('exchange.body_invalid', 400, {
  'zh-CN': '消息内容有误：{where}',
  en: 'The message is not valid: {where}',
})
export const typeUnknown = problem('exchange.type_unknown', 422, {
  'zh-CN': '不接收“{type}”类消息',
  en: 'Messages of the type "{type}" are not taken',
})
export const messageReused = problem('exchange.message_reused', 409, {
  'zh-CN': '这个消息编号已用于另一项内容',
  en: 'This message id was already used for something else',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const MomentOrNull = Type.Union([Moment, Type.Null()])
const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Code = Type.String({ pattern: '^[a-z][a-z0-9_-]{1,39}$' })
const Direction = Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('both')])
const State = Type.Union([Type.Literal('waiting'), Type.Literal('done'), Type.Literal('failed')])
/** Which one an address means, and nothing to say about it. */
const OneSystem = Type.Object({ code: Code })
const One = Type.Object({ id: Id })
const Nothing = Type.Object({})
const Reason = Type.String({ minLength: 2, maxLength: 200, pattern: '\\S.*\\S' })

const Key = Type.Object({
  id: Id,
  validFrom: Moment,
  validTo: MomentOrNull,
  createdAt: Moment,
  createdBy: Type.String(),
  shownAt: MomentOrNull,
  revokedAt: MomentOrNull,
  revokedBy: TextOrNull,
  lastUsedAt: MomentOrNull,
})
export type Key = Static<typeof Key>

const details = {
  name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  direction: Direction,
  address: Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()]),
  contact: Type.String({ maxLength: 200 }),
  note: Type.String({ maxLength: 1000 }),
}

/** An outside system as administrators see it. */
export const System = Type.Object({
  code: Code,
  ...details,
  isOn: Type.Boolean(),
  version: Type.Integer(),
  changedAt: Moment,
  failures: Type.Integer({ description: 'sendings in a row that failed' }),
  pausedUntil: MomentOrNull,
  counts: Type.Object({ waiting: Type.Integer(), failed: Type.Integer() }),
  keys: Type.Array(Key),
})
export type System = Static<typeof System>

export const listSystems = route({
  method: 'GET',
  url: '/exchange-systems',
  summary: 'The outside systems and their keys, without secrets',
  reply: Type.Object({ items: Type.Array(System), types: Type.Array(Type.String(), { description: 'taken by us' }) }),
  problems: [mayNotManage],
})

export const registerSystem = route({
  method: 'POST',
  url: '/exchange-systems',
  summary: 'Register an outside system; it is off until it is switched on',
  command: true,
  body: Command({ code: Code, ...details }),
  reply: OneSystem,
  problems: [mayNotManage, codeTaken, addressInvalid],
})

export const changeSystem = route({
  method: 'POST',
  url: '/exchange-systems/:code/change',
  summary: 'Change what is said of an outside system',
  params: OneSystem,
  command: true,
  body: Command({ ...details, version: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) }),
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotManage, systemNotFound, systemChanged, addressInvalid],
})

export const switchSystem = route({
  method: 'POST',
  url: '/exchange-systems/:code/switch',
  summary: 'Switch exchange with a system on or off; on also ends a pause after failures',
  params: OneSystem,
  command: true,
  body: Command({ on: Type.Boolean() }),
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotManage, systemNotFound],
})

export const pingSystem = route({
  method: 'POST',
  url: '/exchange-systems/:code/ping',
  summary: 'Send a trial message of the type ping; what came of it stands in the log',
  params: OneSystem,
  command: true,
  body: Command({}),
  reply: Type.Object({ messageId: Id }),
  problems: [mayNotManage, systemNotFound, directionWrong],
})

export const createKey = route({
  method: 'POST',
  url: '/exchange-systems/:code/keys',
  summary: 'Make a key; its secret is asked for apart, once',
  params: OneSystem,
  command: true,
  body: Command({ validFrom: Type.Optional(Moment), validTo: Type.Optional(Moment) }),
  reply: Type.Object({ keyId: Id }),
  problems: [mayNotManage, systemNotFound, periodInvalid],
})

// No command: the reply of a command is stored, and this one must not be.
export const showSecret = route({
  method: 'POST',
  url: '/exchange-keys/:id/secret',
  summary: 'The secret of a new key, in base64url; given once and never again',
  params: One,
  body: Nothing,
  reply: Type.Object({ keyId: Id, secret: Type.String() }),
  problems: [mayNotManage, keyNotFound, secretShown, keyRevoked],
})

export const revokeKey = route({
  method: 'POST',
  url: '/exchange-keys/:id/revoke',
  summary: 'Revoke a key, for good',
  params: One,
  command: true,
  body: Command({ reason: Reason }),
  reply: Nothing,
  problems: [mayNotManage, keyNotFound, keyRevoked],
})

/** A message as the log lists it: nothing of its content. */
export const Message = Type.Object({
  id: Id,
  system: Code,
  systemName: Type.String(),
  direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
  senderId: Type.String(),
  type: Type.String(),
  digest: Type.String(),
  size: Type.Integer(),
  state: State,
  tries: Type.Integer(),
  tryAt: Moment,
  fault: TextOrNull,
  status: Type.Union([Type.Integer(), Type.Null()]),
  replays: Type.Integer(),
  createdAt: Moment,
  settledAt: MomentOrNull,
})
export type Message = Static<typeof Message>

export const listMessages = route({
  method: 'GET',
  url: '/exchange-messages',
  summary: 'Messages in and out, newest first',
  query: Type.Object({
    system: Type.Optional(Code),
    direction: Type.Optional(Message.properties.direction),
    state: Type.Optional(State),
    q: Type.Optional(Type.String({ maxLength: 100, description: "part of the type or of the message's id" })),
    page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  }),
  reply: PageOf(Message),
  problems: [mayNotManage],
})

export const readMessage = route({
  method: 'POST',
  url: '/exchange-messages/:id/content',
  summary: 'What a message says and what was answered, in clear; asks for a reason and is audited',
  params: One,
  body: Type.Object({ reason: Reason }),
  reply: Type.Object({
    body: Type.String(),
    answer: TextOrNull,
    sm3: Type.String({ description: 'of the body as it was signed' }),
  }),
  problems: [mayNotManage, messageNotFound],
})

export const replayMessage = route({
  method: 'POST',
  url: '/exchange-messages/:id/replay',
  summary: 'Hand an inbound message to its consumer again, or send an outbound one again',
  params: One,
  command: true,
  body: Command({ reason: Reason }),
  reply: Nothing,
  problems: [mayNotManage, messageNotFound, messageWaiting],
})

/** A message from outside is at most this long. */
export const maxMessageBytes = 1024 * 1024

export const receiveMessage = route({
  method: 'POST',
  url: '/exchange/:system/messages',
  summary:
    'A message of an outside system: JSON {id, type, body}, signed by X-Yiwang-Key, -Time, -Nonce and -Signature. The same id sent again answers what became of it',
  params: Type.Object({ system: Code }),
  access: 'public',
  consumes: 'bytes',
  maxBytes: maxMessageBytes,
  reply: Type.Object({ messageId: Id, state: State, answer: Type.Unknown() }),
  problems: [
    headersInvalid,
    unknownKey,
    keyRevoked,
    keyNotValid,
    timeOff,
    signatureWrong,
    nonceUsed,
    systemOff,
    bodyInvalid,
    typeUnknown,
    messageReused,
  ],
})

/** Something about a system or its messages is otherwise than before: open pages look again. */
export const ExchangeChanged = event('exchange.changed', Type.Object({ system: Type.String() }))
