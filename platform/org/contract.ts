import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'
import { Order } from './order.ts'

export { Order } from './order.ts'

const Id = Type.String({ format: 'uuid' })
const DayText = Type.String({ format: 'date' })
const orNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])

/** A sort of units, from the city’s data. */
export const UnitSort = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  platform: Type.Boolean({ description: 'its units run a platform of their own' }),
  handles: Type.Boolean({ description: 'its units handle cases' }),
  under: Type.Array(Type.String(), { description: 'sorts under which its units may be; none: at the top' }),
})
export type UnitSort = Static<typeof UnitSort>

/** A unit of the organisation, as it is today. */
export const Unit = Type.Object({
  id: Id,
  code: Type.String({ description: "the city's own code of the unit, e.g. T001" }),
  name: Type.String(),
  shortName: Type.String(),
  sort: Type.String({ description: 'code of a sort, e.g. town' }),
  parentId: orNull(Id),
})
export type Unit = Static<typeof Unit>

export const listUnits = route({
  method: 'GET',
  url: '/units',
  summary: 'All units of today from the top down, and the sorts there are',
  reply: Type.Object({ items: Type.Array(Unit), sorts: Type.Array(UnitSort) }),
  problems: [],
})

/** A unit of a tree, from the top down: each is followed by what lies below it. */
export const TreeUnit = Type.Object({
  ...Unit.properties,
  divisionCode: orNull(Type.String()),
  confidence: orNull(Type.String({ description: "how sure the city's data is of it: high, medium or low" })),
  depth: Type.Integer(),
  children: Type.Integer({ description: 'how many stand directly below it' }),
})
export type TreeUnit = Static<typeof TreeUnit>

const AsOf = { asOf: Type.Optional(DayText) }

export const readTree = route({
  method: 'GET',
  url: '/org/tree',
  summary: 'The organisation as it stood, or will stand, on a day',
  query: Type.Object(AsOf),
  reply: Type.Object({
    asOf: DayText,
    today: DayText,
    since: orNull(DayText),
    mayEdit: Type.Boolean(),
    items: Type.Array(TreeUnit),
    sorts: Type.Array(UnitSort),
  }),
  problems: [],
})

export const findUnits = route({
  method: 'GET',
  url: '/org/units',
  summary: 'Units of a day by name, short name or code, paged',
  query: Type.Object({
    ...AsOf,
    q: Type.Optional(Type.String({ maxLength: 100 })),
    sort: Type.Optional(Type.String({ maxLength: 40 })),
    parentId: Type.Optional(Id),
    order: Type.Optional(
      Type.Union([Type.Literal('code'), Type.Literal('-code'), Type.Literal('name'), Type.Literal('-name')]),
    ),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(
    Type.Object({ ...Unit.properties, divisionCode: orNull(Type.String()), parentName: orNull(Type.String()) }),
  ),
  problems: [],
})

/** A change of the organisation, as it was recorded. */
export const OrgChangeView = Type.Object({
  id: Id,
  kind: Type.String(),
  effectiveOn: DayText,
  from: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  to: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  units: Type.Integer({ description: 'how many units it touches' }),
  reason: orNull(Type.String()),
  recordedAt: Type.String({ format: 'date-time' }),
  recordedBy: orNull(Type.String({ description: "who entered it; null: the city's data" })),
  undoneAt: orNull(Type.String({ format: 'date-time' })),
  undoneBy: orNull(Type.String()),
  mayUndo: Type.Boolean(),
})
export type OrgChangeView = Static<typeof OrgChangeView>

export const UnitVersionView = Type.Object({
  validFrom: DayText,
  validTo: orNull(DayText),
  name: Type.String(),
  shortName: Type.String(),
  sort: Type.String(),
  parentId: orNull(Id),
  parentName: orNull(Type.String()),
  divisionCode: orNull(Type.String()),
})
export type UnitVersionView = Static<typeof UnitVersionView>

const Named = Type.Object({ id: Id, code: Type.String(), name: Type.String() })

export const noSuchUnit = problem('org.no_such_unit', 404, { 'zh-CN': '没有这个单位', en: 'There is no such unit' })

export const getUnit = route({
  method: 'GET',
  url: '/org/units/:id',
  summary: 'A unit with its history: versions, changes, and who follows it',
  params: Type.Object({ id: Id }),
  query: Type.Object(AsOf),
  reply: Type.Object({
    id: Id,
    code: Type.String(),
    confidence: orNull(Type.String()),
    source: orNull(Type.String()),
    way: Type.Array(Named, { description: 'from the top to itself on the day asked for' }),
    platform: orNull(Named),
    below: Type.Integer({ description: 'units below it on that day' }),
    versions: Type.Array(UnitVersionView),
    successors: Type.Array(Named, { description: 'who stands for it on the day asked for' }),
    changes: Type.Array(OrgChangeView),
  }),
  problems: [noSuchUnit],
})

export const listChanges = route({
  method: 'GET',
  url: '/org/changes',
  summary: 'Changes of the organisation, the latest effective first',
  query: Type.Object({
    upcoming: Type.Optional(Type.Boolean({ description: 'only those that have not taken effect' })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(OrgChangeView),
  problems: [],
})

export const mayNotEdit = problem('org.may_not_edit', 403, {
  'zh-CN': '只有系统管理员可以调整组织机构',
  en: 'Only an administrator may change the organisation',
})
export const reasonNeeded = problem('org.reason_needed', 422, {
  'zh-CN': '追溯到过去的调整要写明依据',
  en: 'A change dated in the past needs its reason',
})
const codeTaken = problem('org.code_taken', 409, {
  'zh-CN': '编号 {code} 已经用过，编号不重复使用',
  en: 'The code {code} was used before; codes are not used again',
})
const childrenLeft = problem('org.children_left', 409, {
  'zh-CN': '“{unit}”还有 {count} 个下级单位，请说明它们归到哪里',
  en: '"{unit}" still has {count} units below it; say where they go',
})
const nothingChanges = problem('org.nothing_changes', 409, {
  'zh-CN': '与 {day} 的情况相同，没有变化',
  en: 'That is how it already is on {day}',
})
const notOpenThen = problem('org.not_open_then', 409, {
  'zh-CN': '“{unit}”在 {day} 尚未设立、当天才设立或已经撤销',
  en: '"{unit}" is not open on {day}, or opens only that day',
})
const othersDepend = problem('org.others_depend', 409, {
  'zh-CN': '{day} 另有调整要用到“{unit}”，与本次调整冲突',
  en: 'Another change on {day} needs "{unit}" and would be in the way',
})
const parentNotOpen = problem('org.parent_not_open', 409, {
  'zh-CN': '{day}“{unit}”的上级单位不存在',
  en: 'On {day} the unit above "{unit}" is not open',
})
const wouldCycle = problem('org.would_cycle', 409, {
  'zh-CN': '“{unit}”不能归到自己的下级之下',
  en: '"{unit}" cannot be moved below itself',
})
const secondTop = problem('org.second_top', 409, {
  'zh-CN': '顶层只能有一个单位，“{unit}”不能放在顶层',
  en: 'There is one unit at the top; "{unit}" cannot be there too',
})
const noTop = problem('org.no_top', 409, {
  'zh-CN': '{day} 顶层将没有单位',
  en: 'On {day} there would be no unit at the top',
})
const sortNotHere = problem('org.sort_not_here', 409, {
  'zh-CN': '“{unit}”这一类单位不能设在“{other}”之下',
  en: 'A unit of the sort of "{unit}" may not be under "{other}"',
})
const noSuchSort = problem('org.no_such_sort', 409, {
  'zh-CN': '没有“{other}”这一类单位',
  en: 'There is no sort {other}',
})
const divisionCodeTaken = problem('org.division_code_taken', 409, {
  'zh-CN': '区划代码已由“{other}”使用（{day}）',
  en: 'The division code is in use by "{other}" on {day}',
})
const nameTaken = problem('org.name_taken', 409, {
  'zh-CN': '“{other}”之下 {day} 已有同名单位“{unit}”',
  en: 'On {day} there is already a "{unit}" under "{other}"',
})
const successorNotOpen = problem('org.successor_not_open', 409, {
  'zh-CN': '“{unit}”在 {day} 不存在，不能承接',
  en: '"{unit}" is not open on {day} and cannot take over',
})
const sameUnit = problem('org.same_unit', 409, {
  'zh-CN': '“{unit}”不能并入自身或承接自身',
  en: '"{unit}" cannot be merged into or follow itself',
})

/** Ways in which a change is not possible. */
export const changeProblems = [
  noSuchUnit,
  mayNotEdit,
  reasonNeeded,
  codeTaken,
  childrenLeft,
  nothingChanges,
  notOpenThen,
  othersDepend,
  parentNotOpen,
  wouldCycle,
  secondTop,
  noTop,
  sortNotHere,
  noSuchSort,
  divisionCodeTaken,
  nameTaken,
  successorNotOpen,
  sameUnit,
] as const
export type ChangeCode = (typeof changeProblems)[number]['code']

const dated = {
  effectiveOn: Type.String({ format: 'date', description: 'first day on which it holds' }),
  reason: orNull(Type.String({ maxLength: 500 })),
  order: Order,
}

export const changeOrg = route({
  method: 'POST',
  url: '/org/changes',
  summary: 'Change the organisation from a day on: open, rename, convert, move, merge, split, close, reorder',
  body: Command(dated),
  command: true,
  reply: Type.Object({ changeId: Id, unitIds: Type.Array(Id), opened: Type.Array(Id) }),
  problems: [...changeProblems],
})

/** What becomes of one unit by a change. */
export const Effect = Type.Object({
  unitId: Id,
  code: Type.String(),
  name: Type.String(),
  what: Type.Union([Type.Literal('opened'), Type.Literal('closed'), Type.Literal('changed')]),
  fields: Type.Array(
    Type.Object({ field: Type.String(), before: orNull(Type.String()), after: orNull(Type.String()) }),
    { description: 'what is different on that day' },
  ),
})
export type Effect = Static<typeof Effect>

export const previewChange = route({
  method: 'POST',
  url: '/org/changes/preview',
  summary: 'What a change would do; refuses what the change itself would refuse',
  body: Type.Object(dated),
  reply: Type.Object({
    effects: Type.Array(Effect),
    before: Type.Integer({ description: 'units open on the day without the change' }),
    after: Type.Integer({ description: 'and with it' }),
  }),
  problems: [...changeProblems],
})

export const noSuchChange = problem('org.no_such_change', 404, {
  'zh-CN': '没有这次调整',
  en: 'There is no such change',
})
export const alreadyEffective = problem('org.already_effective', 409, {
  'zh-CN': '这次调整已于 {day} 生效，不能撤回；请再做一次调整',
  en: 'This change took effect on {day} and cannot be taken back; make another one',
})
export const alreadyUndone = problem('org.already_undone', 409, {
  'zh-CN': '这次调整已经撤回',
  en: 'This change was already taken back',
})

export const undoChange = route({
  method: 'POST',
  url: '/org/changes/:id/undo',
  summary: 'Take back a change that has not taken effect',
  params: Type.Object({ id: Id }),
  body: Command({}),
  command: true,
  reply: Type.Object({ changeId: Id }),
  problems: [...changeProblems, noSuchChange, alreadyEffective, alreadyUndone],
})

export const fileUnreadable = problem('org.file_unreadable', 422, {
  'zh-CN': '文件读不出来：{why}',
  en: 'The file cannot be read: {why}',
})
export const columnsMissing = problem('org.columns_missing', 422, {
  'zh-CN': '文件里缺少这些列：{columns}',
  en: 'The file lacks these columns: {columns}',
})

/** What an import found and did, row by row. */
export const UnitImportReport = Type.Object({
  fileName: Type.String(),
  encoding: Type.String(),
  dryRun: Type.Boolean(),
  rows: Type.Integer(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  bad: Type.Integer(),
  written: Type.Boolean({ description: 'all rows were carried out; with a bad row none is' }),
  lines: Type.Array(
    Type.Object({
      row: Type.Integer({ description: 'in the file; the heading is 1' }),
      code: Type.String(),
      name: Type.String(),
      what: Type.Union([
        Type.Literal('added'),
        Type.Literal('changed'),
        Type.Literal('unchanged'),
        Type.Literal('bad'),
      ]),
      fault: orNull(Type.String()),
      changes: Type.Array(Type.String()),
    }),
  ),
})
export type UnitImportReport = Static<typeof UnitImportReport>

export const importUnits = route({
  method: 'POST',
  url: '/org/import',
  summary: 'Bring units in from a file: all rows from one day on, or none',
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    effectiveOn: DayText,
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    dryRun: Type.Optional(Type.Boolean()),
  }),
  consumes: 'bytes',
  maxBytes: 2 * 1024 * 1024,
  reply: UnitImportReport,
  problems: [...changeProblems, fileUnreadable, columnsMissing],
})

export const exportUnits = route({
  method: 'GET',
  url: '/org/units/export',
  summary: 'The units of a day as a file that an import takes back: CSV, or a workbook',
  query: Type.Object({
    ...AsOf,
    format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('xlsx')])),
    language: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [],
})

/** Said when the organisation was changed, also when the change takes effect later. */
export const OrgChanged = event(
  'org.changed',
  Type.Object({
    changeId: Id,
    kind: Type.String(),
    effectiveOn: Type.String(),
    unitIds: Type.Array(Id),
    undone: Type.Boolean(),
  }),
)

/** The city this system runs for, as far as a log-in page may know it. */
export const City = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  centre: WordsSchema,
})
export type City = Static<typeof City>

export const getCity = route({
  method: 'GET',
  url: '/city',
  summary: 'The city this system runs for',
  access: 'public',
  reply: City,
  problems: [],
})
