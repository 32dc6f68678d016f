import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'

const sql = sqlFor<Pick<Database, 'org.unit'>>()

export interface UnitRow {
  id: string
  code: string
  name: string
  sort: string
  parent_id: string | null
}

const columns = ['id', 'code', 'name', 'sort', 'parent_id'] as const

export function selectUnits(): Compilable<UnitRow> {
  return sql.selectFrom('org.unit').select(columns).orderBy('position')
}

/** The query for one unit, for a use case of another module to send together with its own. */
export function findUnitQuery(id: string): Compilable<UnitRow> {
  return sql.selectFrom('org.unit').select(columns).where('id', '=', id)
}
