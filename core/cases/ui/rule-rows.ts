import type { Condition, Field, KindDefinition } from '../contract.ts'
import { factFields } from '../paths.ts'

export type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>
export type Operator = 'is' | 'in' | 'begins' | 'has' | 'atLeast' | 'atMost' | 'present'

/** One line of a condition: a fact, how it is compared, with what, and whether that must not be so. */
export interface Row {
  readonly fact: string
  readonly operator: Operator
  readonly value: string | number | boolean | readonly (string | number)[]
  readonly not: boolean
}

const operators = ['is', 'in', 'begins', 'has', 'atLeast', 'atMost', 'present'] as const

/** The lines of a condition all of whose parts must hold; undefined when it is put together in another way. */
export function rowsOf(condition: Condition): Row[] | undefined {
  if ('all' in condition) {
    const rows = condition.all.map((part) => ('all' in part ? undefined : rowsOf(part)?.[0]))
    return rows.every((row) => row !== undefined) ? rows : undefined
  }
  if ('any' in condition) return undefined
  if ('not' in condition) {
    const inner = 'all' in condition.not || 'not' in condition.not ? undefined : rowsOf(condition.not)?.[0]
    return inner === undefined ? undefined : [{ ...inner, not: true }]
  }
  const operator = operators.find((one) => one in condition)
  if (operator === undefined) return undefined
  const value = (condition as unknown as Record<Operator, Row['value']>)[operator]
  return [{ fact: condition.fact, operator, value, not: false }]
}

/** The condition some lines make: one alone stands as it is. */
export function conditionOf(rows: readonly Row[]): Condition {
  const parts = rows.map(({ fact, operator, value, not }): Condition => {
    const leaf = { fact, [operator]: value } as unknown as Condition
    return not ? { not: leaf } : leaf
  })
  return parts.length === 1 ? parts[0]! : { all: parts }
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
