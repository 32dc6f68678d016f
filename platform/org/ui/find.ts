import type { Unit } from '../contract.ts'

/** Whether a unit is meant: a part of its name or short name, or the beginning of its code. */
export function isMeant(unit: Pick<Unit, 'name' | 'shortName' | 'code'>, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return (
    unit.name.toLowerCase().includes(wanted) ||
    unit.shortName.toLowerCase().includes(wanted) ||
    unit.code.toLowerCase().startsWith(wanted)
  )
}
