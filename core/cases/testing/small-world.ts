import { ProblemError } from '#lib/http'
import type { ActionRecord } from '../action.ts'
import { around, clockSteps, decide, type World, type WorldUnit } from '../decide.ts'
import { fold, foldNext, type CaseState } from '../fold.ts'
import type { ActionDefinition, Field, KindDefinition } from '../kind.ts'
import { whyNot, type Acting, type Input } from '../workflow.ts'

interface SmallUnit extends WorldUnit {
  /** the platform it works on */
  readonly on: string
  readonly above: string | undefined
}

function id(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
}

const district = id(1)
/** A district and two towns, each a platform with units of its own. */
const units: readonly SmallUnit[] = [
  { id: district, name: 'district', sort: 'district', on: district, above: undefined },
  { id: id(2), name: 'town A', sort: 'town', on: id(2), above: district },
  { id: id(3), name: 'town B', sort: 'town', on: id(3), above: district },
  { id: id(4), name: 'bureau A', sort: 'bureau', on: district, above: district },
  { id: id(5), name: 'bureau B', sort: 'bureau', on: district, above: district },
  { id: id(6), name: 'team A', sort: 'team', on: id(2), above: id(2) },
]

/** Somebody of role `desk` on every platform, of role `hand` in every unit. */
export const people: readonly Acting[] = [
  ...units
    .slice(0, 3)
    .map((unit) => ({ accountId: `desk of ${unit.name}`, role: 'desk', unitId: unit.id, platformId: unit.id })),
  ...units
    .slice(3)
    .map((unit) => ({ accountId: `hand of ${unit.name}`, role: 'hand', unitId: unit.id, platformId: unit.on })),
]
const system: Acting = { accountId: 'system', role: '', unitId: '', platformId: null, system: true }

/** A world in memory at a moment (ms): every code and standard is there, every hour is worked. */
export function smallWorld(now: number): World {
  const find = (wanted: string | undefined) => units.find((unit) => unit.id === wanted)
  return {
    now,
    findUnit: find,
    platformOf: (unit) => find(find(unit)?.on),
    platformAbove: (unit) => find(find(unit)?.above),
    isBelow: (unit, top) => {
      for (let above = find(unit)?.above; above !== undefined; above = find(above)?.above)
        if (above === top) return true
      return false
    },
    isCode: () => true,
    isStandard: () => true,
    locate: () => undefined,
    limitOf: () => ({ value: 1, unit: 'work_day' }),
    calendars: {
      revision: 1,
      calendarFor: () => ({
        special: new Map(),
        hours: [{ validFrom: 0, opens: 'every_day', dayEnd: 'same_time', spans: [{ from: 0, to: 1440 }] }],
      }),
    },
  }
}

/** Something that can be done with a case: who, what, with which input. */
export interface Move {
  readonly action: ActionDefinition
  readonly acting: Acting
  readonly input: Input
}

/** A case of a kind as it begins, registered on the district’s platform by its desk. */
export function beginCase(kind: KindDefinition, at: number): CaseState {
  const facts = Object.fromEntries(
    kind.fields
      .filter((field) => field.required === true && field.private !== true && field.when === undefined)
      .map((field) => [field.key, valuesFor(field, at)[0]!]),
  )
  const payload = {
    v: 2 as const,
    to: kind.register.to,
    register: { kind: kind.kind, kindVersion: kind.version, number: '1', facts },
    assign: [{ part: 'platform' as const, unitId: district, unitName: 'district' }],
  }
  const clocks = clockSteps(kind, undefined, { action: 'register', payload }, at, smallWorld(at))
  return fold([recordOf(undefined, 'register', people[0]!, { ...payload, clocks }, at)])
}

/** Every move that the kind offers anybody now, clocks whose time is up included; each with one input per unit. */
export function movesOf(kind: KindDefinition, state: CaseState, at: number): Move[] {
  const moment = around(state, smallWorld(at))
  return [...people, system].flatMap((acting) =>
    kind.actions
      .filter(
        (action) =>
          (action.by === 'system') === (acting.system === true) &&
          (acting.system !== true || isDue(kind, action, state)),
      )
      .filter((action) => whyNot(kind, action, state, acting, moment) === undefined)
      .flatMap((action) => inputsOf(action.input, at).map((input) => ({ action, acting, input }))),
  )
}

function isDue(kind: KindDefinition, action: ActionDefinition, state: CaseState): boolean {
  return (kind.clocks ?? []).some(
    (clock) =>
      clock.performs === action.code && state.clocks.some((run) => run.code === clock.code && run.state === 'running'),
  )
}

/** The case after a move; undefined where the world refuses it (a unit that has the case already, or is out of reach). */
export function move(
  kind: KindDefinition,
  state: CaseState,
  { action, acting, input }: Move,
  at: number,
): CaseState | undefined {
  try {
    const { payload } = decide(kind, state, { action, acting, input, at }, smallWorld(at))
    return foldNext(state, recordOf(state, action.code, acting, payload, at))
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function inputsOf(fields: readonly Field[], at: number): Input[] {
  return fields
    .filter((field) => field.required === true)
    .reduce<Record<string, string>[]>(
      (made, field) => made.flatMap((input) => valuesFor(field, at).map((value) => ({ ...input, [field.key]: value }))),
      [{}],
    )
}

function valuesFor(field: Field, at: number): string[] {
  // Only units with somebody of role `hand` are given a case.
  if (field.type === 'unit')
    return units.filter((unit) => (unit.on === unit.id) === (field.among === 'platforms_below')).map((unit) => unit.id)
  if (field.type === 'choice') return (field.choices ?? []).map((choice) => choice.code)
  if (field.type === 'number') return [String(field.least ?? 1)]
  if (field.type === 'moment') return [new Date(at).toISOString()]
  if (field.type === 'point') return ['121.2,31.0']
  return field.type === 'files' ? [id(99)] : ['x']
}

function recordOf(
  before: CaseState | undefined,
  action: string,
  acting: Acting,
  payload: ActionRecord['payload'],
  at: number,
): ActionRecord {
  const sequence = (before?.sequence ?? 0) + 1
  const time = new Date(at).toISOString()
  return {
    caseId: 'case',
    sequence,
    commandId: `command ${sequence}`,
    action,
    actorId: acting.accountId,
    actorName: acting.accountId,
    unitId: acting.unitId,
    unitName: acting.unitId,
    occurredAt: time,
    recordedAt: time,
    payload,
  }
}
