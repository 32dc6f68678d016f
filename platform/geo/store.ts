import { sql as raw } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'
import { cellOf, rangesOf, type Box } from './morton.ts'
import type { Shape } from './shape.ts'

const sql = sqlFor<Pick<Database, 'geo.area' | 'geo.place' | 'geo.revision' | 'geo.unresolved' | 'geo.waiting'>>()

export interface AreaRow {
  id: string
  code: string
  name: string
  level: string
  parent_code: string | null
  geometry: unknown
  area_m2: number
  label_lon: number
  label_lat: number
  sketch: boolean
  valid_from: string
  valid_to: string | null
  changed_by: string | null
}

const areaColumns = [
  'id',
  'code',
  'name',
  'level',
  'parent_code',
  'geometry',
  'area_m2',
  'label_lon',
  'label_lat',
  'sketch',
  'changed_by',
] as const
const from = raw<string>`valid_from::text`.as('valid_from')
const to = raw<string | null>`valid_to::text`.as('valid_to')

export function selectRevision(): Compilable<{ number: string }> {
  return sql.selectFrom('geo.revision').select(raw<string>`number::text`.as('number'))
}

/** Holds every other change of areas and places back until the transaction ends. */
export function lockRevision(): Compilable<{ number: string }> {
  return sql
    .selectFrom('geo.revision')
    .select(raw<string>`number::text`.as('number'))
    .forUpdate()
}

export function countRevision(): Compilable<unknown> {
  return sql.updateTable('geo.revision').set({ number: raw<never>`number + 1` })
}

/** Every version of every area. */
export function allVersions(): Compilable<AreaRow> {
  return sql
    .selectFrom('geo.area')
    .select([...areaColumns, from, to])
    .orderBy('code')
}

/** The last version of every area, ended ones too. */
export function lastVersions(): Compilable<AreaRow> {
  return sql
    .selectFrom('geo.area')
    .distinctOn('code')
    .select([...areaColumns, from, to])
    .orderBy('code')
    .orderBy('geo.area.valid_from', 'desc')
}

/** All versions of an area, the newest first. */
export function versionsOf(code: string): Compilable<AreaRow> {
  return sql
    .selectFrom('geo.area')
    .select([...areaColumns, from, to])
    .where('code', '=', code)
    .orderBy('geo.area.valid_from', 'desc')
}

export interface NewArea {
  id: string
  code: string
  name: string
  level: string
  parentCode: string | null
  shape: Shape
  areaM2: number
  label: readonly [number, number]
  sketch: boolean
  validFrom: string
  changedBy: string | null
}

/** New versions, in one statement however many; a version that began on the same day is replaced. */
export function putAreas(areas: readonly NewArea[]): Compilable<unknown> {
  return sql
    .insertInto('geo.area')
    .columns([...areaColumns, 'valid_from', 'changed_at'])
    .expression(
      raw`select id, code, name, level, parent_code, geometry, area_m2, label_lon, label_lat, sketch, changed_by, valid_from, now()
        from jsonb_to_recordset(${JSON.stringify(areas.map(areaRecord))}::jsonb) as one (id uuid, code text, name text, level text,
        parent_code text, geometry jsonb, area_m2 float8, label_lon float8, label_lat float8, sketch boolean, changed_by text,
        valid_from date)` as never,
    )
    .onConflict((conflict) =>
      conflict.constraint('area_code_from_key').doUpdateSet((excluded) => ({
        name: excluded.ref('excluded.name'),
        level: excluded.ref('excluded.level'),
        parent_code: excluded.ref('excluded.parent_code'),
        geometry: excluded.ref('excluded.geometry'),
        area_m2: excluded.ref('excluded.area_m2'),
        label_lon: excluded.ref('excluded.label_lon'),
        label_lat: excluded.ref('excluded.label_lat'),
        sketch: excluded.ref('excluded.sketch'),
        changed_by: excluded.ref('excluded.changed_by'),
        changed_at: excluded.ref('excluded.changed_at'),
      })),
    )
}

export function areaRecord(area: NewArea): Record<string, unknown> {
  return {
    id: area.id,
    code: area.code,
    name: area.name,
    level: area.level,
    parent_code: area.parentCode,
    geometry: area.shape,
    area_m2: Math.round(area.areaM2),
    label_lon: area.label[0],
    label_lat: area.label[1],
    sketch: area.sketch,
    changed_by: area.changedBy,
    valid_from: area.validFrom,
  }
}

/** Ends the present versions of areas that began before a day. */
export function endAreas(codes: readonly string[], day: string): Compilable<unknown> {
  return sql
    .updateTable('geo.area')
    .set({ valid_to: raw<never>`${day}::date` })
    .where('code', 'in', codes)
    .where('valid_to', 'is', null)
    .where(raw<boolean>`valid_from < ${day}::date`)
}

export interface PlaceRow {
  id: string
  kind: string
  name: string
  address: string
  town: string | null
  lon: number
  lat: number
  source: string
}

const placeColumns = ['id', 'kind', 'name', 'address', 'town', 'lon', 'lat', 'source'] as const

export function selectPlaces(): Compilable<PlaceRow> {
  return sql.selectFrom('geo.place').select(placeColumns).orderBy('id')
}

/** Places in a box: the ranges find them by their cell, the coordinates decide. */
export function placesIn(box: Box, limit: number): Compilable<PlaceRow> {
  const ranges = rangesOf(box)
  return sql
    .selectFrom('geo.place')
    .select(placeColumns)
    .where((condition) =>
      condition.or(
        ranges.map(
          ({ from: low, to: high }) => raw<boolean>`cell between ${String(low)}::bigint and ${String(high)}::bigint`,
        ),
      ),
    )
    .where('lon', '>=', box.west)
    .where('lon', '<=', box.east)
    .where('lat', '>=', box.south)
    .where('lat', '<=', box.north)
    .orderBy('id')
    .limit(limit)
}

export function insertPlace(place: Omit<PlaceRow, 'source'>): Compilable<unknown> {
  return sql
    .insertInto('geo.place')
    .values({ ...place, source: 'confirmed', cell: raw<never>`${String(cellOf(place.lon, place.lat))}::bigint` })
}

export function deletePlace(id: string): Compilable<unknown> {
  return sql.deleteFrom('geo.place').where('id', '=', id).where('source', '=', 'confirmed')
}

export interface UnresolvedRow {
  id: string
  text: string
  times: number
  state: string
  asked_at: Date
  place_id: string | null
  lon: number | null
  lat: number | null
  decided_by: string | null
  decided_at: Date | null
}

/** What waits for an address, in the asking module's words. */
export interface WaitingSubject {
  readonly kind: string
  readonly id: string
}

export interface UnresolvedFilter {
  state: string | undefined
  search: string | undefined
  page: number
  pageSize: number
}

export function selectUnresolved({
  state,
  search,
  page,
  pageSize,
}: UnresolvedFilter): Compilable<UnresolvedRow & { total: number; waiting: number }> {
  let query = sql
    .selectFrom('geo.unresolved')
    .selectAll()
    .select([
      raw<number>`(count(*) over ())::int`.as('total'),
      raw<number>`geo.waiting_for(geo.unresolved.id)`.as('waiting'),
    ])
    .orderBy('times', 'desc')
    .orderBy('asked_at', 'desc')
    .orderBy('id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
  if (state !== undefined) query = query.where('state', '=', state)
  if (search !== undefined && search !== '')
    query = query.where('text', 'like', `%${search.replaceAll(/[\\%_]/gu, '\\$&')}%`)
  return query
}

export function lockUnresolved(id: string): Compilable<UnresolvedRow> {
  return sql.selectFrom('geo.unresolved').selectAll().where('id', '=', id).forUpdate()
}

type QueuedRow = Pick<UnresolvedRow, 'id' | 'state' | 'lon' | 'lat'>

/**
 * A new address in the queue; one that is there counts up, and one that was decided stays so. Tells which it is. What
 * waits for it is told where it is: a thing waits for one address, its newest.
 */
export function queueUnresolved(
  id: string,
  { text, askedAt, subject }: { text: string; askedAt: string; subject: WaitingSubject | undefined },
): Compilable<QueuedRow> {
  const queued = raw<QueuedRow>`geo.queue_address(${id}, ${text}, ${askedAt}::timestamptz,
    ${subject?.kind ?? null}, ${subject?.id ?? null})`
  return sql.selectFrom(queued.as('queued')).selectAll()
}

export function selectWaiting(unresolvedId: string): Compilable<WaitingSubject> {
  return sql
    .selectFrom('geo.waiting')
    .select(['subject_kind as kind', 'subject_id as id'])
    .where('unresolved_id', '=', unresolvedId)
    .orderBy('queued_at')
}

export function decideUnresolved(
  id: string,
  decision: { state: string; placeId: string | null; lon: number | null; lat: number | null; by: string | null },
): Compilable<unknown> {
  return sql
    .updateTable('geo.unresolved')
    .set({
      state: decision.state,
      place_id: decision.placeId,
      lon: decision.lon,
      lat: decision.lat,
      decided_by: decision.by,
      decided_at: decision.by === null ? null : raw<Date>`now()`,
    })
    .where('id', '=', id)
}
