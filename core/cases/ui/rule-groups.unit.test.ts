import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holds } from '../condition.ts'
import type { Condition } from '../contract.ts'
import { conditionOf, groupOf, isBroken, isGroup, isLoose, type Part } from './rule-groups.ts'

const sort = { fact: 'case.facts.sort', is: 'novel' }
const area = { fact: 'place.areas', has: '1' }
const hour = { fact: 'time.hour', atLeast: 8 }

/** In short: lines by their fact, groups by their brackets, what stays text as `…`. */
function drawn(part: Part): string {
  if (isGroup(part)) return `${part.every ? 'all' : 'any'}(${part.parts.map(drawn).join(' ')})`
  return isLoose(part) ? '…' : `${part.not ? '!' : ''}${part.fact.split('.').at(-1)}`
}

test.each<[Condition, string]>([
  [{ all: [] }, 'all()'],
  [sort, 'all(sort)'],
  [{ not: area }, 'all(!areas)'],
  [{ any: [sort, area] }, 'any(sort areas)'],
  [{ all: [sort, { any: [area, { not: hour }] }] }, 'all(sort any(areas !hour))'],
  [{ any: [{ all: [sort, area] }, hour] }, 'any(all(sort areas) hour)'],
])('%j is shown as %s and again the same condition', (condition, shown) => {
  expect(drawn(groupOf(condition))).toBe(shown)
  expect(conditionOf(groupOf(condition))).toEqual(condition)
})

test.each<[Condition, string]>([
  [{ any: [] }, 'all(…)'],
  [{ not: { all: [sort, area] } }, 'all(…)'],
  [{ all: [sort, { any: [area, { all: [hour, sort] }] }] }, 'all(sort any(areas …))'],
  [{ all: [sort, { all: [] }] }, 'all(sort …)'],
  [{ all: [{ fact: 'case.facts.sort', same: 'case.facts.other' }, sort] }, 'all(… sort)'],
])('%j keeps as text what is deeper or otherwise put together: %s', (condition, shown) => {
  expect(drawn(groupOf(condition))).toBe(shown)
  expect(conditionOf(groupOf(condition))).toEqual(condition)
})

test('a text that is no condition is found wherever it stands', () => {
  const loose = { condition: sort, text: '{', broken: true }
  expect(isBroken({ every: true, parts: [{ every: false, parts: [loose] }] })).toBe(true)
  expect(isBroken(groupOf({ any: [sort, area] }))).toBe(false)
})

const leaf = fc.oneof(
  fc.constantFrom('novel', 'atlas').map((is): Condition => ({ fact: 'case.facts.sort', is })),
  fc.constantFrom('n', 'no', 'a').map((begins): Condition => ({ fact: 'case.facts.sort', begins })),
  fc.constantFrom('1', '2').map((has): Condition => ({ fact: 'place.areas', has })),
  fc.integer({ min: 0, max: 23 }).map((atMost): Condition => ({ fact: 'time.hour', atMost })),
  fc.boolean().map((present): Condition => ({ fact: 'case.facts.sort', present })),
)
const condition = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    fc.array(tie('condition'), { maxLength: 3 }).map((all): Condition => ({ all })),
    fc.array(tie('condition'), { maxLength: 3 }).map((any): Condition => ({ any })),
    tie('condition').map((not): Condition => ({ not })),
  ),
})).condition
const facts = fc.record({
  case: fc.record({ facts: fc.record({ sort: fc.constantFrom('novel', 'atlas', '') }) }),
  place: fc.record({ areas: fc.subarray(['1', '2']) }),
  time: fc.record({ hour: fc.integer({ min: 0, max: 23 }) }),
})

test('whatever a condition is, what its groups make holds exactly when it holds, and groups are two levels deep', () => {
  fc.assert(
    fc.property(condition, facts, (one, given) => {
      const group = groupOf(one)
      expect(holds(conditionOf(group), given)).toBe(holds(one, given))
      const deepest = (part: Part): number => (isGroup(part) ? 1 + Math.max(0, ...part.parts.map(deepest)) : 0)
      expect(deepest(group)).toBeLessThanOrEqual(2)
    }),
  )
})
