import { Type, type Static } from 'typebox'
import { route } from '#lib/http/contract'

// What a map shows besides areas so that people find their way: roads, bus lines, water. The door is contract.ts.

const Position = Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })])
const Path = Type.Array(Position, { minItems: 2, maxItems: 20_000 })
const Ring = Type.Array(Position, { minItems: 4, maxItems: 20_000 })

/** A road, a bus line or a water of a city, WGS-84. A surface of water is a polygon, everything else runs along lines. */
export const MapLine = Type.Object({
  type: Type.Literal('Feature'),
  properties: Type.Object({
    sort: Type.Union([Type.Literal('road'), Type.Literal('bus_line'), Type.Literal('water')]),
    name: Type.String({ maxLength: 60, description: 'may be empty' }),
    rank: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)], {
      description: '1: shown with the whole district; 3: only when one looks closely',
    }),
    confidence: Type.Optional(Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')])),
  }),
  geometry: Type.Union([
    Type.Object({ type: Type.Literal('LineString'), coordinates: Path }),
    Type.Object({ type: Type.Literal('MultiLineString'), coordinates: Type.Array(Path, { minItems: 1 }) }),
    Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(Ring, { minItems: 1 }) }),
    Type.Object({ type: Type.Literal('MultiPolygon'), coordinates: Type.Array(Type.Array(Ring, { minItems: 1 })) }),
  ]),
})
export type MapLine = Static<typeof MapLine>

export const MapLinesView = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(MapLine),
})
export type MapLinesView = Static<typeof MapLinesView>

export const getLines = route({
  method: 'GET',
  url: '/geo/lines',
  summary: 'Roads, bus lines and waters as GeoJSON for a map, as far as the city’s data has them',
  reply: MapLinesView,
  problems: [],
})
