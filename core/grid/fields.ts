import type { Language, Words } from '#lib/kernel'
import { plainCell } from '#lib/sheet'
import {
  codePattern,
  confidences,
  itemKinds,
  limitUnits,
  type Confidence,
  type ItemKind,
  type LimitUnit,
  type StandardContent,
  type StandardKey,
} from './definition.ts'

/** The columns of a file of standards, in its order. */
export const fileFields = [
  'version', 'kind', 'item', 'code', 'filing', 'limit', 'unit', 'closing', 'confidence', 'source', 'note',
] as const // prettier-ignore
export type FileField = (typeof fileFields)[number]

export const fieldWords: Record<FileField, Words> = {
  version: { 'zh-CN': '版本', en: 'Version' },
  kind: { 'zh-CN': '类型', en: 'Kind' },
  item: { 'zh-CN': '小类代码', en: 'Item code' },
  code: { 'zh-CN': '标准编号', en: 'Standard code' },
  filing: { 'zh-CN': '立案条件', en: 'Filing condition' },
  limit: { 'zh-CN': '处置时限', en: 'Limit' },
  unit: { 'zh-CN': '时限单位', en: 'Limit unit' },
  closing: { 'zh-CN': '结案条件', en: 'Closing condition' },
  confidence: { 'zh-CN': '可信度', en: 'Confidence' },
  source: { 'zh-CN': '依据', en: 'Source' },
  note: { 'zh-CN': '备注', en: 'Note' },
}

export const kindWords: Record<ItemKind, Words> = {
  component: { 'zh-CN': '部件', en: 'component' },
  event: { 'zh-CN': '事件', en: 'event' },
}
export const unitWords: Record<LimitUnit, Words> = {
  urgent_hour: { 'zh-CN': '紧急工作时', en: 'urgent hours' },
  work_hour: { 'zh-CN': '工作时', en: 'working hours' },
  work_day: { 'zh-CN': '工作日', en: 'working days' },
  natural_day: { 'zh-CN': '自然日', en: 'natural days' },
}
export const confidenceWords: Record<Confidence, Words> = {
  high: { 'zh-CN': '高', en: 'high' },
  medium: { 'zh-CN': '中', en: 'medium' },
  low: { 'zh-CN': '低', en: 'low' },
}

export interface Fault {
  readonly field: FileField
  readonly fault: Words
}

const required: Words = { 'zh-CN': '必填', en: 'required' }
const tooLong: Words = { 'zh-CN': '太长', en: 'too long' }
const badCode: Words = {
  'zh-CN': '只能用字母、数字和连字符，至多 32 位',
  en: 'letters, digits and hyphens only, at most 32',
}
const noVersion: Words = { 'zh-CN': '没有这个版本', en: 'there is no such version' }
const noKind: Words = { 'zh-CN': '部件或事件', en: 'component or event' }
const noItems: Words = { 'zh-CN': '这个版本没有这类对象', en: 'this version has no items of that kind' }
const noItem: Words = { 'zh-CN': '数据字典里没有这个小类', en: 'the dictionary has no such item' }
const badLimit: Words = { 'zh-CN': '1 到 1000 的整数', en: 'a whole number from 1 to 1000' }
const badUnit: Words = {
  'zh-CN': '紧急工作时、工作时、工作日或自然日',
  en: 'urgent_hour, work_hour, work_day or natural_day',
}
const badConfidence: Words = { 'zh-CN': '高、中或低', en: 'high, medium or low' }

/** What a file or a form says of a standard, before anybody has looked at it. */
export type Draft = Readonly<Record<FileField, string>>

/** What a draft is checked against. */
export interface Ground {
  readonly versions: ReadonlySet<string>
  /** whether a version has items of a kind at all */
  readonly hasKind: (version: string, kind: ItemKind) => boolean
  readonly hasItem: (version: string, kind: ItemKind, item: string) => boolean
}

/** Reads a draft; the content only counts when there are no faults. */
export function checkDraft(
  draft: Draft,
  ground: Ground,
): { key: StandardKey; content: StandardContent; faults: Fault[] } {
  const faults: Fault[] = []
  const say = (field: FileField, fault: Words): void => void faults.push({ field, fault })
  const kind = coded(draft.kind, itemKinds, kindWords)
  const unit = coded(draft.unit, limitUnits, unitWords)
  const confidence = coded(draft.confidence, confidences, confidenceWords)
  if (!ground.versions.has(draft.version)) say('version', draft.version === '' ? required : noVersion)
  if (kind === undefined) say('kind', draft.kind === '' ? required : noKind)
  if (!new RegExp(codePattern).test(draft.code)) say('code', draft.code === '' ? required : badCode)
  if (draft.item === '') say('item', required)
  else if (kind !== undefined && ground.versions.has(draft.version)) {
    if (!ground.hasKind(draft.version, kind)) say('kind', noItems)
    else if (!ground.hasItem(draft.version, kind, draft.item)) say('item', noItem)
  }
  for (const field of ['filing', 'closing'] as const) {
    if (draft[field] === '') say(field, required)
    if (draft[field].length > 1000) say(field, tooLong)
  }
  if (!/^[1-9]\d{0,3}$/.test(draft.limit) || Number(draft.limit) > 1000) say('limit', badLimit)
  if (unit === undefined) say('unit', draft.unit === '' ? required : badUnit)
  if (confidence === undefined) say('confidence', draft.confidence === '' ? required : badConfidence)
  if (draft.source.length > 400) say('source', tooLong)
  if (draft.note.length > 1000) say('note', tooLong)
  const { version, code, item, filing, closing, source, note } = draft
  return {
    key: { version, kind: kind ?? 'event', code },
    content: {
      item,
      filing,
      limit: { value: Number(draft.limit), unit: unit ?? 'work_day' },
      closing,
      confidence: confidence ?? 'low',
      source,
      note,
    },
    faults,
  }
}

/** A code by itself or by what it is called in either language. */
function coded<T extends string>(text: string, codes: readonly T[], words: Record<T, Words>): T | undefined {
  const plain = text.toLowerCase()
  return codes.find((code) => code === plain || words[code]['zh-CN'] === text || words[code].en === plain)
}

/** Which field each heading fills; null for none, and for one that repeats another. */
export function mapHeadings(headings: readonly string[]): (FileField | null)[] {
  const taken = new Set<FileField>()
  return headings.map((heading) => {
    const plain = heading.trim().toLowerCase()
    const field = fileFields.find(
      (one) =>
        one === plain || fieldWords[one]['zh-CN'] === heading.trim() || fieldWords[one].en.toLowerCase() === plain,
    )
    if (field === undefined || taken.has(field)) return null
    taken.add(field)
    return field
  })
}

const optional: readonly FileField[] = ['source', 'note']

/** What a file must have and has not. */
export function missingFields(fields: readonly (FileField | null)[]): FileField[] {
  return fileFields.filter((field) => !optional.includes(field) && !fields.includes(field))
}

/** The draft in a row of a file. */
export function draftOfRow(fields: readonly (FileField | null)[], cells: readonly string[]): Draft {
  const draft = Object.fromEntries(fileFields.map((field) => [field, ''])) as Record<FileField, string>
  fields.forEach((field, at) => {
    if (field !== null) draft[field] = plainCell(cells[at] ?? '').trim()
  })
  return draft
}

export function sameContent(a: StandardContent, b: StandardContent): boolean {
  const said = ({ item, filing, limit, closing, confidence, source, note }: StandardContent) =>
    JSON.stringify([item, filing, limit.value, limit.unit, closing, confidence, source, note])
  return said(a) === said(b)
}

/** Faults as one sentence. */
export function sayFaults(faults: readonly Fault[], language: Language): string {
  return faults
    .map(({ field, fault }) => `${fieldWords[field][language]} ${fault[language]}`)
    .join(language === 'en' ? '; ' : '；')
}
