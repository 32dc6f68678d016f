import { newId } from '#lib/kernel'
import { ProblemError } from '#lib/http'
import { checkForest } from './check-forest.ts'
import { changeProblems, type ChangeCode, type Order } from './contract.ts'
import { childrenOn, Forest, type Day, type OrgChange, type SortSeed, type Step, type UnitVersion } from './forest.ts'

/** What a change is made from. */
export interface Situation {
  readonly forest: Forest
  readonly sorts: ReadonlyMap<string, SortSeed>
  /** code → id of every unit that ever was */
  readonly codes: ReadonlyMap<string, string>
}

/** A change that is possible, before it is stored. */
export interface PlannedChange extends OrgChange {
  /** id → code of the units it opens */
  readonly opened: ReadonlyMap<string, string>
  readonly after: Forest
}

/** Ends a request by one of the ways in which a change is not possible. */
export function refuse(code: ChangeCode, data: Readonly<Record<string, unknown>> = {}): never {
  throw new ProblemError(
    changeProblems.find((kind) => kind.code === code)!,
    data,
  )
}

/** What a draft says of a change. */
export interface Draft {
  readonly kind: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly steps: readonly Step[]
  readonly opened: ReadonlyMap<string, string>
}

/** Puts a draft into the tree and looks whether the tree stands, on its day and on every later one. */
export function place(situation: Situation, draft: Draft, effectiveOn: Day): PlannedChange {
  for (const [id, code] of draft.opened) {
    const known = situation.codes.get(code)
    if (known !== undefined && known !== id) refuse('org.code_taken', { code })
  }
  if (draft.steps.length === 0) refuse('org.nothing_changes', { day: effectiveOn })
  const sequence = Number.MAX_SAFE_INTEGER
  const change: OrgChange = { id: newId(), sequence, effectiveOn, ...draft }
  const after = new Forest([...situation.forest.changes, change])
  const fault = checkForest(after, situation.sorts, effectiveOn, sequence)
  if (fault !== undefined) {
    const { code, ...data } = fault
    refuse(code, data)
  }
  return { ...change, opened: draft.opened, after }
}

/** Turns an order into the steps it means on its day. */
export function draftOf({ forest, codes }: Situation, order: Order, day: Day): Draft {
  const view = forest.on(day)
  const children = childrenOn(view)
  const opened = new Map<string, string>()
  const steps: Step[] = []
  const get = (unitId: string): UnitVersion => {
    const version = view.get(unitId)
    if (version !== undefined) return version
    const known = forest.versionsOf(unitId).at(-1)
    return known === undefined ? refuse('org.no_such_unit') : refuse('org.not_open_then', { unit: known.name, day })
  }
  const lastPlace = (parentId: string | null): number =>
    Math.max(0, ...(children.get(parentId ?? '') ?? []).map((one) => one.position)) + 1
  const open = (
    unit: { code: string; name: string; shortName: string; divisionCode: string | null },
    where: { sort: string; parentId: string | null; position: number },
  ): string => {
    if (codes.has(unit.code) || [...opened.values()].includes(unit.code)) refuse('org.code_taken', { code: unit.code })
    const unitId = newId()
    opened.set(unitId, unit.code)
    const { sort, parentId, position } = where
    const [name, shortName] = [unit.name.trim(), unit.shortName.trim()]
    const content = { name, shortName, divisionCode: unit.divisionCode, sort, parentId, position }
    steps.push({ op: 'open', unitId, content })
    return unitId
  }
  /** Puts units below another, after those that are there. */
  const bring = (units: readonly UnitVersion[], parentId: string): void => {
    let position = lastPlace(parentId)
    for (const { unitId } of units) steps.push({ op: 'set', unitId, content: { parentId, position: position++ } })
  }
  const draft = (from: readonly string[], to: readonly string[]): Draft => ({
    kind: order.kind,
    from,
    to,
    steps,
    opened,
  })

  switch (order.kind) {
    case 'open': {
      if (order.parentId !== null) get(order.parentId)
      const { sort, parentId } = order
      return draft([], [open(order, { sort, parentId, position: lastPlace(parentId) })])
    }
    case 'rename': {
      const now = get(order.unitId)
      const content = { name: order.name.trim(), shortName: order.shortName.trim(), divisionCode: order.divisionCode }
      const same = (['name', 'shortName', 'divisionCode'] as const).every((field) => now[field] === content[field])
      if (!same) steps.push({ op: 'set', unitId: order.unitId, content })
      return draft([order.unitId], [])
    }
    case 'convert': {
      if (get(order.unitId).sort !== order.sort)
        steps.push({ op: 'set', unitId: order.unitId, content: { sort: order.sort } })
      return draft([order.unitId], [])
    }
    case 'move': {
      get(order.parentId)
      const unit = get(order.unitId)
      if (unit.parentId !== order.parentId) bring([unit], order.parentId)
      return draft([order.unitId], [])
    }
    case 'merge': {
      const units = order.unitIds.map(get)
      const into = order.into
      if ('unitId' in into && order.unitIds.includes(into.unitId))
        refuse('org.same_unit', { unit: get(into.unitId).name })
      const first = units[0]!
      const target = 'unitId' in into ? get(into.unitId).unitId : open(into, first)
      // A unit below one that closes is closed by itself or goes where its unit goes.
      const closing = new Set(order.unitIds)
      bring(
        units
          .flatMap((unit) => children.get(unit.unitId) ?? [])
          .filter((one) => !closing.has(one.unitId) && one.unitId !== target),
        target,
      )
      for (const unitId of order.unitIds) steps.push({ op: 'close', unitId })
      return draft(order.unitIds, [target])
    }
    case 'split': {
      const unit = get(order.unitId)
      const left = new Map((children.get(order.unitId) ?? []).map((one) => [one.unitId, one]))
      const to = order.into.map((one) => {
        const unitId = open(one, { sort: unit.sort, parentId: unit.parentId, position: unit.position })
        const brought = one.childIds.map(
          (id) => left.get(id) ?? refuse('org.not_open_then', { unit: get(id).name, day }),
        )
        let position = 1
        for (const child of brought) {
          left.delete(child.unitId)
          steps.push({ op: 'set', unitId: child.unitId, content: { parentId: unitId, position: position++ } })
        }
        return unitId
      })
      if (!order.keep) {
        if (left.size > 0) refuse('org.children_left', { unit: unit.name, count: left.size })
        steps.push({ op: 'close', unitId: order.unitId })
      }
      return draft([order.unitId], to)
    }
    case 'close': {
      const unit = get(order.unitId)
      for (const id of [order.successorId, order.childrenTo]) {
        if (id === order.unitId) refuse('org.same_unit', { unit: unit.name })
        if (id !== null) get(id)
      }
      const left = children.get(order.unitId) ?? []
      if (left.length > 0) {
        if (order.childrenTo === null) refuse('org.children_left', { unit: unit.name, count: left.length })
        bring(left, order.childrenTo)
      }
      steps.push({ op: 'close', unitId: order.unitId })
      return draft([order.unitId], order.successorId === null ? [] : [order.successorId])
    }
    case 'reorder': {
      get(order.parentId)
      const own = children.get(order.parentId) ?? []
      const named = order.unitIds.map(
        (id) => own.find((one) => one.unitId === id) ?? refuse('org.not_open_then', { unit: get(id).name, day }),
      )
      const rest = own.filter((one) => !named.includes(one))
      for (const [index, { unitId, position }] of [...named, ...rest].entries())
        if (position !== index + 1) steps.push({ op: 'set', unitId, content: { position: index + 1 } })
      return draft([order.parentId], [])
    }
  }
}
