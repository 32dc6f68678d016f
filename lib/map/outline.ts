import type { Position } from './data.ts'

/** Borders being drawn: rings without the closing point. While it is drawn, the one ring is not `closed` yet. */
export interface Outline {
  readonly rings: readonly (readonly Position[])[]
  readonly closed: boolean
}

export interface Corner {
  readonly ring: number
  readonly corner: number
}

export const nothingDrawn: Outline = { rings: [[]], closed: false }

function withRing(outline: Outline, ring: number, points: readonly Position[]): Outline {
  return { ...outline, rings: outline.rings.with(ring, points) }
}

export function addCorner(outline: Outline, at: Position): Outline {
  return withRing(outline, 0, [...outline.rings[0]!, at])
}

export function moveCorner(outline: Outline, { ring, corner }: Corner, to: Position): Outline {
  return withRing(outline, ring, outline.rings[ring]!.with(corner, to))
}

export function insertAfter(outline: Outline, { ring, corner }: Corner, at: Position): Outline {
  return withRing(outline, ring, outline.rings[ring]!.toSpliced(corner + 1, 0, at))
}

/** Takes a corner away; a closed ring keeps its last three. */
export function removeCorner(outline: Outline, { ring, corner }: Corner): Outline {
  const points = outline.rings[ring]!
  return outline.closed && points.length <= 3 ? outline : withRing(outline, ring, points.toSpliced(corner, 1))
}

/** Ends the drawing; with fewer than three corners there is nothing to end. */
export function close(outline: Outline): Outline {
  return outline.rings[0]!.length < 3 ? outline : { ...outline, closed: true }
}

/** The middle of the edge after a corner. */
export function middleAfter(outline: Outline, { ring, corner }: Corner): Position {
  const points = outline.rings[ring]!
  const [a, b] = [points[corner]!, points[(corner + 1) % points.length]!]
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}

/** The corner before or after one, going round all rings. */
export function stepCorner({ rings }: Outline, from: Corner | undefined, step: 1 | -1): Corner | undefined {
  const all = rings.flatMap((points, ring) => points.map((_, corner) => ({ ring, corner })))
  if (all.length === 0) return undefined
  const at = from === undefined ? -1 : all.findIndex((one) => one.ring === from.ring && one.corner === from.corner)
  return all[(at + step + all.length + (at === -1 && step === -1 ? 1 : 0)) % all.length]
}

/** Corners, middles of edges and the border itself, as the map draws them. */
export function outlineFeatures(outline: Outline, active: Corner | undefined): object {
  const { rings, closed } = outline
  const line = rings.map((points) => (closed && points.length > 0 ? [...points, points[0]!] : points))
  const features: object[] = []
  if (line.some((points) => points.length > 1)) {
    features.push(
      closed
        ? feature('border', { type: 'MultiPolygon', coordinates: line.map((points) => [points]) })
        : feature('border', { type: 'MultiLineString', coordinates: line }),
    )
  }
  for (const [ring, points] of rings.entries()) {
    for (const [corner, at] of points.entries()) {
      const isActive = active?.ring === ring && active.corner === corner
      features.push(feature(isActive ? 'active' : 'corner', { type: 'Point', coordinates: at }, { ring, corner }))
      if (closed || corner < points.length - 1)
        features.push(
          feature('middle', { type: 'Point', coordinates: middleAfter(outline, { ring, corner }) }, { ring, corner }),
        )
    }
  }
  return { type: 'FeatureCollection', features }
}

function feature(role: string, geometry: object, properties: object = {}): object {
  return { type: 'Feature', properties: { role, ...properties }, geometry }
}
