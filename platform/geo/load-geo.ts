import type pg from 'pg'
import { newId } from '#lib/kernel'
import { cellOf } from './morton.ts'
import { readGeoJson } from './read-geojson.ts'
import type { GeoSeed } from './seed.ts'
import { labelPoint, shapeArea } from './shape.ts'
import { areaRecord } from './store.ts'
import { checkTopology } from './topology.ts'

/**
 * Brings a city's ground in with the migrating login: the areas once, while there are none (from then on they belong to
 * the city's people), and the places that are missing. What is wrong with the areas stops the start.
 */
export async function loadGeo(client: pg.Client, seed: GeoSeed): Promise<void> {
  const known = await client.query('select 1 from geo.area limit 1')
  if (known.rowCount === 0) await loadAreas(client, seed)
  const places = seed.places.map((place) => ({ ...place, id: newId(), cell: String(cellOf(place.lon, place.lat)) }))
  await client.query(
    `insert into geo.place (id, kind, name, address, town, lon, lat, cell, source)
     select id, kind, name, address, nullif(town, ''), lon, lat, cell, 'city' from jsonb_to_recordset($1::jsonb)
       as one (id uuid, kind text, name text, address text, town text, lon float8, lat float8, cell bigint)
     on conflict on constraint place_known_key do nothing`,
    [JSON.stringify(places)],
  )
}

async function loadAreas(client: pg.Client, { settings, areas: text }: GeoSeed): Promise<void> {
  const { areas: drafts } = readGeoJson(text, (point) => point)
  const { areas, findings } = checkTopology(drafts, { levels: settings.levels, sliverM2: 10 })
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(`The city's areas are not right: ${JSON.stringify(errors.slice(0, 5))}`)
  const records = areas.map(({ code, name, level, parentCode, shape }) =>
    areaRecord({
      id: newId(),
      code,
      name,
      level,
      parentCode,
      shape,
      areaM2: shapeArea(shape),
      label: labelPoint(shape),
      sketch: settings.sketch,
      validFrom: settings.validFrom,
      changedBy: null,
    }),
  )
  await client.query(
    `insert into geo.area (id, code, name, level, parent_code, geometry, area_m2, label_lon, label_lat, sketch, valid_from)
     select id, code, name, level, parent_code, geometry, area_m2, label_lon, label_lat, sketch, valid_from
       from jsonb_to_recordset($1::jsonb) as one (id uuid, code text, name text, level text, parent_code text, geometry jsonb,
         area_m2 float8, label_lon float8, label_lat float8, sketch boolean, valid_from date)`,
    [JSON.stringify(records)],
  )
}
