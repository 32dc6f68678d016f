import { serve, type App } from '#lib/http'
import { getCity, listUnits, type City } from './contract.ts'
import { selectUnits } from './store.ts'

export type { City, Unit } from './contract.ts'
export { loadUnits, type UnitSeed } from './load-units.ts'
export { findUnit } from './find-unit.ts'
export { findUnitQuery, selectUnits, type UnitRow } from './store.ts'

/** Serves the organisation: its units, and the city it belongs to. */
export function serveOrg(app: App, city: City): void {
  serve(app, getCity, async () => city)
  serve(app, listUnits, async ({ tx }) => {
    const [rows] = await tx.read(selectUnits())
    return { items: rows.map(({ parent_id, ...unit }) => ({ ...unit, parentId: parent_id })) }
  })
}
