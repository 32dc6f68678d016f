import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'

export const fileUnreadable = problem('hotline.file_unreadable', 422, {
  'zh-CN': '文件无法读取：{why}',
  en: 'The file cannot be read: {why}',
})
export const fieldsMissing = problem('hotline.fields_missing', 422, {
  'zh-CN': '这些必填字段既没有对应的列，也没有固定值：{fields}',
  en: 'No column and no fixed value feeds these required fields: {fields}',
})
export const mappingInvalid = problem('hotline.mapping_invalid', 422, {
  'zh-CN': '列的对应有误：{what}',
  en: 'The matching of columns is not valid: {what}',
})
export const mayNotImport = problem('hotline.may_not_import', 403, {
  'zh-CN': '您的岗位不能导入工单',
  en: 'Your post may not import orders',
})
export const notYourRun = problem('hotline.not_your_import', 403, {
  'zh-CN': '这是 {name} 的导入，只有本人可以操作',
  en: 'This import is {name}’s; only they can carry it on',
})
export const runNotFound = problem('hotline.import_not_found', 404, {
  'zh-CN': '没有这次导入',
  en: 'There is no such import',
})
export const runMoved = problem('hotline.import_moved', 409, {
  'zh-CN': '这次导入现在不能这样操作，请看过最新情况',
  en: 'That is not possible at this point of the import; look at it again',
})
export const badRows = problem('hotline.import_bad_rows', 409, {
  'zh-CN': '有 {bad} 行有误：请改正文件，或只导入正确的行',
  en: '{bad} rows are faulty: correct the file, or import the good rows only',
})
export const formMoved = problem('hotline.import_form_moved', 409, {
  'zh-CN': '工单表单已更新，请重新检查后再导入',
  en: 'The form of orders has changed since; check the file again first',
})
export const mappingNotFound = problem('hotline.import_mapping_not_found', 404, {
  'zh-CN': '没有这个保存的对应方案',
  en: 'There is no such saved matching',
})
export const fileWaiting = problem('hotline.import_file_waiting', 409, {
  'zh-CN': '文件还在检查病毒，请稍候',
  en: 'The file is still being scanned for viruses',
})
export const fileInfected = problem('hotline.import_file_infected', 403, {
  'zh-CN': '文件含有病毒，已隔离',
  en: 'The file contains a virus and is in quarantine',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })
const FieldKey = Type.String({ maxLength: 64 })

const EncodingName = Type.Union([
  Type.Literal('UTF-8'),
  Type.Literal('GB18030'),
  Type.Literal('UTF-16LE'),
  Type.Literal('UTF-16BE'),
])
const DelimiterSign = Type.Union([Type.Literal(','), Type.Literal(';'), Type.Literal('\t')])

export const ImportState = Type.Union([
  Type.Literal('mapping'),
  Type.Literal('checking'),
  Type.Literal('checked'),
  Type.Literal('importing'),
  Type.Literal('done'),
  Type.Literal('stopped'),
  Type.Literal('failed'),
  Type.Literal('discarded'),
])
export type ImportState = Static<typeof ImportState>

/** How a file is read: what was found, or what a person said instead. */
export const Layout = Type.Object({
  format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]),
  encoding: OrNull(EncodingName),
  delimiter: OrNull(DelimiterSign),
  sheet: Type.Integer({ minimum: 0, maximum: 999, description: 'which of the file’s sheets, from 0' }),
  sheetName: Type.String(),
  headRow: Type.Integer({ minimum: 1, description: 'as a spreadsheet counts' }),
  lastHeadRow: Type.Integer({ minimum: 1, description: 'the data begin below it' }),
  headings: Type.Array(Type.String()),
})
export type Layout = Static<typeof Layout>

/** Which column feeds which field. */
export const Mapping = Type.Object({
  columns: Type.Array(OrNull(FieldKey), {
    maxItems: 200,
    description: 'by column: the field it feeds; null: not used',
  }),
  constants: Type.Record(FieldKey, Type.String({ maxLength: 200 }), {
    description: 'what every row has in a field that no column feeds',
    maxProperties: 100,
  }),
  name: OrNull(Type.String({ description: 'of the saved matching it was taken from or kept as' })),
})
export type Mapping = Static<typeof Mapping>

const Reason = Type.Object({ field: FieldKey, name: WordsSchema, fault: WordsSchema, count: Count })

/** An import: a file of orders and how far it came. */
export const ImportRun = Type.Object({
  id: Id,
  state: ImportState,
  stage: Type.Union([Type.Literal('check'), Type.Literal('import')]),
  fileName: Type.String(),
  fileSize: Count,
  by: Type.Object({ id: Id, name: Type.String(), unitName: Type.String() }),
  createdAt: Moment,
  endedAt: OrNull(Moment),
  layout: Layout,
  mapping: Mapping,
  doneRows: Count,
  totalRows: OrNull(Count),
  good: Count,
  bad: Count,
  known: Type.Integer({
    description: 'good rows that were here already (same source number): nothing is done with them',
  }),
  imported: Type.Integer({ description: 'new cases made' }),
  faultCells: Count,
  reasons: Type.Array(Reason, { description: 'which fault was found how often, most frequent first' }),
  notes: Type.Object({
    hiddenRows: Type.Optional(Count),
    firstHiddenRow: Type.Optional(Count),
    hiddenColumns: Type.Optional(Type.Array(Type.String())),
    mergedCells: Type.Optional(Count),
    otherSheets: Type.Optional(Type.Array(Type.String())),
  }),
  goodOnly: Type.Boolean(),
  failure: OrNull(WordsSchema),
  seconds: Type.Number({ description: 'worked in the present stage' }),
  mine: Type.Boolean({ description: 'the caller handed it in and may carry it on' }),
  sameFile: OrNull(
    Type.Object(
      { id: Id, createdAt: Moment, by: Type.String(), imported: Count },
      { description: 'an earlier import of the very same file' },
    ),
  ),
})
export type ImportRun = Static<typeof ImportRun>

const params = Type.Object({ id: Id })

export const uploadImport = route({
  method: 'POST',
  url: '/hotline/imports',
  summary: 'Hand in a file of orders: CSV (UTF-8, GB18030, UTF-16) or XLSX. Nothing is imported yet',
  query: Type.Object({ fileName: Type.String({ minLength: 1, maxLength: 200 }) }),
  consumes: 'bytes',
  maxBytes: 64 * 1024 * 1024,
  reply: ImportRun,
  problems: [fileUnreadable, mayNotImport],
})

export const listImports = route({
  method: 'GET',
  url: '/hotline/imports',
  summary: 'Imports so far, newest first',
  query: Type.Object({
    q: Type.Optional(Type.String({ maxLength: 100, description: 'part of the file’s name or of who handed it in' })),
    state: Type.Optional(ImportState),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(ImportRun),
  problems: [mayNotImport],
})

export const getImport = route({
  method: 'GET',
  url: '/hotline/imports/:id',
  summary: 'One import: state, counts, reasons',
  params,
  reply: ImportRun,
  problems: [mayNotImport, runNotFound],
})

const LayoutChoice = {
  sheet: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })),
  headRow: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  encoding: Type.Optional(EncodingName),
  delimiter: Type.Optional(DelimiterSign),
}

/** A column of the file with what it seems to hold. */
export const LookedAtColumn = Type.Object({
  heading: Type.String(),
  letter: Type.String(),
  samples: Type.Array(Type.String(), { description: 'the first values, masked' }),
  field: OrNull(FieldKey),
  confidence: Type.Number(),
  reason: WordsSchema,
})

export const lookAtImport = route({
  method: 'GET',
  url: '/hotline/imports/:id/columns',
  summary: 'The columns of the file with what each seems to hold; read otherwise where the query says so',
  params,
  query: Type.Object({
    ...LayoutChoice,
    mapping: Type.Optional(Type.String({ maxLength: 60, description: 'name of a saved matching to go by' })),
  }),
  reply: Type.Object({
    layout: Layout,
    sheets: Type.Array(Type.Object({ name: Type.String(), hidden: Type.Boolean() })),
    columns: Type.Array(LookedAtColumn),
    constants: Mapping.properties.constants,
    savedAs: OrNull(Type.String({ description: 'the saved matching it went by' })),
  }),
  problems: [mayNotImport, runNotFound, fileUnreadable, fileWaiting, fileInfected],
})

export const mapImport = route({
  method: 'POST',
  url: '/hotline/imports/:id/mapping',
  summary: 'Say which column feeds which field, and have every row checked (dry run)',
  params,
  command: true,
  body: Command({
    ...LayoutChoice,
    columns: Mapping.properties.columns,
    constants: Mapping.properties.constants,
    saveAs: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'keep the matching under this name' })),
  }),
  reply: ImportRun,
  problems: [mayNotImport, notYourRun, runNotFound, runMoved, fieldsMissing, mappingInvalid, fileUnreadable, fileWaiting, fileInfected],
}) // prettier-ignore

export const startImport = route({
  method: 'POST',
  url: '/hotline/imports/:id/start',
  summary: 'Import what was checked',
  params,
  command: true,
  body: Command({ goodRowsOnly: Type.Boolean({ description: 'also when there are bad rows, which are left out' }) }),
  reply: ImportRun,
  problems: [mayNotImport, notYourRun, runNotFound, runMoved, badRows, formMoved],
})

const steer = (verb: string, summary: string) =>
  ({
    method: 'POST',
    url: `/hotline/imports/:id/${verb}`,
    summary,
    params,
    command: true,
    body: Command({}),
    reply: ImportRun,
    problems: [mayNotImport, notYourRun, runNotFound, runMoved],
  }) as const
export const stopImport = route(steer('stop', 'Stop a check or an import after the batch at hand'))
export const resumeImport = route(steer('resume', 'Go on with what was stopped or failed'))
export const discardImport = route(steer('discard', 'Give an import up; what was imported stays'))

/** What is wrong with one cell. */
export const CellFault = Type.Object({
  row: Type.Integer({ description: 'row of the sheet, as a spreadsheet counts' }),
  column: Type.String(),
  field: FieldKey,
  value: Type.String({ description: 'masked, at most 60 characters' }),
  fault: WordsSchema,
})
export type CellFault = Static<typeof CellFault>

export const listFaults = route({
  method: 'GET',
  url: '/hotline/imports/:id/faults',
  summary: 'Cells at fault, in the order of rows; the first 5,000 are kept, the report holds all',
  params,
  query: Type.Object({
    field: Type.Optional(FieldKey),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(CellFault),
  problems: [mayNotImport, runNotFound],
})

export const getReport = route({
  method: 'GET',
  url: '/hotline/imports/:id/report',
  summary: 'The same sheet with bad cells marked and the faults in words in a last column',
  params,
  query: Type.Object({
    format: Type.Optional(Type.Union([Type.Literal('xlsx'), Type.Literal('csv')])),
    badOnly: Type.Optional(Type.Boolean({ description: 'only rows at fault' })),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [mayNotImport, notYourRun, runNotFound, runMoved, fileUnreadable, fileWaiting, fileInfected],
})

/** A matching that was kept for the files of one sender. */
export const SavedMapping = Type.Object({
  id: Id,
  name: Type.String(),
  columns: Type.Array(Type.Object({ heading: Type.String(), field: FieldKey })),
  constants: Mapping.properties.constants,
  savedBy: Type.String(),
  savedAt: Moment,
})
export type SavedMapping = Static<typeof SavedMapping>

export const listMappings = route({
  method: 'GET',
  url: '/hotline/import-mappings',
  summary: 'Saved matchings of columns and fields',
  reply: Type.Object({ items: Type.Array(SavedMapping) }),
  problems: [mayNotImport],
})

export const removeMapping = route({
  method: 'POST',
  url: '/hotline/import-mappings/:id/remove',
  summary: 'Forget a saved matching; imports made with it stay as they are',
  params,
  command: true,
  body: Command({}),
  reply: Type.Object({}),
  problems: [mayNotImport, mappingNotFound],
})

/** Said when there is work on an import. */
export const ImportDue = event('hotline.import_due', Type.Object({ runId: Id }))

/** Said whenever an import came further; whoever may import hears it. */
export const ImportMoved = event(
  'hotline.import_came_further',
  Type.Object({
    runId: Id,
    state: ImportState,
    doneRows: Count,
    totalRows: OrNull(Count),
    imported: Count,
    bad: Count,
  }),
)
