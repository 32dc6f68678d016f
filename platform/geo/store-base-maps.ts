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
