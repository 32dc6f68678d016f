import type { WorkCalendar } from '#platform/calendar/contract'
import { at, wall } from '#platform/calendar/testing'
import type { ActionPayload, ActionRecord, ClockStep } from '../action.ts'
import { clockSteps } from '../decide.ts'
import { foldNext, type CaseState, type ClockRun } from '../fold.ts'
import type { ClockDefinition, KindDefinition, Limit } from '../kind.ts'
import { nextPoint, recomputeClocks, type Extension } from '../step-clocks.ts'

const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** An instant written as a wall calendar and clock in Shanghai show it: `周二 2026-03-10 17:00`. A wrong weekday is an error. */
export function moment(text: string): number {
  const [weekday, ...rest] = text.split(' ')
  const instant = at(rest.join(' '))
  if (shown(instant) !== text) throw new Error(`${text} is not ${weekday}: it is ${shown(instant)}`)
  return instant
}

/** The same way back. */
export function shown(instant: number): string {
  return `${weekdays[new Date(instant + 8 * 3_600_000).getUTCDay()]} ${wall(instant)}`
}

const words = (name: string) => ({ 'zh-CN': name, en: name })

/** A kind with nothing but states and the clocks of a test. Its states: new, doing, checking, paused, done. */
export function clockKind(
  ...clocks: readonly (Partial<ClockDefinition> & Pick<ClockDefinition, 'rules'>)[]
): KindDefinition {
  const state = (code: string, stage: 'waiting' | 'working' | 'checking' | 'done') => ({
    code,
    name: words(code),
    stage,
  })
  return {
    kind: 'loan',
    version: 1,
    name: words('借阅'),
    fields: [{ key: 'title', name: words('书名'), type: 'text' }],
    titleField: 'title',
    textField: 'title',
    states: [
      state('new', 'waiting'),
      state('doing', 'working'),
      state('checking', 'checking'),
      state('paused', 'working'),
      state('done', 'done'),
    ],
    register: { name: words('登记'), to: 'new', roles: [] },
    actions: ['dispatch', 'hold', 'goOn', 'answer', 'rework', 'extend', 'classify', 'note', 'close'].map((code) => ({
      code,
      name: words(code),
      from: [],
      roles: [],
      by: 'anyone' as const,
      input: [{ key: 'reason', name: words('事由'), type: 'long' as const }],
      guards: [],
      effect: {},
      tone: 'plain' as const,
    })),
    seenBy: [],
    revealedTo: [],
    clocks: clocks.map((clock, index) => ({
      code: index === 0 ? 'handling' : `clock${index}`,
      name: words('处置时限'),
      of: 'stage',
      runsIn: ['doing'],
      standsIn: ['checking'],
      pausesIn: ['paused'],
      ...clock,
    })),
  }
}

/** A rule that gives this much time. */
export function gives(
  value: number,
  unit: Limit['unit'],
  when?: ClockDefinition['rules'][number]['when'],
): ClockDefinition['rules'][number] {
  return { limit: { value, unit }, ...(when === undefined ? {} : { when }), source: words(`${value} ${unit}`) }
}

type Act = Partial<Pick<ActionPayload, 'facts' | 'to' | 'tick' | 'input' | 'clocks' | 'ends'>> & {
  readonly action?: string
  /** the unit that gets the case */
  readonly unit?: string
  readonly extend?: Limit
}

/** A case driven on a clock and calendars of the test's choice, through the same decisions as the server makes. */
export class ClockBench {
  readonly kind: KindDefinition
  readonly records: ActionRecord[] = []
  readonly books: { calendarFor(unitId: string | undefined): WorkCalendar }[] = []
  readonly standards = new Map<string, Limit>()
  state: CaseState | undefined

  constructor(kind: KindDefinition, calendar: WorkCalendar, ofUnits: Readonly<Record<string, WorkCalendar>> = {}) {
    this.kind = kind
    this.setCalendar(calendar, ofUnits)
  }

  /** A new revision of the calendar; cases notice when `recompute` is called or something happens. */
  setCalendar(calendar: WorkCalendar, ofUnits: Readonly<Record<string, WorkCalendar>> = {}): void {
    this.books.push({ calendarFor: (unitId) => (unitId === undefined ? calendar : (ofUnits[unitId] ?? calendar)) })
  }

  get calendars() {
    const book = this.books.at(-1)!
    return { revision: this.books.length, calendarFor: (unitId: string | undefined) => book.calendarFor(unitId) }
  }

  /** The calendars at a revision, as a ledger asks for them. */
  readonly bookAt = (revision: number) => this.books[revision - 1]

  /** Does something with the case; gives what it did to the clocks. */
  act(now: number, { action = 'note', unit, extend, ...payload }: Act = {}): readonly ClockStep[] {
    const before = this.state
    const to = payload.to ?? before?.state ?? 'new'
    const bare: ActionPayload = {
      v: 2,
      to,
      ...(to === 'done' ? { ends: true as const } : {}),
      ...(before === undefined
        ? { register: { kind: 'loan', kindVersion: 1, number: 'L1', facts: payload.facts ?? {} } }
        : {}),
      ...(unit === undefined
        ? {}
        : {
            assign: [{ part: 'main' as const, unitId: unit, unitName: unit }],
            release:
              before === undefined
                ? []
                : before.assignments.flatMap((one) =>
                    one.until === null ? [{ part: one.part, unitId: one.unitId, visible: true }] : [],
                  ),
          }),
      ...payload,
    }
    const world = {
      calendars: this.calendars,
      limitOf: (standard: string) => this.standards.get(standard),
      findUnit: () => undefined,
    }
    const extension: Extension | undefined = extend === undefined ? undefined : { clock: 'handling', by: extend }
    const clocks = payload.clocks ?? clockSteps(this.kind, before, { action, payload: bare }, now, world, extension)
    this.#record(now, action, clocks.length === 0 ? bare : { ...bare, clocks })
    return clocks
  }

  /** What the job does after a change of the calendar. */
  recompute(now: number): readonly ClockStep[] {
    const steps = recomputeClocks(this.kind, this.state!, now, this.calendars)
    if (steps.length > 0) this.act(now, { action: 'clock.recomputed', clocks: steps, tick: true })
    return steps
  }

  /** Lets every clock ring that has to, up to `now`; gives what rang. */
  ringUntil(now: number): string[] {
    const rung: string[] = []
    for (;;) {
      const due = this.state!.clocks.map((run) => ({ run, next: nextPoint(run) }))
        .filter(({ next }) => next !== undefined && Date.parse(next.at) <= now)
        .toSorted((a, b) => a.next!.at.localeCompare(b.next!.at))[0]
      if (due === undefined) return rung
      const { run, next } = due
      rung.push(`${next!.point} ${shown(Date.parse(next!.at))}`)
      const step: ClockStep = { clock: run.code, round: run.round, do: next!.point, at: next!.at }
      this.act(Math.max(Date.parse(next!.at), Date.parse(this.state!.changedAt)), {
        action: `clock.${next!.point}`,
        clocks: [step],
        tick: true,
      })
    }
  }

  run(code = 'handling'): ClockRun {
    const found = this.state?.clocks.find((one) => one.code === code)
    if (found === undefined) throw new Error(`The clock ${code} has never run`)
    return found
  }

  /** The deadline as the wall shows it. */
  due(code?: string): string {
    return shown(Date.parse(this.run(code).deadline))
  }

  #record(now: number, action: string, payload: ActionPayload): void {
    const time = new Date(now).toISOString()
    const record: ActionRecord = {
      caseId: 'case',
      sequence: this.records.length + 1,
      commandId: `${this.records.length + 1}`,
      action,
      actorId: 'actor',
      actorName: '林小满',
      unitId: 'desk',
      unitName: '借阅台',
      occurredAt: time,
      recordedAt: time,
      payload,
    }
    this.records.push(record)
    this.state = foldNext(this.state, record)
  }
}
