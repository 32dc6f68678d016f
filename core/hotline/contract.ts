import { Type, type Static } from 'typebox'
import { problem, route } from '#lib/http/contract'

export const fileUnreadable = problem('hotline.file_unreadable', 422, {
  'zh-CN': '文件无法读取：{why}',
  en: 'The file cannot be read: {why}',
})
export const columnsMissing = problem('hotline.columns_missing', 422, {
  'zh-CN': '文件缺少必需的列：{columns}',
  en: 'The file lacks required columns: {columns}',
})
export const mayNotImport = problem('hotline.may_not_import', 403, {
  'zh-CN': '您的岗位不能导入工单',
  en: 'Your post may not import orders',
})

/** What is wrong with one cell of an import file. */
export const CellFault = Type.Object({
  row: Type.Integer({ description: 'row of the file, the heading being row 1' }),
  column: Type.String(),
  value: Type.String({ description: 'masked, at most 60 characters' }),
  fault: Type.String({ description: 'a sentence in the language asked for' }),
})

export const ImportReport = Type.Object({
  fileName: Type.String(),
  encoding: Type.Union([Type.Literal('UTF-8'), Type.Literal('GB18030')]),
  dryRun: Type.Boolean(),
  rows: Type.Integer({ description: 'data rows in the file' }),
  good: Type.Integer({ description: 'rows that can be imported' }),
  bad: Type.Integer({ description: 'rows with at least one fault' }),
  known: Type.Integer({
    description: 'good rows that are here already (same source number): nothing is done with them',
  }),
  imported: Type.Integer({ description: 'new cases made; 0 in a dry run' }),
  columns: Type.Array(
    Type.Object({
      heading: Type.String(),
      field: Type.Union([Type.String(), Type.Null()], { description: 'the form field it fills; null: not used' }),
    }),
  ),
  faults: Type.Array(CellFault, { description: 'the first 200' }),
  preview: Type.Array(Type.Record(Type.String(), Type.String()), {
    description: 'the first 5 rows as they would be registered, private fields masked',
  }),
  seconds: Type.Number(),
})
export type ImportReport = Static<typeof ImportReport>

export const importOrders = route({
  method: 'POST',
  url: '/hotline/imports',
  summary: 'Import hotline orders from a CSV file (UTF-8 or GB18030); the same file twice makes nothing new',
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    dryRun: Type.Optional(Type.Boolean({ description: 'look only' })),
    goodRowsOnly: Type.Optional(Type.Boolean({ description: 'import the good rows although there are bad ones' })),
  }),
  consumes: 'bytes',
  maxBytes: 32 * 1024 * 1024,
  reply: ImportReport,
  problems: [fileUnreadable, columnsMissing, mayNotImport],
})
