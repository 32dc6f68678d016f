export { startTileServer, tileKey, type TileServer } from './tile-server.ts'
import { buildAreaIndex, shortName, type AreaIndex, type IndexedArea } from '../area-index.ts'
import { buildGazetteer, type Gazetteer } from '../gazetteer.ts'
import { normalise } from '../parse-address.ts'
import { readGeoJson } from '../read-geojson.ts'
import { resolveAddress } from '../resolve-address.ts'
import type { GeoSeed, PlaceSeed } from '../seed.ts'
import { boundsOf, distance } from '../shape.ts'

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN
}

/** Measures point → grid and address → place on a city's data, and says the figures line by line. */
export function measureGround(
  seed: GeoSeed,
  isHeldOut: (place: PlaceSeed) => boolean,
  say: (line: string) => void,
): void {
  const { levels } = seed.settings
  const { areas } = readGeoJson(seed.areas, (point) => point)
  const began = performance.now()
  const index = buildAreaIndex(
    areas.map((area) => ({ ...area, rank: levels.findIndex(({ code }) => code === area.level) })),
  )
  say(`areas ${areas.length}, index built in ${(performance.now() - began).toFixed(0)} ms`)
  measurePoints(index, say)

  const train = seed.places.filter((place) => !isHeldOut(place))
  const gazetteer = buildGazetteer(
    train.map((place, id) => ({ ...place, id: String(id), town: place.town || null, confirmed: false })),
    {
      prefixes: seed.settings.addressPrefixes,
      towns: index.all.filter((area) => area.rank === 1).map((area) => area.name),
      villages: index.all.filter((area) => shortName(area.name) !== area.name).map((area) => shortName(area.name)),
    },
  )
  // An address that names bus lines names no place; and a place known twice would be found by itself.
  const test = seed.places.filter(
    (place) => isHeldOut(place) && place.address !== '' && !/[;；]|号?线|^\S*\d+路/u.test(place.address),
  )
  const known = new Set(train.map(({ address }) => normalise(address)))
  const fresh = test.filter(({ address }) => !known.has(normalise(address)))
  say(
    `places: ${train.length} known, ${test.length} held out with an address, ${fresh.length} of them with one nobody else has`,
  )
  judge('addresses as they are', test, gazetteer, index, say, ({ address }) => address)
  judge('addresses nobody else has', fresh, gazetteer, index, say, ({ address }) => address)
  // The town is known from the address itself there, and is cut out of what the resolver sees.
  const named = fresh.filter(
    ({ town, address }) => town !== '' && address.replace(town, '') !== address && address.replace(town, '') !== '',
  )
  judge('… that name a town, with the town cut out', named, gazetteer, index, say, ({ town, address }) =>
    address.replace(town, ''),
  )
  judge(
    'names of stops',
    seed.places.filter((place) => isHeldOut(place) && place.kind === 'stop'),
    gazetteer,
    index,
    say,
    ({ name }) => name.replace(/\(.*\)/u, ''),
  )
}

function measurePoints(index: AreaIndex, say: (line: string) => void): void {
  const { west, south, east, north } = boundsOf(index.children(null)[0]!.shape)
  let seed = 1
  const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647
  const points = Array.from(
    { length: 200_000 },
    () => [west + random() * (east - west), south + random() * (north - south)] as const,
  )
  for (const [lon, lat] of points.slice(0, 50_000)) index.locate(lon, lat)
  const times = points.map(([lon, lat]) => {
    const began = process.hrtime.bigint()
    index.locate(lon, lat)
    return Number(process.hrtime.bigint() - began) / 1000
  })
  const figures = [0.5, 0.95, 0.99].map((share) => percentile(times, share).toFixed(2))
  say(
    `point → grid over ${index.all.filter(({ level }) => level === index.all.at(-1)!.level).length} grids: p50 ${figures[0]} µs, p95 ${figures[1]} µs, p99 ${figures[2]} µs`,
  )
}

function judge(
  title: string,
  places: readonly PlaceSeed[],
  gazetteer: Gazetteer,
  index: AreaIndex<IndexedArea>,
  say: (line: string) => void,
  textOf: (place: PlaceSeed) => string,
): void {
  const rows = places.map((place) => {
    const { candidates, resolved } = resolveAddress(textOf(place), gazetteer, index)
    const best = candidates[0]
    const metres = best === undefined ? NaN : distance([best.lon, best.lat], [place.lon, place.lat])
    return { place, best, resolved, metres, rightTown: place.town !== '' && best?.areas[1]?.name === place.town }
  })
  const answered = rows.filter(({ best }) => best !== undefined)
  const sure = rows.filter(({ resolved }) => resolved)
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
  const withTown = (list: typeof rows): typeof rows => list.filter(({ place }) => place.town !== '')
  say(`\n${title}: ${rows.length}`)
  say(
    `  unresolved ${percent(rows.length - sure.length, rows.length)} (no answer at all ${percent(rows.length - answered.length, rows.length)})`,
  )
  for (const [name, list] of [
    ['sure', sure],
    ['all answers', answered],
  ] as const) {
    const errors = list.map(({ metres }) => metres)
    say(
      `  ${name}: error p50 ${percentile(errors, 0.5).toFixed(0)} m, p90 ${percentile(errors, 0.9).toFixed(0)} m; within 500 m ${percent(errors.filter((metres) => metres <= 500).length, errors.length)}; right town ${percent(withTown(list).filter(({ rightTown }) => rightTown).length, withTown(list).length)} of ${withTown(list).length}`,
    )
  }
  for (const [kind, list] of [...Map.groupBy(answered, ({ best }) => best!.kind)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  )) {
    const near = list.filter(({ metres }) => metres <= 500).length
    const said = list.reduce((sum, { best }) => sum + best!.confidence, 0) / list.length
    say(`    ${kind}: ${list.length}, within 500 m ${percent(near, list.length)}, said ${percent(said, 1)}`)
  }
}
