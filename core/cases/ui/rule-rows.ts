import type { Condition, Field, KindDefinition } from '../contract.ts'
import { factFields } from '../paths.ts'

export type Operator = 'is' | 'in' | 'begins' | 'has' | 'atLeast' | 'atMost' | 'present'

/** One line of a condition: a fact, how it is compared, with what, and whether that must not be so. */
export interface Row {
  readonly fact: string
  readonly operator: Operator
  readonly value: string | number | boolean | readonly (string | number)[]
  readonly not: boolean
}

const operators = ['is', 'in', 'begins', 'has', 'atLeast', 'atMost', 'present'] as const

/** What the facts that are no text are compared with. */
const sorts: Readonly<Record<string, string>> = { 'time.working': 'boolean', 'time.weekday': 'number' }

/** The line a condition is; undefined when it is put together of several, or compares in a way that lines do not know. */
export function rowOf(condition: Condition): Row | undefined {
  if ('all' in condition || 'any' in condition) return undefined
  if ('not' in condition) {
    const inner = 'not' in condition.not ? undefined : rowOf(condition.not)
    return inner === undefined ? undefined : { ...inner, not: !inner.not }
  }
  const operator = operators.find((one) => one in condition)
  if (operator === undefined) return undefined
  const { fact } = condition
  const value = (condition as unknown as Record<Operator, Row['value']>)[operator]
  // Not given is the other comparison of the same line.
  if (operator === 'present') return { fact, operator, value: true, not: value !== true }
  const isKnown =
    operator === 'is'
      ? typeof value === (sorts[fact] ?? 'string')
      : operator !== 'in' || (value as readonly unknown[]).every((one) => typeof one === (sorts[fact] ?? 'string'))
  return isKnown ? { fact, operator, value, not: false } : undefined
}

/** The condition a line is. */
export function rowCondition({ fact, operator, value, not }: Row): Condition {
  const leaf = { fact, [operator]: value } as unknown as Condition
  return not ? { not: leaf } : leaf
}

/** A line to begin with: about what no line asks yet. */
export function freshRow(askable: readonly Askable[], asked: ReadonlySet<string>): Row {
  const { fact, operators: offered } = askable.find((one) => !asked.has(one.fact)) ?? askable[0]!
  const operator = offered[0]!
  return { fact, operator, value: firstValue(fact, operator), not: false }
}

/** What a rule for some kinds may ask, and how each fact can be compared. */
export interface Askable {
  readonly fact: string
  /** undefined: one of the facts that are no field */
  readonly field: Field | undefined
  readonly operators: readonly Operator[]
}

const notAsked: readonly Field['type'][] = ['files', 'point', 'long']

/** Category and source first, since rules mostly ask for them, then place and time, then the other answers. */
export function askableOf(kinds: readonly KindDefinition[]): Askable[] {
  const fields = new Map<string, Field>()
  for (const kind of kinds) {
    for (const field of factFields(kind).values())
      if (!notAsked.includes(field.type) && !fields.has(field.key)) fields.set(field.key, field)
  }
  const first = new Set([...kinds.flatMap((kind) => kind.categoryField ?? []), 'source'])
  const ask = (field: Field): Askable => ({ fact: `case.facts.${field.key}`, field, operators: operatorsOf(field) })
  const all = [...fields.values()]
  return [
    ...all.filter((field) => first.has(field.key)).map(ask),
    { fact: 'place.areas', field: undefined, operators: ['has'] },
    { fact: 'case.level', field: undefined, operators: ['is', 'in'] },
    { fact: 'time.working', field: undefined, operators: ['is'] },
    { fact: 'time.hour', field: undefined, operators: ['atLeast', 'atMost'] },
    { fact: 'time.weekday', field: undefined, operators: ['in', 'is'] },
    ...all.filter((field) => !first.has(field.key)).map(ask),
  ]
}

function operatorsOf({ type }: Field): readonly Operator[] {
  return type === 'choice' || type === 'unit' || type === 'standard'
    ? ['is', 'in', 'present']
    : ['is', 'in', 'begins', 'present']
}

/** A value to begin with when a line gets another fact or another comparison. */
export function firstValue(fact: string, operator: Operator): Row['value'] {
  if (operator === 'in') return []
  if (operator === 'present' || fact === 'time.working') return true
  if (operator === 'atLeast' || operator === 'atMost') return 0
  return fact === 'time.weekday' ? 1 : ''
}
