import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRules } from './routing-diff.ts'
import type { RoutingRule } from '../contract.ts'

const rule = (code: string, more: Partial<RoutingRule> = {}): RoutingRule => ({
  code,
  name: { 'zh-CN': code, en: code },
  when: { all: [] },
  to: { unit: 'A' },
  certain: true,
  ...more,
})
const told = (before: RoutingRule[], after: RoutingRule[]) =>
  compareRules(before, after).map(({ kind, code, parts }) => [kind, code, ...parts].join(' '))

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((code) => rule(code)) as [
  RoutingRule,
  RoutingRule,
  RoutingRule,
  RoutingRule,
]

test('the same rules have no differences', () => {
  expect(told([a, b], [a, b])).toEqual([])
})

test('what was added, changed and removed is told', () => {
  expect(told([a, b], [c, rule('a', { to: { unit: 'B' }, source: '第三条' })])).toEqual([
    'added c',
    'changed a to source',
    'removed b',
  ])
})

test('one rule that went up is one move, however many it passed', () => {
  expect(told([a, b, c, d], [d, a, b, c])).toEqual(['moved d'])
  expect(told([a, b, c, d], [b, c, d, a])).toEqual(['moved a'])
})

test('moving back what is told as moved gives the old order', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 6 }), (order) => {
      const before = order.toSorted().map((code) => rule(code))
      const moved = new Set(
        compareRules(
          before,
          order.map((code) => rule(code)),
        ).map((one) => one.code),
      )
      const still = order.filter((code) => !moved.has(code))
      expect(still).toEqual(still.toSorted())
    }),
  )
})
