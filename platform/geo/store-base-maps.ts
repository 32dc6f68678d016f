import { sql as raw } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'
import type { BaseMapSettings } from './contract-base-maps.ts'

const sql = sqlFor<Pick<Database, 'geo.base_map'>>()

export interface BaseMapRow {
  id: string
  name: string
  url: string
  subdomains: string
  sealed_key: Buffer | null
  attribution: string
  approval_number: string
  datum: string
  min_zoom: number
  max_zoom: number
  is_on: boolean
  version: number
}

export type BaseMapDetails = Omit<BaseMapSettings, 'id' | 'hasKey' | 'isOn' | 'version'>

const columns = [
  'id',
  'name',
  'url',
  'subdomains',
  'sealed_key',
  'attribution',
  'approval_number',
  'datum',
  'min_zoom',
  'max_zoom',
  'is_on',
  'version',
] as const

export function selectBaseMaps(): Compilable<BaseMapRow> {
  return sql.selectFrom('geo.base_map').select(columns).orderBy('name')
}

export type OfferedRow = Pick<
  BaseMapRow,
  'id' | 'version' | 'name' | 'attribution' | 'approval_number' | 'min_zoom' | 'max_zoom'
>

/** The base maps that are on, as everybody is told of them. */
export function selectOfferedBaseMaps(): Compilable<OfferedRow> {
  return sql.selectFrom(raw<OfferedRow>`geo.offered_base_maps()`.as('map')).selectAll()
}

export type TileSourceRow = Pick<BaseMapRow, 'url' | 'subdomains' | 'datum' | 'sealed_key' | 'min_zoom' | 'max_zoom'>

/** Where the tiles of a version of a base map come from; nothing when it is off or has changed. */
export function selectTileSource(id: string, version: number): Compilable<TileSourceRow> {
  return sql.selectFrom(raw<TileSourceRow>`geo.tile_source(${id}, ${version})`.as('source')).selectAll()
}

export function selectBaseMap(id: string): Compilable<BaseMapRow> {
  return selectOne(id)
}

export function lockBaseMap(id: string): Compilable<BaseMapRow> {
  return selectOne(id).forUpdate()
}

function selectOne(id: string) {
  return sql.selectFrom('geo.base_map').select(columns).where('id', '=', id)
}

export function insertBaseMap(id: string, details: BaseMapDetails, sealedKey: Buffer | null): Compilable<unknown> {
  return sql.insertInto('geo.base_map').values({ id, ...valuesOf(details), sealed_key: sealedKey })
}

/** Changes what is said of one; `sealedKey` undefined leaves the key as it is. */
export function updateBaseMap(
  id: string,
  details: BaseMapDetails,
  sealedKey: Buffer | null | undefined,
): Compilable<unknown> {
  return sql
    .updateTable('geo.base_map')
    .set({ ...valuesOf(details), ...changed, ...(sealedKey === undefined ? {} : { sealed_key: sealedKey }) })
    .where('id', '=', id)
}

export function updateBaseMapSwitch(id: string, on: boolean): Compilable<unknown> {
  return sql
    .updateTable('geo.base_map')
    .set({ is_on: on, ...changed })
    .where('id', '=', id)
}

export function deleteBaseMap(id: string): Compilable<unknown> {
  return sql.deleteFrom('geo.base_map').where('id', '=', id)
}

const changed = { version: raw<number>`version + 1`, changed_at: raw<Date>`now()` }

function valuesOf({ approvalNumber, minZoom, maxZoom, name, url, subdomains, attribution, datum }: BaseMapDetails) {
  return {
    name,
    url,
    subdomains,
    attribution,
    datum,
    approval_number: approvalNumber,
    min_zoom: minZoom,
    max_zoom: maxZoom,
  }
}
