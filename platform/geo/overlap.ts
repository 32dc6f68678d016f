import { boundsOf, equalArea, type Position, type Ring, type Shape } from './shape.ts'

/**
 * Square metres that two shapes have in common. Each polygon is the signed sum of the triangles between one fixed point
 * and its edges, so the common area is the signed sum over pairs of triangles: no intersection polygon is ever built,
 * and borders that touch, cross in a corner or run along each other need no special case.
 */
export function overlapArea(a: Shape, b: Shape): number {
  const [boundsA, boundsB] = [boundsOf(a), boundsOf(b)]
  if (
    boundsA.west > boundsB.east ||
    boundsB.west > boundsA.east ||
    boundsA.south > boundsB.north ||
    boundsB.south > boundsA.north
  ) {
    return 0
  }
  // The smaller one in the middle: its triangles are then small and miss most of the other's.
  const origin: Position = [
    (Math.max(boundsA.west, boundsB.west) + Math.min(boundsA.east, boundsB.east)) / 2,
    (Math.max(boundsA.south, boundsB.south) + Math.min(boundsA.north, boundsB.north)) / 2,
  ]
  const [trianglesA, trianglesB] = [triangles(a, origin), triangles(b, origin)]
  let sum = 0
  for (const one of trianglesA) {
    for (const other of trianglesB) {
      if (one.minX < other.maxX && other.minX < one.maxX && one.minY < other.maxY && other.minY < one.maxY) {
        sum += one.sign * other.sign * commonArea(one, other)
      }
    }
  }
  return Math.max(0, sum)
}

/** A triangle (0, p, q), counter-clockwise; `sign` says which way its edge ran. */
interface Triangle {
  px: number
  py: number
  qx: number
  qy: number
  sign: 1 | -1
  minX: number
  maxX: number
  minY: number
  maxY: number
}

function triangles(shape: Shape, origin: Position): Triangle[] {
  const found: Triangle[] = []
  const add = (ring: Ring): void => {
    for (let i = 1; i < ring.length; i++) {
      let [px, py] = equalArea(ring[i - 1]!, origin)
      let [qx, qy] = equalArea(ring[i]!, origin)
      const twice = px * qy - py * qx
      if (twice === 0) continue
      if (twice < 0) [px, py, qx, qy] = [qx, qy, px, py]
      found.push({
        px,
        py,
        qx,
        qy,
        sign: twice > 0 ? 1 : -1,
        minX: Math.min(0, px, qx),
        maxX: Math.max(0, px, qx),
        minY: Math.min(0, py, qy),
        maxY: Math.max(0, py, qy),
      })
    }
  }
  for (const ring of shape.flat()) add(ring)
  return found
}

/** Clips one triangle by the three sides of the other (Sutherland–Hodgman) and measures what is left. */
function commonArea(a: Triangle, b: Triangle): number {
  let points = [0, 0, a.px, a.py, a.qx, a.qy]
  points = clip(points, 0, 0, b.px, b.py)
  points = clip(points, b.px, b.py, b.qx, b.qy)
  points = clip(points, b.qx, b.qy, 0, 0)
  let twice = 0
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length
    twice += points[i]! * points[j + 1]! - points[i + 1]! * points[j]!
  }
  return twice / 2
}

function clip(points: number[], ax: number, ay: number, bx: number, by: number): number[] {
  const kept: number[] = []
  const side = (x: number, y: number): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax)
  for (let i = 0; i < points.length; i += 2) {
    const j = (i + 2) % points.length
    const [x1, y1, x2, y2] = [points[i]!, points[i + 1]!, points[j]!, points[j + 1]!]
    const [s1, s2] = [side(x1, y1), side(x2, y2)]
    if (s1 >= 0) kept.push(x1, y1)
    if ((s1 > 0 && s2 < 0) || (s1 < 0 && s2 > 0)) {
      const t = s1 / (s1 - s2)
      kept.push(x1 + t * (x2 - x1), y1 + t * (y2 - y1))
    }
  }
  return kept
}
