import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import {
  cellsWithin,
  dissolve,
  isInside,
  neighbours,
  randomFrom,
  relax,
  type Point,
  type Polygons,
  type Ring,
} from './areas/mesh.ts'
import { apportion, heal, shareOut, spread } from './areas/share-out.ts'

// Makes a city's sketched areas from what is known of them: its outline, the middles and sizes of its towns, the names of
// its villages, and places whose address names a town. Run by hand: `node tools/make-areas.ts cities/songjiang/geo`.
// The same input makes the same output. cities/songjiang/geo/README.md says what the result is and is not.

interface Recipe {
  units: number
  grids: number
  district: { code: string; name: string }
}

interface TownRow {
  code: string
  name: string
  center_lon: string
  center_lat: string
  area_km2: string
}

interface Place {
  name: string
  address: string
  town: string
  lon: string
  lat: string
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('Say which folder: node tools/make-areas.ts cities/songjiang/geo')
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')
const rows = async <T>(name: string): Promise<T[]> => parse(await text(name), { columns: true, bom: true })

const recipe = JSON.parse(await text('recipe.json')) as Recipe
const outlineDegrees = JSON.parse(await text('outline.json')) as Ring
const towns = (await rows<TownRow>('towns.csv')).filter(({ area_km2 }) => area_km2 !== '')
const villages = await rows<{ code: string; name: string; town_code: string }>('villages.csv')
// Three places in ten take no part, so that the resolver of addresses can be judged on them.
const places = (await rows<Place>('places.csv')).filter(
  ({ name, address }) => createHash('sha256').update(`${name}|${address}`).digest()[0]! % 10 < 7,
)

// Metres around the middle of the outline; back to degrees of six digits, in which all borders agree.
const lat0 = outlineDegrees.reduce((sum, [, lat]) => sum + lat, 0) / outlineDegrees.length
const lon0 = outlineDegrees.reduce((sum, [lon]) => sum + lon, 0) / outlineDegrees.length
const north = (6_371_008.8 * Math.PI) / 180
const east = north * Math.cos((lat0 * Math.PI) / 180)
const metres = (lon: number, lat: number): Point => [(lon - lon0) * east, (lat - lat0) * north]
const degrees = ([x, y]: Point): Point => [
  Math.round((x / east + lon0) * 1e6) / 1e6,
  Math.round((y / north + lat0) * 1e6) / 1e6,
]

const outline = outlineDegrees.map(([lon, lat]) => metres(lon, lat))
const random = randomFrom(310117)

// 1 Towns as a field: nearest middle, sizes as published, drawn towards places whose address names the town.
const spacing = 90
const samples: Point[] = []
const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)]
for (let x = Math.min(...xs); x < Math.max(...xs); x += spacing) {
  for (let y = Math.min(...ys); y < Math.max(...ys); y += spacing) if (isInside(outline, [x, y])) samples.push([x, y])
}
const townIndex = new Map(towns.map(({ name }, index) => [name, index]))
const named = places.flatMap(({ town, lon, lat }) => {
  const index = townIndex.get(town)
  return index === undefined ? [] : [{ at: metres(Number(lon), Number(lat)), town: index }]
})
const reach = 700
function votes(at: Point): Float64Array {
  const found = new Float64Array(towns.length)
  for (const one of named) {
    const d2 = (one.at[0] - at[0]) ** 2 + (one.at[1] - at[1]) ** 2
    if (d2 < (3 * reach) ** 2) found[one.town]! += Math.exp(-d2 / (2 * reach ** 2))
  }
  const all = found.reduce((a, b) => a + b, 0)
  // Sure where many agree, silent where nobody is near.
  return found.map((value) => (value / (all + 0.2)) * 16e6)
}
const seatsOfTowns = towns.map((town) => ({
  at: metres(Number(town.center_lon), Number(town.center_lat)),
  target: 0,
  fixed: true,
}))
const publishedArea = towns.reduce((sum, town) => sum + Number(town.area_km2), 0)
const wholeArea = samples.length * spacing ** 2
for (const [index, town] of towns.entries())
  seatsOfTowns[index]!.target = (Number(town.area_km2) / publishedArea) * wholeArea
const coarse = samples.filter((_, index) => index % 4 === 0)
const pulls = coarse.map(votes)
const townOfCoarse = shareOut(
  coarse.map((at) => ({ at, weight: spacing ** 2 * 4 })),
  seatsOfTowns,
  { pull: (item, seat) => pulls[item]![seat]! },
)

// 2 Unit grids: more of them where villages stand close, round cells.
const villagesOf = Map.groupBy(villages, (village) => village.town_code)
const unitsOf = apportion(
  recipe.units,
  towns.map(
    (town) =>
      (villagesOf.get(town.code)?.length ?? 1) / villages.length + 0.6 * (Number(town.area_km2) / publishedArea),
  ),
)
const near = nearestIn(coarse)
const townOf = (at: Point): number => townOfCoarse[near(at)]!
const density = towns.map((_, index) => unitsOf[index]! / townOfCoarse.filter((owner) => owner === index).length)
const weighted = samples.map((at) => ({ at, weight: density[townOf(at)]! ** 2 }))
const seeds: Point[] = []
for (const [index] of towns.entries()) {
  const ground = samples.filter((at) => townOf(at) === index)
  for (let i = 0; i < unitsOf[index]!; i++) {
    const [x, y] = ground[Math.floor(random() * ground.length)]!
    seeds.push([x + (random() - 0.5) * spacing, y + (random() - 0.5) * spacing])
  }
}
const settled = relax(seeds, weighted, 30)
const cells = cellsWithin(settled, outline, degrees)
const adjacent = neighbours(cells)
const townOfCell = heal(settled.map(townOf), adjacent)

// 3 Villages: those with a stop or place of their name stand there, the others fill the room between.
const features: object[] = []
const byLevel: Record<string, object[]> = { town: [], grid: [], village: [], unit: [] }
function add(level: string, code: string, name: string, parent: string | null, polygons: Polygons): void {
  const geometry =
    polygons.length === 1
      ? { type: 'Polygon', coordinates: polygons[0] }
      : { type: 'MultiPolygon', coordinates: polygons }
  const feature = {
    type: 'Feature',
    properties: { code, name, level, ...(parent === null ? {} : { parent }) },
    geometry,
  }
  if (level === 'district') features.push(feature)
  else byLevel[level]!.push(feature)
}
const shortName = (name: string): string => name.replace(/(社区)?(居委会|居民委员会)$|(村)?(村委会|村民委员会)$/u, '')
const gridsOf = apportion(recipe.grids, unitsOf)
let anchored = 0
add('district', recipe.district.code, recipe.district.name, null, dissolve(cells))
for (const [index, town] of towns.entries()) {
  const own = [...cells.keys()].filter((cell) => townOfCell[cell] === index)
  const inside = own.map((cell) => adjacent[cell]!)
  const position = new Map(own.map((cell, i) => [cell, i]))
  const local = inside.map((set) => new Set([...set].flatMap((cell) => position.get(cell) ?? [])))
  const items = own.map((cell) => ({ at: settled[cell]!, weight: 1 }))
  const members = villagesOf.get(town.code) ?? []
  const target = own.length / members.length
  const known = members.map((village) => placeOf(shortName(village.name), (at) => townOf(at) === index))
  anchored += known.filter((at) => at !== undefined).length
  const free = spread(
    items,
    known.filter((at) => at !== undefined),
    known.filter((at) => at === undefined).length,
  )
  const seats = known.map((at) =>
    at === undefined ? { at: free.shift()!, target, fixed: false } : { at, target, fixed: true },
  )
  // Shares are counted in cells, distances in metres: one cell is as large as the town's cells are.
  const cellArea = seatsOfTowns[index]!.target / own.length
  const villageOf = heal(
    shareOut(
      items.map(({ at }) => ({ at, weight: cellArea })),
      seats.map((seat) => ({ ...seat, target: seat.target * cellArea })),
    ),
    local,
  )
  giveEveryone(
    villageOf,
    seats.map(({ at }) => at),
    items.map(({ at }) => at),
  )
  const cellsOf = Map.groupBy(own, (_, i) => villageOf[i]!)
  const present = members.flatMap((village, i) => {
    const part = cellsOf.get(i)
    return part === undefined ? [] : [{ village, part, at: middle(part) }]
  })
  const villageNear = present.map(
    ({ part }) =>
      new Set(
        present.flatMap((other, i) =>
          part.some((cell) => other.part.some((one) => adjacent[cell]!.has(one))) ? i : [],
        ),
      ),
  )
  const count = Math.min(gridsOf[index]!, present.length)
  const gridItems = present.map(({ at, part }) => ({ at, weight: part.length * cellArea }))
  const gridOf = heal(
    shareOut(
      gridItems,
      spread(gridItems, [], count).map((at) => ({ at, target: (own.length / count) * cellArea })),
    ),
    villageNear,
  )
  add('town', town.code, town.name, recipe.district.code, dissolve(own.map((cell) => cells[cell]!)))
  const numbers = [...new Set(gridOf)].toSorted((a, b) => a - b)
  for (const [order, grid] of numbers.entries()) {
    const part = present.filter((_, i) => gridOf[i] === grid).flatMap((one) => one.part)
    add(
      'grid',
      gridCode(town.code, order),
      `${town.name}第${order + 1}责任网格`,
      town.code,
      dissolve(part.map((cell) => cells[cell]!)),
    )
  }
  for (const [i, { village, part }] of present.entries()) {
    add(
      'village',
      village.code,
      village.name,
      gridCode(town.code, numbers.indexOf(gridOf[i]!)),
      dissolve(part.map((cell) => cells[cell]!)),
    )
    // From north to south, as one reads a map.
    const order = part.toSorted((a, b) => settled[b]![1] - settled[a]![1])
    for (const [n, cell] of order.entries()) {
      add(
        'unit',
        `${village.code}${String(n + 1).padStart(3, '0')}`,
        `${shortName(village.name)}${String(n + 1).padStart(2, '0')}网格`,
        village.code,
        cells[cell]!,
      )
    }
  }
  if (present.length < members.length)
    console.log(`${town.name}: ${members.length - present.length} villages got no ground`)
}
features.push(...byLevel['town']!, ...byLevel['grid']!, ...byLevel['village']!, ...byLevel['unit']!)
const body = `{"type":"FeatureCollection","features":[\n${features.map((feature) => JSON.stringify(feature)).join(',\n')}\n]}\n`
await writeFile(join(folder, 'areas.geojson'), body)
console.log(
  Object.entries(byLevel)
    .map(([level, list]) => `${level} ${list.length}`)
    .join(', '),
  `${(body.length / 1e6).toFixed(2)} MB, ${anchored} villages stand at a place of their name`,
)

function gridCode(town: string, order: number): string {
  return `${town}W${String(order + 1).padStart(2, '0')}`
}

function middle(part: readonly number[]): Point {
  return [
    part.reduce((sum, cell) => sum + settled[cell]![0], 0) / part.length,
    part.reduce((sum, cell) => sum + settled[cell]![1], 0) / part.length,
  ]
}

/** Whoever got no cell takes the nearest one from an owner of at least three. */
function giveEveryone(owners: number[], seats: readonly Point[], items: readonly Point[]): void {
  const count = seats.map((_, seat) => owners.filter((owner) => owner === seat).length)
  for (const [seat, [x, y]] of seats.entries()) {
    if (count[seat]! > 0) continue
    const rich = [...owners.keys()].filter((item) => count[owners[item]!]! >= 3)
    const far = (item: number): number => Math.hypot(items[item]![0] - x, items[item]![1] - y)
    const nearest = rich.reduce((best, item) => (far(item) < far(best) ? item : best))
    count[owners[nearest]!]! -= 1
    owners[nearest] = seat
    count[seat]! += 1
  }
}

/** The middle of the places whose name begins with a village's name and that lie in its town. */
function placeOf(name: string, isThere: (at: Point) => boolean): Point | undefined {
  if (name.length < 2) return undefined
  const found = places.flatMap((place) => {
    const at = metres(Number(place.lon), Number(place.lat))
    return place.name.startsWith(name) && !/^[路镇街]/u.test(place.name.slice(name.length)) && isThere(at) ? [at] : []
  })
  if (found.length === 0) return undefined
  return [
    found.reduce((sum, [x]) => sum + x, 0) / found.length,
    found.reduce((sum, [, y]) => sum + y, 0) / found.length,
  ]
}

function nearestIn(points: readonly Point[]): (at: Point) => number {
  const size = 200
  const boxes = Map.groupBy(
    points.keys(),
    (i) => `${Math.floor(points[i]![0] / size)} ${Math.floor(points[i]![1] / size)}`,
  )
  return ([x, y]) => {
    let [best, least] = [-1, Infinity]
    for (let ring = 1; best === -1 || ring < 2; ring++) {
      for (let dx = -ring; dx <= ring; dx++) {
        for (let dy = -ring; dy <= ring; dy++) {
          for (const i of boxes.get(`${Math.floor(x / size) + dx} ${Math.floor(y / size) + dy}`) ?? []) {
            const d2 = (points[i]![0] - x) ** 2 + (points[i]![1] - y) ** 2
            if (d2 < least) [best, least] = [i, d2]
          }
        }
      }
    }
    return best
  }
}
