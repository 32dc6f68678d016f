import { expect, test } from 'vitest'
import type { Condition } from '../contract.ts'
import { lending } from '../testing/lending-kind.ts'
import { askableOf, freshRow, rowCondition, rowOf } from './rule-rows.ts'

const sort = { fact: 'case.facts.sort', is: 'novel' }

test.each<[Condition]>([
  [sort],
  [{ not: { fact: 'place.areas', has: '1' } }],
  [{ fact: 'time.hour', atLeast: 8 }],
  [{ fact: 'time.working', is: false }],
  [{ fact: 'time.weekday', in: [1, 2] }],
  [{ fact: 'case.facts.sort', in: ['a', 'b'] }],
  [{ fact: 'case.facts.sort', present: true }],
])('%j becomes a line and again the same condition', (condition) => {
  expect(rowCondition(rowOf(condition)!)).toEqual(condition)
})

test('what is not given is the line of what is given, the other way round', () => {
  expect(rowOf({ fact: 'case.facts.sort', present: false })).toMatchObject({ value: true, not: true })
  expect(rowOf({ not: { fact: 'case.facts.sort', present: false } })).toMatchObject({ value: true, not: false })
})

test.each<[Condition]>([
  [{ all: [sort] }],
  [{ any: [sort] }],
  [{ not: { not: sort } }],
  [{ fact: 'case.facts.sort', same: 'case.facts.other' }],
  [{ fact: 'case.clocks.loan.over', is: true }],
  [{ fact: 'case.joint', in: [1, 2] }],
])('%j has no line of its own', (condition) => {
  expect(rowOf(condition)).toBeUndefined()
})

test('a line begins with what is not asked yet', () => {
  const askable = askableOf([lending()])
  const first = freshRow(askable, new Set())
  const second = freshRow(askable, new Set([first.fact]))
  expect(askable.map((one) => one.fact)).toContain(first.fact)
  expect(second.fact).not.toBe(first.fact)
  expect(freshRow(askable, new Set(askable.map((one) => one.fact))).fact).toBe(first.fact)
})
