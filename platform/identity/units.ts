import type { Reader } from '#lib/db'
import { findLastUnitQuery, type UnitRow } from '#platform/org'

/** Units by id, as they are today or last were, in one round trip. What is not there is not in the answer. */
export async function findUnits(reader: Reader, ids: Iterable<string>): Promise<Map<string, UnitRow>> {
  const wanted = [...new Set(ids)]
  const found = wanted.length === 0 ? [] : await reader.read(...wanted.map((id) => findLastUnitQuery(id)))
  return new Map(found.flat().map((unit) => [unit.id, unit]))
}
