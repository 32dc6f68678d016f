import { Type, type Static } from 'typebox'
import { problem, route, WordsSchema } from '#lib/http/contract'

export const mayNotMove = problem('configuration.may_not', 403, {
  'zh-CN': '只有系统管理员可以迁移配置',
  en: 'Only a system administrator may carry the configuration',
})
export const fileUnreadable = problem('configuration.file_unreadable', 422, {
  'zh-CN': '文件读不懂：不是完整的 JSON',
  en: 'The file cannot be read: it is no complete JSON',
})
export const foreignFile = problem('configuration.foreign_file', 422, {
  'zh-CN': '这不是一网的配置文件',
  en: 'This is no configuration file of this system',
})
export const newerFile = problem('configuration.newer_file', 422, {
  'zh-CN': '文件出自较新的版本（{what}），请先升级本系统',
  en: 'The file comes from a newer release ({what}): upgrade this system first',
})
export const fileAltered = problem('configuration.file_altered', 422, {
  'zh-CN': '文件内容与其校验和（SM3）不符，可能被改动或损坏，不予导入',
  en: 'The content does not match its SM3 sum: altered or damaged, not imported',
})
export const otherCity = problem('configuration.other_city', 409, {
  'zh-CN': '文件属于另一座城市（{city}），须明确确认后才能导入',
  en: 'The file is of another city ({city}): say explicitly that this is meant',
})
export const noSuchPart = problem('configuration.no_such_part', 422, {
  'zh-CN': '没有这个配置部分：{part}',
  en: 'There is no such part: {part}',
})
export const partInvalid = problem('configuration.part_invalid', 422, {
  'zh-CN': '“{part}”的内容不合格式：{why}',
  en: 'The content of "{part}" is not valid: {why}',
})
export const cannotApply = problem('configuration.cannot_apply', 409, {
  'zh-CN': '“{part}”不能导入，全部未改动：{why}',
  en: '"{part}" cannot be imported, nothing was changed: {why}',
})
export const planMoved = problem('configuration.plan_moved', 409, {
  'zh-CN': '差异在您查看之后又有变化，请重新查看后再导入',
  en: 'The difference has changed since you looked: look again, then import',
})

const fileProblems = [mayNotMove, fileUnreadable, foreignFile, newerFile, fileAltered, noSuchPart, partInvalid] as const

const Parts = Type.Optional(Type.String({ maxLength: 400, description: 'names of parts, separated by commas; all' }))

export const listConfiguration = route({
  method: 'GET',
  url: '/configuration/parts',
  summary: 'What of the configuration can be carried to another system, and how much of it there is',
  reply: Type.Object({
    city: Type.Object({ code: Type.String(), name: WordsSchema }),
    parts: Type.Array(
      Type.Object({
        name: Type.String(),
        title: WordsSchema,
        note: Type.Union([WordsSchema, Type.Null()]),
        version: Type.Integer(),
        items: Type.Integer(),
        told: Type.Boolean({ description: 'compared only: it lies in the city’s folder, not in the database' }),
      }),
    ),
  }),
  problems: [mayNotMove],
})

// A GET could not write its audit entry.
export const exportConfiguration = route({
  method: 'POST',
  url: '/configuration/export',
  summary: 'The configuration as a file: canonical JSON with its SM3 sum, without personal data and without keys',
  query: Type.Object({ parts: Parts }),
  body: Type.Object({}),
  reply: Type.Object({ fileName: Type.String(), text: Type.String() }),
  problems: [mayNotMove, noSuchPart],
})

const ChangeView = Type.Object({
  kind: Type.Union(
    [
      Type.Literal('added'),
      Type.Literal('changed'),
      Type.Literal('ended'),
      Type.Literal('kept'),
      Type.Literal('differs'),
    ],
    { description: 'kept: here and not in the file, left as it is; differs: only told, set in the city’s folder' },
  ),
  key: Type.String(),
  label: Type.String(),
  fields: Type.Array(
    Type.Object({
      name: WordsSchema,
      before: Type.Union([Type.String(), Type.Null()]),
      after: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})
export type ChangeView = Static<typeof ChangeView>

const PlanPart = Type.Object({
  name: Type.String(),
  title: WordsSchema,
  note: Type.Union([WordsSchema, Type.Null()]),
  counts: Type.Object({
    added: Type.Integer(),
    changed: Type.Integer(),
    ended: Type.Integer(),
    kept: Type.Integer(),
    differs: Type.Integer(),
    same: Type.Integer(),
  }),
  changes: Type.Array(ChangeView, { description: 'the first 500' }),
})
export type PlanPart = Static<typeof PlanPart>

export const Plan = Type.Object({
  city: Type.Object({ code: Type.String(), same: Type.Boolean() }),
  sum: Type.String({ description: 'SM3 of the file’s content' }),
  plan: Type.String({ description: 'names this difference; an import of another one is refused' }),
  toApply: Type.Integer({ description: 'how many changes an import makes' }),
  parts: Type.Array(PlanPart),
})
export type Plan = Static<typeof Plan>

const maxBytes = 32 * 1024 * 1024

export const planConfiguration = route({
  method: 'POST',
  url: '/configuration/plan',
  summary: 'What a file would change here; changes nothing',
  query: Type.Object({ parts: Parts }),
  consumes: 'bytes',
  maxBytes,
  reply: Plan,
  problems: [...fileProblems],
})

export const importConfiguration = route({
  method: 'POST',
  url: '/configuration/import',
  summary: 'Import a file: everything that was shown, in one transaction; the same file again changes nothing',
  query: Type.Object({
    parts: Parts,
    plan: Type.String({ maxLength: 64, description: 'what was looked at' }),
    otherCity: Type.Optional(Type.Boolean({ description: 'that the file is of another city is meant' })),
  }),
  consumes: 'bytes',
  maxBytes,
  reply: Plan,
  problems: [...fileProblems, otherCity, cannotApply, planMoved],
})
