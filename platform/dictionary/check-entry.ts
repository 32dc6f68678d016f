import type { Words } from '#lib/kernel'
import {
  keyText,
  type Column,
  type Confidence,
  type DictionaryDefinition,
  type EntryContent,
  type EntryKey,
} from './definition.ts'

/** An entry as somebody wrote it, before it is checked. Attributes may be texts of numbers. */
export interface Draft extends EntryKey {
  readonly name: string
  readonly nameEn: string | null
  readonly parent: string | null
  readonly position: number
  readonly attributes: Readonly<Record<string, string | number | null | undefined>>
  readonly confidence: string
  readonly source: string
  readonly note: string
}

export interface EntryFault {
  /** field of the entry, or `attributes.<key>` */
  readonly field: string
  readonly fault: Words
}

/** What a check may ask about other entries. */
export interface Surroundings {
  /** whether an entry with this key is there in the same dictionary */
  readonly known: (key: EntryKey) => boolean
  /** the code above an entry of the same dictionary, to find circles */
  readonly parentOf: (key: EntryKey) => string | null | undefined
  /** whether the code is there in a dictionary, in that version if one is named */
  readonly refers: (dictionary: string, version: string | undefined, code: string) => boolean
}

const limits = { code: 64, name: 200, source: 500, note: 2000, text: 2000 } as const
const maxDepth = 20

/** Checks an entry against its dictionary's description. The content is what to store when nothing is at fault. */
export function checkEntry(
  definition: DictionaryDefinition,
  draft: Draft,
  around: Surroundings,
): { content: EntryContent; faults: EntryFault[] } {
  const faults: EntryFault[] = []
  const say = (field: string, chinese: string, english: string): void =>
    void faults.push({ field, fault: { 'zh-CN': chinese, en: english } })
  checkKey(definition, draft, say)
  const text = (field: 'name' | 'nameEn' | 'source' | 'note', value: string, max: number): string => {
    const trimmed = value.trim()
    if (trimmed.length > max) say(field, `不能超过 ${max} 字`, `at most ${max} characters`)
    return trimmed
  }
  const name = text('name', draft.name, limits.name)
  if (name === '') say('name', '必填', 'required')
  const nameEn = text('nameEn', draft.nameEn ?? '', limits.name)
  const parent = (draft.parent ?? '').trim()
  if (parent !== '') checkParent(definition, draft, parent, around, say)
  if (!['high', 'medium', 'low'].includes(draft.confidence))
    say('confidence', '应为高、中、低之一', 'high, medium or low')
  if (!Number.isSafeInteger(draft.position) || Math.abs(draft.position) > 1_000_000_000)
    say('position', '应为整数', 'a whole number')
  const attributes: Record<string, string | number> = {}
  for (const column of definition.columns) {
    const value = checkAttribute(column, draft.attributes[column.key], around, say)
    if (value !== undefined) attributes[column.key] = value
  }
  for (const key of Object.keys(draft.attributes)) {
    if (!definition.columns.some((column) => column.key === key))
      say(`attributes.${key}`, '没有这一列', 'no such column')
  }
  return {
    content: {
      name,
      nameEn: nameEn === '' ? null : nameEn,
      parent: parent === '' ? null : parent,
      position: draft.position,
      attributes,
      confidence: draft.confidence as Confidence,
      source: text('source', draft.source, limits.source),
      note: text('note', draft.note, limits.note),
    },
    faults,
  }
}

type Say = (field: string, chinese: string, english: string) => void

function checkKey(definition: DictionaryDefinition, { version, kind, code }: EntryKey, say: Say): void {
  if (!oneOf(definition.versions, version)) say('version', '没有这个版本', 'no such version')
  if (!oneOf(definition.kinds, kind)) say('kind', '没有这个类别', 'no such kind')
  if (code === '') say('code', '必填', 'required')
  else if (code.length > limits.code) say('code', `不能超过 ${limits.code} 字`, `at most ${limits.code} characters`)
  else if (/[\s\p{Cc}]/u.test(code)) say('code', '不能含空格', 'without blanks')
}

function oneOf(named: readonly { code: string }[], code: string): boolean {
  return named.length === 0 ? code === '' : named.some((one) => one.code === code)
}

function checkParent(
  definition: DictionaryDefinition,
  { version, kind, code }: EntryKey,
  parent: string,
  around: Surroundings,
  say: Say,
): void {
  if (!definition.hierarchical) return say('parent', '这个字典不分层级', 'this dictionary has no levels')
  if (!around.known({ version, kind, code: parent }))
    return say('parent', '没有这个上级', 'there is no such entry above')
  let above: string | null | undefined = parent
  for (let depth = 0; above !== null && above !== undefined; depth += 1) {
    if (above === code || depth > maxDepth) return say('parent', '上下级成环', 'it would stand above itself')
    above = around.parentOf({ version, kind, code: above })
  }
}

function checkAttribute(
  column: Column,
  given: string | number | null | undefined,
  around: Surroundings,
  say: Say,
): string | number | undefined {
  const field = `attributes.${column.key}`
  const value = typeof given === 'string' ? given.trim() : given
  if (value === undefined || value === null || value === '') {
    if (column.required === true) say(field, '必填', 'required')
    return undefined
  }
  if (column.type === 'number') return checkNumber(column, value, (chinese, english) => say(field, chinese, english))
  const written = String(value)
  if (written.length > limits.text) say(field, `不能超过 ${limits.text} 字`, `at most ${limits.text} characters`)
  if (column.type === 'choice' && !(column.choices ?? []).some((choice) => choice.code === written))
    say(field, '不是可选的值', 'not one of the choices')
  if (column.type === 'reference' && !around.refers(column.dictionary!, column.version, written))
    say(field, '所引用的条目不存在', 'the entry it refers to is not there')
  return written
}

function checkNumber(
  column: Column,
  value: string | number,
  say: (chinese: string, english: string) => void,
): number | undefined {
  // Number('') and Number('0x1f') are numbers too; people write neither.
  const number = typeof value === 'number' ? value : /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  if (!Number.isFinite(number) || Math.abs(number) > 1e15) {
    say('不是数字', 'not a number')
    return undefined
  }
  if (column.min !== undefined && number < column.min) say(`不能小于 ${column.min}`, `at least ${column.min}`)
  if (column.max !== undefined && number > column.max) say(`不能大于 ${column.max}`, `at most ${column.max}`)
  return number === 0 ? 0 : number
}

/** The surroundings that a set of valid keys makes, with those of other dictionaries by their code. */
export function surroundingsOf(
  own: string,
  valid: ReadonlyMap<string, readonly (EntryKey & { readonly parent: string | null })[]>,
): Surroundings & { add: (key: EntryKey, parent: string | null) => void } {
  const parents = new Map<string, string | null>()
  const codes = new Set<string>()
  const note = (dictionary: string, { version, code }: EntryKey): void => {
    codes.add(`${dictionary} ${version} ${code}`).add(`${dictionary}  ${code}`)
  }
  for (const [dictionary, keys] of valid) {
    for (const key of keys) {
      note(dictionary, key)
      if (dictionary === own) parents.set(keyText(key), key.parent)
    }
  }
  return {
    known: (key) => parents.has(keyText(key)),
    parentOf: (key) => parents.get(keyText(key)),
    refers: (dictionary, version, code) => codes.has(`${dictionary} ${version ?? ''} ${code}`),
    add(key, parent) {
      note(own, key)
      parents.set(keyText(key), parent)
    },
  }
}

/** The dictionaries whose keys a check of entries of this one needs. */
export function neighboursOf(definition: DictionaryDefinition): string[] {
  return [...new Set([definition.code, ...definition.columns.flatMap((column) => column.dictionary ?? [])])]
}
