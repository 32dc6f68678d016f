/** Polygons of an area in WGS-84 degrees: outer ring first, counter-clockwise, then holes; rings closed (RFC 7946). */
export type Position = [lon: number, lat: number]
export type Ring = Position[]
export type Shape = Ring[][]

/** A shape as GeoJSON has it. */
export type Geometry = { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Shape }

export function shapeOf(geometry: Geometry): Shape {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

export function geometryOf(shape: Shape): Geometry {
  return shape.length === 1 ? { type: 'Polygon', coordinates: shape[0]! } : { type: 'MultiPolygon', coordinates: shape }
}

const metresPerDegree = (6_371_008.8 * Math.PI) / 180

/** Metres per degree of longitude and latitude there: good to a thousandth over a district. */
export function metresAt(lat: number): { east: number; north: number } {
  return { east: metresPerDegree * Math.cos((lat * Math.PI) / 180), north: metresPerDegree }
}

/** Metres between two points of a city. */
export function distance([lon1, lat1]: readonly [number, number], [lon2, lat2]: readonly [number, number]): number {
  const { east, north } = metresAt((lat1 + lat2) / 2)
  return Math.hypot((lon1 - lon2) * east, (lat1 - lat2) * north)
}

const earthRadius = 6_371_008.8

/**
 * Metres from an origin in Lambert's equal-area cylinder. Lengths are wrong in it, but the areas of neighbours add up to
 * exactly that of their union, which no local scale can do.
 */
export function equalArea([lon, lat]: readonly [number, number], [lon0, lat0]: readonly [number, number]): Position {
  const radians = Math.PI / 180
  return [earthRadius * (lon - lon0) * radians, earthRadius * (Math.sin(lat * radians) - Math.sin(lat0 * radians))]
}

/** Square metres inside a ring; positive when it runs counter-clockwise. */
export function ringArea(ring: Ring): number {
  const origin = ring[0]!
  let twice = 0
  let [x1, y1] = [0, 0]
  for (let i = 1; i < ring.length; i++) {
    const [x2, y2] = equalArea(ring[i]!, origin)
    twice += x1 * y2 - x2 * y1
    ;[x1, y1] = [x2, y2]
  }
  return twice / 2
}

/** Square metres of a shape, holes taken away. */
export function shapeArea(shape: Shape): number {
  return shape.flat().reduce((sum, ring) => sum + ringArea(ring), 0)
}

export interface Bounds {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export function boundsOf(shape: Shape): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer] of shape) {
    for (const [lon, lat] of outer!) {
      west = Math.min(west, lon)
      east = Math.max(east, lon)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  return { west, south, east, north }
}

// A tenth of a millimetre: what two computations of one border may differ by.
const onBorder = 1e-9

/** Whether a point lies in a shape; its border, that of holes included, belongs to it. */
export function contains(shape: Shape, lon: number, lat: number): boolean {
  for (const polygon of shape) {
    let inside = false
    for (const ring of polygon) {
      for (let i = 1, j = 0; i < ring.length; j = i++) {
        const from = ring[j]!
        const to = ring[i]!
        // Without destructuring, which goes through an iterator: this is the innermost loop of every look-up.
        const x1 = from[0]
        const y1 = from[1]
        const x2 = to[0]
        const y2 = to[1]
        if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
        if (
          (lat >= y1 - onBorder || lat >= y2 - onBorder) &&
          (lat <= y1 + onBorder || lat <= y2 + onBorder) &&
          (lon >= x1 - onBorder || lon >= x2 - onBorder) &&
          (lon <= x1 + onBorder || lon <= x2 + onBorder) &&
          offLine(lon, lat, x1, y1, x2, y2) <= onBorder
        ) {
          return true
        }
      }
    }
    if (inside) return true
  }
  return false
}

function offLine(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const length = Math.hypot(x2 - x1, y2 - y1)
  if (length === 0) return Math.hypot(x - x1, y - y1)
  return Math.abs((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / length
}

/** Metres from a point to the nearest border of a shape. */
export function distanceToBorder(shape: Shape, [lon, lat]: Position): number {
  const { east, north } = metresAt(lat)
  let nearest = Infinity
  for (const ring of shape.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = [(ring[i - 1]![0] - lon) * east, (ring[i - 1]![1] - lat) * north]
      const [dx, dy] = [(ring[i]![0] - lon) * east - ax, (ring[i]![1] - lat) * north - ay]
      const squared = dx * dx + dy * dy
      const t = squared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared))
      nearest = Math.min(nearest, Math.hypot(ax + t * dx, ay + t * dy))
    }
  }
  return nearest
}

/** A point well inside the largest polygon, for its name: the middle of its widest stretch among nine rows. */
export function labelPoint(shape: Shape): Position {
  const polygon = shape.toSorted((a, b) => ringArea(b[0]!) - ringArea(a[0]!))[0]!
  const { south, north } = boundsOf([polygon])
  let best: { at: Position; width: number } = { at: polygon[0]![0]!, width: -1 }
  for (let row = 1; row <= 9; row++) {
    const lat = south + ((north - south) * row) / 10
    const crossings = polygon.flatMap((ring) =>
      ring.slice(1).flatMap(([x2, y2], i): number[] => {
        const [x1, y1] = ring[i]!
        return y1 > lat !== y2 > lat ? [((x2 - x1) * (lat - y1)) / (y2 - y1) + x1] : []
      }),
    )
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      // The rows in the middle win over equally wide ones at the edge.
      const width = (crossings[i + 1]! - crossings[i]!) * (1 - Math.abs(row - 5) / 20)
      if (width > best.width) best = { at: [(crossings[i]! + crossings[i + 1]!) / 2, lat], width }
    }
  }
  return best.at
}

/** Rounds to six digits, a tenth of a metre: what is kept and sent. */
export function roundShape(shape: Shape): Shape {
  return shape.map((polygon) =>
    polygon.map((ring) =>
      ring.map(([lon, lat]): Position => [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]),
    ),
  )
}
