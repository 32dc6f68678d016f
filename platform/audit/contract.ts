import { Type, type Static } from 'typebox'
import { problem, route, sentence, WordsSchema } from '#lib/http/contract'
import type { Language, Words } from '#lib/kernel/contract'

export const notAllowed = problem('audit.not_allowed', 403, {
  'zh-CN': '审计日志只对{roles}开放',
  en: 'The audit log is open to {roles} only',
})
export const noEntry = problem('audit.no_entry', 404, {
  'zh-CN': '没有这条审计记录',
  en: 'There is no such audit entry',
})
export const badPlace = problem('audit.bad_place', 400, {
  'zh-CN': '页码标记无效，请回到第一页',
  en: 'This place in the list is not valid; please go back to the first page',
})

const Nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])

/** One kind of entry, with the sentence that says what it means. */
export const AuditKind = Type.Object({
  what: Type.String(),
  words: WordsSchema,
  sensitive: Type.Boolean({ description: 'each of them is worth a look' }),
  subject: Nullable(WordsSchema),
})
export type AuditKind = Static<typeof AuditKind>

export const AuditEntry = Type.Object({
  id: Type.Integer(),
  recordedAt: Type.String({ format: 'date-time' }),
  what: Type.String({ description: 'e.g. cases.reveal' }),
  actor: Nullable(
    Type.Object({
      id: Type.String(),
      name: Nullable(Type.String()),
      postId: Nullable(Type.String()),
      unitId: Nullable(Type.String()),
      unitName: Nullable(Type.String()),
    }),
  ),
  subject: Nullable(Type.String({ description: 'an id' })),
  subjectName: Nullable(Type.String({ description: 'e.g. a case number' })),
  detail: Type.Record(Type.String(), Type.Unknown()),
  requestId: Nullable(Type.String()),
})
export type AuditEntry = Static<typeof AuditEntry>

const filter = {
  from: Type.Optional(Type.String({ format: 'date-time', description: 'recorded at or after' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'recorded before' })),
  person: Type.Optional(Type.String({ maxLength: 100, description: 'id of an account, or how a name begins' })),
  unit: Type.Optional(Type.String({ format: 'uuid' })),
  what: Type.Optional(Type.String({ maxLength: 4000, description: 'kinds of entry, parted by commas' })),
  sensitive: Type.Optional(Type.Boolean({ description: 'only kinds that are worth a look each' })),
  subject: Type.Optional(Type.String({ maxLength: 200, description: 'a case number, or any id' })),
  requestId: Type.Optional(Type.String({ maxLength: 100 })),
  q: Type.Optional(Type.String({ maxLength: 100, description: 'any part of the detail' })),
}
const Filter = Type.Object(filter)
export type AuditFilter = Static<typeof Filter>

export const AuditSort = Type.Union([Type.Literal('recorded'), Type.Literal('-recorded')])
export type AuditSort = Static<typeof AuditSort>

export const listAudit = route({
  method: 'GET',
  url: '/audit',
  summary: 'The audit log: filtered, sorted by time, page after page',
  query: Type.Object({
    ...filter,
    sort: Type.Optional(AuditSort),
    after: Type.Optional(Type.String({ maxLength: 60, description: '`next` of the page before' })),
    size: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: Type.Object({
    items: Type.Array(AuditEntry),
    next: Nullable(Type.String({ description: 'where the next page begins; null on the last' })),
    total: Type.Integer({ description: 'how many match; counting ends at 10,001' }),
  }),
  problems: [notAllowed, badPlace],
})

export const listAuditKinds = route({
  method: 'GET',
  url: '/audit/kinds',
  summary: 'Every kind of audit entry, in words',
  reply: Type.Object({ items: Type.Array(AuditKind) }),
  problems: [notAllowed],
})

export const getAuditAccess = route({
  method: 'GET',
  url: '/audit/access',
  summary: 'Whether the caller may read the audit log, and if not, why',
  reply: Type.Object({ mayRead: Type.Boolean(), reason: Nullable(Type.String()) }),
  problems: [],
})

export const Seal = Type.Object({
  id: Type.Integer(),
  madeAt: Type.String({ format: 'date-time' }),
  entries: Type.Integer(),
  hash: Type.String({ description: 'SM3, in hex' }),
})

export const getAuditEntry = route({
  method: 'GET',
  url: '/audit/entries/:id',
  summary: 'One audit entry and the seal it is in',
  params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
  reply: Type.Object({ entry: AuditEntry, seal: Nullable(Seal) }),
  problems: [notAllowed, noEntry],
})

export const getAuditState = route({
  method: 'GET',
  url: '/audit/state',
  summary: 'How the audit log is sealed, and when it was last verified',
  reply: Type.Object({
    lastSeal: Nullable(Seal),
    unsealed: Type.Object({
      count: Type.Integer({ description: 'counting ends at 10,001' }),
      since: Nullable(Type.String({ format: 'date-time' })),
    }),
    lastVerification: Nullable(
      Type.Object({
        at: Type.String({ format: 'date-time' }),
        by: Nullable(Type.String()),
        seals: Type.Integer(),
        entries: Type.Integer(),
        findings: Type.Integer(),
      }),
    ),
  }),
  problems: [notAllowed],
})

export const verifySeals = route({
  method: 'POST',
  url: '/audit/verifications',
  summary: 'Computes the newest seals anew and compares; audited',
  body: Type.Object({ newest: Type.Integer({ minimum: 1, maximum: 500 }) }),
  reply: Type.Object({
    seals: Type.Integer(),
    entries: Type.Integer(),
    findings: Type.Array(Type.Object({ seal: Nullable(Type.Integer()), what: Type.String() })),
    head: Nullable(Type.String()),
    seconds: Type.Number(),
  }),
  problems: [notAllowed],
})

/** Rows of one export at most. */
export const maxExport = 20_000

export const exportAudit = route({
  method: 'POST',
  url: '/audit/exports',
  summary: `The entries that match as CSV, the newest ${maxExport} at most; audited, so it asks for a reason`,
  body: Type.Object({
    reason: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S' }),
    filter: Filter,
    sort: Type.Optional(AuditSort),
  }),
  reply: Type.Object({
    fileName: Type.String(),
    csv: Type.String(),
    rows: Type.Integer(),
    cut: Type.Boolean({ description: 'whether there were more than may be taken out at once' }),
  }),
  problems: [notAllowed],
})

/** The sentence of an entry. What its detail does not name is a dash; an undeclared kind is its bare name. */
export function describeEntry(entry: AuditEntry, kind: AuditKind | undefined, language: Language): string {
  if (kind === undefined) return entry.what
  const subject = subjectOf(entry, kind, language)
  return filled(kind.words, language, { subject: subject === '' ? '—' : subject, ...detailOf(entry) })
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** What an entry was done to, as people call it; an id without a name is told by its first eight digits. */
export function subjectOf(entry: AuditEntry, kind: AuditKind | undefined, language: Language): string {
  if (entry.subjectName !== null) return entry.subjectName
  if (entry.subject === null) return ''
  if (kind?.subject == null) return uuid.test(entry.subject) ? entry.subject.slice(0, 8) : entry.subject
  const parts = Object.fromEntries(entry.subject.split(' ').map((part, at) => [String(at + 1), part]))
  return filled(kind.subject, language, { ...parts, ...detailOf(entry) })
}

function detailOf({ detail }: AuditEntry): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detail).flatMap(([key, value]) =>
      value === null || value === undefined
        ? []
        : [[key, typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)]],
    ),
  )
}

function filled(words: Words, language: Language, values: Readonly<Record<string, string>>): string {
  return sentence(words, language, values).replace(/\{\w+\}/g, '—')
}

/** The bare name of a kind, for a list to choose from: its sentence without the places to fill. */
export function nameOfKind(words: Words, language: Language): string {
  return words[language]
    .replace(/[（(：:，,]?\s*[「“"]?\{\w+\}[」”"]?[）)]?/g, '')
    .replace(/\s{2,}/g, ' ')
    .trim()
}
