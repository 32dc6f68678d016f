import type { Json } from '#lib/kernel/contract'
import { holds, type Condition } from './condition.ts'

/** What a condition says of one fact. */
export interface Mention {
  readonly values: readonly (string | number | boolean)[]
  readonly has: readonly string[]
}

/** The values a fact can have, `undefined` for being absent. */
export type Domain = (fact: string, mention: Mention) => readonly (Json | undefined)[]

/** More combinations than this are not tried: the condition then counts as one that may go either way. */
const mostTried = 20_000

/**
 * Whether a condition can hold, and whether it can fail, when its facts have the values of a domain: tried out with the
 * same `holds` that decides for real, so that both always agree.
 */
export function outcomes(condition: Condition, domain: Domain): { readonly can: boolean; readonly canFail: boolean } {
  const mentions = mentionsOf(condition)
  const facts = [...mentions.keys()]
  const values = facts.map((fact) => domain(fact, mentions.get(fact)!))
  if (values.reduce((product, list) => product * list.length, 1) > mostTried) return { can: true, canFail: true }
  let can = false
  let canFail = false
  const given: Record<string, Json | undefined> = {}
  const go = (at: number): void => {
    if (can && canFail) return
    if (at === facts.length) {
      if (!agrees(given)) return
      if (holds(condition, treeOf(given))) can = true
      else canFail = true
      return
    }
    for (const value of values[at]!) {
      given[facts[at]!] = value
      go(at + 1)
    }
  }
  go(0)
  return { can, canFail }
}

/** The facts a condition asks about. */
export function factsIn(condition: Condition): string[] {
  return [...mentionsOf(condition).keys()]
}

/** The parts of a condition that must all hold together, from the outside in, with their place below it. */
export function allsIn(condition: Condition, where = ''): { readonly where: string; readonly all: Condition }[] {
  if ('all' in condition) {
    return [{ where, all: condition }, ...condition.all.flatMap((part, at) => allsIn(part, `${where}/all/${at}`))]
  }
  if ('any' in condition) return condition.any.flatMap((part, at) => allsIn(part, `${where}/any/${at}`))
  return 'not' in condition ? allsIn(condition.not, `${where}/not`) : []
}

/** The leaves of a condition. */
export function leavesOf(
  condition: Condition,
): Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf)
  if ('any' in condition) return condition.any.flatMap(leavesOf)
  return 'not' in condition ? leavesOf(condition.not) : [condition]
}

function mentionsOf(condition: Condition): Map<string, Mention> {
  const found = new Map<string, { values: (string | number | boolean)[]; has: string[] }>()
  const of = (fact: string) => {
    const known = found.get(fact) ?? { values: [], has: [] }
    found.set(fact, known)
    return known
  }
  const same: [string, string][] = []
  for (const leaf of leavesOf(condition)) {
    const mention = of(leaf.fact)
    if ('is' in leaf) mention.values.push(leaf.is)
    else if ('in' in leaf) mention.values.push(...leaf.in)
    else if ('atLeast' in leaf) mention.values.push(leaf.atLeast)
    else if ('atMost' in leaf) mention.values.push(leaf.atMost)
    else if ('has' in leaf) mention.has.push(leaf.has)
    else if ('begins' in leaf) mention.values.push(leaf.begins)
    else if ('same' in leaf) {
      of(leaf.same)
      same.push([leaf.fact, leaf.same])
    }
  }
  for (const [one, other] of same) {
    const both = [...of(one).values, ...of(other).values]
    of(one).values.push(...both)
    of(other).values.push(...both)
  }
  return found
}

/** Combinations that no case can have are not tried: more done here than at all, done by somebody but not done. */
function agrees(given: Readonly<Record<string, Json | undefined>>): boolean {
  return Object.entries(given).every(([fact, value]) => {
    const [, what, action] = /^(?:case\.(doneHere)|actor\.(?:did))\.(.+)$/.exec(fact) ?? []
    if (action === undefined || value === undefined || !(`case.done.${action}` in given)) return true
    const done = given[`case.done.${action}`]
    return what === undefined ? done !== undefined : typeof value !== 'number' || value <= Number(done ?? 0)
  })
}

function treeOf(given: Readonly<Record<string, Json | undefined>>): Json {
  const tree: Record<string, unknown> = {}
  for (const [fact, value] of Object.entries(given)) {
    if (value === undefined) continue
    const keys = fact.split('.')
    let node = tree
    for (const key of keys.slice(0, -1)) node = (node[key] ??= {}) as Record<string, unknown>
    node[keys.at(-1)!] = value
  }
  return tree as Json
}

/** Times something may have happened: none is absent, since what never happened is not counted. */
export function counts(mention: Mention, { may, must }: { may: boolean; must: boolean }): (number | undefined)[] {
  if (!may) return [undefined]
  const near = mention.values.flatMap((value) =>
    typeof value === 'number' ? [Math.floor(value), Math.ceil(value), Math.floor(value) + 1, Math.ceil(value) - 1] : [],
  )
  const some = [...new Set([1, ...near])].filter((count) => count >= 1)
  return must ? some : [undefined, ...some]
}

/** Texts a fact may have, among them one that nobody speaks of. */
export function texts(mention: Mention, all?: readonly string[]): string[] {
  return all === undefined
    ? [...new Set([...mention.values.filter((value) => typeof value === 'string'), '\u0000another'])]
    : [...all]
}

/** Every list that can be made of some words; of many words only the extreme ones. */
export function lists(words: readonly string[]): string[][] {
  const unique = [...new Set(words)]
  if (unique.length > 5) return [[], ...unique.map((word) => [word]), unique]
  return unique.reduce<string[][]>((made, word) => [...made, ...made.map((list) => [...list, word])], [[]])
}
