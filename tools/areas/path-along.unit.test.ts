import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathAlong, type Numbered, type Point } from './path-along.ts'

const angle = fc.double({ min: 0, max: Math.PI, noNaN: true })
const turned = ([x, y]: Point, by: number): Point => [
  x * Math.cos(by) - y * Math.sin(by),
  x * Math.sin(by) + y * Math.cos(by),
]

/** Places along a straight road of 2 km, numbers growing, left and right by turns. */
const road = (by: number, back: readonly number[]): Numbered[] =>
  back.map((away, at) => {
    const s = (2000 * at) / (back.length - 1) - 1000
    return { number: 10 + at * 12, at: turned([s, at % 2 === 0 ? away : -away], by) }
  })

test('follows a road between its houses, whichever way it runs', () => {
  fc.assert(
    fc.property(angle, fc.array(fc.integer({ min: 5, max: 60 }), { minLength: 12, maxLength: 40 }), (by, back) => {
      const path = pathAlong(road(by, back))!
      expect(path.length).toBeGreaterThan(2)
      const away = path.map((point) => turned(point, -by))
      expect(Math.max(...away.map(([, y]) => Math.abs(y)))).toBeLessThan(100)
      const ways = away.map(([x]) => x)
      expect(Math.max(...ways) - Math.min(...ways)).toBeGreaterThan(1400)
    }),
  )
})

test('one house of another road of that name changes nothing', () => {
  const houses = road(
    0.3,
    Array.from({ length: 20 }, () => 20),
  )
  const path = pathAlong(houses)!
  expect(pathAlong([...houses, { number: 77, at: [9000, -7000] }])).toEqual(path)
})

test.each<[string, Numbered[]]>([
  ['too few houses', road(0, [10, 10, 10])],
  ['a heap of houses', Array.from({ length: 30 }, (_, at) => ({ number: at, at: [at % 6, at % 5] as Point }))],
  [
    'numbers in no order',
    road(
      0,
      Array.from({ length: 20 }, () => 20),
    ).map((one, at) => ({ ...one, number: (at * 7) % 20 })),
  ],
])('makes no road of %s', (_, houses) => {
  expect(pathAlong(houses)).toBeUndefined()
})
