import type { Reader } from '#lib/db'
import { findLastQuery, type UnitRow } from './store.ts'

// Every request asks for its actor's unit and units change a few times a year: an answer of some seconds ago will do.
const keptMs = 5_000
let kept = new WeakMap<Reader, Map<string, { unit: UnitRow; at: number }>>()

/** A unit by id, as it is today or last was; what was read within the last seconds is not read again. */
export async function findUnit(reader: Reader, id: string): Promise<UnitRow | undefined> {
  const units = kept.get(reader) ?? new Map<string, { unit: UnitRow; at: number }>()
  kept.set(reader, units)
  const known = units.get(id)
  if (known !== undefined && Date.now() - known.at < keptMs) return known.unit
  const [[unit]] = await reader.read(findLastQuery(id))
  if (unit !== undefined) units.set(id, { unit, at: Date.now() })
  return unit
}

/** The organisation changed: what was kept may be wrong. */
export function forgetUnits(): void {
  kept = new WeakMap()
}
