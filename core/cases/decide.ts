import { ProblemError } from '#lib/http'
import type { Words } from '#lib/kernel'
import type { ActionPayload, CasePlace, Part, Routed } from './action.ts'
import { codeListsFor } from './code-lists.ts'
import { holds } from './condition.ts'
import { actionNotAllowed, inputInvalid } from './contract.ts'
import { fieldSentence } from './field-sentence.ts'
import { foldNext, holderOf, jointOf, platformOf, type CaseState } from './fold.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'
import { partValues, type Values } from './private.ts'
import { stepClocks, type ClockWorld, type Extension } from './step-clocks.ts'
import {
  checkInput,
  noSuchCode,
  noSuchUnit,
  unitElsewhere,
  whyNot,
  type Acting,
  type FieldFault,
  type Input,
} from './workflow.ts'

/** A unit as it is called now. */
export interface WorldUnit {
  readonly id: string
  readonly name: string
  readonly sort: string
}

/**
 * Everything deciding needs of the world, in memory: an action is decided without asking the database, and can be decided
 * on a clock and a calendar of somebody's choice.
 */
export interface World extends ClockWorld {
  /** ms */
  readonly now: number
  findUnit(id: string): WorldUnit | undefined
  /** the unit whose platform a unit works on */
  platformOf(unitId: string): WorldUnit | undefined
  /** the platform above a platform */
  platformAbove(unitId: string): WorldUnit | undefined
  /** whether a unit lies below another */
  isBelow(unitId: string, top: string): boolean
  isCode(list: string, code: string): boolean
  isStandard(standard: string): boolean
  /** where an address or a point lies; undefined when that is not certain */
  locate(address: string | undefined, point: readonly [number, number] | undefined): CasePlace | undefined
}

/** An action as somebody wants it. */
export interface Wanted {
  readonly action: ActionDefinition
  readonly input: Input
  readonly acting: Acting
  /** the clocks' time, in ms */
  readonly at: number
  readonly routed?: Routed | undefined
}

export interface Decision {
  /** without the commitment to what is private */
  readonly payload: ActionPayload
  /** private inputs, to be sealed */
  readonly secret: Values
}

/** Decides an action: its effects resolved, or a problem (`cases.action_not_allowed`, `cases.input_invalid`). */
export function decide(kind: KindDefinition, before: CaseState, wanted: Wanted, world: World): Decision {
  const { action, acting, at } = wanted
  const reason = whyNot(kind, action, before, acting, around(before, world))
  if (reason !== undefined) throw new ProblemError(actionNotAllowed, { reason })
  const values = checked(action.input, wanted, before, world)
  const { open, secret } = partValues(action.input, values)
  const changed = pick(open, action.effect.set ?? [])
  const facts = { ...before.facts, ...changed }
  const to = action.to === '@before' ? (before.before ?? before.state) : (action.to ?? before.state)
  const ends = kind.states.find((state) => state.code === to)?.stage === 'done'
  const place = placeFor(kind, values, changed, world)
  const sensitivity = sensitivityOf(kind, facts)
  const payload: ActionPayload = {
    v: 2,
    to,
    ...(ends ? { ends: true as const } : {}),
    ...handOver(kind, action, before, values, wanted, world),
    ...(action.effect.mark === undefined ? {} : { mark: action.effect.mark }),
    ...(action.effect.unmark === undefined ? {} : { unmark: action.effect.unmark }),
    ...(Object.keys(changed).length === 0 ? {} : { facts: changed }),
    ...(place === undefined ? {} : { place }),
    ...(sensitivity === before.sensitivity ? {} : { sensitivity }),
    ...(wanted.routed === undefined ? {} : { routed: wanted.routed }),
    ...(handling.includes(action.by) ? { handles: true as const } : {}),
    ...(acting.system === true ? { tick: true as const } : {}),
    ...inputShown(action.input, open, world),
  }
  const clocks = clockSteps(
    kind,
    before,
    { action: action.code, payload },
    at,
    world,
    extensionOf(action, values, before),
  )
  return { payload: clocks.length === 0 ? payload : { ...payload, clocks }, secret }
}

const handling: readonly ActionDefinition['by'][] = ['holder', 'joint', 'handlers', 'above']

/** What conditions may ask beyond the case. */
export function around(
  state: CaseState,
  world: Pick<World, 'now' | 'findUnit'>,
): { now: number; level: string | undefined } {
  const platform = platformOf(state)
  return { now: world.now, level: platform === undefined ? undefined : world.findUnit(platform.unitId)?.sort }
}

function checked(fields: readonly Field[], { input, acting }: Wanted, before: CaseState, world: World): Values {
  const { values, faults } = checkInput(fields, input, world.now)
  const platformId = platformOf(before)?.unitId
  const all = [...faults, ...worldFaults(fields, values, { unitId: acting.unitId, platformId }, world, before.facts)]
  if (all.length > 0) throw inputProblem(all)
  return values
}

/** The problem that names every entry that is not valid. */
export function inputProblem(faults: readonly FieldFault[]): ProblemError {
  return new ProblemError(inputInvalid, {
    fields: fieldSentence(faults),
    keys: faults.map((one) => one.field.key),
  })
}

/** Faults only the server can know: units, codes and standards that are not there, or not to be named here. */
export function worldFaults(
  fields: readonly Field[],
  values: Values,
  from: { readonly unitId: string; readonly platformId: string | undefined },
  world: World,
  facts: Values = {},
): FieldFault[] {
  return fields.flatMap((field) => {
    const value = values[field.key]
    if (value === undefined) return []
    if (field.type === 'unit') {
      const unit = world.findUnit(value.toLowerCase())
      if (unit === undefined) return [{ field, fault: noSuchUnit }]
      return reachable(field, unit.id, from, world) ? [] : [{ field, fault: unitElsewhere }]
    }
    const known =
      field.type === 'code'
        ? codeListsFor(field, { ...facts, ...values }).some((list) => world.isCode(list, value))
        : field.type === 'standard'
          ? world.isStandard(value)
          : true
    return known ? [] : [{ field, fault: noSuchCode }]
  })
}

function reachable(
  { among }: Field,
  unitId: string,
  { unitId: own, platformId }: { readonly unitId: string; readonly platformId: string | undefined },
  world: World,
): boolean {
  if (among === undefined) return true
  if (among === 'below') return unitId !== own && world.isBelow(unitId, own)
  if (platformId === undefined) return false
  if (among === 'platform') return world.platformOf(unitId)?.id === platformId
  return world.platformOf(unitId)?.id === unitId && world.platformAbove(unitId)?.id === platformId
}

function pick(values: Values, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])))
}

/** Where a case lies, when what says so was given now. */
export function placeFor(
  kind: KindDefinition,
  values: Values,
  changed: Values,
  world: Pick<World, 'locate'>,
): CasePlace | undefined {
  const { addressField = '', pointField = '' } = kind
  const address = values[addressField]
  const point = changed[pointField] ?? values[pointField]
  if (address === undefined && point === undefined) return undefined
  const [lon, lat] = point === undefined ? [] : point.split(',').map(Number)
  return world.locate(address, lon === undefined || lat === undefined ? undefined : [lon, lat])
}

/** How confidential a case is by its facts. */
export function sensitivityOf(kind: KindDefinition, facts: Values): 0 | 1 | 2 {
  return kind.sensitivity?.find((rule) => holds(rule.when, { case: { facts } }))?.level ?? 1
}

function handOver(
  kind: KindDefinition,
  action: ActionDefinition,
  before: CaseState,
  values: Values,
  { acting }: Wanted,
  world: World,
): Pick<ActionPayload, 'assign' | 'release'> {
  const { assignUnitFrom, joinUnitFrom, release, leave, transfer } = action.effect
  const stays = { platform: true, main: true, joint: true, ...kind.staysVisible }
  const assign: { part: Part; unitId: string; unitName: string }[] = []
  const gone: { part: Part; unitId: string; visible: boolean }[] = []
  const take = (part: Part, unit: WorldUnit): number => assign.push({ part, unitId: unit.id, unitName: unit.name })
  const end = (part: Part, unitId: string | undefined): void => {
    if (unitId !== undefined) gone.push({ part, unitId, visible: stays[part] })
  }
  const named = (key: string): WorldUnit => world.findUnit(values[key]!.toLowerCase())!
  if (assignUnitFrom !== undefined || release === true) end('main', holderOf(before)?.unitId)
  if (assignUnitFrom !== undefined) take('main', named(assignUnitFrom))
  for (const one of jointOf(before))
    if (leave === 'all' || (leave === 'own' && one.unitId === acting.unitId)) end('joint', one.unitId)
  if (joinUnitFrom !== undefined && values[joinUnitFrom] !== undefined) {
    const unit = named(joinUnitFrom)
    if (unit.id === holderOf(before)?.unitId || jointOf(before).some((one) => one.unitId === unit.id)) {
      throw notAllowed(`${unit.name}已在办理此案`, `${unit.name} has this case already`)
    }
    take('joint', unit)
  }
  if (transfer !== undefined) {
    end('platform', platformOf(before)?.unitId)
    take('platform', transfer.way === 'down' ? named(transfer.unitFrom) : otherPlatform(transfer.way, before, world))
  }
  return { ...(assign.length === 0 ? {} : { assign }), ...(gone.length === 0 ? {} : { release: gone }) }
}

function otherPlatform(way: 'up' | 'back', before: CaseState, world: World): WorldUnit {
  const now = platformOf(before)
  if (way === 'up') {
    const above = now === undefined ? undefined : world.platformAbove(now.unitId)
    if (above === undefined) throw notAllowed('已是最上级平台', 'There is no platform above')
    return above
  }
  const last = before.assignments.findLast((one) => one.part === 'platform' && one.until !== null)
  const unit = last === undefined ? undefined : world.findUnit(last.unitId)
  if (unit === undefined) throw notAllowed('没有可退回的平台', 'There is no platform to give it back to')
  return unit
}

function notAllowed(zh: string, en: string): ProblemError {
  return new ProblemError(actionNotAllowed, { reason: { 'zh-CN': zh, en } satisfies Words })
}

function extensionOf(
  { effect: { extend } }: ActionDefinition,
  values: Values,
  before: CaseState,
): Extension | undefined {
  if (extend === undefined) return undefined
  const value = Number(values[extend.amountFrom] ?? before.facts[extend.amountFrom])
  return Number.isFinite(value) && value > 0 ? { clock: extend.clock, by: { value, unit: extend.unit } } : undefined
}

/** What an action does to the clocks, given all else it does. */
export function clockSteps(
  kind: KindDefinition,
  before: CaseState | undefined,
  { action, payload }: { action: string; payload: ActionPayload },
  at: number,
  world: ClockWorld,
  extension?: Extension,
) {
  if (kind.clocks === undefined || kind.clocks.length === 0) return []
  const moment = new Date(at).toISOString()
  const after = foldNext(before, {
    caseId: before?.id ?? '',
    sequence: (before?.sequence ?? 0) + 1,
    commandId: '',
    action,
    actorId: '',
    actorName: '',
    unitId: '',
    unitName: '',
    occurredAt: moment,
    recordedAt: moment,
    payload,
  })
  return stepClocks(kind, before, after, at, world, extension)
}

/** Public inputs as they are kept: units by their names. */
function inputShown(fields: readonly Field[], open: Values, world: World): Pick<ActionPayload, 'input'> {
  const input = Object.fromEntries(
    Object.entries(open).map(([key, value]) => {
      const isUnit = fields.some((field) => field.key === key && field.type === 'unit')
      return [key, isUnit ? world.findUnit(value.toLowerCase())!.name : value]
    }),
  )
  return Object.keys(input).length === 0 ? {} : { input }
}

/**
 * The clocks' own time of an action: when it was recorded, or when it happened if the kind says so and that lies not too
 * far back; never before the last one, so that no clock runs backwards.
 */
export function clockTime(
  kind: KindDefinition,
  before: CaseState | undefined,
  occurredAt: number,
  now: number,
): number {
  const { uses, mostHoursBack } = kind.clockTime ?? { uses: 'recorded' as const, mostHoursBack: 0 }
  const wished = uses === 'occurred' ? Math.max(Math.min(occurredAt, now), now - mostHoursBack * 3_600_000) : now
  const last = before?.clocks.reduce((most, run) => Math.max(most, lastOf(run)), Date.parse(before.openedAt)) ?? wished
  return Math.max(wished, uses === 'occurred' ? Math.min(last, now) : last)
}

function lastOf(run: CaseState['clocks'][number]): number {
  return Math.max(Date.parse(run.since), ...run.marks.map((mark) => mark.at))
}
