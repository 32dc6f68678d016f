import type { Condition } from '../contract.ts'
import { rowOf, rowCondition, type Row } from './rule-rows.ts'

/** Conditions of which every one, or any one, must hold. */
export interface Group {
  readonly every: boolean
  readonly parts: readonly Part[]
}

/** A part that groups cannot show: said in words, edited as text. */
export interface Loose {
  readonly condition: Condition
  /** what is typed; undefined while only its words are shown */
  readonly text: string | undefined
  /** whether what is typed is no condition */
  readonly broken: boolean
}

export type Part = Row | Group | Loose

export const isGroup = (part: Part): part is Group => 'parts' in part
export const isLoose = (part: Part): part is Loose => 'broken' in part

/** A condition as a group of lines and, one level down, of groups of lines; what lies deeper stays as it is. */
export function groupOf(condition: Condition): Group {
  const part = partOf(condition, 2)
  return isGroup(part) ? part : { every: true, parts: isAlways(condition) ? [] : [part] }
}

/** The condition a group makes: one part alone stands as it is, and nothing at all always holds. */
export function conditionOf({ every, parts }: Group): Condition {
  const conditions = parts.map((part) =>
    isGroup(part) ? conditionOf(part) : isLoose(part) ? part.condition : rowCondition(part),
  )
  if (conditions.length === 1) return conditions[0]!
  return every || conditions.length === 0 ? { all: conditions } : { any: conditions }
}

/** A part of a group as lines, groups or words: of the whole (1) or of a group in it (2). */
export function partIn(level: 1 | 2, condition: Condition): Part {
  return partOf(condition, 2 - level)
}

/** Whether a text somewhere in it is no condition. */
export function isBroken(part: Part): boolean {
  return isGroup(part) ? part.parts.some(isBroken) : isLoose(part) && part.broken
}

function partOf(condition: Condition, levels: number): Part {
  const row = rowOf(condition)
  if (row !== undefined) return row
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : []
  return levels === 0 || parts.length === 0
    ? { condition, text: undefined, broken: false }
    : { every: 'all' in condition, parts: parts.map((part) => partOf(part, levels - 1)) }
}

function isAlways(condition: Condition): boolean {
  return 'all' in condition && condition.all.length === 0
}
