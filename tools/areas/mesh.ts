import { Delaunay } from 'd3-delaunay'
import { intersection } from 'polyclip-ts'

export type Point = [x: number, y: number]
export type Ring = Point[]
export type Polygons = Ring[][]

/** A random number in [0, 1) per call, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function isInside(ring: Ring, [x, y]: Point): boolean {
  let inside = false
  for (let i = 1, j = 0; i < ring.length; j = i++) {
    const [[x1, y1], [x2, y2]] = [ring[j]!, ring[i]!]
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}

/**
 * Moves seeds to the weighted middles of their surroundings, again and again, so that cells become round and as large as
 * the weights want (Lloyd's method on sample points, which knows the outline without cutting anything).
 */
export function relax(
  seeds: readonly Point[],
  samples: readonly { at: Point; weight: number }[],
  turns: number,
): Point[] {
  let current = seeds.map((seed): Point => [...seed])
  for (let turn = 0; turn < turns; turn++) {
    const delaunay = Delaunay.from(current)
    const sums = current.map(() => ({ x: 0, y: 0, weight: 0 }))
    let near = 0
    for (const { at, weight } of samples) {
      near = delaunay.find(at[0], at[1], near)
      const sum = sums[near]!
      sum.x += at[0] * weight
      sum.y += at[1] * weight
      sum.weight += weight
    }
    current = current.map((seed, i) =>
      sums[i]!.weight === 0 ? seed : [sums[i]!.x / sums[i]!.weight, sums[i]!.y / sums[i]!.weight],
    )
  }
  return current
}

/** The Voronoi cells of seeds within an outline, corners rounded by `round`; a cell may have several pieces. */
export function cellsWithin(seeds: readonly Point[], outline: Ring, round: (point: Point) => Point): Polygons[] {
  const xs = outline.map(([x]) => x)
  const ys = outline.map(([, y]) => y)
  const margin = 5_000
  const voronoi = Delaunay.from(seeds as Point[]).voronoi([
    Math.min(...xs) - margin,
    Math.min(...ys) - margin,
    Math.max(...xs) + margin,
    Math.max(...ys) + margin,
  ])
  return seeds.map((_, index) => {
    const cell = voronoi.cellPolygon(index) as Ring
    const cut = intersection([cell], [outline]) as Polygons
    return cut
      .map((polygon) => polygon.map((ring) => withoutRepeats(ring.map(round))))
      .filter(([outer]) => outer!.length > 3)
  })
}

function withoutRepeats(ring: Ring): Ring {
  return ring.filter(([x, y], i) => i === 0 || ring[i - 1]![0] !== x || ring[i - 1]![1] !== y)
}

export const edgeKey = ([x1, y1]: Point, [x2, y2]: Point): string => `${x1} ${y1} ${x2} ${y2}`

export function edgesOf(polygons: Polygons): [Point, Point][] {
  return polygons.flat().flatMap((ring) => ring.slice(1).map((to, i): [Point, Point] => [ring[i]!, to]))
}

/** Which cells share an edge with which. */
export function neighbours(cells: readonly Polygons[]): Set<number>[] {
  const owner = new Map<string, number>()
  for (const [index, cell] of cells.entries()) for (const [a, b] of edgesOf(cell)) owner.set(edgeKey(a, b), index)
  return cells.map((cell) => new Set(edgesOf(cell).flatMap(([a, b]) => owner.get(edgeKey(b, a)) ?? [])))
}

/** The union of cells that tile: edges that two of them share vanish, the rest is strung into rings. */
export function dissolve(cells: readonly Polygons[]): Polygons {
  const edges = new Map(cells.flatMap(edgesOf).map((edge) => [edgeKey(...edge), edge]))
  const outgoing = new Map<string, Point[]>()
  for (const [a, b] of edges.values()) {
    if (edges.has(edgeKey(b, a))) continue
    const key = String(a)
    outgoing.set(key, [...(outgoing.get(key) ?? []), b])
  }
  const rings: Ring[] = []
  for (const [start, ends] of outgoing) {
    while (ends.length > 0) {
      const first = start.split(',').map(Number) as Point
      const ring: Ring = [first, ends.shift()!]
      while (String(ring.at(-1)) !== start) {
        const next = outgoing.get(String(ring.at(-1)))!
        ring.push(next.splice(sharpestLeft(ring.at(-2)!, ring.at(-1)!, next), 1)[0]!)
      }
      rings.push(ring)
    }
  }
  const outer = rings.filter((ring) => signedArea(ring) > 0).toSorted((a, b) => signedArea(b) - signedArea(a))
  const holes = rings.filter((ring) => signedArea(ring) < 0)
  return outer.map((ring) => [
    ring,
    ...holes.filter(
      (hole) =>
        isInside(ring, hole[0]!) &&
        !outer.some((other) => other !== ring && signedArea(other) < signedArea(ring) && isInside(other, hole[0]!)),
    ),
  ])
}

/** Where rings touch in a corner, the turn that keeps to the same piece. */
function sharpestLeft(from: Point, at: Point, choices: readonly Point[]): number {
  const heading = Math.atan2(at[1] - from[1], at[0] - from[0])
  const turns = choices.map(([x, y]) => {
    const turn = Math.atan2(y - at[1], x - at[0]) - heading
    return Math.atan2(Math.sin(turn), Math.cos(turn))
  })
  return turns.indexOf(Math.max(...turns))
}

export function signedArea(ring: Ring): number {
  const [x0, y0] = ring[0]!
  return ring.slice(1).reduce((sum, [x2, y2], i) => {
    const [x1, y1] = ring[i]!
    return sum + ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2
  }, 0)
}
