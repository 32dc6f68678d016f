import type pg from 'pg'
import type { Reader } from '#lib/db'
import { nextOpening } from '#platform/calendar/contract'
import type { Routed } from './action.ts'
import { checkRouting, type RoutingContext } from './check-routing.ts'
import { holds } from './condition.ts'
import { around, type World, type WorldUnit } from './decide.ts'
import type { CaseUnits } from './desk.ts'
import { errorLines } from './finding.ts'
import { platformOf, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { selectNewestRouting } from './store-published.ts'
import type { RoutingRule } from './routing-rule.ts'
import { factsOf } from './workflow.ts'

export type { RoutingRule } from './routing-rule.ts'

/** A set of rules with its version. */
export interface RoutingSet {
  readonly version: number
  readonly rules: readonly RoutingRule[]
}

const lookMs = 2_000

/** The rules in force, in memory; read anew at most every two seconds. */
export class Routing {
  #set: RoutingSet = { version: 0, rules: [] }
  #lookedAt = -Infinity
  readonly #reader: Reader

  private constructor(reader: Reader) {
    this.#reader = reader
  }

  static async read(reader: Reader): Promise<Routing> {
    const routing = new Routing(reader)
    await routing.reload()
    return routing
  }

  get set(): RoutingSet {
    return this.#set
  }

  async fresh(): Promise<void> {
    if (performance.now() - this.#lookedAt >= lookMs) await this.reload()
  }

  async reload(): Promise<void> {
    const [[row]] = await this.#reader.read(selectNewestRouting())
    this.#lookedAt = performance.now()
    if (row !== undefined && row.version !== this.#set.version) {
      this.#set = { version: row.version, rules: row.rules as RoutingRule[] }
    }
  }
}

/** The unit of the first rule that applies, and which rule that is. The same case at the same time always finds the same. */
export function routeCase(
  routing: Pick<Routing, 'set'>,
  units: CaseUnits,
  kind: KindDefinition,
  state: CaseState,
  world: World,
): Routed | undefined {
  const found = findRule(routing.set, units, kind, state, world)
  return found === undefined
    ? undefined
    : { rule: `${routing.set.version}/${found.rule.code}`, certain: found.rule.certain, unitId: found.unit.id }
}

/** Why a rule that is for the kind of a case does not name its unit: its condition fails, or there is no such unit. */
export interface PassedRule {
  readonly rule: RoutingRule
  readonly why: 'condition' | 'no_unit'
}

/** The same with the rule itself; `onPassed` hears of the rules for this kind that were asked before. */
export function findRule(
  { rules }: RoutingSet,
  units: CaseUnits,
  kind: KindDefinition,
  state: CaseState,
  world: World,
  onPassed?: (passed: PassedRule) => void,
): { rule: RoutingRule; unit: WorldUnit } | undefined {
  const facts = {
    ...factsOf(state, undefined, around(state, world)),
    time: timeFacts(world),
  }
  for (const rule of rules) {
    if (rule.kind !== undefined && rule.kind !== kind.kind) continue
    const applies = holds(rule.when, facts)
    const unit = applies ? unitOf(rule, units, state) : undefined
    if (unit !== undefined) return { rule, unit }
    onPassed?.({ rule, why: applies ? 'no_unit' : 'condition' })
  }
  return undefined
}

function unitOf({ to }: RoutingRule, units: CaseUnits, state: CaseState): WorldUnit | undefined {
  if ('unit' in to) return units.byCode(to.unit)
  if ('platform' in to) return units.findUnit(platformOf(state)?.unitId ?? '')
  for (const code of (state.place?.areas ?? []).toReversed()) {
    const unit = units.byDivision(code)
    if (unit !== undefined && (to.sort === undefined || unit.sort === to.sort)) return unit
  }
  return undefined
}

/** Hour and weekday (0 is Sunday) in Shanghai, and whether the city works then. */
function timeFacts({ calendars, now }: World): { hour: number; weekday: number; working: boolean } {
  const local = new Date(now + 8 * 3_600_000)
  return {
    hour: local.getUTCHours(),
    weekday: local.getUTCDay(),
    working: nextOpening(calendars.calendarFor(undefined), now) === now,
  }
}

/** Brings a city's rules in, where there are none yet. */
export async function loadRouting(client: pg.Client, rules: unknown, context: RoutingContext): Promise<void> {
  const faults = errorLines(checkRouting(rules, context))
  if (faults.length > 0) throw new Error(`The rules of routing are not valid:\n  ${faults.join('\n  ')}`)
  await client.query(
    'insert into cases.routing (version, rules) select 1, $1 where not exists (select from cases.routing)',
    [JSON.stringify(rules)],
  )
}
