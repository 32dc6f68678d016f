import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { WordsSchema } from '#lib/http/contract'
import { Level, type MapLinesView } from './contract.ts'

/** What a city says about its ground: `cities/<city>/geo/geo.json`. */
export const GeoSettings = Type.Object({
  levels: Type.Array(Level, { minItems: 1, description: 'from the whole district down' }),
  mapNote: Type.Object(WordsSchema.properties, {
    description: 'approval number of the map, or that it is a sketch 示意',
  }),
  sketch: Type.Boolean({ description: 'the areas that come with the city are a sketch' }),
  validFrom: Type.String({ format: 'date', description: 'since when the areas that come with the city hold' }),
  editors: Type.Array(Type.String(), { description: 'roles that change areas and confirm addresses' }),
  addressPrefixes: Type.Array(Type.String(), { description: 'what addresses begin with and what says nothing here' }),
  plane: Type.Optional(
    Type.Object({
      name: Type.String(),
      method: Type.Union([Type.Literal('helmert'), Type.Literal('affine')]),
      centralMeridian: Type.Number(),
      points: Type.Array(
        Type.Object({
          name: Type.String(),
          lon: Type.Number(),
          lat: Type.Number(),
          x: Type.Number(),
          y: Type.Number(),
        }),
      ),
    }),
  ),
})
export type GeoSettings = Static<typeof GeoSettings>

/** A place as a city's data has it. */
export interface PlaceSeed {
  kind: string
  name: string
  address: string
  town: string
  lon: number
  lat: number
}

/** Everything a city brings along: settings, areas (GeoJSON text), known places, and lines for the map. */
export interface GeoSeed {
  readonly settings: GeoSettings
  readonly areas: string
  readonly places: readonly PlaceSeed[]
  readonly lines: MapLinesView
}

/** Checks a city's settings. Errors: a message that names what is wrong. */
export function parseGeoSettings(value: unknown): GeoSettings {
  if (!Value.Check(GeoSettings, value)) {
    const faults = [...Value.Errors(GeoSettings, value)].map((error) => `${error.instancePath} ${error.message}`)
    throw new Error(`geo.json is not valid:\n  ${faults.join('\n  ')}`)
  }
  return value
}
