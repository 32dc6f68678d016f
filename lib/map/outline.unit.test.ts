import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addCorner,
  close,
  insertAfter,
  middleAfter,
  nothingDrawn,
  outlineFeatures,
  removeCorner,
  stepCorner,
  type Outline,
} from './outline.ts'

const at = fc.tuple(fc.double({ min: 121, max: 122, noNaN: true }), fc.double({ min: 30, max: 31, noNaN: true }))
const drawn = fc
  .array(at, { minLength: 3, maxLength: 12 })
  .map((points) => close(points.reduce<Outline>(addCorner, nothingDrawn)))

test('two corners are no area yet', () => {
  expect(close(addCorner(addCorner(nothingDrawn, [121, 31]), [122, 31])).closed).toBe(false)
})

test('a corner put in and taken away again changes nothing, and three corners always stay', () => {
  fc.assert(
    fc.property(drawn, fc.nat(), (outline, n) => {
      const corner = { ring: 0, corner: n % outline.rings[0]!.length }
      const more = insertAfter(outline, corner, middleAfter(outline, corner))
      expect(removeCorner(more, { ring: 0, corner: corner.corner + 1 })).toEqual(outline)
      let fewer = outline
      for (let i = 0; i < 20; i++) fewer = removeCorner(fewer, { ring: 0, corner: 0 })
      expect(fewer.rings[0]).toHaveLength(3)
    }),
  )
})

test('stepping goes through every corner once and comes back', () => {
  fc.assert(
    fc.property(drawn, fc.constantFrom(1 as const, -1 as const), (outline, step) => {
      const count = outline.rings[0]!.length
      const seen = new Set<string>()
      let corner = stepCorner(outline, undefined, step)
      for (let i = 0; i < count; i++) {
        seen.add(JSON.stringify(corner))
        corner = stepCorner(outline, corner, step)
      }
      expect(seen.size).toBe(count)
      expect(seen).toContain(JSON.stringify(corner))
    }),
  )
})

test('a closed border has a handle at every corner and in the middle of every edge', () => {
  fc.assert(
    fc.property(drawn, (outline) => {
      const { features } = outlineFeatures(outline, { ring: 0, corner: 0 }) as {
        features: { properties: { role: string } }[]
      }
      const count = (role: string): number => features.filter(({ properties }) => properties.role === role).length
      const corners = outline.rings[0]!.length
      expect([count('border'), count('active'), count('corner'), count('middle')]).toEqual([1, 1, corners - 1, corners])
    }),
  )
})
