import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkSeal, chunkSize, newKey, openChunks, SealBroken, sealChunks, sealedRange, sealedSize } from './index.ts'

const sealed = chunkSize + 48

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function openAll(key: Uint8Array, size: number, bytes: Uint8Array, piece = 50_000): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of openChunks(chunkSeal(key, size), inPieces(bytes, piece))) parts.push(part)
  return Buffer.concat(parts)
}

const sizes = fc.oneof(
  fc.integer({ min: 0, max: 4 * chunkSize }),
  fc.constantFrom(0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize),
)

test('opens to what was sealed, whatever the size and however it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1000, max: 300_000 }), async (size, piece) => {
      const key = newKey()
      const plain = randomBytes(size)
      const bytes = sealChunks(chunkSeal(key, size), 0, plain)
      expect(bytes).toHaveLength(sealedSize(size))
      expect((await openAll(key, size, bytes, piece)).equals(plain)).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('opens any range from its own chunks alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 * chunkSize }), fc.nat(), fc.nat(), async (size, a, b) => {
      const [start, end] = [a % size, b % size].toSorted((x, y) => x - y) as [number, number]
      const key = newKey()
      const plain = randomBytes(size)
      const chunks = chunkSeal(key, size)
      const bytes = sealChunks(chunks, 0, plain)
      const range = sealedRange(chunks, start, end)
      const parts: Buffer[] = []
      const stored = inPieces(bytes.subarray(range.start, range.end + 1), 70_000)
      for await (const part of openChunks(chunks, stored, range.first, range.last)) parts.push(part)
      const from = start - range.first * chunkSize
      const found = Buffer.concat(parts).subarray(from, from + end - start + 1)
      expect(found.equals(plain.subarray(start, end + 1))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('any flipped bit, cut tail, added tail, swapped, doubled or dropped chunk is found', async () => {
  const size = 3 * chunkSize + 777
  const key = newKey()
  const whole = sealChunks(chunkSeal(key, size), 0, randomBytes(size))
  const chunk = (index: number): Buffer => whole.subarray(index * sealed, (index + 1) * sealed)
  const harm = fc.oneof(
    fc.record({ at: fc.nat(whole.length - 1), bit: fc.nat(7) }).map(({ at, bit }) => {
      const harmed = Buffer.from(whole)
      harmed[at]! ^= 1 << bit
      return harmed
    }),
    fc.integer({ min: 0, max: whole.length - 1 }).map((length) => whole.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 200 }).map((more) => Buffer.concat([whole, more])),
    fc
      .shuffledSubarray([0, 1, 2, 3], { minLength: 1 })
      .filter((order) => order.join('') !== '0123')
      .map((order) => Buffer.concat(order.map(chunk))),
    fc
      .nat(3)
      .map((index) => Buffer.concat([whole.subarray(0, index * sealed), chunk(index), whole.subarray(index * sealed)])),
  )
  await fc.assert(
    fc.asyncProperty(harm, async (harmed) => {
      await expect(openAll(key, size, harmed)).rejects.toThrow(SealBroken)
    }),
    { numRuns: 300 },
  )
})

test('a chunk of another key, another place or another size does not open', () => {
  const key = newKey()
  const plain = randomBytes(chunkSize)
  const one = chunkSeal(key, 3 * chunkSize).seal(1, plain)
  expect(
    chunkSeal(key, 3 * chunkSize)
      .open(1, one)
      .equals(plain),
  ).toBe(true)
  expect(() => chunkSeal(newKey(), 3 * chunkSize).open(1, one)).toThrow(SealBroken)
  expect(() => chunkSeal(key, 3 * chunkSize).open(0, one)).toThrow(SealBroken)
  expect(() => chunkSeal(key, 2 * chunkSize).open(1, one)).toThrow(SealBroken)
})

test('sealing the same content twice never gives the same bytes', () => {
  const chunks = chunkSeal(newKey(), 10)
  expect(chunks.seal(0, Buffer.alloc(10)).equals(chunks.seal(0, Buffer.alloc(10)))).toBe(false)
})
