import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { noLines, parseGeoSettings, type PlaceSeed } from '#platform/geo'
import { measureGround } from '#platform/geo/testing'

// Prints how fast a point finds its grid and how well addresses are found, on a city's own data:
// `node tools/measure-geo.ts songjiang`. Nothing is asserted: machines differ.

const city = process.argv[2] ?? 'songjiang'
const read = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '../cities', city, 'geo', name), 'utf8')
const rows: Record<keyof PlaceSeed, string>[] = parse(await read('places.csv'), { columns: true, bom: true })
const geo = {
  settings: parseGeoSettings(JSON.parse(await read('geo.json'))),
  areas: await read('areas.geojson'),
  places: rows.map(({ lon, lat, ...place }) => ({ ...place, lon: Number(lon), lat: Number(lat) })),
  lines: noLines,
}
/** Three places in ten, always the same: they neither shaped the areas nor stand in the gazetteer that is judged. */
const isHeldOut = ({ name, address }: { name: string; address: string }): boolean =>
  createHash('sha256').update(`${name}|${address}`).digest()[0]! % 10 >= 7
measureGround(geo, isHeldOut, console.log)
