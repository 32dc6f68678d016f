import { expect, test } from 'vitest'
import { figure, figuresIn } from './figure.ts'

test('figures are parted by thousands, what only numbers something is not', () => {
  expect([0, 999, 1000, 1234567, -4321, 1234.5].map(figure)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '-4,321',
    '1,234.5',
  ])
  expect(figuresIn({ count: 20000, year: 2026, row: 1042, name: '1234' })).toEqual({
    count: '20,000',
    year: '2026',
    row: '1042',
    name: '1234',
  })
})
