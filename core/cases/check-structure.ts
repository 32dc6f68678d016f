import { Value } from 'typebox/value'
import { languages } from '#lib/kernel/contract'
import { Condition } from './condition.ts'
import { pointer, type Findings } from './finding.ts'
import { KindDefinition } from './kind.ts'

/** Whether a value is a kind at all; what is not in order is found. */
export function checkStructure(definition: unknown, found: Findings): definition is KindDefinition {
  if (!Value.Check(KindDefinition, definition)) {
    sayErrors(definition, found)
    return false
  }
  let whole = true
  for (const { where, condition } of conditionsOf(definition)) whole = checkCondition(condition, where, found) && whole
  checkWords(definition, '', found)
  checkUnknown(definition, Value.Clean(KindDefinition, structuredClone(definition)), '', found)
  return whole
}

function sayErrors(definition: unknown, found: Findings): void {
  const choices = new Map<string, unknown[]>()
  for (const error of Value.Errors(KindDefinition, definition)) {
    const { instancePath: where } = error
    if (error.keyword === 'anyOf') continue
    if (error.keyword === 'const') {
      choices.set(where, [...(choices.get(where) ?? []), error.params.allowedValue])
    } else if (error.keyword === 'required') {
      for (const property of error.params.requiredProperties) {
        if ((languages as readonly string[]).includes(property)) {
          found.error(
            where,
            'words_missing',
            `缺少${languageName[property]?.zh ?? property}文字`,
            `The ${languageName[property]?.en ?? property} words are missing`,
          )
        } else found.error(where, 'structure', `缺少“${property}”`, `“${property}” is missing`)
      }
    } else {
      const { zh, en } = orderWords(error.keyword, error.params, error.message)
      found.error(where, 'structure', zh, en)
    }
  }
  for (const [where, allowed] of choices) {
    const list = allowed.map(String).join(' | ')
    found.error(where, 'structure', `只能是 ${list}`, `This can only be ${list}`)
  }
}

const typeNames: Readonly<Record<string, { zh: string; en: string }>> = {
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表 [ … ]', en: 'a list [ … ]' },
  object: { zh: '对象 { … }', en: 'an object { … }' },
}

/** What a schema's keyword asks for, in words; the validator's own sentence where we have none. */
function orderWords(keyword: string, params: object, message: string): { zh: string; en: string } {
  const { type, limit, pattern } = params as { type?: string | string[]; limit?: number; pattern?: string }
  const wanted = typeNames[typeof type === 'string' ? type : '']
  if (keyword === 'type' && wanted !== undefined) return { zh: `应为${wanted.zh}`, en: `This should be ${wanted.en}` }
  if (keyword === 'minItems') return { zh: `至少要有 ${limit} 项`, en: `There must be ${limit} or more` }
  if (keyword === 'minimum') return { zh: `不能小于 ${limit}`, en: `This cannot be less than ${limit}` }
  if (keyword === 'maximum') return { zh: `不能大于 ${limit}`, en: `This cannot be more than ${limit}` }
  if (keyword === 'exclusiveMinimum') return { zh: `必须大于 ${limit}`, en: `This must be more than ${limit}` }
  if (keyword === 'pattern')
    return {
      zh: `代码只能由字母、数字等组成，形如 ${pattern ?? ''}`,
      en: `A code is made of letters and digits, as ${pattern ?? ''}`,
    }
  return { zh: `格式不符：${message}`, en: `This is not in order: it ${message}` }
}

const languageName: Readonly<Record<string, { zh: string; en: string }>> = {
  'zh-CN': { zh: '中文', en: 'Chinese' },
  en: { zh: '英文', en: 'English' },
}

/** Every condition of a kind and where it stands. */
function conditionsOf(kind: KindDefinition): { where: string; condition: unknown }[] {
  const whens = (fields: KindDefinition['fields'], ...where: (string | number)[]) =>
    fields.flatMap(({ when }, at) =>
      when === undefined ? [] : [{ where: pointer(...where, at, 'when'), condition: when }],
    )
  return [
    ...whens(kind.fields, 'fields'),
    ...kind.actions.flatMap((action, at) => [
      ...whens(action.input, 'actions', at, 'input'),
      ...action.guards.map(({ condition }, guard) => ({
        where: pointer('actions', at, 'guards', guard, 'condition'),
        condition,
      })),
    ]),
    ...(kind.clocks ?? []).flatMap((clock, at) =>
      clock.rules.flatMap(({ when }, rule) =>
        when === undefined ? [] : [{ where: pointer('clocks', at, 'rules', rule, 'when'), condition: when }],
      ),
    ),
    ...(kind.sensitivity ?? []).map(({ when }, at) => ({ where: pointer('sensitivity', at, 'when'), condition: when })),
  ]
}

/** Says the innermost part that is no condition: the fault of the whole says nothing. */
function checkCondition(condition: unknown, where: string, found: Findings): boolean {
  if (Value.Check(Condition, condition)) return true
  const parts = condition !== null && typeof condition === 'object' ? Object.entries(condition) : []
  const [key, inner] = parts[0] ?? []
  if (parts.length === 1 && (key === 'all' || key === 'any') && Array.isArray(inner)) {
    return inner.map((one, at) => checkCondition(one, `${where}${pointer(key, at)}`, found)).every(Boolean)
  }
  if (parts.length === 1 && key === 'not') return checkCondition(inner, `${where}/not`, found)
  found.error(where, 'condition', '这不是一个条件', 'This is not a condition')
  return false
}

function checkWords(value: unknown, where: string, found: Findings): void {
  if (value === null || typeof value !== 'object') return
  const texts = value as Readonly<Record<string, unknown>>
  if (typeof texts['zh-CN'] === 'string' && typeof texts['en'] === 'string') {
    for (const language of languages) {
      const { zh, en } = languageName[language]!
      if (String(texts[language]).trim() === '')
        found.error(where, 'words_missing', `缺少${zh}文字`, `The ${en} words are missing`)
    }
    if (/\p{Script=Han}/u.test(texts['en']))
      found.warning(where, 'words_not_english', '英文文字里有汉字', 'The English words have Chinese characters')
    return
  }
  for (const [key, inner] of Object.entries(texts)) checkWords(inner, `${where}${pointer(key)}`, found)
}

/** A misspelt optional property would else be passed over in silence. */
function checkUnknown(value: unknown, known: unknown, where: string, found: Findings): void {
  if (value === null || typeof value !== 'object' || known === null || typeof known !== 'object') return
  for (const [key, inner] of Object.entries(value)) {
    if (!Object.hasOwn(known, key))
      found.warning(
        `${where}${pointer(key)}`,
        'unknown_property',
        `没有“${key}”这一项，它不起作用`,
        `There is no property “${key}”; it does nothing`,
      )
    else checkUnknown(inner, (known as Record<string, unknown>)[key], `${where}${pointer(key)}`, found)
  }
}
