import type { RoutingRule } from '../contract.ts'

/** What a set of rules changes in another, rule by rule; a rule is the same one by its code. */
export interface RuleChange {
  readonly code: string
  readonly kind: 'added' | 'removed' | 'changed' | 'moved'
  /** its place in each set, from 0 */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly before: RoutingRule | undefined
  readonly after: RoutingRule | undefined
  /** of what is changed: its properties */
  readonly parts: readonly RulePart[]
}

const parts = ['name', 'kind', 'when', 'to', 'certain', 'source', 'confidence'] as const
export type RulePart = (typeof parts)[number]

/**
 * The differences between two sets of rules, in the order of the new one, what is removed at the end. Only rules that
 * must change places for the one order to become the other are told as moved: those outside a longest common order.
 */
export function compareRules(before: readonly RoutingRule[], after: readonly RoutingRule[]): RuleChange[] {
  const places = new Map(before.map((rule, at) => [rule.code, at]))
  const kept = after.flatMap((rule) => places.get(rule.code) ?? [])
  const still = new Set(longestRising(kept))
  const changes: RuleChange[] = []
  for (const [to, rule] of after.entries()) {
    const from = places.get(rule.code)
    const old = from === undefined ? undefined : before[from]!
    const differing =
      old === undefined ? [] : parts.filter((part) => JSON.stringify(old[part]) !== JSON.stringify(rule[part]))
    const kind = old === undefined ? 'added' : differing.length > 0 ? 'changed' : still.has(from!) ? undefined : 'moved'
    if (kind !== undefined)
      changes.push({ code: rule.code, kind, from, to, before: old, after: rule, parts: differing })
  }
  const codes = new Set(after.map((rule) => rule.code))
  for (const [from, rule] of before.entries()) {
    if (!codes.has(rule.code))
      changes.push({ code: rule.code, kind: 'removed', from, to: undefined, before: rule, after: undefined, parts: [] })
  }
  return changes
}

/** A longest part of some numbers that rises, keeping their order. */
function longestRising(numbers: readonly number[]): number[] {
  const ends: number[] = []
  const last: number[] = []
  const before: number[] = []
  for (const [at, number] of numbers.entries()) {
    let length = ends.findIndex((end) => end >= number)
    if (length === -1) length = ends.length
    ends[length] = number
    last[length] = at
    before[at] = length === 0 ? -1 : last[length - 1]!
  }
  const found: number[] = []
  for (let at = last.at(-1) ?? -1; at >= 0; at = before[at]!) found.unshift(numbers[at]!)
  return found
}
