import fc from 'fast-check'
import { expect, test } from 'vitest'
import { oneTimePassword } from './manage-accounts.ts'
import { passwordFault } from './password-rules.ts'

const owner = { username: 'shenyuqing', name: '沈雨晴' }
const why = (password: string) => passwordFault(password, owner)?.en

test.each([
  ['Short-1x', /at least 10/],
  ['1234567890', /common/],
  ['9876543210', /common/],
  ['password12', /common/],
  ['Password123!', /common/],
  ['!!Admin2026', /common/],
  ['Qwerty12345', /common/],
  ['aaaaaaaaaaaaaaaaaa', /too few/],
  ['ABABABABab12', undefined],
  ['abcdefghij', /three of/],
  ['Shenyuqing-2026', /user name/],
  ['我是沈雨晴呀2026Aa', /your name/],
  [`${'Aa1-'.repeat(40)}`, /at most 128|too few/],
  ['correct horse battery staple', undefined],
  ['Willow-river-72', undefined],
  ['春眠不觉晓处处闻啼鸟夜来风雨声花', undefined],
  // full-width letters are the same letters
  ['Ｐａｓｓｗｏｒｄ123', /common/],
] as const)('%s', (password, expected) => {
  if (expected === undefined) expect(why(password)).toBeUndefined()
  else expect(why(password)).toMatch(expected)
})

test('nothing short, nothing with the user name in it, whatever surrounds it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.string(), (short, more) => {
      if ([...short.normalize('NFKC')].length < 10) expect(why(short)).toBeDefined()
      expect(why(`${more}ShenYuQing${more}`)).toBeDefined()
    }),
  )
})

test('a one-time password keeps the rules and never comes twice', () => {
  const many = Array.from({ length: 500 }, oneTimePassword)
  expect(new Set(many).size).toBe(500)
  expect(many.map(why).filter((one) => one !== undefined)).toEqual([])
})
