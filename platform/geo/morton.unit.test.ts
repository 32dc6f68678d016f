import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellOf, rangesOf } from './morton.ts'

const lon = fc.double({ min: -180, max: 180, noNaN: true })
const lat = fc.double({ min: -90, max: 90, noNaN: true })
const box = fc.tuple(lon, lon, lat, lat).map(([a, b, c, d]) => ({
  west: Math.min(a, b),
  east: Math.max(a, b),
  south: Math.min(c, d),
  north: Math.max(c, d),
}))
const small = fc
  .tuple(
    fc.double({ min: 120.9, max: 121.4, noNaN: true }),
    fc.double({ min: 30.8, max: 31.2, noNaN: true }),
    fc.double({ min: 0, max: 0.1, noNaN: true }),
  )
  .map(([west, south, size]) => ({ west, south, east: west + size, north: south + size / 2 }))

test('a cell fits a positive signed bigint', () => {
  fc.assert(
    fc.property(lon, lat, (x, y) => {
      const cell = cellOf(x, y)
      expect(cell >= 0n && cell < 2n ** 62n).toBe(true)
    }),
  )
})

test('every point in a box is in one of its ranges', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.oneof(box, small), share, share, fc.integer({ min: 1, max: 40 }), (one, u, v, most) => {
      const x = Math.min(one.east, one.west + u * (one.east - one.west))
      const y = Math.min(one.north, one.south + v * (one.north - one.south))
      const cell = cellOf(x, y)
      const ranges = rangesOf(one, most)
      expect(ranges.length).toBeLessThanOrEqual(Math.max(1, most))
      expect(ranges.some(({ from, to }) => cell >= from && cell <= to)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('a box that leaves out a hair of the whole is found as fast as any', () => {
  const hair = 180 - 2 ** -22
  expect(rangesOf({ west: -hair, east: hair, south: -90, north: 90 })).toHaveLength(1)
  expect(rangesOf({ west: -180, east: 180, south: -hair / 2, north: hair / 2 })).toHaveLength(1)
})

test('ranges ascend, lie apart, and hold little besides a small box', () => {
  fc.assert(
    fc.property(small, (one) => {
      const ranges = rangesOf(one)
      for (const [i, { from, to }] of ranges.entries()) {
        expect(from <= to).toBe(true)
        if (i > 0) expect(from > ranges[i - 1]!.to + 0n).toBe(true)
      }
      const cells = ranges.reduce((sum, { from, to }) => sum + (to - from + 1n), 0n)
      const step = 360 / 2 ** 31
      const wanted = Math.max(1, ((one.east - one.west) / step) * ((one.north - one.south) / (step / 2)))
      // Sixteen ranges around a box of two to one: never ten times as much as asked, unless it is a mere point.
      if (one.east - one.west > 0.001) expect(Number(cells) / wanted).toBeLessThan(10)
    }),
  )
})
