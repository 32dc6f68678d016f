import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, PageOf, problem, route } from '#lib/http/contract'
import { Confidence, DictionaryDefinition, EntryContent, Named } from './definition.ts'

export type { Column, Confidence, DictionaryDefinition, EntryContent, Named } from './definition.ts'

export const noSuchDictionary = problem('dictionary.no_such_dictionary', 404, {
  'zh-CN': '没有这个字典',
  en: 'There is no such dictionary',
})
export const noSuchEntry = problem('dictionary.no_such_entry', 404, {
  'zh-CN': '没有这个条目',
  en: 'There is no such entry',
})
export const mayNotEdit = problem('dictionary.may_not_edit', 403, {
  'zh-CN': '您的岗位不能修改数据字典',
  en: 'Your post may not edit dictionaries',
})
export const entryInvalid = problem('dictionary.entry_invalid', 422, {
  'zh-CN': '填写有误：{what}',
  en: 'Some entries are not valid: {what}',
})
export const codeKnown = problem('dictionary.code_known', 409, {
  'zh-CN': '代码 {code} 已存在',
  en: 'The code {code} is here already',
})
export const entryMoved = problem('dictionary.entry_moved', 409, {
  'zh-CN': '这个条目刚被他人修改，请看过最新内容后再改',
  en: 'Somebody has just changed this entry; look at it again before you go on',
})
export const entryRetired = problem('dictionary.entry_retired', 409, {
  'zh-CN': '这个条目已停用',
  en: 'This entry is retired',
})
export const changePlanned = problem('dictionary.change_planned', 409, {
  'zh-CN': '这个条目已有待生效的变更，请先撤回',
  en: 'A change of this entry is planned already; withdraw it first',
})
export const nothingPlanned = problem('dictionary.nothing_planned', 409, {
  'zh-CN': '这个条目没有待生效的变更',
  en: 'No change of this entry is planned',
})
export const stillAbove = problem('dictionary.still_above', 409, {
  'zh-CN': '它下面还有 {count} 个条目，请先停用或移走',
  en: 'There are {count} entries below it; retire or move them first',
})
export const notDelivered = problem('dictionary.not_delivered', 409, {
  'zh-CN': '随系统交付的数据里没有这个条目',
  en: 'The delivered data does not have this entry',
})
export const tooEarly = problem('dictionary.too_early', 422, {
  'zh-CN': '生效日期不能早于今天：过去的内容不能改写',
  en: 'It cannot take effect before today: the past is not rewritten',
})
export const fileUnreadable = problem('dictionary.file_unreadable', 422, {
  'zh-CN': '文件无法读取：{why}',
  en: 'The file cannot be read: {why}',
})
export const columnsMissing = problem('dictionary.columns_missing', 422, {
  'zh-CN': '文件缺少必需的列：{columns}',
  en: 'The file lacks required columns: {columns}',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const Day = Type.String({ format: 'date' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])
const Reason = Type.Optional(Type.String({ maxLength: 200 }))

export const Delivered = Type.Union([Type.Literal('same'), Type.Literal('differs'), Type.Literal('own')], {
  description: 'beside the data delivered with the system; own: added here',
})

/** An entry as it stands at the moment asked for. */
export const Entry = Type.Object({
  id: Id,
  version: Type.String(),
  kind: Type.String(),
  code: Type.String(),
  ...EntryContent.properties,
  parentName: OrNull(Type.String()),
  children: Type.Integer({ description: 'valid entries right below it' }),
  revision: Type.Integer({ description: 'send it back as basedOn' }),
  validFrom: Moment,
  validTo: OrNull(Moment),
  state: Type.Union([Type.Literal('valid'), Type.Literal('retired'), Type.Literal('planned')]),
  delivered: Delivered,
  plannedFrom: OrNull(Moment),
})
export type Entry = Static<typeof Entry>

/** One stretch of an entry's history. */
export const Revision = Type.Object({
  ...EntryContent.properties,
  revision: Type.Integer(),
  validFrom: Moment,
  validTo: OrNull(Moment),
  origin: Type.Union([Type.Literal('delivered'), Type.Literal('edited'), Type.Literal('imported')]),
  changedBy: OrNull(Type.String({ description: 'name; null when delivered with the system' })),
  reason: OrNull(Type.String()),
  recordedAt: Moment,
  endedBy: OrNull(Type.String({ description: 'who retired or withdrew it; null when the next revision replaced it' })),
  endedReason: OrNull(Type.String()),
})
export type Revision = Static<typeof Revision>

export const EntryView = Type.Object({
  entry: Entry,
  history: Type.Array(Revision, { description: 'the newest first' }),
  deliveredContent: OrNull(EntryContent),
  mayEdit: Type.Boolean(),
})
export type EntryView = Static<typeof EntryView>

export const DictionarySummary = Type.Object({
  definition: DictionaryDefinition,
  entries: Type.Integer({ description: 'valid now' }),
  differing: Type.Integer({ description: 'entries that differ from the delivered data' }),
})
export type DictionarySummary = Static<typeof DictionarySummary>

export const listDictionaries = route({
  method: 'GET',
  url: '/dictionaries',
  summary: 'All dictionaries with their columns and how many entries are valid',
  reply: Type.Object({ groups: Type.Array(Named), items: Type.Array(DictionarySummary), mayEdit: Type.Boolean() }),
  problems: [],
})

const Address = Type.Object({ dictionary: Type.String({ maxLength: 64 }) })
const EntryAddress = Type.Object({ dictionary: Type.String({ maxLength: 64 }), id: Id })

const Filter = {
  q: Type.Optional(Type.String({ maxLength: 100, description: 'part of the code, a name or any attribute' })),
  version: Type.Optional(Type.String({ maxLength: 64 })),
  kind: Type.Optional(Type.String({ maxLength: 64 })),
  confidence: Type.Optional(Confidence),
  delivered: Type.Optional(Delivered),
  state: Type.Optional(
    Type.Union([Type.Literal('valid'), Type.Literal('retired'), Type.Literal('planned'), Type.Literal('all')], {
      description: 'valid, where not said; all: valid and retired',
    }),
  ),
  asOf: Type.Optional(
    Type.Union([Day, Moment], {
      description: 'as it stood then; a day means its end in Asia/Shanghai. Now, where not said',
    }),
  ),
}

export const listEntries = route({
  method: 'GET',
  url: '/dictionaries/:dictionary/entries',
  summary: 'Entries of a dictionary: filtered, sorted, paged',
  params: Address,
  query: Type.Object({
    ...Filter,
    parent: Type.Optional(
      Type.String({ maxLength: 64, description: 'only those right below this code; `-` for the top' }),
    ),
    sort: Type.Optional(
      Type.String({
        pattern: '^-?(position|code|name|confidence|validFrom|attribute\\.[A-Za-z0-9]+)$',
        description: 'a leading minus for descending',
      }),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: PageOf(Entry),
  problems: [noSuchDictionary],
})

export const getEntry = route({
  method: 'GET',
  url: '/dictionaries/:dictionary/entries/:id',
  summary: 'One entry with its whole history',
  params: EntryAddress,
  reply: EntryView,
  problems: [noSuchDictionary, noSuchEntry],
})

const Side = OrNull(Type.Object({ id: Id, code: Type.String(), name: Type.String() }))
export const ComparedPair = Type.Object({ from: Side, to: Side })

export const compareVersions = route({
  method: 'GET',
  url: '/dictionaries/:dictionary/comparison',
  summary: 'Two editions side by side: which entry succeeds which',
  params: Address,
  query: Type.Object({
    q: Filter.q,
    kind: Filter.kind,
    show: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Literal('renamed'), Type.Literal('new'), Type.Literal('gone')]),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: Type.Object({
    ...PageOf(ComparedPair).properties,
    counts: Type.Object({ both: Type.Integer(), renamed: Type.Integer(), new: Type.Integer(), gone: Type.Integer() }),
  }),
  problems: [noSuchDictionary],
})

/** What a person fills in of an entry. Attributes as they are typed; null or empty clears one. */
const Form = {
  name: Type.String({ maxLength: 400 }),
  nameEn: Type.Optional(OrNull(Type.String({ maxLength: 400 }))),
  parent: Type.Optional(OrNull(Type.String({ maxLength: 64 }))),
  position: Type.Optional(Type.Integer({ minimum: -1_000_000, maximum: 1_000_000_000 })),
  attributes: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 4000 }), Type.Number(), Type.Null()]), {
    maxProperties: 100,
  }),
  confidence: Confidence,
  source: Type.Optional(Type.String({ maxLength: 1000 })),
  note: Type.Optional(Type.String({ maxLength: 4000 })),
  validFrom: Type.Optional(Day),
  reason: Reason,
}
const EntryReply = Type.Object({ id: Id, revision: Type.Integer() })
const basedOn = Type.Integer({ minimum: 1, description: 'the revision the client saw' })

export const addEntry = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/entries',
  summary: 'Add an entry, or bring a retired one back',
  params: Address,
  command: true,
  body: Command({
    version: Type.String({ maxLength: 64 }),
    kind: Type.String({ maxLength: 64 }),
    code: Type.String({ maxLength: 64 }),
    ...Form,
  }),
  reply: EntryReply,
  problems: [noSuchDictionary, mayNotEdit, entryInvalid, codeKnown, tooEarly, changePlanned],
})

export const changeEntry = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/entries/:id/changes',
  summary: 'Change an entry, now or from a coming day: the old content keeps its time',
  params: EntryAddress,
  command: true,
  body: Command({ basedOn, ...Form }),
  reply: EntryReply,
  problems: [
    noSuchDictionary,
    noSuchEntry,
    mayNotEdit,
    entryInvalid,
    entryMoved,
    entryRetired,
    changePlanned,
    tooEarly,
  ],
})

export const retireEntry = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/entries/:id/retirement',
  summary: 'Retire an entry, now or from a coming day',
  params: EntryAddress,
  command: true,
  body: Command({ basedOn, validTo: Type.Optional(Day), reason: Reason }),
  reply: EntryReply,
  problems: [noSuchDictionary, noSuchEntry, mayNotEdit, entryMoved, entryRetired, changePlanned, stillAbove, tooEarly],
})

export const withdrawChange = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/entries/:id/withdrawal',
  summary: 'Withdraw a planned change or retirement before it takes effect',
  params: EntryAddress,
  command: true,
  body: Command({ basedOn, reason: Reason }),
  reply: EntryReply,
  problems: [noSuchDictionary, noSuchEntry, mayNotEdit, entryMoved, nothingPlanned],
})

export const takeDelivered = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/entries/:id/delivered',
  summary: 'Take the delivered content over what people made of the entry',
  params: EntryAddress,
  command: true,
  body: Command({ basedOn, reason: Reason }),
  reply: EntryReply,
  problems: [noSuchDictionary, noSuchEntry, mayNotEdit, entryInvalid, entryMoved, changePlanned, notDelivered],
})

/** What is wrong with one cell of an import file. */
export const CellFault = Type.Object({
  row: Type.Integer({ description: 'row of the file, the heading being row 1' }),
  column: Type.String(),
  value: Type.String({ description: 'at most 60 characters' }),
  fault: Type.String({ description: 'a sentence in the language asked for' }),
})
export type CellFault = Static<typeof CellFault>

export const ImportReport = Type.Object({
  fileName: Type.String(),
  encoding: Type.Union([Type.Literal('UTF-8'), Type.Literal('GB18030'), Type.Literal('XLSX')]),
  dryRun: Type.Boolean(),
  rows: Type.Integer({ description: 'data rows in the file' }),
  good: Type.Integer(),
  bad: Type.Integer({ description: 'rows with at least one fault' }),
  added: Type.Integer({ description: 'good rows that are new entries' }),
  changed: Type.Integer({ description: 'good rows that change an entry' }),
  unchanged: Type.Integer({ description: 'good rows that say what is there already' }),
  written: Type.Integer({ description: 'entries added or changed; 0 in a dry run' }),
  columns: Type.Array(
    Type.Object({
      heading: Type.String(),
      field: OrNull(Type.String({ description: 'what it fills; null: not used' })),
    }),
  ),
  faults: Type.Array(CellFault, { description: 'the first 200' }),
  seconds: Type.Number(),
})
export type ImportReport = Static<typeof ImportReport>

export const importEntries = route({
  method: 'POST',
  url: '/dictionaries/:dictionary/imports',
  summary: 'Import entries from a CSV file (UTF-8 or GB18030); entries that are not in the file stay as they are',
  params: Address,
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    dryRun: Type.Optional(Type.Boolean({ description: 'look only' })),
    goodRowsOnly: Type.Optional(Type.Boolean({ description: 'import the good rows although there are bad ones' })),
  }),
  consumes: 'bytes',
  maxBytes: 32 * 1024 * 1024,
  reply: ImportReport,
  problems: [noSuchDictionary, mayNotEdit, fileUnreadable, columnsMissing],
})

export const exportEntries = route({
  method: 'GET',
  url: '/dictionaries/:dictionary/export',
  summary: 'The entries that a filter means, as a file: CSV, a workbook, or JSON',
  params: Address,
  query: Type.Object({
    ...Filter,
    format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('json')]),
    language: Type.Optional(
      Type.Union([Type.Literal('zh-CN'), Type.Literal('en')], { description: 'of the headings' }),
    ),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [noSuchDictionary],
})

/** Said when entries of a dictionary changed, once per command, import or delivery. */
export const DictionaryChanged = event(
  'dictionary.changed',
  Type.Object({ dictionary: Type.String(), entries: Type.Integer({ description: 'how many' }) }),
)
