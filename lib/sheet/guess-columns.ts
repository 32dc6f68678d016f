import type { Words } from '#lib/kernel'

/** A field of a form that a column may feed. */
export interface FieldToFill {
  readonly key: string
  /** what it is called, here and by others; the first is what people are told */
  readonly names: readonly string[]
  readonly sort: 'text' | 'long' | 'choice' | 'moment' | 'phone'
  /** what may stand in it, for a choice: codes, names and what others write instead */
  readonly choices?: readonly string[]
  /** every row has another value */
  readonly unique?: boolean
}

export interface ColumnToUse {
  readonly heading: string
  /** some values of it; empty ones count for nothing */
  readonly values: readonly string[]
}

/** What a column seems to hold. */
export interface Guess {
  readonly field: string | null
  /** 0 to 1; from 0.8 on nobody need look again */
  readonly confidence: number
  readonly reason: Words
}

const enough = 0.4

/**
 * Guesses which column feeds which field, from the words of the headings and from what stands below them. Each field is
 * fed by one column at most; the surest pairs are made first. What the words say counts more than the values; where the
 * values contradict, half of it.
 */
export function guessColumns(fields: readonly FieldToFill[], columns: readonly ColumnToUse[]): Guess[] {
  const pairs = columns.flatMap((column, at) =>
    fields.flatMap((field) => {
      const found = score(field, column)
      return found.confidence >= enough ? [{ at, field: field.key, ...found }] : []
    }),
  )
  const guesses: Guess[] = columns.map(() => ({ field: null, confidence: 0, reason: reasons.none }))
  const taken = new Set<string>()
  for (const { at, field, confidence, reason } of pairs.toSorted(
    (a, b) => b.confidence - a.confidence || a.at - b.at,
  )) {
    if (guesses[at]!.field !== null || taken.has(field)) continue
    taken.add(field)
    guesses[at] = { field, confidence: Math.round(confidence * 100) / 100, reason }
  }
  return guesses
}

const reasons = {
  none: { 'zh-CN': '没有相符的字段', en: 'no field matches' },
  repeats: { 'zh-CN': '但内容有很多重复', en: 'but many values repeat' },
  name: (name: string): Words => ({ 'zh-CN': `列名就是“${name}”`, en: `the heading is “${name}”` }),
  part: (name: string): Words => ({ 'zh-CN': `列名含有“${name}”`, en: `the heading has “${name}” in it` }),
  similar: (name: string): Words => ({ 'zh-CN': `列名近似“${name}”`, en: `the heading is like “${name}”` }),
  values: (share: number): Words => ({
    'zh-CN': `${Math.round(share * 100)}% 的内容符合`,
    en: `${Math.round(share * 100)}% of the values fit`,
  }),
  against: (share: number): Words => ({
    'zh-CN': `但只有 ${Math.round(share * 100)}% 的内容符合`,
    en: `but only ${Math.round(share * 100)}% of the values fit`,
  }),
}

interface Score {
  readonly confidence: number
  readonly reason: Words
}

function score(field: FieldToFill, { heading, values }: ColumnToUse): Score {
  const byName = nameScore(field.names, heading)
  const filled = values.filter((value) => value !== '')
  const share = filled.length === 0 ? undefined : filled.filter((value) => fits(field, value)).length / filled.length
  const telling = field.sort === 'choice' || field.sort === 'moment' || field.sort === 'phone'
  if (share === undefined || !telling) {
    // A number that is in every row another may be repeated by mistake, not as a rule.
    const repeats = field.unique === true && new Set(filled).size < filled.length * 0.8
    if (!repeats || byName.confidence === 0) return byName
    return { confidence: byName.confidence / 2, reason: both(byName.reason, reasons.repeats) }
  }
  if (share < 0.3 && filled.length >= 3)
    return { confidence: byName.confidence / 2, reason: both(byName.reason, reasons.against(share)) }
  const byValue = share >= 0.8 && filled.length >= 2 ? (field.sort === 'moment' ? 0.5 : 0.6) * share : 0
  if (byName.confidence === 0) return { confidence: byValue, reason: reasons.values(share) }
  return {
    confidence: Math.min(1, byName.confidence + byValue / 4),
    reason: byValue > 0 ? both(byName.reason, reasons.values(share)) : byName.reason,
  }
}

function both(one: Words, other: Words): Words {
  return { 'zh-CN': `${one['zh-CN']}，${other['zh-CN']}`, en: `${one.en}, ${other.en}` }
}

function nameScore(names: readonly string[], heading: string): Score {
  const wanted = bare(heading)
  let best: Score = { confidence: 0, reason: reasons.none }
  if (wanted === '') return best
  for (const [at, name] of names.entries()) {
    const known = bare(name)
    if (known === '') continue
    const found = compare(wanted, known, name)
    // Of two names that fit alike, the one said first.
    const confidence = found.confidence - at * 0.0005
    if (confidence > best.confidence) best = { confidence, reason: found.reason }
  }
  return best
}

function compare(wanted: string, known: string, name: string): Score {
  if (wanted === known) return { confidence: 1, reason: reasons.name(name) }
  const [short, long] = wanted.length < known.length ? [wanted, known] : [known, wanted]
  // A word of two letters stands in too many others.
  const least = /^[a-z0-9]+$/.test(short) ? 4 : 2
  if (short.length >= least && long.includes(short))
    return { confidence: 0.5 + 0.35 * (short.length / long.length), reason: reasons.part(name) }
  const alike = dice(wanted, known)
  return alike >= 0.5
    ? { confidence: 0.7 * alike, reason: reasons.similar(name) }
    : { confidence: 0, reason: reasons.none }
}

/** A heading without what says nothing: brackets and what is in them, signs, width and case. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（[【].*?[)）\]】]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function dice(one: string, other: string): number {
  const pairs = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
  const [first, second] = [pairs(one), pairs(other)]
  if (first.length + second.length === 0) return 0
  const rest = [...second]
  let same = 0
  for (const pair of first) {
    const at = rest.indexOf(pair)
    if (at === -1) continue
    rest.splice(at, 1)
    same += 1
  }
  return (2 * same) / (first.length + second.length)
}

function fits(field: FieldToFill, value: string): boolean {
  if (field.sort === 'choice') return field.choices?.includes(value) === true
  if (field.sort === 'moment') return momentOf(value) !== undefined
  if (field.sort === 'phone') return /^(?:\+?86[- ]?)?(?:1\d{10}|0\d{2,3}[- ]?\d{7,8}(?:[-转]\d{1,6})?)$/.test(value)
  return true
}

/**
 * A day (`2026-11-20`) or moment in Shanghai (`2026-11-20T08:30:00+08:00`) from how people and programs write them:
 * 2026/1/6 12:09, 2026年1月6日 12时9分, 20260106, 2026-01-06T12:09:38; undefined where it is none. Whether there is such a
 * day is not asked.
 */
export function momentOf(text: string): string | undefined {
  const value = text.normalize('NFKC').trim()
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(value)
  if (zoned !== null) return value
  const match =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})(?:\.\d+)?秒?)?)?$/.exec(
      value,
    ) ?? /^(20\d{2})([01]\d)([0-3]\d)$/.exec(value)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0')
  const date = `${year}-${two(month)}-${two(day)}`
  return hour === undefined ? date : `${date}T${two(hour)}:${two(minute)}:${two(second)}+08:00`
}
