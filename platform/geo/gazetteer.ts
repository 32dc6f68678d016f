import type { AddressParts } from './contract.ts'
import { normalise, parseAddress, publicPart, withoutPrefix, type AddressWords } from './parse-address.ts'
import { distance, type Position } from './shape.ts'

/** A known place as the gazetteer is built from it. */
export interface KnownPlace {
  readonly id: string
  readonly name: string
  readonly address: string
  /** town, where its source says it */
  readonly town: string | null
  readonly lon: number
  readonly lat: number
  /** confirmed by somebody here: wins over everything else */
  readonly confirmed: boolean
}

/** A door on a road: house numbers and lanes share one sequence along it. */
export interface Door {
  readonly place: KnownPlace
  readonly at: number
  readonly lane: boolean
}

/** Everything known about places, ready to be asked; built in memory. */
export interface Gazetteer {
  readonly size: number
  readonly words: AddressWords
  parse(text: string): AddressParts
  /** places of exactly this name */
  named(name: string): readonly KnownPlace[]
  /** the place somebody confirmed for this address, however it begins and whatever room it names */
  confirmed(text: string): KnownPlace | undefined
  /** the longest known name of at least three characters within a text */
  nameWithin(text: string): { name: string; places: readonly KnownPlace[] } | undefined
  /** doors of a road in the order of their numbers */
  doors(road: string): readonly Door[]
  /** any places whose address or name has the road */
  along(road: string): readonly KnownPlace[]
  /** places named after a crossing of two roads */
  crossing(one: string, other: string): readonly KnownPlace[]
  /** names that share most pairs of characters with a text; `share` 0 … 1 */
  similar(text: string): { place: KnownPlace; share: number } | undefined
}

export function buildGazetteer(places: readonly KnownPlace[], words: AddressWords): Gazetteer {
  const names = new Map<string, KnownPlace[]>()
  const confirmed = new Map<string, KnownPlace>()
  const keyOf = (text: string): string => withoutPrefix(publicPart(text), words.prefixes)
  const doors = new Map<string, Door[]>()
  const along = new Map<string, KnownPlace[]>()
  const crossings = new Map<string, KnownPlace[]>()
  const pairs = new Map<string, number[]>()
  const pairCounts: number[] = []
  for (const [index, place] of places.entries()) {
    const full = normalise(place.name)
    // ‘…(公交站)’, ‘…(东门店)’: people say it without.
    const plain = full.replaceAll(/\([^()]*\)/gu, '')
    for (const name of new Set([full, plain])) if (name.length > 1) push(names, name, place)
    if (place.confirmed) confirmed.set(keyOf(place.address), place)
    const own = pairsOf(plain)
    pairCounts[index] = own.length
    for (const pair of own) push(pairs, pair, index)

    const parts = parseAddress(place.address, words)
    const at = parts.lane ?? parts.number
    if (at !== null && parts.roads[0] !== undefined)
      push(doors, parts.roads[0], { place, at, lane: parts.lane !== null })
    const inName = parseAddress(plain, words).roads
    for (const road of new Set([...(place.address.includes(';') ? [] : parts.roads), ...inName]))
      push(along, road, place)
    const [one, other] = inName
    if (one !== undefined && other !== undefined) push(crossings, crossingKey(one, other), place)
  }
  for (const list of doors.values()) list.sort((a, b) => a.at - b.at)
  const longestName = Math.max(3, ...[...names.keys()].map((name) => name.length))

  return {
    size: places.length,
    words,
    parse: (text) => parseAddress(text, words),
    confirmed: (text) => confirmed.get(keyOf(text)),
    named: (name) => names.get(normalise(name)) ?? [],
    nameWithin(text) {
      const whole = normalise(text)
      for (let length = Math.min(whole.length, longestName); length >= 3; length--) {
        for (let start = 0; start + length <= whole.length; start++) {
          const name = whole.slice(start, start + length)
          const found = names.get(name)
          // A road's name is no place on it.
          if (found !== undefined && !/(?:路|街|公路|大道)$/u.test(name)) return { name, places: found }
        }
      }
      return undefined
    },
    doors: (road) => doors.get(road) ?? [],
    along: (road) => along.get(road) ?? [],
    crossing: (one, other) => crossings.get(crossingKey(one, other)) ?? [],
    similar(text) {
      const own = pairsOf(normalise(text).replaceAll(/\([^()]*\)/gu, ''))
      if (own.length < 2) return undefined
      const hits = new Map<number, number>()
      for (const pair of own) for (const index of pairs.get(pair) ?? []) hits.set(index, (hits.get(index) ?? 0) + 1)
      let best: { index: number; share: number } | undefined
      for (const [index, common] of hits) {
        const share = (2 * common) / (own.length + pairCounts[index]!)
        if (share > (best?.share ?? 0)) best = { index, share }
      }
      return best === undefined ? undefined : { place: places[best.index]!, share: best.share }
    },
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function crossingKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

function pairsOf(text: string): string[] {
  const characters = [...text]
  return [...new Set(characters.slice(1).map((character, i) => `${characters[i]!}${character}`))]
}

/** The largest group of places within `metres` of one of them, and its middle: names and roads occur twice in a city. */
export function densest(
  places: readonly KnownPlace[],
  metres: number,
): { at: Position; members: KnownPlace[] } | undefined {
  let members: KnownPlace[] = []
  for (const one of places) {
    const around = places.filter((other) => distance([one.lon, one.lat], [other.lon, other.lat]) <= metres)
    if (around.length > members.length) members = around
  }
  if (members.length === 0) return undefined
  const middle = (of: (place: KnownPlace) => number): number =>
    members.reduce((sum, one) => sum + of(one), 0) / members.length
  return { at: [middle(({ lon }) => lon), middle(({ lat }) => lat)], members }
}
