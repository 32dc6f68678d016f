import { expect, test } from 'vitest'
import type { Condition } from '../contract.ts'
import { conditionOf, rowsOf } from './rule-rows.ts'

const sort = { fact: 'case.facts.sort', is: 'novel' }
const area = { fact: 'place.areas', has: '1' }

test.each<[Condition]>([
  [{ all: [] }],
  [sort],
  [{ not: area }],
  [{ all: [sort, area, { not: { fact: 'time.hour', atLeast: 8 } }, { fact: 'case.facts.sort', in: ['a', 'b'] }] }],
])('%j becomes lines and again the same condition', (condition) => {
  const rows = rowsOf(condition)
  expect(rows).toBeDefined()
  expect(conditionOf(rows!)).toEqual(condition)
})

test.each<[Condition]>([
  [{ any: [sort, area] }],
  [{ all: [sort, { any: [sort, area] }] }],
  [{ all: [{ all: [sort, area] }] }],
  [{ not: { all: [sort, area] } }],
  [{ not: { not: sort } }],
  [{ all: [{ fact: 'case.facts.sort', same: 'case.facts.other' }] }],
])('%j has no lines of its own', (condition) => {
  expect(rowsOf(condition)).toBeUndefined()
})
