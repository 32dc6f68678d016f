import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { pathAlong, type Point } from './areas/path-along.ts'

// Makes a city's sketched roads from the addresses of its known places: where many of a road's numbers are, there runs the
// road. Run by hand: `node tools/make-roads.ts cities/songjiang/geo`. The same input makes the same output; what the result
// is and is not, README.md of that folder says.

interface Place {
  readonly address: string
  readonly lon: string
  readonly lat: string
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('Say which folder: node tools/make-roads.ts cities/songjiang/geo')
const places: Place[] = parse(await readFile(join(folder, 'places.csv'), 'utf8'), { columns: true, bom: true })
const { addressPrefixes } = JSON.parse(await readFile(join(folder, 'geo.json'), 'utf8')) as {
  addressPrefixes: string[]
}

// A road, then its lane or number; what stands in brackets says what is near, not where it is.
const address =
  /^(?:[\p{Script=Han}]{2,3}(?:镇|街道))?([\p{Script=Han}]{2,6}?(?:公路|大道|大街|支路|老街|路|街))(\d{1,5})(?:弄|号|-|$)/u
const prefixes = new RegExp(`^(?:${addressPrefixes.join('|')})+`, 'u')

const lat0 = places.reduce((sum, { lat }) => sum + Number(lat), 0) / places.length
const lon0 = places.reduce((sum, { lon }) => sum + Number(lon), 0) / places.length
const perLat = 111_195
const perLon = perLat * Math.cos((lat0 * Math.PI) / 180)

const roads = new Map<string, { readonly number: number; readonly at: Point }[]>()
for (const { address: text, lon, lat } of places) {
  const [, road, number] = address.exec(text.replaceAll(' ', '').replace(prefixes, '')) ?? []
  if (road === undefined) continue
  const at: Point = [(Number(lon) - lon0) * perLon, (Number(lat) - lat0) * perLat]
  roads.set(road, [...(roads.get(road) ?? []), { number: Number(number), at }])
}

const features = [...roads]
  .flatMap(([name, numbered]) => {
    const path = pathAlong(numbered)
    return path === undefined ? [] : [{ name, path, metres: lengthOf(path) }]
  })
  .toSorted((a, b) => b.metres - a.metres || (a.name < b.name ? -1 : 1))
  .map(({ name, path, metres }) => ({
    type: 'Feature',
    properties: { sort: 'road', name, rank: metres > 3000 ? 1 : metres > 1200 ? 2 : 3, confidence: 'low' },
    geometry: { type: 'LineString', coordinates: path.map(degrees) },
  }))
const lines = features.map((feature) => JSON.stringify(feature)).join(',\n')
await writeFile(join(folder, 'lines.geojson'), `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`)
console.log(`${features.length} roads of ${roads.size} names, from ${places.length} places`)

function lengthOf(path: readonly Point[]): number {
  return path.slice(1).reduce((sum, [x, y], at) => sum + Math.hypot(x - path[at]![0], y - path[at]![1]), 0)
}

function degrees([x, y]: Point): number[] {
  return [Number((lon0 + x / perLon).toFixed(5)), Number((lat0 + y / perLat).toFixed(5))]
}
