import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildAreaIndex } from './area-index.ts'
import { overlapArea } from './overlap.ts'
import { readGeoJson } from './read-geojson.ts'
import { parseGeoSettings } from './seed.ts'
import { contains, distanceToBorder, labelPoint, shapeArea, type Position, type Ring, type Shape } from './shape.ts'
import { checkTopology, type AreaDraft } from './topology.ts'

const levels = [
  { code: 'whole', name: { 'zh-CN': '全部', en: 'Whole' }, codePattern: '^\\d{2}$' },
  { code: 'part', name: { 'zh-CN': '部分', en: 'Part' }, codePattern: '^\\d{4}$' },
]
const options = { levels, sliverM2: 10 }

/** A rectangle in units of 0.001° (about 100 m). */
function rectangle(west: number, south: number, east: number, north: number): Shape {
  const at = (x: number, y: number): Position => [
    Math.round((121 + x / 1000) * 1e6) / 1e6,
    Math.round((31 + y / 1000) * 1e6) / 1e6,
  ]
  return [[[at(west, south), at(east, south), at(east, north), at(west, north), at(west, south)]]]
}

function draft(code: string, shape: Shape, changes: Partial<AreaDraft> = {}): AreaDraft {
  const isWhole = code.length === 2
  return {
    code,
    name: code,
    level: isWhole ? 'whole' : 'part',
    parentCode: isWhole ? null : code.slice(0, 2),
    shape,
    ...changes,
  }
}

const whole = draft('10', rectangle(0, 0, 20, 10))
const left = draft('1001', rectangle(0, 0, 10, 10))
const right = draft('1002', rectangle(10, 0, 20, 10))
const kinds = (drafts: AreaDraft[]): string[] =>
  checkTopology(drafts, options).findings.map(({ kind, severity }) => `${kind} ${severity}`)

test('areas that tile their parent are without fault', () => {
  expect(kinds([whole, left, right])).toEqual([])
})

test('tells overlaps, slivers and gaps with their size and place', () => {
  const { findings } = checkTopology([whole, left, draft('1002', rectangle(9, 0, 20, 10))], options)
  expect(findings).toMatchObject([{ kind: 'overlap', severity: 'error', code: '1001', other: '1002' }])
  expect(findings[0]!.m2).toBeGreaterThan(105_000)
  expect(findings[0]!.m2).toBeLessThan(107_000)
  expect(kinds([whole, left, draft('1002', rectangle(9.999, 0, 20, 10))])).toEqual(['sliver warning'])
  const gap = checkTopology([whole, left, draft('1002', rectangle(11, 0, 20, 10))], options).findings
  expect(gap).toMatchObject([{ kind: 'gap', severity: 'warning', code: '10' }])
  expect(gap[0]!.at![0]).toBeGreaterThan(121.0099)
  expect(gap[0]!.at![0]).toBeLessThan(121.0111)
})

test('one area on the ground of another is an overlap, also when they are the same', () => {
  expect(kinds([whole, left, right, draft('1003', rectangle(12, 2, 14, 4))])).toContain('overlap error')
  expect(kinds([whole, left, right, draft('1003', rectangle(10, 0, 20, 10))])).toContain('overlap error')
})

test('tells wrong parents, unknown levels, bad and double codes', () => {
  const elsewhere = draft('1003', rectangle(30, 0, 32, 10))
  expect(kinds([whole, left, right, elsewhere])).toEqual(['wrong_parent error'])
  expect(kinds([whole, left, right, draft('1003', rectangle(19, 0, 20.5, 10))])).toContain('outside_parent error')
  expect(kinds([whole, left, draft('1002', right.shape, { parentCode: '99' })])).toContain('no_parent error')
  expect(kinds([whole, left, draft('1002', right.shape, { parentCode: '1001' })])).toContain('wrong_parent error')
  expect(kinds([whole, left, draft('1002', right.shape, { level: 'other' })])).toContain('unknown_level error')
  expect(kinds([whole, left, draft('10x2', right.shape, { parentCode: '10' })])).toContain('bad_code error')
  expect(kinds([whole, left, right, right])).toContain('duplicate_code error')
})

test('closes and turns rings, and refuses those that cross themselves or are none', () => {
  const [ring] = right.shape[0]!
  const open: Ring = ring!.slice(0, -1).toReversed()
  const { areas, findings } = checkTopology([whole, left, draft('1002', [[open]])], options)
  expect(findings.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
    'ring_open fixed',
    'wrong_winding fixed',
  ])
  expect(shapeArea(areas[2]!.shape)).toBeCloseTo(shapeArea(right.shape), 3)
  const [a, b, c, d] = ring!
  expect(kinds([whole, left, draft('1002', [[[a!, c!, b!, d!, a!]]])])).toContain('self_intersection error')
  expect(kinds([whole, left, draft('1002', [[[a!, b!, a!]]])])).toContain('ring_short error')
})

test('the common area of two rectangles is that of their intersection', () => {
  const side = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
  fc.assert(
    fc.property(side, side, side, side, ([ax, aw], [ay, ah], [bx, bw], [by, bh]) => {
      const a = rectangle(ax, ay, ax + aw, ay + ah)
      const b = rectangle(bx, by, bx + bw, by + bh)
      const [west, east, south, north] = [
        Math.max(ax, bx),
        Math.min(ax + aw, bx + bw),
        Math.max(ay, by),
        Math.min(ay + ah, by + bh),
      ]
      const expected = west < east && south < north ? shapeArea(rectangle(west, south, east, north)) : 0
      expect(Math.abs(overlapArea(a, b) - expected)).toBeLessThan(1)
      expect(Math.abs(overlapArea(a, b) - overlapArea(b, a))).toBeLessThan(1)
    }),
  )
})

test('a point on a border has one place, the area with the lowest code, in whatever order they came', () => {
  const index = (drafts: AreaDraft[]) =>
    buildAreaIndex(drafts.map((one) => ({ ...one, rank: one.level === 'whole' ? 0 : 1 })))
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.01, noNaN: true }), fc.boolean(), (dy, turned) => {
      const found = index(turned ? [right, left, whole] : [whole, left, right]).locate(121.01, 31 + dy)
      expect(found.map(({ code }) => code)).toEqual(['10', '1001'])
    }),
  )
})

const folder = join(import.meta.dirname, '../../cities/songjiang/geo')
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')

test('the city’s own areas tile it without fault, and every inner point has a chain of all levels', async () => {
  const settings = parseGeoSettings(JSON.parse(await read('geo.json')))
  const { areas } = readGeoJson(await read('areas.geojson'), (point) => point)
  const checked = checkTopology(areas, { levels: settings.levels, sliverM2: 10 })
  expect(checked.findings).toEqual([])
  const index = buildAreaIndex(
    checked.areas.map((area) => ({ ...area, rank: settings.levels.findIndex(({ code }) => code === area.level) })),
  )
  const outline = index.get('310117')!.shape
  fc.assert(
    fc.property(
      fc.double({ min: 121.02, max: 121.37, noNaN: true }),
      fc.double({ min: 30.89, max: 31.17, noNaN: true }),
      (x, y) => {
        const found = index.locate(x, y)
        // Within a metre of the outline either answer is right.
        if (distanceToBorder(outline, [x, y]) < 1) return
        expect(found.length).toBe(contains(outline, x, y) ? settings.levels.length : 0)
        for (const area of found)
          expect(contains(area.shape, x, y) || distanceToBorder(area.shape, [x, y]) < 1).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
  for (const area of checked.areas) expect(contains(area.shape, ...labelPoint(area.shape))).toBe(true)
})
