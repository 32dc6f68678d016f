import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLines } from './read-lines.ts'

const road = {
  type: 'Feature',
  properties: { sort: 'road', name: '人民路', rank: 1 },
  geometry: { type: 'LineString', coordinates: [[100, 30], [100.1, 30.1]] }, // prettier-ignore
}
const lake = {
  type: 'Feature',
  properties: { sort: 'water', name: '', rank: 2 },
  geometry: { type: 'Polygon', coordinates: [[[100, 30], [100.1, 30], [100.1, 30.1], [100, 30]]] }, // prettier-ignore
}
const text = (...features: unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features })

const folder = join(import.meta.dirname, '../../cities')
const files = readdirSync(folder)
  .map((city) => join(folder, city, 'geo/lines.geojson'))
  .filter((file) => existsSync(file))

test.each(files)('reads %s', (file) => {
  expect(parseLines(readFileSync(file, 'utf8')).features.length).toBeGreaterThan(0)
})

test('reads roads, and water as a line or a surface', () => {
  const river = { ...road, properties: { sort: 'water', name: '长河', rank: 3, confidence: 'low' } }
  expect(parseLines(text(road, lake, river)).features).toEqual([road, lake, river])
})

describe('names the feature that is wrong', () => {
  test.each<[string, unknown, RegExp]>([
    ['a sort nobody knows', { ...road, properties: { ...road.properties, sort: 'rail' } }, /sort/],
    ['a rank nobody knows', { ...road, properties: { ...road.properties, rank: 4 } }, /rank/],
    ['a line of one point', { ...road, geometry: { type: 'LineString', coordinates: [[100, 30]] } }, /coordinates/],
    ['degrees that are metres', { ...road, geometry: { type: 'LineString', coordinates: [[3e5, 3e6], [1, 1]] } }, /coordinates/], // prettier-ignore
    ['a road as a surface', { ...lake, properties: road.properties }, /a road is no surface/],
    ['a ring that is open', { ...lake, geometry: { type: 'Polygon', coordinates: [[[1, 1], [2, 1], [2, 2], [3, 3]]] } }, /not closed/], // prettier-ignore
    ['nothing', null, /./],
  ])('%s', (_, feature, why) => {
    const read = (): unknown => parseLines(text(road, feature, lake))
    expect(read).toThrow(/feature 2: /)
    expect(read).toThrow(why)
  })

  test('whatever stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (feature) => {
        expect(() => parseLines(text(lake, feature))).toThrow(/feature 2: /)
      }),
    )
  })
})

test.each(['{}', '{"features":{}}'])('refuses what is no collection: %s', (other) => {
  expect(() => parseLines(other)).toThrow(/no collection/)
})
