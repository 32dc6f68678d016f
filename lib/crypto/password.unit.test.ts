import { pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashPassword, nobody, verifyPassword } from './password.ts'

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

test('for an unknown account asks for as much work, and is never right', async () => {
  const [name, rounds, salt] = nobody.split('$')
  const [sameName, sameRounds, sameSalt] = (await hashPassword('a')).split('$')
  expect([name, rounds, Buffer.from(salt!, 'base64').length]).toEqual([
    sameName,
    sameRounds,
    Buffer.from(sameSalt!, 'base64').length,
  ])
  expect(await verifyPassword('', undefined)).toBe(false)
  expect(await verifyPassword('a', undefined)).toBe(false)
})
