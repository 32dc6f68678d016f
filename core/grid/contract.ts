import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'
import {
  codePattern,
  Confidence,
  ItemKind,
  Limit,
  LimitUnit,
  LimitValue,
  StageUnit,
  StandardContent,
  versionPattern,
} from './definition.ts'

export { confidences, itemKinds, limitUnits, stageUnits } from './definition.ts'
export type { Confidence, ItemKind, Limit, LimitUnit, StageUnit } from './definition.ts'

export const noSuchStandard = problem('grid.no_such_standard', 404, {
  'zh-CN': '没有这条立案标准',
  en: 'There is no such filing standard',
})
export const noSuchStage = problem('grid.no_such_stage', 404, {
  'zh-CN': '没有这条阶段时限',
  en: 'There is no such stage limit',
})
export const mayNotEdit = problem('grid.may_not_edit', 403, {
  'zh-CN': '您的岗位不能修改立案标准与时限',
  en: 'Your post may not edit filing standards and limits',
})
export const standardInvalid = problem('grid.standard_invalid', 422, {
  'zh-CN': '填写有误：{what}',
  en: 'Some entries are not valid: {what}',
})
export const codeKnown = problem('grid.code_known', 409, {
  'zh-CN': '编号 {code} 已存在',
  en: 'The code {code} is here already',
})
export const standardMoved = problem('grid.standard_moved', 409, {
  'zh-CN': '这条内容刚被他人修改，请看过最新内容后再改',
  en: 'Somebody has just changed this; look at it again before you go on',
})
export const standardRetired = problem('grid.standard_retired', 409, {
  'zh-CN': '这条立案标准已停用',
  en: 'This standard is retired',
})
export const changePlanned = problem('grid.change_planned', 409, {
  'zh-CN': '已有待生效的变更，请先撤回',
  en: 'A change is planned already; take it back first',
})
export const nothingPlanned = problem('grid.nothing_planned', 409, {
  'zh-CN': '没有待生效的变更：已生效的不能撤回',
  en: 'No change is planned; what has begun cannot be taken back',
})
export const tooEarly = problem('grid.too_early', 422, {
  'zh-CN': '生效日期不能早于 {day}：过去的内容不能改写',
  en: 'It cannot take effect before {day}: the past is not rewritten',
})
export const fileUnreadable = problem('grid.file_unreadable', 422, {
  'zh-CN': '文件无法读取：{why}',
  en: 'The file cannot be read: {why}',
})
export const columnsMissing = problem('grid.columns_missing', 422, {
  'zh-CN': '文件缺少必需的列：{columns}',
  en: 'The file lacks required columns: {columns}',
})

const Day = Type.String({ format: 'date' })
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])

/** The component or event that a standard is for, as the dictionary names it. */
const Item = Type.Object({
  code: Type.String(),
  name: Type.String({ description: 'empty when the dictionary has no such entry' }),
  classCode: Type.String(),
  className: Type.String(),
})

export const Standard = Type.Object({
  id: Type.String({ description: 'version.kind.code' }),
  version: Type.String(),
  kind: ItemKind,
  code: Type.String(),
  item: Item,
  filing: Type.String(),
  limit: Limit,
  closing: Type.String(),
  confidence: Confidence,
  source: Type.String(),
  note: Type.String(),
  revision: Type.Integer({ description: 'send it back as basedOn' }),
  validFrom: Day,
  validTo: orNull(Type.String({ format: 'date', description: 'no more valid on this day' })),
  state: Type.Union([Type.Literal('valid'), Type.Literal('retired'), Type.Literal('planned')]),
  origin: Type.Union([Type.Literal('delivered'), Type.Literal('edited'), Type.Literal('imported')]),
  plannedFrom: orNull(Type.String({ format: 'date', description: 'from when a change or retirement is planned' })),
})
export type Standard = Static<typeof Standard>

const Stretch = {
  revision: Type.Integer(),
  validFrom: Day,
  validTo: orNull(Day),
  origin: Standard.properties.origin,
  changedBy: orNull(Type.String({ description: 'name; null when delivered with the system' })),
  reason: orNull(Type.String()),
  recordedAt: Type.String({ format: 'date-time' }),
  endedBy: orNull(Type.String({ description: 'who retired it or took it back' })),
  endedReason: orNull(Type.String()),
  current: Type.Boolean({ description: 'valid today' }),
}

/** One stretch of a standard's history. */
export const StandardRevision = Type.Object({ ...StandardContent.properties, ...Stretch })
export type StandardRevision = Static<typeof StandardRevision>

export const StandardView = Type.Object({
  standard: Standard,
  history: Type.Array(StandardRevision, { description: 'the newest first' }),
  mayEdit: Type.Boolean(),
})
export type StandardView = Static<typeof StandardView>

const Filter = {
  q: Type.Optional(
    Type.String({ maxLength: 100, description: 'words of the item, its other names or the conditions' }),
  ),
  version: Type.Optional(Type.String({ maxLength: 24 })),
  kind: Type.Optional(ItemKind),
  class: Type.Optional(Type.String({ maxLength: 64, description: 'code of a class of items, or its name' })),
  item: Type.Optional(Type.String({ maxLength: 32 })),
  confidence: Type.Optional(Confidence),
  unit: Type.Optional(LimitUnit),
  state: Type.Optional(
    Type.Union([Type.Literal('valid'), Type.Literal('retired'), Type.Literal('planned'), Type.Literal('all')], {
      description: 'valid, where not said; planned: with a change to come; all: valid, planned and retired',
    }),
  ),
  asOf: Type.Optional(Type.String({ format: 'date', description: 'as it stood on this day; today, where not said' })),
}

export const getStandardsOverview = route({
  method: 'GET',
  url: '/grid/overview',
  summary: 'The lists of standards, the classes of their items, and what the asker may do',
  reply: Type.Object({
    versions: Type.Array(
      Type.Object({
        code: Type.String(),
        name: WordsSchema,
        standard: Type.String(),
        kinds: Type.Array(ItemKind),
        standards: Type.Integer({ description: 'valid today' }),
      }),
    ),
    classes: Type.Array(
      Type.Object({ version: Type.String(), kind: ItemKind, code: Type.String(), name: Type.String() }),
    ),
    today: Day,
    mayEdit: Type.Boolean(),
  }),
  problems: [],
})

export const listStandards = route({
  method: 'GET',
  url: '/grid/standards',
  summary: 'Filing standards: filtered, sorted, paged; with words, the best match first',
  query: Type.Object({
    ...Filter,
    sort: Type.Optional(Type.String({ pattern: '^-?(code|item|limit|confidence|validFrom)$' })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: PageOf(Standard),
  problems: [],
})

export const searchStandards = route({
  method: 'GET',
  url: '/grid/standards/search',
  summary: 'The standards that fit a category and words, for a form: those of an item, else the best matches',
  query: Type.Object({
    q: Type.Optional(Type.String({ maxLength: 200 })),
    kind: Type.Optional(ItemKind),
    item: Type.Optional(Type.String({ maxLength: 32, description: 'code of the chosen item, of any list' })),
    at: Type.Optional(Type.String({ format: 'date-time', description: 'as it stood then; now, where not said' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  }),
  reply: Type.Object({ items: Type.Array(Standard) }),
  problems: [],
})

const ById = Type.Object({ id: Type.String({ maxLength: 80 }) })

export const getStandard = route({
  method: 'GET',
  url: '/grid/standards/:id',
  summary: 'One standard with its whole history',
  params: ById,
  query: Type.Object({ asOf: Filter.asOf }),
  reply: StandardView,
  problems: [noSuchStandard],
})

const Form = {
  ...StandardContent.properties,
  source: Type.Optional(StandardContent.properties.source),
  note: Type.Optional(StandardContent.properties.note),
  validFrom: Type.Optional(Type.String({ format: 'date', description: 'today, where not said' })),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
}
const basedOn = Type.Integer({ minimum: 1, description: 'the revision the client saw' })
const Done = Type.Object({ id: Type.String(), revision: Type.Integer() })

export const addStandard = route({
  method: 'POST',
  url: '/grid/standards',
  summary: 'Add a standard, or bring a retired one back',
  command: true,
  body: Command({
    version: Type.String({ pattern: versionPattern }),
    kind: ItemKind,
    code: Type.String({ pattern: codePattern }),
    ...Form,
  }),
  reply: Done,
  problems: [mayNotEdit, standardInvalid, codeKnown, changePlanned, tooEarly],
})

export const changeStandard = route({
  method: 'POST',
  url: '/grid/standards/:id/changes',
  summary: 'Change a standard from a day on: what counted before keeps its time',
  params: ById,
  command: true,
  body: Command({ basedOn, ...Form }),
  reply: Done,
  problems: [noSuchStandard, mayNotEdit, standardInvalid, standardMoved, standardRetired, changePlanned, tooEarly],
})

export const retireStandard = route({
  method: 'POST',
  url: '/grid/standards/:id/retirement',
  summary: 'Retire a standard from a day on',
  params: ById,
  command: true,
  body: Command({ basedOn, validFrom: Form.validFrom, reason: Form.reason }),
  reply: Done,
  problems: [noSuchStandard, mayNotEdit, standardMoved, standardRetired, changePlanned, tooEarly],
})

export const withdrawChange = route({
  method: 'POST',
  url: '/grid/standards/:id/withdrawal',
  summary: 'Take a planned change or retirement back before it begins',
  params: ById,
  command: true,
  body: Command({ basedOn, reason: Form.reason }),
  reply: Done,
  problems: [noSuchStandard, mayNotEdit, standardMoved, nothingPlanned],
})

/** What is wrong with one cell of an import file. */
export const CellFault = Type.Object({
  row: Type.Integer({ description: 'row of the file, the heading being row 1' }),
  column: Type.String(),
  value: Type.String({ description: 'at most 60 characters' }),
  fault: Type.String({ description: 'a sentence in the language asked for' }),
})

export const ImportReport = Type.Object({
  fileName: Type.String(),
  encoding: Type.Union([Type.Literal('UTF-8'), Type.Literal('GB18030'), Type.Literal('XLSX')]),
  dryRun: Type.Boolean(),
  validFrom: Day,
  rows: Type.Integer({ description: 'data rows in the file' }),
  bad: Type.Integer({ description: 'rows with at least one fault' }),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  written: Type.Integer({ description: 'standards added or changed; 0 in a dry run' }),
  unused: Type.Array(Type.String(), { description: 'headings that fill nothing' }),
  faults: Type.Array(CellFault, { description: 'the first 200' }),
})
export type ImportReport = Static<typeof ImportReport>

export const importStandards = route({
  method: 'POST',
  url: '/grid/standards/imports',
  summary: 'Import standards from a CSV file (UTF-8 or GB18030); what is not in the file stays as it is',
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    validFrom: Type.Optional(Type.String({ format: 'date', description: 'today, where not said' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'look only' })),
    goodRowsOnly: Type.Optional(Type.Boolean({ description: 'import the good rows although there are bad ones' })),
  }),
  consumes: 'bytes',
  maxBytes: 32 * 1024 * 1024,
  reply: ImportReport,
  problems: [mayNotEdit, fileUnreadable, columnsMissing, tooEarly],
})

export const exportStandards = route({
  method: 'GET',
  url: '/grid/standards/export',
  summary: 'The standards that a filter means, as CSV or a workbook; an import takes it back',
  query: Type.Object({
    ...Filter,
    format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('xlsx')])),
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [],
})

export const StageLimit = Type.Object({
  code: Type.String(),
  stage: Type.String(),
  name: WordsSchema,
  rule: Type.String(),
  limit: orNull(Type.Object({ value: LimitValue, unit: StageUnit })),
  by: orNull(Type.String({ description: 'role that must be done by then' })),
  byName: orNull(WordsSchema),
  confidence: Confidence,
  source: Type.String(),
  note: Type.String(),
  revision: Type.Integer(),
  validFrom: Day,
  validTo: orNull(Day),
  origin: Type.Union([Type.Literal('delivered'), Type.Literal('edited')]),
  changedBy: orNull(Type.String()),
  plannedFrom: orNull(Day),
})
export type StageLimit = Static<typeof StageLimit>

export const listStageLimits = route({
  method: 'GET',
  url: '/grid/stage-limits',
  summary: 'How long each stage of a case may take, and the rules of its clock',
  query: Type.Object({ asOf: Filter.asOf }),
  reply: Type.Object({ items: Type.Array(StageLimit), mayEdit: Type.Boolean() }),
  problems: [],
})

const ByCode = Type.Object({ code: Type.String({ maxLength: 32 }) })

export const changeStageLimit = route({
  method: 'POST',
  url: '/grid/stage-limits/:code/changes',
  summary: 'Change how long a stage may take, from a day on',
  params: ByCode,
  command: true,
  body: Command({
    basedOn,
    rule: Type.String({ minLength: 1, maxLength: 400 }),
    limit: orNull(Type.Object({ value: LimitValue, unit: StageUnit })),
    confidence: Confidence,
    note: Type.Optional(Type.String({ maxLength: 1000 })),
    validFrom: Form.validFrom,
    reason: Form.reason,
  }),
  reply: Type.Object({ code: Type.String(), revision: Type.Integer() }),
  problems: [noSuchStage, mayNotEdit, standardMoved, changePlanned, tooEarly],
})

export const withdrawStageChange = route({
  method: 'POST',
  url: '/grid/stage-limits/:code/withdrawal',
  summary: 'Take a planned change of a stage limit back before it begins',
  params: ByCode,
  command: true,
  body: Command({ basedOn, reason: Form.reason }),
  reply: Type.Object({ code: Type.String(), revision: Type.Integer() }),
  problems: [noSuchStage, mayNotEdit, standardMoved, nothingPlanned],
})

/** Said when standards or stage limits changed, once per command, import or delivery. */
export const StandardsChanged = event(
  'grid.standards_changed',
  Type.Object({
    book: Type.Union([Type.Literal('standards'), Type.Literal('stage_limits')]),
    rows: Type.Integer({ description: 'how many' }),
  }),
)
