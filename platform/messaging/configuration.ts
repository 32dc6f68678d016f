import { Type, type Static } from 'typebox'
import type { Reader } from '#lib/db'
import { WordsSchema } from '#lib/http/contract'
import { canonicalJson } from '#lib/kernel'
import { record } from '#platform/audit'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { settingOf } from './configure.ts'
import type { Messaging } from './messaging.ts'
import { insertTemplate, putSetting, selectSetting, selectTemplates } from './store.ts'
import { unknownVariables } from './template.ts'

const Minute = Type.Integer({ minimum: 0, maximum: 1439 })
const closed = { additionalProperties: false }
const SettingItem = Type.Object(
  {
    key: Type.Literal('setting'),
    quiet: Type.Union([Type.Object({ from: Minute, until: Minute }, closed), Type.Null()]),
    digestMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  },
  closed,
)
const TemplateItem = Type.Object(
  { key: Type.String({ pattern: '^template ' }), title: WordsSchema, body: WordsSchema },
  closed,
)
const MessagingItem = Type.Union([SettingItem, TemplateItem])
type MessagingItem = Static<typeof MessagingItem>

/** Quiet hours and digests, and the texts that people wrote in place of the program's. */
export function messagingConfiguration(messaging: Messaging) {
  return configurationPart<MessagingItem>({
    name: 'messages',
    title: { 'zh-CN': '消息设置与模板', en: 'Message settings and templates' },
    version: 1,
    item: MessagingItem,
    fields: {
      quiet: { 'zh-CN': '免打扰', en: 'Quiet hours' },
      digestMinutes: { 'zh-CN': '合并门槛（分钟）', en: 'Digest, minutes' },
      title: { 'zh-CN': '标题', en: 'Title' },
      body: { 'zh-CN': '正文', en: 'Text' },
    },
    label: ({ key }) => {
      if (key === 'setting') return '全市设置'
      const notice = messaging.get(key.replace('template ', ''))
      return notice === undefined ? key : `${notice.code} ${notice.name['zh-CN']}`
    },
    show: (item) =>
      'title' in item
        ? {
            'title.zh-CN': item.title['zh-CN'],
            'title.en': item.title.en,
            'body.zh-CN': item.body['zh-CN'],
            'body.en': item.body.en,
          }
        : {
            quiet: item.quiet === null ? '—' : `${clock(item.quiet.from)}–${clock(item.quiet.until)}`,
            digestMinutes: String(item.digestMinutes),
          },
    read: (reader) => readItems(messaging, reader),
    rights: ['messaging.configure'],
    apply: (request) => applyItems(messaging, request),
  })
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

async function readItems(messaging: Messaging, reader: Reader): Promise<MessagingItem[]> {
  const codes = messaging.notices.map((notice) => notice.code)
  const [[row], templates] = await reader.read(selectSetting(), selectTemplates(codes))
  const { quiet, digestMinutes } = settingOf(messaging, row)
  const written = templates.flatMap(({ notice, title, body }) => {
    const own = messaging.get(notice)?.template
    const same =
      own !== undefined && canonicalJson({ title: own.title, body: own.body }) === canonicalJson({ title, body })
    // Written back to the program's text is as if never written.
    return same ? [] : [{ key: `template ${notice}`, title, body }]
  })
  return [{ key: 'setting', quiet: quiet === null ? null : { ...quiet }, digestMinutes }, ...written]
}

async function applyItems(messaging: Messaging, request: ApplyRequest<MessagingItem>): Promise<void> {
  const { tx, actor, requestId, refuse } = request
  const codes = messaging.notices.map((notice) => notice.code)
  const [[setting], templates] = await tx.read(selectSetting(), selectTemplates(codes))
  const versions = new Map(templates.map((row) => [row.notice, row.version]))
  for (const { key, after } of request.changes) {
    if (key === 'setting') {
      if (after === undefined || !('digestMinutes' in after))
        return refuse({ 'zh-CN': '缺少消息设置', en: 'the setting is missing' })
      const { quiet, digestMinutes } = after
      if (quiet?.from !== undefined && quiet.from === quiet.until)
        refuse({ 'zh-CN': '免打扰的起止相同', en: 'quiet hours begin and end at once' })
      const revision = (setting?.revision ?? 0) + 1
      const [from, until] = [quiet?.from ?? null, quiet?.until ?? null]
      tx.write(putSetting({ quiet_from: from, quiet_until: until, digest_minutes: digestMinutes, revision }))
      record(tx, { what: 'messaging.set_setting', actor, detail: { quiet, digestMinutes }, requestId })
      continue
    }
    const code = key.slice('template '.length)
    const notice =
      messaging.get(code) ?? refuse({ 'zh-CN': `本系统没有通知 ${code}`, en: `there is no notice ${code} here` })
    // Nobody's own text in the file: the program's comes back.
    const { title, body } = after !== undefined && 'title' in after ? after : notice.template
    const unknown = unknownVariables({ title, body }, Object.keys(notice.variables))
    if (unknown.length > 0)
      refuse({ 'zh-CN': `${code} 用了不存在的变量 ${unknown.join(' ')}`, en: `${code} names ${unknown.join(' ')}` })
    const version = (versions.get(code) ?? 0) + 1
    const { accountId: authorId, name: authorName } = actor
    tx.write(insertTemplate({ notice: code, version, title, body, authorId, authorName }))
    record(tx, { what: 'messaging.write_template', actor, subject: code, detail: { version }, requestId })
  }
}
