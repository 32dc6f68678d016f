import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base32, hotp, matchTotp, newTotpSecret, totpCounter } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

// RFC 4226, appendix D.
test('the first ten counters give the codes of the standard', () => {
  expect(Array.from({ length: 10 }, (_, counter) => hotp(secret, counter))).toEqual(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'], // prettier-ignore
  )
})

// RFC 6238, appendix B, the rows for SHA-1.
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('second %i gives %s', (second, code) => {
  expect(hotp(secret, totpCounter(second * 1000), 8)).toBe(code)
})

// RFC 4648, section 10, without the padding.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%s in base 32 is %s', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded)
})

test('a code is taken in its own step and one to either side, and never twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 100_000_000 }), fc.integer({ min: -4, max: 4 }), (counter, away) => {
      const own = newTotpSecret()
      const at = counter * 30_000 + 17_000
      const code = hotp(own, counter + away)
      const taken = matchTotp(own, code, at, -1)
      if (Math.abs(away) <= 1) {
        expect(taken).toBe(counter + away)
        expect(matchTotp(own, code, at, taken!)).toBeUndefined()
      } else if ([-1, 0, 1].every((near) => hotp(own, counter + near) !== code)) expect(taken).toBeUndefined()
    }),
  )
})

test.each(['', '12345', '1234567', 'abcdef', '12 456', '１２３４５６'])('%s is no code', (code) => {
  expect(matchTotp(secret, code, 0, -1)).toBeUndefined()
})
