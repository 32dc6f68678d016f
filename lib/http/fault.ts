import type { Language, Words } from '#lib/kernel'

/** What Ajv says of one fault. */
export interface AjvFault {
  readonly keyword?: string
  readonly instancePath: string
  readonly schemaPath?: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** One fault of a request, in the language of whoever reads it. */
export interface Fault {
  /** e.g. /body/username */
  readonly path: string
  readonly message: string
}

type Params = Readonly<Record<string, unknown>>
type Sentence = (params: Params) => Words

const typeNames: Readonly<Record<string, Words>> = {
  string: { 'zh-CN': '文字', en: 'text' },
  number: { 'zh-CN': '数字', en: 'a number' },
  integer: { 'zh-CN': '整数', en: 'a whole number' },
  boolean: { 'zh-CN': '“是”或“否”（true/false）', en: 'true or false' },
  object: { 'zh-CN': '对象', en: 'an object' },
  array: { 'zh-CN': '列表', en: 'a list' },
  null: { 'zh-CN': '空值（null）', en: 'null' },
}

const formatNames: Readonly<Record<string, Words>> = {
  uuid: { 'zh-CN': '编号（UUID）', en: 'a UUID' },
  'date-time': { 'zh-CN': '带时区的时间（如 2026-05-20T13:45:00+08:00）', en: 'a time with its zone' },
  date: { 'zh-CN': '日期（如 2026-05-20）', en: 'a date, like 2026-05-20' },
  email: { 'zh-CN': '邮箱地址', en: 'a mail address' },
  uri: { 'zh-CN': '网址', en: 'a web address' },
}

const otherwise: Words = { 'zh-CN': '不符合要求', en: 'is not valid' }

const sentences: Readonly<Record<string, Sentence>> = {
  required: () => ({ 'zh-CN': '缺少', en: 'is missing' }),
  additionalProperties: () => ({ 'zh-CN': '不是这里的内容', en: 'is not known here' }),
  type: ({ type }) => must([type].flat().map((name) => typeNames[String(name)] ?? otherwise)),
  format: ({ format }) => must([formatNames[String(format)] ?? { 'zh-CN': String(format), en: String(format) }]),
  enum: ({ allowedValues }) => oneOf(allowedValues as unknown[]),
  const: ({ allowedValue }) => oneOf([allowedValue]),
  minLength: (params) =>
    params['limit'] === 1
      ? { 'zh-CN': '不能为空', en: 'must not be empty' }
      : { 'zh-CN': `至少 ${text(params, 'limit')} 个字`, en: `must have at least ${text(params, 'limit')} characters` },
  maxLength: (params) => ({
    'zh-CN': `最多 ${text(params, 'limit')} 个字`,
    en: `must have at most ${text(params, 'limit')} characters`,
  }),
  minItems: (params) => ({
    'zh-CN': `至少 ${text(params, 'limit')} 项`,
    en: `must have at least ${text(params, 'limit')} entries`,
  }),
  maxItems: (params) => ({
    'zh-CN': `最多 ${text(params, 'limit')} 项`,
    en: `must have at most ${text(params, 'limit')} entries`,
  }),
  uniqueItems: () => ({ 'zh-CN': '有重复的项', en: 'has the same entry twice' }),
  minimum: (params) => ({
    'zh-CN': `不能小于 ${text(params, 'limit')}`,
    en: `must not be less than ${text(params, 'limit')}`,
  }),
  maximum: (params) => ({
    'zh-CN': `不能大于 ${text(params, 'limit')}`,
    en: `must not be more than ${text(params, 'limit')}`,
  }),
  exclusiveMinimum: (params) => ({
    'zh-CN': `必须大于 ${text(params, 'limit')}`,
    en: `must be more than ${text(params, 'limit')}`,
  }),
  exclusiveMaximum: (params) => ({
    'zh-CN': `必须小于 ${text(params, 'limit')}`,
    en: `must be less than ${text(params, 'limit')}`,
  }),
  multipleOf: (params) => ({
    'zh-CN': `必须是 ${text(params, 'multipleOf')} 的倍数`,
    en: `must be a multiple of ${text(params, 'multipleOf')}`,
  }),
  pattern: () => ({ 'zh-CN': '格式不对', en: 'is not written as it must be' }),
}

/** A keyword's number or name. */
function text(params: Params, name: string): string {
  const value = params[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function must(names: readonly Words[]): Words {
  return {
    'zh-CN': `应为${names.map((name) => name['zh-CN']).join('或')}`,
    en: `must be ${names.map((name) => name.en).join(' or ')}`,
  }
}

function oneOf(values: readonly unknown[]): Words {
  return { 'zh-CN': `只能是 ${values.join('、')}`, en: `must be ${values.join(' or ')}` }
}

/** Says Ajv's faults of one part of a request in the language of whoever reads them. */
export function faultsOf(part: string, found: readonly AjvFault[], language: Language): Fault[] {
  const unions = found.filter((fault) => fault.keyword === 'anyOf' || fault.keyword === 'oneOf')
  // Of a union Ajv lists why each member does not fit; together they say one thing.
  const memberOf = (fault: AjvFault): AjvFault | undefined =>
    unions.find((union) => union !== fault && fault.schemaPath?.startsWith(`${union.schemaPath}/`))
  return found
    .filter((fault) => memberOf(fault) === undefined)
    .map((fault) => {
      const params = fault.params ?? {}
      const property = text(params, 'missingProperty') || text(params, 'additionalProperty')
      const allowed = found
        .filter((one) => one.keyword === 'const' && memberOf(one) === fault)
        .map((one) => one.params?.['allowedValue'])
      const words = allowed.length > 0 ? oneOf(allowed) : (sentences[fault.keyword ?? '']?.(params) ?? otherwise)
      return {
        path: `/${part}${fault.instancePath}${property === '' ? '' : `/${property}`}`,
        message: words[language],
      }
    })
}
