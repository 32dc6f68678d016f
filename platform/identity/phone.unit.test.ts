import { newKey } from '#lib/crypto'
import { expect, test } from 'vitest'
import { phoneDigest, plainPhone } from './phone.ts'

test.each([
  ['13812341234', '13812341234'],
  ['138 1234 1234', '13812341234'],
  ['+86 138-1234-1234', '13812341234'],
  ['008613812341234', '13812341234'],
  ['１３８１２３４１２３４', '13812341234'],
  ['021-57812345', '02157812345'],
  ['(0571) 8712 3456', '057187123456'],
  ['57812345', undefined],
  ['12812341234', undefined],
  ['1381234123', undefined],
  ['138123412345', undefined],
  ['00000000000', undefined],
  ['张三', undefined],
  ['', undefined],
])('%s is kept as %s', (written, kept) => {
  expect(plainPhone(written)).toBe(kept)
})

test('a digest is the same for the same number, and another under another key', () => {
  const key = newKey()
  expect(phoneDigest(key, '13812341234')).toBe(phoneDigest(key, '13812341234'))
  expect(phoneDigest(key, '13812341234')).not.toBe(phoneDigest(key, '13812341235'))
  expect(phoneDigest(key, '13812341234')).not.toBe(phoneDigest(newKey(), '13812341234'))
})
