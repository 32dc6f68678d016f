import { expect, test } from 'vitest'
import { hearServerTime, serverNow } from './time.ts'

/** The head of an answer from a server whose clock is this many minutes ahead. */
const headFrom = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toUTCString()
const ahead = (): number => Math.round((serverNow() - Date.now()) / 60_000)

test('a computer whose clock is wrong goes by the server’s', () => {
  for (const minutes of [90, -90, 24 * 60, 3]) {
    hearServerTime(headFrom(minutes))
    expect(ahead()).toBe(minutes)
  }
})

test('one whose clock is right goes by its own, to the millisecond', () => {
  hearServerTime(headFrom(90))
  hearServerTime(headFrom(0))
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(5)
})

test('seconds of a slow network move nothing, nor does an answer without a time', () => {
  hearServerTime(headFrom(10))
  const before = serverNow() - Date.now()
  hearServerTime(headFrom(10 + 5 / 60))
  hearServerTime(null)
  hearServerTime('yesterday')
  expect(Math.abs(serverNow() - Date.now() - before)).toBeLessThan(5)
})
