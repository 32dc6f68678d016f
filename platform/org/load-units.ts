import type pg from 'pg'
import { newId } from '#lib/kernel'

/** A unit as a city's data names it; `parent` is a code. */
export interface UnitSeed {
  code: string
  name: string
  sort: 'centre' | 'town' | 'bureau' | 'enterprise'
  parent?: string
}

/**
 * Brings a city's units in, by code: new ones are made, known ones renamed, none removed. Runs with the migrating
 * login, for serving requests may not change the organisation. Returns code → id.
 */
export async function loadUnits(client: pg.Client, units: readonly UnitSeed[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (const [position, { code, name, sort, parent }] of units.entries()) {
    const parentId = parent === undefined ? null : ids.get(parent)
    if (parentId === undefined) throw new Error(`Unit ${code}: its parent ${parent} must stand before it`)
    const { rows } = await client.query<{ id: string }>(
      `insert into org.unit (id, code, name, sort, parent_id, position) values ($1, $2, $3, $4, $5, $6)
       on conflict (code) do update set name = excluded.name, sort = excluded.sort, parent_id = excluded.parent_id,
         position = excluded.position
       returning id`,
      [newId(), code, name, sort, parentId, position],
    )
    ids.set(code, rows[0]!.id)
  }
  return ids
}
