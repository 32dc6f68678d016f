import type { WorkCalendar } from '#platform/calendar/contract'
import type { ClockStep } from './action.ts'
import { workOut, type Cap, type ClockMark, type ClockPoints } from './clock.ts'
import { holds } from './condition.ts'
import { holderOf, platformOf, type CaseState, type ClockRun } from './fold.ts'
import type { ClockDefinition, KindDefinition, Limit } from './kind.ts'
import { factsOf } from './workflow.ts'

/** The calendars as they are now. */
export interface ClockCalendars {
  readonly revision: number
  calendarFor(unitId: string | undefined): WorkCalendar
}

/** What clocks need to know of the world. */
export interface ClockWorld {
  readonly calendars: ClockCalendars
  /** the limit of a filing standard at a moment; undefined when there is none */
  limitOf(standard: string, at: number): Limit | undefined
  findUnit(id: string): { readonly sort: string } | undefined
}

/** More time for a clock, as an action grants it. */
export interface Extension {
  readonly clock: string
  readonly by: Limit
}

type Found = { readonly limit: Limit; readonly rule: string } | { readonly until: number; readonly rule: string }

/**
 * What an action does to the clocks of a case: `after` is the case after it, with the clocks as they were before. `at`
 * is the clocks' own time of the action, in ms.
 */
export function stepClocks(
  kind: KindDefinition,
  before: CaseState | undefined,
  after: CaseState,
  at: number,
  world: ClockWorld,
  extension?: Extension,
): ClockStep[] {
  return (kind.clocks ?? []).flatMap((clock) => stepOne(clock, before, after, at, world, extension))
}

function stepOne(
  clock: ClockDefinition,
  before: CaseState | undefined,
  after: CaseState,
  at: number,
  world: ClockWorld,
  extension: Extension | undefined,
): ClockStep[] {
  const run = after.clocks.find((one) => one.code === clock.code)
  const target =
    clock.endsWith?.some((action) => (after.doneHere[action] ?? 0) > 0) === true
      ? 'ended'
      : clock.runsIn.includes(after.state)
        ? 'running'
        : clock.standsIn?.includes(after.state) === true
          ? 'standing'
          : clock.pausesIn?.includes(after.state) === true
            ? 'paused'
            : 'ended'
  const make = new Steps(clock, before, after, at, world)
  if (run === undefined || run.state === 'ended') {
    if (target !== 'running') return []
    const anew =
      run === undefined || clock.again !== 'old' || (clock.restartsWithHolder === true && changedHands(before, after))
    if (anew) return make.start(run)
    // While it was ended nobody followed the facts and the calendar for it.
    return make.follow(run, make.goOn(run), target, true)
  }
  if (target === 'ended') return [make.plain(run, 'end')]
  if (target === 'running' && clock.restartsWithHolder === true && changedHands(before, after)) return make.start(run)
  const steps = make.follow(run, target === run.state ? [] : make.turn(run, target), target, false)
  return extension?.clock === clock.code && run.limit !== null && steps.every((step) => step.do !== 'start')
    ? [...steps, ...make.onward(latest(run, steps), 'extend', { do: 'extend', at, by: extension.by })]
    : steps
}

/** Whether the case has gone to a unit other than the one that had it last. */
function changedHands(before: CaseState | undefined, after: CaseState): boolean {
  const last = before?.assignments.findLast((one) => one.part === 'main')?.unitId
  const now = holderOf(after)?.unitId
  return last !== undefined && now !== undefined && last !== now
}

function again({ leastLeft }: ClockDefinition, at: number): ClockMark | undefined {
  return leastLeft === undefined ? undefined : { do: 'again', at, least: leastLeft }
}

/** A run with the marks that steps before have set. */
function latest(run: ClockRun, steps: readonly ClockStep[]): ClockRun {
  return { ...run, marks: [...run.marks, ...steps.flatMap((step) => step.mark ?? [])] }
}

class Steps {
  readonly #clock: ClockDefinition
  readonly #before: CaseState | undefined
  readonly #state: CaseState
  readonly #at: number
  readonly #world: ClockWorld

  constructor(clock: ClockDefinition, before: CaseState | undefined, state: CaseState, at: number, world: ClockWorld) {
    this.#clock = clock
    this.#before = before
    this.#state = state
    this.#at = at
    this.#world = world
  }

  /** A new round; none where no rule gives it time. */
  start(run: ClockRun | undefined): ClockStep[] {
    const found = this.#limit(this.#state)
    if (found === undefined) return run === undefined || run.state === 'ended' ? [] : [this.plain(run, 'end')]
    const unitId = this.#clock.hours === 'holder' ? holderOf(this.#state)?.unitId : undefined
    const mark: ClockMark =
      'until' in found
        ? { do: 'start', at: this.#at, until: found.until }
        : { do: 'start', at: this.#at, limit: found.limit }
    return [
      {
        clock: this.#clock.code,
        round: (run?.round ?? 0) + 1,
        do: 'start',
        at: iso(this.#at),
        mark,
        ...this.#points([mark], unitId),
        ...('limit' in found ? { limit: found.limit } : {}),
        rule: found.rule,
        revision: this.#world.calendars.revision,
        ...(unitId === undefined ? {} : { unitId }),
      },
    ]
  }

  /** From one state into another. */
  turn(run: ClockRun, target: 'running' | 'standing' | 'paused'): ClockStep[] {
    if (target === 'paused') return [{ ...this.plain(run, 'pause'), mark: { do: 'pause', at: this.#at } }]
    if (run.state === 'paused') {
      const resumed = this.onward(run, 'resume', { do: 'resume', at: this.#at })
      return target === 'running' ? resumed : [...resumed, this.plain(run, 'stand')]
    }
    return target === 'standing' ? [this.plain(run, 'stand')] : this.onward(run, 'run', again(this.#clock, this.#at))
  }

  /** After its end, with what was left: one that was paused when it ended has used nothing up since. */
  goOn(run: ClockRun): ClockStep[] {
    const paused = run.marks.findLast((mark) => mark.do === 'pause' || mark.do === 'resume')?.do === 'pause'
    const resumed = paused ? this.onward(run, 'resume', { do: 'resume', at: this.#at }) : []
    return [...resumed, ...this.onward(latest(run, resumed), 'run', again(this.#clock, this.#at))]
  }

  /** The steps of a run, and those by which it follows facts that have changed with this action, or `always` follows. */
  follow(run: ClockRun, steps: ClockStep[], target: 'running' | 'standing' | 'paused', always: boolean): ClockStep[] {
    const all = [...steps, ...this.#newLimit(latest(run, steps), target, always)]
    if (all.some((step) => step.deadline !== undefined)) return all
    if (!always && !this.#capMoved()) return all
    return [
      ...all,
      ...recount(run, this.#points(latest(run, all).marks, run.unitId ?? undefined), this.#at, this.#world.calendars),
    ]
  }

  /** Another limit, when the facts it follows from are others now. Limits that were published since are for new cases. */
  #newLimit(run: ClockRun, target: 'running' | 'standing' | 'paused', always: boolean): ClockStep[] {
    const found = this.#limit(this.#state)
    if (found === undefined) return []
    const [first] = run.marks
    if (first?.do === 'start' && 'until' in found && 'until' in first && first.until === found.until) return []
    if ('limit' in found && run.limit !== null && sameLimit(run.limit, found.limit)) return []
    const before = this.#before === undefined ? undefined : this.#limit(this.#before)
    if (!always && before !== undefined && sameFound(before, found)) return []
    if ('limit' in found && run.limit !== null)
      return this.onward(run, 'limit', { do: 'limit', at: this.#at, limit: found.limit }, found)
    const begun = this.start(run)
    const round = { ...run, round: begun[0]!.round }
    if (target === 'running') return begun
    return [
      ...begun,
      target === 'standing'
        ? this.plain(round, 'stand')
        : { ...this.plain(round, 'pause'), mark: { do: 'pause', at: this.#at } },
    ]
  }

  #capMoved(): boolean {
    const field = this.#clock.notAfter?.field
    return field !== undefined && this.#before?.facts[field] !== this.#state.facts[field]
  }

  /** A step that sets a mark, with the points that follow. */
  onward(run: ClockRun, what: ClockStep['do'], mark: ClockMark | undefined, found?: Found): ClockStep[] {
    if (mark === undefined) return [this.plain(run, what)]
    return [
      {
        ...this.plain(run, what),
        mark,
        ...this.#points([...run.marks, mark], run.unitId ?? undefined),
        ...(found !== undefined && 'limit' in found ? { limit: found.limit, rule: found.rule } : {}),
        revision: this.#world.calendars.revision,
      },
    ]
  }

  plain(run: ClockRun, what: ClockStep['do']): ClockStep {
    return { clock: run.code, round: run.round, do: what, at: iso(this.#at) }
  }

  #points(marks: readonly ClockMark[], unitId: string | undefined): Pick<ClockStep, 'deadline' | 'warnAt' | 'grades'> {
    return textOf(workOut(marks, this.#world.calendars.calendarFor(unitId), shapeOf(this.#clock, this.#state)))
  }

  #limit(state: CaseState): Found | undefined {
    const level = this.#world.findUnit(platformOf(state)?.unitId ?? '')?.sort
    const facts = factsOf(state, undefined, { now: this.#at, level })
    for (const [index, rule] of this.#clock.rules.entries()) {
      if (rule.when !== undefined && !holds(rule.when, facts)) continue
      if (rule.limit !== undefined) return { limit: rule.limit, rule: String(index) }
      if (rule.standard !== undefined) {
        const standard = state.facts[rule.standard]
        const limit = standard === undefined ? undefined : this.#world.limitOf(standard, this.#at)
        if (limit !== undefined) return { limit, rule: `${index} ${standard}` }
      }
      const until = rule.until === undefined ? Number.NaN : Date.parse(state.facts[rule.until] ?? '')
      if (!Number.isNaN(until)) return { until, rule: String(index) }
    }
    return undefined
  }
}

function sameLimit(one: Limit, other: Limit): boolean {
  return one.value === other.value && one.unit === other.unit
}

function sameFound(one: Found, other: Found): boolean {
  return 'limit' in one
    ? 'limit' in other && sameLimit(one.limit, other.limit)
    : 'until' in other && one.until === other.until
}

/** How a clock's points are made beyond its marks. */
export function shapeOf(
  clock: ClockDefinition,
  state: CaseState,
): { cap?: Cap; warnShare?: number; grades?: readonly number[] } {
  const until = clock.notAfter === undefined ? Number.NaN : Date.parse(state.facts[clock.notAfter.field] ?? '')
  return {
    ...(Number.isNaN(until) ? {} : { cap: { until, less: clock.notAfter?.less } }),
    ...(clock.warnShare === undefined ? {} : { warnShare: clock.warnShare }),
    ...(clock.grades === undefined ? {} : { grades: clock.grades }),
  }
}

function textOf({ deadline, warnAt, grades }: ClockPoints): Pick<ClockStep, 'deadline' | 'warnAt' | 'grades'> {
  return {
    deadline: iso(deadline),
    ...(warnAt === undefined ? {} : { warnAt: iso(warnAt) }),
    ...(grades.length === 0 ? {} : { grades: grades.map(iso) }),
  }
}

/**
 * The steps by which a changed calendar moves the deadlines of an open case: none where nothing moves. Ended clocks are
 * left as they are.
 */
export function recomputeClocks(
  kind: KindDefinition,
  state: CaseState,
  at: number,
  calendars: ClockCalendars,
): ClockStep[] {
  if (state.closedAt !== null) return []
  return state.clocks.flatMap((run): ClockStep[] => {
    const clock = kind.clocks?.find((one) => one.code === run.code)
    if (clock === undefined || run.state === 'ended') return []
    const calendar = calendars.calendarFor(run.unitId ?? undefined)
    return recount(run, textOf(workOut(run.marks, calendar, shapeOf(clock, state))), at, calendars)
  })
}

/** The step that gives a run other points than it has; none where they are the same. */
function recount(
  run: ClockRun,
  points: Pick<ClockStep, 'deadline' | 'warnAt' | 'grades'>,
  at: number,
  { revision }: ClockCalendars,
): ClockStep[] {
  const same =
    points.deadline === run.deadline &&
    (points.warnAt ?? null) === run.warnAt &&
    (points.grades ?? []).join() === run.grades.join()
  return same ? [] : [{ clock: run.code, round: run.round, do: 'recompute', at: iso(at), ...points, revision }]
}

/** The next point at which a clock must ring. */
export interface NextPoint {
  readonly at: string
  readonly point: 'warn' | 'breach' | 'grade'
}

/** When a run rings next: nothing rings while it stands, is paused or has ended. */
export function nextPoint(run: ClockRun): NextPoint | undefined {
  if (run.state !== 'running') return undefined
  if (run.breachedAt !== null) {
    const grade = run.grades[run.graded]
    return grade === undefined ? undefined : { at: grade, point: 'grade' }
  }
  const { warnAt } = run
  return warnAt !== null && run.warnedAt === null && warnAt < run.deadline
    ? { at: warnAt, point: 'warn' }
    : { at: run.deadline, point: 'breach' }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
