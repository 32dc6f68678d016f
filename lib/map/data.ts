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
 * Tiles under the own map, when an installation has some. The address must be one of the own origin (a proxy in front of
 * the tile service), for pages speak to nobody else. Off while it is missing.
 */
export type RasterBase =
  | { readonly kind: 'xyz'; readonly url: string; readonly attribution: string }
  | {
      readonly kind: 'wmts'
      readonly url: string
      readonly layer: string
      readonly tileMatrixSet: string
      readonly style: string
      readonly format: string
      readonly attribution: string
    }

/** The address template of tiles, with {z}, {x} and {y} (WMTS: the key-value form of OGC 07-057r7). */
export function tileUrl(raster: RasterBase): string {
  if (raster.kind === 'xyz') return raster.url
  const query = {
    SERVICE: 'WMTS',
    REQUEST: 'GetTile',
    VERSION: '1.0.0',
    LAYER: raster.layer,
    STYLE: raster.style,
    TILEMATRIXSET: raster.tileMatrixSet,
    FORMAT: raster.format,
  }
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return `${raster.url}${raster.url.includes('?') ? '&' : '?'}${pairs.join('&')}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`
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
