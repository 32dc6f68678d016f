import type { ReplyOf } from '#lib/http/contract'
import type { MapBounds, Outline } from '#lib/map'
import type { getArea, GeometrySchema } from '../contract.ts'

export type AreaWithBorder = ReplyOf<typeof getArea>

/** A border as the map edits it: every ring without its closing point. */
export function outlineOf(geometry: GeometrySchema): Outline {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  return { rings: rings.map((ring) => ring.slice(0, -1).map(([lon, lat]) => [lon!, lat!])), closed: true }
}

/** The edited border in the pieces and holes it came in; of a new one there is one piece. */
export function geometryOf({ rings }: Outline, like: GeometrySchema | undefined): GeometrySchema {
  const closed = rings.map((ring) => [...ring, ring[0]!].map(([lon, lat]) => [lon, lat]))
  if (like?.type !== 'MultiPolygon') return { type: 'Polygon', coordinates: closed }
  let at = 0
  return { type: 'MultiPolygon', coordinates: like.coordinates.map((polygon) => polygon.map(() => closed[at++]!)) }
}

export function boundsOfOutline({ rings }: Outline): MapBounds {
  const [lons, lats] = [rings.flat().map(([lon]) => lon), rings.flat().map(([, lat]) => lat)]
  return { west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) }
}

/** A box of some three hundred metres around a point. */
export function boundsAround([lon, lat]: readonly [number, number]): MapBounds {
  return { west: lon - 0.0015, east: lon + 0.0015, south: lat - 0.0012, north: lat + 0.0012 }
}
