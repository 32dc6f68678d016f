import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newKey } from '#lib/crypto'
import { isSignedBy, sign } from './signature.ts'

const secret = Buffer.alloc(32, 7)
const parts = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'GET'),
  path: fc.webPath().map((path) => `/api${path}`),
  time: fc.integer({ min: 1e12, max: 9e12 }).map(String),
  nonce: fc.stringMatching(/^[\w-]{16,64}$/),
})
const body = fc.uint8Array({ maxLength: 200 })

test('is the same text for everybody who writes the other side', () => {
  const signed = { method: 'POST', path: '/api/exchange/a/messages', time: '1700000000000', nonce: 'n'.repeat(16) }
  expect(sign(secret, signed, Buffer.from('{}'))).toBe(sign(secret, { ...signed, method: 'post' }, Buffer.from('{}')))
  expect(sign(secret, signed, Buffer.from('{}'))).toMatch(/^[0-9a-f]{64}$/)
})

test('a right signature holds, and no other text has it', () => {
  fc.assert(
    fc.property(parts, body, parts, body, (signed, bytes, other, otherBytes) => {
      const signature = sign(secret, signed, bytes)
      expect(isSignedBy(secret, signed, bytes, signature)).toBe(true)
      for (const name of ['method', 'path', 'time', 'nonce'] as const)
        if (other[name] !== signed[name])
          expect(isSignedBy(secret, { ...signed, [name]: other[name] }, bytes, signature)).toBe(false)
      if (Buffer.compare(bytes, otherBytes) !== 0) expect(isSignedBy(secret, signed, otherBytes, signature)).toBe(false)
      expect(isSignedBy(newKey(), signed, bytes, signature)).toBe(false)
    }),
  )
})

test('one changed bit anywhere breaks it: in the body and in the signature', () => {
  fc.assert(
    fc.property(parts, fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (signed, bytes, at) => {
      const signature = sign(secret, signed, bytes)
      const changed = Uint8Array.from(bytes)
      changed[at % bytes.length]! ^= 1 << (at % 8)
      expect(isSignedBy(secret, signed, changed, signature)).toBe(false)
      const digits = Buffer.from(signature, 'hex')
      digits[at % 32]! ^= 1 << (at % 8)
      expect(isSignedBy(secret, signed, bytes, digits.toString('hex'))).toBe(false)
      expect(isSignedBy(secret, signed, bytes, signature.slice(0, at % 64))).toBe(false)
    }),
  )
})

test('parts cannot be moved into each other', () => {
  fc.assert(
    fc.property(parts, body, fc.integer({ min: 1, max: 8 }), (signed, bytes, by) => {
      const moved = { ...signed, time: signed.time + signed.nonce.slice(0, by), nonce: signed.nonce.slice(by) }
      expect(isSignedBy(secret, moved, bytes, sign(secret, signed, bytes))).toBe(false)
    }),
  )
})
