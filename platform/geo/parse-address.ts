import type { AddressParts } from './contract.ts'

/** Names that help to cut an address apart: what the city has. */
export interface AddressWords {
  /** prefixes every address of the city may begin with, province, city, district; longest first */
  readonly prefixes: readonly string[]
  readonly towns: readonly string[]
  readonly villages: readonly string[]
}

const roadName = /[\p{Script=Han}A-Za-z]{1,8}?\d{0,3}(?:公路|大道|大街|支路|老街|路|街(?!道))/gu
// What stands before or between road names and is no part of them.
const joint = /^(?:靠近|临近|近|与|和|到|至|及|、|交叉|交界|路口|附近|的|在|位于|从|沿|由)+/u

/**
 * Cuts a Chinese address into town, village, roads, lane 弄, number 号 and what is left. Understands 路/街/公路/大道,
 * ‘A路B路’, ‘A路近B路’, ‘…路…弄…号’, 村…组 and numbers without 号 at the end.
 */
export function parseAddress(text: string, words: AddressWords): AddressParts {
  let rest = normalise(text)
  const notes = [...rest.matchAll(/\(([^()]*)\)/gu)].map(([, note]) => note!)
  rest = rest.replace(/\([^()]*\)/gu, ' ').trim()
  rest = withoutPrefix(rest, words.prefixes)
  const town = longest(words.towns.filter((name) => rest.includes(name)))
  if (town !== undefined) rest = rest.replaceAll(town, ' ').trim()
  const village = longest(
    words.villages.filter(
      (name) =>
        // First what is cheap: hardly any of a city's villages stands in an address.
        name.length > 1 &&
        rest.includes(name) &&
        new RegExp(`${name}(?:村|社区|居委|居民区|(?=\\d+组))`, 'u').test(rest),
    ),
  )
  if (village !== undefined)
    rest = rest.replace(new RegExp(`${village}(?:村委会|居委会|居委|社区|居民区|村)?`, 'u'), ' ').trim()

  const roads = roadsIn(rest)
  let number: number | null = null
  let lane: number | null = null
  let after = rest
  const last = roads.at(-1)
  if (last !== undefined) {
    after = rest.slice(rest.lastIndexOf(last) + last.length)
    // The first road that a number follows is the one that counts.
    for (const road of roads) {
      const tail = rest.slice(rest.indexOf(road) + road.length)
      const found = /^\s*(\d{1,5})\s*(?:号?(弄)(?:[^\d号]{0,4}(\d{1,4})(?=号|支|$|[^\d]))?)?/u.exec(tail)
      if (found === null) continue
      if (found[2] === undefined) number = Number(found[1])
      else {
        lane = Number(found[1])
        number = found[3] === undefined ? null : Number(found[3])
      }
      after = tail.slice(found[0].length)
      break
    }
  }
  const name = after
    .replace(/^(?:[-、,，~]\d+|号|弄|支弄|\d+号)+/u, '')
    .replace(/\d+(?:号楼|幢|栋|单元|室|楼|层|F)\S*$/u, '')
    .replace(/(?:路口|交叉口|附近|旁边|旁|对面|门口|内)$/u, '')
    .trim()
  const noted = roads.length < 2 ? notes.flatMap(roadsIn) : []
  return {
    town: town ?? null,
    village: village ?? null,
    roads: [...new Set([...roads, ...noted])].slice(0, 4),
    lane,
    number,
    rest: name,
  }
}

/** An address without the city and district it begins with. */
export function withoutPrefix(text: string, prefixes: readonly string[]): string {
  return prefixes.reduce((rest, prefix) => rest.replace(new RegExp(`^${prefix}`, 'u'), '').trimStart(), text)
}

/** Full-width to half-width, Chinese figures of lanes and numbers to digits, blanks away. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[〇零一二三四五六七八九十百]+(?=[弄号])/gu, (figures) => String(figureOf(figures)))
    .replaceAll(/\s+/gu, '')
}

function roadsIn(text: string): string[] {
  return [...text.matchAll(roadName)]
    .map(([found]) => found.replace(joint, ''))
    .filter((road) => [...road].length > 1 && !/^(?:公路|大道|大街|支路|老街)$/u.test(road))
}

function longest(names: readonly string[]): string | undefined {
  return names.toSorted((a, b) => b.length - a.length)[0]
}

const digits: Record<string, number> = { 〇: 0, 零: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

function figureOf(text: string): number {
  if (!/[十百]/u.test(text)) return Number([...text].map((one) => digits[one]).join(''))
  let [sum, current] = [0, 0]
  for (const one of text) {
    if (one === '百' || one === '十') {
      sum += (current || 1) * (one === '百' ? 100 : 10)
      current = 0
    } else current = digits[one]!
  }
  return sum + current
}

/**
 * An address without what places a person and not a spot: rooms, floors, names in brackets, telephone numbers. This is
 * what may wait in a queue that many read.
 */
export function publicPart(text: string): string {
  return normalise(text)
    .replaceAll(/1[3-9]\d-?\d{4}-?\d{4}|\d{7,}/gu, '')
    .replaceAll(/\p{Script=Han}(?:先生|女士|小姐|阿姨|师傅)/gu, '')
    .replaceAll(/(\d+(?:号楼|幢|栋|号))?[\dA-Za-z]+(?:单元|室|楼|层).*$/gu, '$1')
    .slice(0, 120)
}
