import type { WorkCalendar } from '#platform/calendar/contract'
import type { ClockStep } from './action.ts'
import { workOut, type Cap, type ClockMark, type ClockPoints } from './clock.ts'
import { holds } from './condition.ts'
import { holderOf, type CaseState, type ClockRun } from './fold.ts'
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
  const target = clock.runsIn.includes(after.state)
    ? 'running'
    : clock.standsIn?.includes(after.state) === true
      ? 'standing'
      : clock.pausesIn?.includes(after.state) === true
        ? 'paused'
        : 'ended'
  const make = new Steps(clock, after, at, world)
  if (run === undefined || run.state === 'ended') {
    if (target !== 'running') return []
    const anew = run === undefined || clock.again !== 'old' || (clock.restartsWithHolder === true && changedHands(before, after))
    return anew ? make.start(run) : make.onward(run, 'run', again(clock, at))
  }
  if (target === 'ended') return [make.plain(run, 'end')]
  if (target === 'running' && clock.restartsWithHolder === true && changedHands(before, after)) return make.start(run)
  const steps = target === run.state ? make.refresh(run) : make.turn(run, target)
  return extension?.clock === clock.code && run.limit !== null
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
  readonly #state: CaseState
  readonly #at: number
  readonly #world: ClockWorld

  constructor(clock: ClockDefinition, state: CaseState, at: number, world: ClockWorld) {
    this.#clock = clock
    this.#state = state
    this.#at = at
    this.#world = world
  }

  /** A new round; none where no rule gives it time. */
  start(run: ClockRun | undefined): ClockStep[] {
    const found = this.#limit()
    if (found === undefined) return run === undefined || run.state === 'ended' ? [] : [this.plain(run, 'end')]
    const unitId = this.#clock.hours === 'holder' ? holderOf(this.#state)?.unitId : undefined
    const mark: ClockMark =
      'until' in found ? { do: 'start', at: this.#at, until: found.until } : { do: 'start', at: this.#at, limit: found.limit }
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
    const { state } = run
    if (target === 'paused') return [{ ...this.plain(run, 'pause'), mark: { do: 'pause', at: this.#at } }]
    if (state === 'paused') {
      const resumed = this.onward(run, 'resume', { do: 'resume', at: this.#at })
      return target === 'running' ? [...resumed, ...this.refresh(latest(run, resumed))] : [...resumed, this.plain(run, 'stand')]
    }
    if (target === 'standing') return [this.plain(run, 'stand')]
    const on = this.onward(run, 'run', again(this.#clock, this.#at))
    return [...on, ...this.refresh(latest(run, on))]
  }

  /** In the same state: only another limit, when the facts it follows from have changed. */
  refresh(run: ClockRun): ClockStep[] {
    const found = this.#limit()
    if (found === undefined) return []
    const [first] = run.marks
    if ('until' in found) {
      return first?.do === 'start' && 'until' in first && first.until === found.until ? [] : this.start(run)
    }
    if (run.limit !== null && run.limit.value === found.limit.value && run.limit.unit === found.limit.unit) return []
    if (run.limit === null) return this.start(run)
    return this.onward(run, 'limit', { do: 'limit', at: this.#at, limit: found.limit }, found)
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

  #limit(): Found | undefined {
    const facts = factsOf(this.#state, undefined, { now: this.#at })
    for (const [index, rule] of this.#clock.rules.entries()) {
      if (rule.when !== undefined && !holds(rule.when, facts)) continue
      if (rule.limit !== undefined) return { limit: rule.limit, rule: String(index) }
      if (rule.standard !== undefined) {
        const standard = this.#state.facts[rule.standard]
        const limit = standard === undefined ? undefined : this.#world.limitOf(standard, this.#at)
        if (limit !== undefined) return { limit, rule: `${index} ${standard}` }
      }
      const until = rule.until === undefined ? Number.NaN : Date.parse(this.#state.facts[rule.until] ?? '')
      if (!Number.isNaN(until)) return { until, rule: String(index) }
    }
    return undefined
  }
}

/** How a clock's points are made beyond its marks. */
export function shapeOf(clock: ClockDefinition, state: CaseState): { cap?: Cap; warnShare?: number; grades?: readonly number[] } {
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
export function recomputeClocks(kind: KindDefinition, state: CaseState, at: number, calendars: ClockCalendars): ClockStep[] {
  if (state.closedAt !== null) return []
  return state.clocks.flatMap((run): ClockStep[] => {
    const clock = kind.clocks?.find((one) => one.code === run.code)
    if (clock === undefined || run.state === 'ended' || run.limit === null) return []
    const points = textOf(workOut(run.marks, calendars.calendarFor(run.unitId ?? undefined), shapeOf(clock, state)))
    const same = points.deadline === run.deadline && (points.warnAt ?? null) === run.warnAt
    return same
      ? []
      : [
          {
            clock: run.code,
            round: run.round,
            do: 'recompute',
            at: iso(at),
            ...points,
            revision: calendars.revision,
          },
        ]
  })
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
