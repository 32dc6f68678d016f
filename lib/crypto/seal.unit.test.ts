import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commitment, newKey, open, seal, SealBroken } from './seal.ts'
import { sm3, sm3Hex } from './sm3.ts'

describe('the algorithms are those of the standards', () => {
  test('SM3: the two examples of GB/T 32905-2016 annex A', () => {
    expect(sm3Hex('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3Hex('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
    expect(sm3('ab', Buffer.from('c')).equals(sm3('abc'))).toBe(true)
  })

  test('HMAC-SM3 is HMAC (RFC 2104) over SM3 with blocks of 64 bytes, for short and long keys', () => {
    for (const length of [1, 32, 64, 65, 200]) {
      const key = Buffer.alloc(length, 0x5a)
      const block = Buffer.alloc(64)
      ;(length > 64 ? sm3(key) : key).copy(block)
      const padded = (pad: number): Buffer => Buffer.from(block.map((byte) => byte ^ pad))
      const expected = sm3(padded(0x5c), sm3(padded(0x36), 'text'))
      expect(createHmac('sm3', key).update('text').digest().equals(expected)).toBe(true)
    }
  })

  test('SM4: the example of GB/T 32907-2016 annex A, once and a million times', () => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const once = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
    expect(once.update(key).toString('hex')).toBe('681edf34d206965e86b3e94f536e4246')
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
    let block: Buffer = key
    for (let time = 0; time < 1_000_000; time++) block = cipher.update(block)
    expect(block.toString('hex')).toBe('595298c7c6fd271f0402f804c33d3f66')
  })
})

describe('a seal', () => {
  const key = newKey()
  const bytes = fc.uint8Array({ maxLength: 300 })

  test('opens to what was sealed, and is never the same twice', () => {
    fc.assert(
      fc.property(bytes, (plain) => {
        const sealed = seal(key, plain)
        expect(open(key, sealed).equals(plain)).toBe(true)
        expect(sealed).toHaveLength(plain.length + 48)
        expect(seal(key, plain).equals(sealed)).toBe(false)
      }),
    )
  })

  test('is broken by every single bit that changes, by every cut, by more bytes and by another key', () => {
    const sealed = seal(key, Buffer.from('钱小满 13900001234'))
    const broken = (bytesNow: Uint8Array, with_: Uint8Array = key): void =>
      expect(() => open(with_, bytesNow)).toThrow(SealBroken)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      broken(changed)
    }
    for (let length = 0; length < sealed.length; length++) broken(sealed.subarray(0, length))
    broken(Buffer.concat([sealed, Buffer.alloc(1)]))
    broken(sealed, newKey())
    for (let bit = 0; bit < 256; bit++) {
      const other = Buffer.from(key)
      other[bit >> 3]! ^= 1 << (bit & 7)
      broken(sealed, other)
    }
  })

  test('is SM4-CTR by a key of its own, then HMAC-SM3 by another: what GB/T programs can open', () => {
    const plain = Buffer.from('松江区')
    const sealed = seal(key, plain)
    const derived = (label: string): Buffer => createHmac('sm3', key).update(label).digest()
    const decipher = createDecipheriv('sm4-ctr', derived('encrypt').subarray(0, 16), sealed.subarray(0, 16))
    expect(decipher.update(sealed.subarray(16, -32)).equals(plain)).toBe(true)
    const tag = createHmac('sm3', derived('mac')).update(sealed.subarray(0, -32)).digest()
    expect(tag.equals(sealed.subarray(-32))).toBe(true)
  })
})

test('a commitment binds text and key, and says nothing without the key', () => {
  const [one, other] = [newKey(), newKey()]
  expect(commitment(one, '13900001234')).toBe(commitment(one, '13900001234'))
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(a !== b)
      expect(commitment(one, a)).not.toBe(commitment(one, b))
      expect(commitment(one, a)).not.toBe(commitment(other, a))
    }),
  )
  expect(commitment(one, 'a')).toMatch(/^[0-9a-f]{64}$/)
  expect(commitment(one, 'a')).not.toBe(sm3Hex('a'))
})
