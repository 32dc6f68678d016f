import type { Static } from 'typebox'
import type { FoundPlace } from './contract.ts'
import type { Ground } from './ground.ts'
import { cellOf } from './morton.ts'

/** What is known of where something is. */
export interface PlaceQuestion {
  readonly address: string
  /** WGS-84, when somebody stood there or put it on a map: it decides, whatever the address says */
  readonly lon?: number | undefined
  readonly lat?: number | undefined
  /** when it happened: the areas of that day count */
  readonly at: Date
}

/**
 * Where something is: point, cell, and the areas from town to unit grid as they were at the moment. In memory and in
 * well under a millisecond, so that a use case may ask inside its transaction; `await ground.fresh()` before it.
 * `sure` is false when the point lies outside the city, or the address is not known well enough to be taken unasked:
 * the place is then a suggestion, and the address one for the queue. Nothing found: undefined.
 */
export function findPlace(
  ground: Ground,
  { address, lon, lat, at }: PlaceQuestion,
): Static<typeof FoundPlace> | undefined {
  if (lon !== undefined && lat !== undefined) {
    const areas = areasOf(ground, lon, lat, at)
    return { lon, lat, cell: String(cellOf(lon, lat)), areas, confidence: 1, sure: areas.length > 0, by: 'point' }
  }
  const { candidates, resolved } = ground.resolveAddress(address)
  const best = candidates[0]
  if (best === undefined) return undefined
  const areas = areasOf(ground, best.lon, best.lat, at)
  return {
    lon: best.lon,
    lat: best.lat,
    cell: String(cellOf(best.lon, best.lat)),
    areas,
    confidence: best.confidence,
    // A village of today may lie outside of what the city was then.
    sure: resolved && areas.length > 0,
    by: best.kind,
  }
}

/** The areas of a moment that hold a point, from the town down: that it lies in the city is all the first would say. */
export function areasOf(ground: Ground, lon: number, lat: number, at: Date): Static<typeof FoundPlace>['areas'] {
  return ground
    .areasAt(at)
    .locate(lon, lat)
    .slice(1)
    .map(({ level, code, name }) => ({ level, code, name }))
}
