import { pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './password.ts'

test('a password is right, and nothing else is', async () => {
  const stored = await hashPassword('Yiwang-密码-1', 10)
  expect(await verifyPassword('Yiwang-密码-1', stored)).toBe(true)
  for (const wrong of ['', 'Yiwang-密码-', 'Yiwang-密码-1 ', 'yiwang-密码-1', 'Yiwang-密码-2'])
    expect(await verifyPassword(wrong, stored)).toBe(false)
})

test('one typed with another keyboard is the same password', async () => {
  const stored = await hashPassword('Ｃafé１', 10)
  expect(await verifyPassword('Cafe\u0301' + '1', stored)).toBe(true)
})

test('is kept as PBKDF2 over HMAC-SM3 with a salt of its own, and many rounds by default', async () => {
  const [first, second] = [await hashPassword('same'), await hashPassword('same')]
  expect(first).not.toBe(second)
  const [name, rounds, salt, hash] = first.split('$')
  expect([name, rounds]).toEqual(['pbkdf2-sm3', '100000'])
  const expected = pbkdf2Sync('same', Buffer.from(salt!, 'base64'), 100_000, 32, 'sm3')
  expect(hash).toBe(expected.toString('base64'))
})

test('for an unknown account works through the rounds and is wrong', async () => {
  const stored = await hashPassword('a')
  const time = async (hash: string | undefined): Promise<number> => {
    const began = performance.now()
    expect(await verifyPassword('b', hash)).toBe(false)
    return performance.now() - began
  }
  // The quickest of several, since the machine may be busy with something else.
  const quickest = async (hash: string | undefined): Promise<number> =>
    Math.min(await time(hash), await time(hash), await time(hash))
  const [known, unknown] = [await quickest(stored), await quickest(undefined)]
  expect(unknown / known).toBeGreaterThan(0.5)
  expect(unknown / known).toBeLessThan(2)
  expect(await verifyPassword('', undefined)).toBe(false)
})
