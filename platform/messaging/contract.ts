import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'

export { clockText } from './quiet-hours.ts'
export { render, unknownVariables, variablesIn } from './template.ts'

export const mayNotConfigure = problem('messaging.may_not_configure', 403, {
  'zh-CN': '只有系统管理员可以修改消息设置和模板',
  en: 'Only a system administrator may change how messages are sent',
})
export const messageNotFound = problem('messaging.not_found', 404, {
  'zh-CN': '没有这条消息',
  en: 'There is no such message',
})
export const noSuchNotice = problem('messaging.no_such_notice', 404, {
  'zh-CN': '没有这种通知',
  en: 'There is no such notice',
})
export const unknownVariable = problem('messaging.unknown_variable', 422, {
  'zh-CN': '模板用到了没有的变量：{names}',
  en: 'The template names variables that are not there: {names}',
})
export const templateMoved = problem('messaging.template_moved', 409, {
  'zh-CN': '模板刚被他人修改，请看过最新版本后再改',
  en: 'Somebody has just changed this template; look at it again before you go on',
})
export const settingMoved = problem('messaging.setting_moved', 409, {
  'zh-CN': '设置刚被他人修改，请看过最新内容后再改',
  en: 'Somebody has just changed these settings; look at them again before you go on',
})
export const quietHoursEmpty = problem('messaging.quiet_hours_empty', 422, {
  'zh-CN': '免打扰的开始和结束不能相同',
  en: 'Quiet hours must not begin and end at the same time',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])
const Minute = Type.Integer({ minimum: 0, maximum: 1439, description: 'minute of the day in Asia/Shanghai' })
const Quiet = Type.Object({ from: Minute, until: Minute })
const NoticeCode = Type.String({ maxLength: 100 })

const messageFields = {
  id: Id,
  notice: Type.String(),
  title: WordsSchema,
  body: WordsSchema,
  link: OrNull(Type.String({ description: 'address on the desk of what it is about' })),
  urgent: Type.Boolean(),
  occurredAt: Moment,
  arrivedAt: Moment,
  readAt: OrNull(Moment),
  handledAt: OrNull(Moment),
}

/** A message of the inbox; what it gathers stands in `parts`. */
export const Message = Type.Object({ ...messageFields, parts: Type.Array(Type.Object(messageFields)) })
export type Message = Static<typeof Message>

export const listMessages = route({
  method: 'GET',
  url: '/messages',
  summary: "The caller's inbox, newest first",
  query: Type.Object({
    unread: Type.Optional(Type.Boolean()),
    notice: Type.Optional(NoticeCode),
    q: Type.Optional(Type.String({ maxLength: 100 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(Message),
  problems: [],
})

export const countUnread = route({
  method: 'GET',
  url: '/messages/unread',
  summary: 'How many messages the caller has not read, and the urgent ones nobody has opened yet',
  reply: Type.Object({ unread: Type.Integer(), urgent: Type.Array(Message) }),
  problems: [],
})

export const markMessagesRead = route({
  method: 'POST',
  url: '/messages/read',
  summary: 'Mark messages as read; of an urgent one all who were told learn that it is in hand',
  command: true,
  body: Command({ ids: Type.Array(Id, { minItems: 1, maxItems: 200 }) }),
  reply: Type.Object({ unread: Type.Integer() }),
  problems: [],
})

export const markAllRead = route({
  method: 'POST',
  url: '/messages/read-all',
  summary: 'Mark everything as read, or everything of one notice',
  command: true,
  body: Command({ notice: Type.Optional(NoticeCode) }),
  reply: Type.Object({ unread: Type.Integer() }),
  problems: [],
})

export const getReceipts = route({
  method: 'GET',
  url: '/messages/:id/receipts',
  summary: 'Who was told the same, and when they read it',
  params: Type.Object({ id: Id }),
  reply: Type.Object({ items: Type.Array(Type.Object({ name: Type.String(), readAt: OrNull(Moment) })) }),
  problems: [messageNotFound],
})

export const Preference = Type.Object({
  quietMode: Type.Union([Type.Literal('city'), Type.Literal('own'), Type.Literal('off')]),
  quiet: OrNull(Quiet),
  muted: Type.Array(NoticeCode, { maxItems: 200, uniqueItems: true }),
})
export type Preference = Static<typeof Preference>

export const getPreference = route({
  method: 'GET',
  url: '/messages/preference',
  summary: 'How the caller wants to be told, and what there is to be told of',
  reply: Type.Object({
    preference: Preference,
    cityQuiet: OrNull(Quiet),
    notices: Type.Array(Type.Object({ code: Type.String(), name: WordsSchema, urgent: Type.Boolean() })),
  }),
  problems: [],
})

export const setPreference = route({
  method: 'POST',
  url: '/messages/preference',
  summary: 'Say how one wants to be told',
  command: true,
  body: Command({
    quietMode: Preference.properties.quietMode,
    quiet: Preference.properties.quiet,
    muted: Preference.properties.muted,
  }),
  reply: Preference,
  problems: [noSuchNotice, quietHoursEmpty],
})

export const MessagingSetting = Type.Object({
  quiet: OrNull(Quiet),
  digestMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  revision: Type.Integer({ description: "0: what the city's data say" }),
})
export type MessagingSetting = Static<typeof MessagingSetting>

export const getMessagingSetting = route({
  method: 'GET',
  url: '/messaging/setting',
  summary: 'How the city is told, and by which channels',
  reply: Type.Object({
    setting: MessagingSetting,
    channels: Type.Array(
      Type.Object({ code: Type.String(), name: WordsSchema, on: Type.Boolean(), why: OrNull(WordsSchema) }),
    ),
  }),
  problems: [mayNotConfigure],
})

export const setMessagingSetting = route({
  method: 'POST',
  url: '/messaging/setting',
  summary: 'Change how the city is told',
  command: true,
  body: Command({
    basedOn: Type.Integer({ minimum: 0 }),
    quiet: MessagingSetting.properties.quiet,
    digestMinutes: MessagingSetting.properties.digestMinutes,
  }),
  reply: MessagingSetting,
  problems: [mayNotConfigure, settingMoved, quietHoursEmpty],
})

const TextWords = (maxLength: number) =>
  Type.Object({
    'zh-CN': Type.String({ minLength: 1, maxLength }),
    en: Type.String({ minLength: 1, maxLength }),
  })

const TemplateVersion = Type.Object({
  version: Type.Integer({ description: '0 comes with the program' }),
  title: WordsSchema,
  body: WordsSchema,
  author: OrNull(Type.String()),
  writtenAt: OrNull(Moment),
})
export type TemplateVersion = Static<typeof TemplateVersion>

export const Template = Type.Object({
  notice: Type.String(),
  name: WordsSchema,
  urgent: Type.Boolean(),
  variables: Type.Array(Type.Object({ key: Type.String(), name: WordsSchema, example: WordsSchema })),
  versions: Type.Array(TemplateVersion, { description: 'newest first; the first is used' }),
})
export type Template = Static<typeof Template>

export const listTemplates = route({
  method: 'GET',
  url: '/messaging/templates',
  summary: 'The texts of all notices, with every version',
  reply: Type.Object({ items: Type.Array(Template) }),
  problems: [mayNotConfigure],
})

export const writeTemplate = route({
  method: 'POST',
  url: '/messaging/templates/:notice',
  summary: "Write a new version of a notice's text; used for what is sent from now on",
  params: Type.Object({ notice: NoticeCode }),
  command: true,
  body: Command({
    basedOn: Type.Integer({ minimum: 0, description: 'the version the writer saw' }),
    title: TextWords(100),
    body: TextWords(1000),
  }),
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotConfigure, noSuchNotice, unknownVariable, templateMoved],
})

/** Said when a message has come into somebody's inbox; told to them alone. */
export const MessageArrived = event('messaging.arrived', Type.Object({ accountId: Id, id: Id, urgent: Type.Boolean() }))

/** Said when somebody's inbox has changed otherwise: read here or elsewhere, an urgent one taken in hand. */
export const InboxChanged = event('messaging.inbox_changed', Type.Object({ accountId: Id }))
