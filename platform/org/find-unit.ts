import type { Reader } from '#lib/db'
import { findUnitQuery, type UnitRow } from './store.ts'

// Every request asks for its actor's unit and units change a few times a year: a minute-old answer will do.
const keptMs = 60_000
const kept = new WeakMap<Reader, Map<string, { unit: UnitRow; at: number }>>()

/** A unit by id; what was read within the last minute is not read again. */
export async function findUnit(reader: Reader, id: string): Promise<UnitRow | undefined> {
  const units = kept.get(reader) ?? new Map<string, { unit: UnitRow; at: number }>()
  kept.set(reader, units)
  const known = units.get(id)
  if (known !== undefined && Date.now() - known.at < keptMs) return known.unit
  const [[unit]] = await reader.read(findUnitQuery(id))
  if (unit !== undefined) units.set(id, { unit, at: Date.now() })
  return unit
}
