import type { AreaIndex, IndexedArea } from './area-index.ts'
import type { AddressParts, Candidate, matchKinds } from './contract.ts'
import { densest, type Door, type Gazetteer, type KnownPlace } from './gazetteer.ts'
import { distance, labelPoint, type Position } from './shape.ts'

/** Why a place was found; turned into sentences where the language is known. */
export interface Reason {
  readonly code:
    | 'confirmed'
    | 'same_name'
    | 'same_door'
    | 'between_doors'
    | 'near_door'
    | 'same_lane'
    | 'crossing_named'
    | 'crossing_near'
    | 'on_road'
    | 'in_village'
    | 'in_town'
    | 'similar_name'
    | 'town_agrees'
    | 'town_differs'
  readonly data: Readonly<Record<string, string | number>>
}

export type MatchKind = (typeof matchKinds)[number]

export interface Match extends Omit<Candidate, 'reasons'> {
  readonly kind: MatchKind
  readonly reasons: readonly Reason[]
  readonly areas: IndexedArea[]
}

export interface Resolution {
  readonly parts: AddressParts
  readonly candidates: Match[]
  /** the first candidate is sure enough to be taken without asking */
  readonly resolved: boolean
}

/** From this confidence on an address is taken as found. */
export const sureEnough = 0.7

// How often an answer of each kind was within 500 m, rounded down: measured on known places that took no part
// (tools/measure-geo.ts prints the table). A city with better data will see better figures, not worse ones.
const trust: Record<MatchKind, number> = {
  name: 0.9,
  door: 0.95,
  between: 0.9,
  lane: 0.9,
  crossing: 0.85,
  road: 0.3,
  village: 0.3,
  town: 0.05,
  similar: 0.3,
}

/**
 * The places an address may mean, the likeliest first, with how sure that is and why. Names of places, doors and lanes on
 * known roads (also between two known numbers), crossings, villages, towns; at last names that are much alike.
 */
export function resolveAddress(text: string, gazetteer: Gazetteer, index: AreaIndex): Resolution {
  const parts = gazetteer.parse(text)
  const found: Found[] = [
    ...byName(text, parts, gazetteer),
    ...byDoor(parts, gazetteer, index),
    ...byCrossing(parts, gazetteer),
    ...byRoad(parts, gazetteer, index),
    ...byArea(parts, index),
  ]
  if (found.every(({ confidence }) => confidence < sureEnough))
    found.push(...bySimilarName(parts.rest || text, gazetteer))
  const candidates = merge(found.map((one) => finish(one, parts, index)))
  return { parts, candidates, resolved: (candidates[0]?.confidence ?? 0) >= sureEnough }
}

interface Found {
  readonly name: string
  readonly kind: MatchKind
  readonly at: Position
  readonly confidence: number
  readonly reasons: readonly Reason[]
  readonly placeId: string | null
}

const pointOf = ({ lon, lat }: KnownPlace): Position => [lon, lat]

function byName(text: string, parts: AddressParts, gazetteer: Gazetteer): Found[] {
  const confirmed = gazetteer.confirmed(text)
  if (confirmed !== undefined) {
    return [
      {
        name: confirmed.name,
        kind: 'name',
        at: pointOf(confirmed),
        confidence: 0.99,
        reasons: [{ code: 'confirmed', data: { name: confirmed.name } }],
        placeId: confirmed.id,
      },
    ]
  }
  const hit = [text, parts.rest].flatMap((name) => {
    const places = name.length > 1 ? gazetteer.named(name) : []
    return places.length === 0 ? [] : [{ name, places, whole: true }]
  })[0]
  const within =
    hit === undefined && parts.number === null && parts.lane === null
      ? gazetteer.nameWithin(withoutTown(text, parts))
      : undefined
  const { name, places, whole } =
    hit ?? (within === undefined ? { name: '', places: [], whole: false } : { ...within, whole: false })
  const group = densest(places, 400)
  if (group === undefined) return []
  // A name that stands in several places of the city says little; a short one inside a long text as well.
  const unique = group.members.length / places.length
  const confidence = trust.name * unique * (whole ? 1 : Math.min(1, 0.2 + [...name].length / 10))
  return [
    {
      name: group.members[0]!.name,
      kind: 'name',
      at: group.at,
      confidence,
      reasons: [{ code: 'same_name', data: { name } }],
      placeId: group.members[0]!.id,
    },
  ]
}

/** A town's name is also that of bus stops and markets: it must not be found as one of them. */
function withoutTown(text: string, { town }: AddressParts): string {
  return town === null ? text : text.replaceAll(town, ' ')
}

/** The doors of a road in the town the address names; all when it names none, or none is known there. */
function doorsOf(road: string, parts: AddressParts, gazetteer: Gazetteer, index: AreaIndex): readonly Door[] {
  const doors = gazetteer.doors(road)
  const own = parts.town === null ? [] : doors.filter(({ place }) => townOf(place, index) === parts.town)
  return own.length > 0 ? own : doors
}

function townOf(place: KnownPlace, index: AreaIndex): string | undefined {
  return place.town ?? index.locate(place.lon, place.lat)[1]?.name
}

function byDoor(parts: AddressParts, gazetteer: Gazetteer, index: AreaIndex): Found[] {
  const road = parts.roads[0]
  const wanted = parts.lane ?? parts.number
  if (road === undefined || wanted === null) return []
  const doors = doorsOf(road, parts, gazetteer, index)
  if (doors.length === 0) return []
  const exact = doors.filter(({ at, lane }) => at === wanted && lane === (parts.lane !== null))
  const group = densest(
    exact.map(({ place }) => place),
    300,
  )
  const label = `${road}${wanted}${parts.lane === null ? '号' : '弄'}`
  if (group !== undefined) {
    const kind = parts.lane === null ? 'door' : 'lane'
    const confidence = trust[kind] * (group.members.length / exact.length)
    return [
      {
        name: label,
        kind,
        at: group.at,
        confidence,
        reasons: [{ code: kind === 'door' ? 'same_door' : 'same_lane', data: { name: label } }],
        placeId: group.members[0]!.id,
      },
    ]
  }
  return between(label, road, wanted, doors)
}

/** Between the known numbers below and above: numbers run along a road, odd ones on one side, even ones on the other. */
function between(label: string, road: string, wanted: number, doors: readonly Door[]): Found[] {
  const below = doors.findLast(({ at }) => at <= wanted)
  const above = doors.find(({ at }) => at >= wanted)
  if (below !== undefined && above !== undefined) {
    const [a, b] = [pointOf(below.place), pointOf(above.place)]
    const metres = distance(a, b)
    const t = above.at === below.at ? 0 : (wanted - below.at) / (above.at - below.at)
    // Half the stretch between is the most it can be wrong by, when numbers run evenly.
    const confidence = trust.between * Math.min(1, 700 / Math.max(700, metres))
    const at: Position = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]
    return [
      {
        name: label,
        kind: 'between',
        at,
        confidence,
        reasons: [
          { code: 'between_doors', data: { road, below: below.at, above: above.at, metres: Math.round(metres) } },
        ],
        placeId: null,
      },
    ]
  }
  const near = (below ?? above)!
  const gap = Math.abs(near.at - wanted)
  // Numbers of a road grow by about one a metre; past the last known one that is all there is to go by.
  const confidence = gap <= 400 ? 0.75 : trust.road
  return [
    {
      name: label,
      kind: gap <= 400 ? 'between' : 'road',
      at: pointOf(near.place),
      confidence,
      reasons: [{ code: 'near_door', data: { road, number: near.at } }],
      placeId: null,
    },
  ]
}

function byCrossing({ roads: [one, other] }: AddressParts, gazetteer: Gazetteer): Found[] {
  if (one === undefined || other === undefined) return []
  const name = `${one}${other}`
  const named = densest(gazetteer.crossing(one, other), 300)
  if (named !== undefined) {
    return [
      {
        name,
        kind: 'crossing',
        at: named.at,
        confidence: trust.crossing,
        reasons: [{ code: 'crossing_named', data: { name: named.members[0]!.name } }],
        placeId: named.members[0]!.id,
      },
    ]
  }
  // Where a place on the one road and a place on the other are closest to each other.
  let nearest: { at: Position; metres: number } | undefined
  for (const a of gazetteer.along(one)) {
    for (const b of gazetteer.along(other)) {
      const metres = distance(pointOf(a), pointOf(b))
      if (metres < (nearest?.metres ?? Infinity)) nearest = { at: [(a.lon + b.lon) / 2, (a.lat + b.lat) / 2], metres }
    }
  }
  if (nearest === undefined || nearest.metres > 1500) return []
  const confidence = trust.crossing * Math.min(0.9, 500 / Math.max(500, nearest.metres))
  return [
    {
      name,
      kind: 'crossing',
      at: nearest.at,
      confidence,
      reasons: [{ code: 'crossing_near', data: { one, other, metres: Math.round(nearest.metres) } }],
      placeId: null,
    },
  ]
}

function byRoad(parts: AddressParts, gazetteer: Gazetteer, index: AreaIndex): Found[] {
  const road = parts.roads[0]
  if (road === undefined) return []
  const all = gazetteer.along(road)
  const own = parts.town === null ? [] : all.filter((place) => townOf(place, index) === parts.town)
  const places = own.length > 0 ? own : all
  const group = densest(places, 600)
  if (group === undefined) return []
  // A short road is almost a place, a long one only a direction.
  const confidence =
    trust.road + 0.35 * (group.members.length / places.length) ** 2 * Math.min(1, group.members.length / 5)
  return [
    {
      name: road,
      kind: 'road',
      at: group.at,
      confidence: parts.number === null && parts.lane === null ? confidence : confidence / 2,
      reasons: [{ code: 'on_road', data: { road, count: places.length } }],
      placeId: null,
    },
  ]
}

function byArea(parts: AddressParts, index: AreaIndex): Found[] {
  const found: Found[] = []
  const town = parts.town === null ? undefined : index.named(parts.town)[0]
  if (parts.village !== null) {
    const all = index.named(parts.village)
    const own = all.filter((area) => town === undefined || index.above(area).includes(town))
    const village = own[0] ?? all[0]
    if (village !== undefined) {
      const at = labelPoint(village.shape)
      found.push({
        name: village.name,
        kind: 'village',
        at,
        confidence: trust.village / Math.max(1, own.length),
        reasons: [{ code: 'in_village', data: { name: village.name } }],
        placeId: null,
      })
    }
  }
  if (town !== undefined) {
    found.push({
      name: town.name,
      kind: 'town',
      at: labelPoint(town.shape),
      confidence: trust.town,
      reasons: [{ code: 'in_town', data: { name: town.name } }],
      placeId: null,
    })
  }
  return found
}

function bySimilarName(text: string, gazetteer: Gazetteer): Found[] {
  const best = gazetteer.similar(text)
  if (best === undefined || best.share < 0.35) return []
  const { place, share } = best
  return [
    {
      name: place.name,
      kind: 'similar',
      at: pointOf(place),
      confidence: trust.similar * share,
      reasons: [{ code: 'similar_name', data: { name: place.name, share: Math.round(share * 100) } }],
      placeId: place.id,
    },
  ]
}

/** Adds the areas of a find and lets the town the address names agree or differ. */
function finish({ at: [lon, lat], ...found }: Found, parts: AddressParts, index: AreaIndex): Match {
  const areas = index.locate(lon, lat)
  const there = areas[1]?.name
  const reasons = [...found.reasons]
  let { confidence } = found
  if (parts.town !== null && found.kind !== 'town' && there !== undefined) {
    if (there === parts.town) {
      confidence = Math.min(0.99, confidence + (1 - confidence) * 0.2)
      reasons.push({ code: 'town_agrees', data: { town: there } })
    } else if (found.reasons[0]?.code !== 'confirmed') {
      confidence *= 0.6
      reasons.push({ code: 'town_differs', data: { town: parts.town, there } })
    }
  }
  return {
    ...found,
    lon: Math.round(lon * 1e6) / 1e6,
    lat: Math.round(lat * 1e6) / 1e6,
    confidence: Math.round(confidence * 100) / 100,
    reasons,
    areas,
  }
}

/** The likeliest first; of finds on one spot only the likeliest, which the others make surer. */
function merge(matches: readonly Match[]): Match[] {
  const kept: Match[] = []
  for (const match of matches.toSorted((a, b) => b.confidence - a.confidence)) {
    const same = kept.findIndex((one) => distance([one.lon, one.lat], [match.lon, match.lat]) < 300)
    if (same === -1) kept.push(match)
    else {
      const one = kept[same]!
      const confidence = Math.min(0.99, one.confidence + (1 - one.confidence) * match.confidence * 0.3)
      kept[same] = {
        ...one,
        confidence: Math.round(confidence * 100) / 100,
        reasons: [
          ...one.reasons,
          ...match.reasons.filter(({ code }) => !one.reasons.some((reason) => reason.code === code)),
        ],
      }
    }
  }
  return kept.toSorted((a, b) => b.confidence - a.confidence).slice(0, 5)
}
