import { Value } from 'typebox/value'
import { MapLine, type MapLinesView } from './contract.ts'

/** What a city without `lines.geojson` has. */
export const noLines: MapLinesView = { type: 'FeatureCollection', features: [] }

const surfaces = ['Polygon', 'MultiPolygon']

/**
 * Reads a city's roads, bus lines and waters from GeoJSON (WGS-84). Errors: a message that names the faulty features, ten
 * at most.
 */
export function parseLines(text: string): MapLinesView {
  const { features } = JSON.parse(text) as { features?: unknown }
  if (!Array.isArray(features)) throw new Error('lines.geojson is no collection of features')
  const faults = features.flatMap((feature: unknown, at) => {
    const fault = faultOf(feature)
    return fault === undefined ? [] : [`feature ${at + 1}: ${fault}`]
  })
  if (faults.length > 0) throw new Error(`lines.geojson is not valid:\n  ${faults.slice(0, 10).join('\n  ')}`)
  return { type: 'FeatureCollection', features: features as MapLine[] }
}

function faultOf(feature: unknown): string | undefined {
  if (!Value.Check(MapLine, feature)) {
    const [error] = Value.Errors(MapLine, feature)
    return `${error?.instancePath} ${error?.message}`
  }
  const { properties, geometry } = feature
  if (properties.sort !== 'water' && surfaces.includes(geometry.type)) return `a ${properties.sort} is no surface`
  const rings =
    geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : []
  return rings.every((ring) => String(ring[0]) === String(ring.at(-1))) ? undefined : 'a ring is not closed'
}
