import type { Order, TreeUnit } from '../contract.ts'

/** A new unit as it is being written. */
export interface NewUnit {
  readonly code: string
  readonly name: string
  readonly shortName: string
  readonly divisionCode: string
  readonly childIds: readonly string[]
}

/** Everything a change may need, as far as it is filled in. */
export interface OrderDraft {
  readonly fresh: NewUnit
  readonly sort: string
  readonly parentId: string | null
  readonly unitIds: readonly string[]
  readonly intoKnown: boolean
  readonly targetId: string | null
  readonly parts: readonly NewUnit[]
  readonly keep: boolean
  readonly successorId: string | null
  readonly childrenTo: string | null
  readonly sequence: readonly string[]
}

export const noUnit: NewUnit = { code: '', name: '', shortName: '', divisionCode: '', childIds: [] }

/** How a change begins: with what the unit is now, or, of a unit to open below it, with what its neighbours are. */
export function emptyDraft(kind: Order['kind'], unit: TreeUnit, items: readonly TreeUnit[]): OrderDraft {
  const { name, shortName, divisionCode, sort } = unit
  const isNew = kind === 'open'
  return {
    fresh: isNew ? noUnit : { ...noUnit, name, shortName, divisionCode: divisionCode ?? '' },
    sort: isNew ? (items.findLast((one) => one.parentId === unit.id)?.sort ?? '') : sort,
    parentId: null,
    unitIds: [],
    intoKnown: true,
    targetId: null,
    parts: [noUnit, noUnit],
    keep: false,
    successorId: null,
    childrenTo: null,
    sequence: items.filter((one) => one.parentId === unit.id).map((one) => one.id),
  }
}

/** The order a draft means; undefined while something is missing. */
export function orderFrom(kind: Order['kind'], unit: TreeUnit, draft: OrderDraft): Order | undefined {
  const unitId = unit.id
  const fresh = (one: NewUnit) => {
    const { code, name, shortName, divisionCode } = one
    return {
      code: code.trim(),
      name: name.trim(),
      shortName: shortName.trim() === '' ? name.trim().slice(0, 40) : shortName.trim(),
      divisionCode: divisionCode.trim() === '' ? null : divisionCode.trim(),
    }
  }
  const isNamed = (one: NewUnit): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(one.code.trim()) && isWritten(one)
  const isWritten = (one: NewUnit): boolean => one.name.trim() !== '' && /^(?:\d{6,12})?$/.test(one.divisionCode.trim())
  switch (kind) {
    case 'open':
      return isNamed(draft.fresh) && draft.sort !== ''
        ? { kind, ...fresh(draft.fresh), sort: draft.sort, parentId: unitId }
        : undefined
    case 'rename': {
      if (!isWritten(draft.fresh)) return undefined
      const { code: _, ...names } = fresh(draft.fresh)
      return { kind, unitId, ...names }
    }
    case 'convert':
      return draft.sort === unit.sort ? undefined : { kind, unitId, sort: draft.sort }
    case 'move':
      return draft.parentId === null ? undefined : { kind, unitId, parentId: draft.parentId }
    case 'merge': {
      const unitIds = [unitId, ...draft.unitIds]
      if (draft.intoKnown)
        return draft.targetId === null ? undefined : { kind, unitIds, into: { unitId: draft.targetId } }
      return isNamed(draft.fresh) ? { kind, unitIds, into: fresh(draft.fresh) } : undefined
    }
    case 'split':
      return draft.parts.every(isNamed)
        ? {
            kind,
            unitId,
            keep: draft.keep,
            into: draft.parts.map((one) => ({ ...fresh(one), childIds: [...one.childIds] })),
          }
        : undefined
    case 'close':
      return { kind, unitId, successorId: draft.successorId, childrenTo: draft.childrenTo }
    case 'reorder':
      return { kind, parentId: unitId, unitIds: [...draft.sequence] }
  }
}
