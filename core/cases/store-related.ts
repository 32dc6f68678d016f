import { sql as raw, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Compilable } from '#lib/db'
import { metresAt } from '#platform/geo'
import { listRows, sql, type CaseListRow, type Sight } from './store.ts'

/** What makes a case related to one. */
export interface Around {
  /** the case itself, which is not related to itself */
  readonly id: string
  readonly kind: string
  readonly category: string | null
  readonly openedFrom: Date
  readonly openedUntil: Date
  /** within so many metres of it; else the same category among what the unit `ground` sees, having or having had it */
  readonly place: { readonly lon: number; readonly lat: number; readonly metres: number } | undefined
  readonly ground: string | undefined
}

/** `distance` in metres; null where there is no point to measure from. */
export type RelatedRow = CaseListRow & { same_category: boolean; distance: number | null }

/** The related cases that may be seen: same category first, then the nearest, then the newest. */
export function selectRelated(around: Around, sight: Sight, most: number): Compilable<RelatedRow> {
  const [same, far] = [sameCategory(around), distance(around)]
  const order = raw`${same} desc, ${far} nulls last, c.opened_at desc, c.id`
  const ids = raw`select c.id from cases.case as c where ${related(around, sight)} order by ${order} limit ${most}`
  return listRows(ids)
    .select(same.as('same_category'))
    .select(far.as('distance'))
    .orderBy(same, 'desc')
    .orderBy(far, (by) => by.nullsLast())
    .orderBy('c.opened_at', 'desc')
    .orderBy('c.id')
}

/** How many there are. */
export function countRelated(around: Around, sight: Sight): Compilable<{ count: number }> {
  const found = raw<{ one: number }>`(select 1 as one from cases.case as c where ${related(around, sight)})`
  return sql.selectFrom(found.as('found')).select(raw<number>`count(*)::int8`.as('count'))
}

/** The condition for `cases.case as c`: first what an index finds, then the true distance and who may see it. */
function related(around: Around, sight: Sight): Expression<SqlBool> {
  const { id, kind, category, openedFrom, openedUntil, place, ground } = around
  const parts: Expression<SqlBool>[] = []
  if (place === undefined) {
    parts.push(raw<SqlBool>`c.kind = ${kind} and c.category = ${category} and ${ground}::uuid = any(c.seen_by)`)
  } else {
    const { lon, lat, metres } = place
    const { east, north } = metresAt(lat)
    parts.push(raw<SqlBool>`c.lat between ${lat - metres / north}::float8 and ${lat + metres / north}::float8
      and c.lon between ${lon - metres / east}::float8 and ${lon + metres / east}::float8
      and ${distance(around)} <= ${metres}::float8`)
  }
  parts.push(raw<SqlBool>`c.id <> ${id}::uuid and c.opened_at between ${openedFrom} and ${openedUntil}`)
  parts.push(inSight(sight))
  return raw<SqlBool>`${raw.join(parts, raw` and `)}`
}

/** Said of each of the few that are near: looking for what the units have first would find far more. */
function inSight({ kinds, units, places, categories, sensitivity }: Sight): Expression<SqlBool> {
  const confidential = sensitivity < 2 ? raw<SqlBool>`c.sensitivity < 2` : raw<SqlBool>`true`
  return raw<SqlBool>`((c.kind = any(${kinds}::text[]) and ${confidential}) or c.seen_by && ${units}::uuid[])
    ${places === null ? raw`` : raw`and cases.reaches('places', c.area)`}
    ${categories === null ? raw`` : raw`and cases.reaches('categories', c.category)`}`
}

function sameCategory({ kind, category }: Around): RawBuilder<boolean> {
  // A plain `false` may not be sorted by.
  if (category === null) return raw<boolean>`(1 = 0)`
  return raw<boolean>`coalesce(c.kind = ${kind} and c.category = ${category}, false)`
}

/** Metres: over so short a way the earth is flat. */
function distance({ place }: Around): RawBuilder<number | null> {
  if (place === undefined) return raw<null>`null::float8`
  const { lon, lat } = place
  const { east, north } = metresAt(lat)
  return raw<
    number | null
  >`sqrt(((c.lon - ${lon}::float8) * ${east}::float8) ^ 2 + ((c.lat - ${lat}::float8) * ${north}::float8) ^ 2)`
}
