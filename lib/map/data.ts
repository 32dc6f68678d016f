export type Position = [lon: number, lat: number]

/** GeoJSON borders with a code and a name; `lon` and `lat` say where the name stands. */
export interface MapAreas {
  readonly type: 'FeatureCollection'
  readonly features: readonly {
    readonly type: 'Feature'
    readonly properties: { readonly code: string; readonly name: string; readonly lon: number; readonly lat: number }
    readonly geometry: unknown
  }[]
}

/** GeoJSON roads, bus lines and waters, by which people find their way; the lower the rank, the earlier they are shown. */
export interface MapLines {
  readonly type: 'FeatureCollection'
  readonly features: readonly {
    readonly type: 'Feature'
    readonly properties: {
      readonly sort: 'road' | 'bus_line' | 'water'
      readonly name: string
      readonly rank: 1 | 2 | 3
    }
    readonly geometry: unknown
  }[]
}

export const noLines: MapLines = { type: 'FeatureCollection', features: [] }

export const noAreas: MapAreas = { type: 'FeatureCollection', features: [] }

/** Something that stands at a point. `strong` ones are drawn over the others and never gathered into clusters. */
export interface MapMarker {
  readonly id: string
  readonly lon: number
  readonly lat: number
  readonly label?: string
  readonly strong?: boolean
}

export interface MapBounds {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/**
 * Tiles under the own map, when an installation has some. Their address is one of the own origin, for pages speak to
 * nobody else: a path with {z}, {x} and {y}.
 */
export interface RasterBase {
  readonly id: string
  /** what people choose it by */
  readonly name: string
  readonly url: string
  /** whose map it is and its approval number: shown as long as it is */
  readonly attribution: string
  readonly minZoom: number
  readonly maxZoom: number
}

/** The box around what is shown; undefined when it is nothing. */
export function boundsOfAreas(areas: MapAreas): MapBounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] !== 'number') return value.forEach(visit)
    const [lon, lat] = value as Position
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  for (const { geometry } of areas.features) visit((geometry as { coordinates?: unknown }).coordinates)
  return west === Infinity ? undefined : { west, south, east, north }
}
