import { ringArea, type Position, type Ring, type Shape } from './shape.ts'

export type RingFault = 'ring_open' | 'ring_short' | 'wrong_winding' | 'self_intersection'

/** What was found in the rings of a shape, and the shape with what can be put right without asking put right. */
export interface Repaired {
  readonly shape: Shape
  readonly faults: readonly { fault: RingFault; at: Position }[]
}

/**
 * Puts right what has one right answer: open rings are closed, points given twice dropped, rings turned the way RFC 7946
 * wants them. Rings with fewer than three corners and rings that cross themselves are only told.
 */
export function repairShape(given: Shape): Repaired {
  const faults: { fault: RingFault; at: Position }[] = []
  const shape = given.map((polygon) =>
    polygon.map((ring, index) => {
      const closed = withoutRepeats(ring)
      const at = ring[0] ?? [0, 0]
      if (!isClosed(closed)) {
        faults.push({ fault: 'ring_open', at })
        closed.push([...closed[0]!])
      }
      if (closed.length < 4) {
        faults.push({ fault: 'ring_short', at })
        return closed
      }
      const crossing = selfIntersection(closed)
      if (crossing !== undefined) faults.push({ fault: 'self_intersection', at: crossing })
      if (ringArea(closed) > 0 === (index === 0)) return closed
      faults.push({ fault: 'wrong_winding', at })
      return closed.toReversed()
    }),
  )
  return { shape, faults }
}

function isClosed(ring: Ring): boolean {
  const [first, last] = [ring[0], ring.at(-1)]
  return first !== undefined && ring.length > 1 && first[0] === last![0] && first[1] === last![1]
}

function withoutRepeats(ring: Ring): Ring {
  return ring.filter((point, index) => {
    const before = ring[index - 1]
    return before === undefined || before[0] !== point[0] || before[1] !== point[1]
  })
}

/** Where a ring crosses or touches itself; undefined when it does not. */
export function selfIntersection(ring: Ring): Position | undefined {
  // Edges by their west end: only those that overlap in longitude are compared.
  const edges = ring.slice(1).map((to, index) => ({ index, from: ring[index]!, to }))
  const west = ({ from, to }: (typeof edges)[number]): number => Math.min(from[0], to[0])
  const sorted = edges.toSorted((a, b) => west(a) - west(b))
  for (const [i, a] of sorted.entries()) {
    const east = Math.max(a.from[0], a.to[0])
    for (let j = i + 1; j < sorted.length && west(sorted[j]!) <= east; j++) {
      const b = sorted[j]!
      const apart = Math.abs(a.index - b.index)
      if (apart === 1 || apart === edges.length - 1) {
        // Neighbours share a corner; only a spike folds one back onto the other.
        const [first, second] = (a.index + 1) % edges.length === b.index ? [a, b] : [b, a]
        if (isSpike(first.from, first.to, second.to)) return first.to
      } else if (meet(a.from, a.to, b.from, b.to)) return a.from
    }
  }
  return undefined
}

function isSpike(a: Position, b: Position, c: Position): boolean {
  return turn(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0
}

function turn(a: Position, b: Position, c: Position): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
}

function meet(a: Position, b: Position, c: Position, d: Position): boolean {
  const [t1, t2, t3, t4] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (t1 !== t2 && t3 !== t4) return true
  return (
    (t1 === 0 && between(a, b, c)) ||
    (t2 === 0 && between(a, b, d)) ||
    (t3 === 0 && between(c, d, a)) ||
    (t4 === 0 && between(c, d, b))
  )
}

function between(a: Position, b: Position, p: Position): boolean {
  return (
    p[0] >= Math.min(a[0], b[0]) &&
    p[0] <= Math.max(a[0], b[0]) &&
    p[1] >= Math.min(a[1], b[1]) &&
    p[1] <= Math.max(a[1], b[1])
  )
}
