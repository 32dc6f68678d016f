/** Metres east and north of a middle. */
export type Point = readonly [x: number, y: number]

export interface Numbered {
  readonly number: number
  readonly at: Point
}

const fewest = 5
const shortest = 250
const stretch = 300
/** Places stand back from the road, on both sides of it. */
const widest = 220
const longestGap = 2500

/**
 * The line along which numbered places stand, or undefined when they stand along none: too few, in a heap, or with numbers
 * that do not grow along it. Doubles count once. Gives at least two points.
 */
export function pathAlong(numbered: readonly Numbered[]): Point[] | undefined {
  // In another town there may be a road of the same name.
  let kept = largestRun(distinct(numbered))
  // What stands far from all the others has its number on another road of that name, or a wrong place.
  for (let round = 0; round < 3 && kept.length >= fewest; round += 1) {
    const axis = axisOf(kept.map(({ at }) => at))
    const path = smooth(kept.map(({ at }) => along(axis, at)))
    const near = kept.filter(({ at }) => {
      const [s, t] = along(axis, at)
      return Math.abs(t - offsetAt(path, s)) <= widest
    })
    if (near.length === kept.length) break
    kept = near
  }
  kept = largestRun(kept)
  if (kept.length < fewest) return undefined
  const axis = axisOf(kept.map(({ at }) => at))
  const placed = kept.map(({ number, at }) => ({ number, where: along(axis, at) }))
  if (Math.abs(rankCorrelation(placed.map(({ number, where }) => [number, where[0]]))) < 0.6) return undefined
  const path = smooth(placed.map(({ where }) => where))
  const length = path.at(-1)![0] - path[0]![0]
  return path.length < 2 || length < shortest ? undefined : path.map((point) => back(axis, point))
}

interface Axis {
  readonly middle: Point
  readonly direction: Point
}

function axisOf(points: readonly Point[]): Axis {
  const middle: Point = [median(points.map(([x]) => x)), median(points.map(([, y]) => y))]
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of points) {
    const [dx, dy] = [x - middle[0], y - middle[1]]
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  return { middle, direction: [Math.cos(angle), Math.sin(angle)] }
}

/** A point by its way along the axis and its distance from it. */
function along({ middle, direction: [c, s] }: Axis, [x, y]: Point): Point {
  const [dx, dy] = [x - middle[0], y - middle[1]]
  return [dx * c + dy * s, dy * c - dx * s]
}

function back({ middle, direction: [c, s] }: Axis, [a, b]: Point): Point {
  return [middle[0] + a * c - b * s, middle[1] + a * s + b * c]
}

/** The middle of the places of each stretch, from one end to the other. */
function smooth(points: readonly Point[]): Point[] {
  const stretches = Map.groupBy(points, ([s]) => Math.floor(s / stretch))
  const path = [...stretches.values()]
    .map((some): Point => [median(some.map(([s]) => s)), median(some.map(([, t]) => t))])
    .toSorted((a, b) => a[0] - b[0])
  // Left and right of the road by turns, the middles would draw a zigzag.
  return path.map(([s, t], at): Point => {
    const [before, after] = [path[at - 1], path[at + 1]]
    if (before === undefined || after === undefined) return [s, t]
    return [s, (before[1] + 2 * t + after[1]) / 4]
  })
}

function offsetAt(path: readonly Point[], s: number): number {
  const after = path.findIndex(([at]) => at >= s)
  if (after === -1) return path.at(-1)![1]
  if (after === 0) return path[0]![1]
  const [[s0, t0], [s1, t1]] = [path[after - 1]!, path[after]!]
  return t0 + ((t1 - t0) * (s - s0)) / (s1 - s0)
}

/** Of places with long gaps between them along the road, those of the part with most. */
function largestRun(places: readonly Numbered[]): Numbered[] {
  if (places.length < 2) return [...places]
  const axis = axisOf(places.map(({ at }) => at))
  const sorted = places.map((place) => ({ place, s: along(axis, place.at)[0] })).toSorted((a, b) => a.s - b.s)
  const runs: Numbered[][] = [[]]
  for (const [index, { place, s }] of sorted.entries()) {
    if (index > 0 && s - sorted[index - 1]!.s > longestGap) runs.push([])
    runs.at(-1)!.push(place)
  }
  return runs.reduce((best, run) => (run.length > best.length ? run : best))
}

function distinct(numbered: readonly Numbered[]): Numbered[] {
  return [...new Map(numbered.map((one) => [`${one.number} ${one.at.map(Math.round).join(' ')}`, one])).values()]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Spearman's: whether one grows with the other, however fast. */
function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const ranks = (column: 0 | 1): number[] => {
    const order = pairs.map((pair, at) => [pair[column], at] as const).toSorted((a, b) => a[0] - b[0])
    const rank: number[] = []
    for (const [place, [, at]] of order.entries()) rank[at] = place
    return rank
  }
  const [a, b] = [ranks(0), ranks(1)]
  const n = pairs.length
  const sum = a.reduce((total, rank, at) => total + (rank - b[at]!) ** 2, 0)
  return 1 - (6 * sum) / (n * (n * n - 1))
}
