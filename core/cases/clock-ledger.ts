import type { Words } from '#lib/kernel/contract'
import { ledger, ledgerLines, type WorkCalendar } from '#platform/calendar/contract'
import { newestPayload, type ActionPayload, type ActionRecord, type ClockStep } from './action.ts'
import { capped, countOut, runningStretches, timeIn, type Cap, type Count } from './clock.ts'
import * as say from './clock-ledger-words.ts'
import { foldClocks, foldNext, type CaseState, type ClockRun } from './fold.ts'
import type { ClockDefinition, KindDefinition, Limit } from './kind.ts'
import { shapeOf } from './step-clocks.ts'

// Why 14:30? Everything that made a deadline, in words, from the log alone: the deadlines are those that were written into
// the actions; the counting is done again on the calendar they name, and comes to the same.

/** The calendars at one revision. */
export interface LedgerBook {
  calendarFor(unitId: string | undefined): WorkCalendar
}

/** A line under an entry: a day and what of it counts, or what is counted from when. */
export interface LedgerDay {
  readonly counts: boolean
  /** heads the days below it */
  readonly head?: true
  readonly words: Words
}

/** One thing that happened to a clock. Times are ISO text. */
export interface LedgerEntry {
  readonly at: string
  readonly what: ClockStep['do'] | 'replaced'
  readonly words: Words
  /** the deadline before and after it; null at the start before */
  readonly before: string | null
  readonly deadline: string
  /** the days and hours by which the new deadline was counted; empty where it did not move, or the calendar is not at hand */
  readonly days: readonly LedgerDay[]
}

/** A stretch over which time was counted; `ms` in the limit's own measure (working time, or plain time). */
export interface CountedStretch {
  readonly from: string
  readonly to: string
  readonly ms: number
}

/** One round of one clock, told from its start. */
export interface ClockLedger {
  readonly code: string
  readonly name: Words
  readonly round: number
  /** `replaced`: another round took its place */
  readonly state: ClockRun['state'] | 'replaced'
  readonly limit: Limit | null
  readonly deadline: string
  readonly entries: readonly LedgerEntry[]
  /** what makes up the time it has */
  readonly counted: readonly CountedStretch[]
  /** the sum of them in words, where there are several */
  readonly sum: Words | null
}

/**
 * The ledgers of a case: of every clock every round, in the order in which they began. `bookAt` gives the calendars of a
 * revision, or undefined where they are not at hand: the deadlines are told all the same, only not day by day.
 */
export function clockLedgers(
  kind: KindDefinition,
  actions: readonly ActionRecord[],
  bookAt: (revision: number) => LedgerBook | undefined,
): ClockLedger[] {
  const open = new Map<string, Round>()
  const rounds: Round[] = []
  let state: CaseState | undefined
  for (const record of actions) {
    const payload = newestPayload(record.payload)
    const before = state
    state = foldNext(before, record)
    for (const step of payload.clocks ?? []) {
      const clock = kind.clocks?.find((one) => one.code === step.clock)
      if (clock === undefined) continue
      if (step.do === 'start') {
        open.get(step.clock)?.replace(step)
        const begun = new Round(kind, clock, bookAt)
        open.set(step.clock, begun)
        rounds.push(begun)
      }
      open.get(step.clock)?.tell(step, record, payload, state, before)
    }
  }
  return rounds.map((round) => round.ledger())
}

/** A round as it is told, step by step. */
class Round {
  readonly #kind: KindDefinition
  readonly #clock: ClockDefinition
  readonly #bookAt: (revision: number) => LedgerBook | undefined
  readonly #entries: LedgerEntry[] = []
  #run: ClockRun | undefined
  #revision: number | undefined
  #calendar: WorkCalendar | undefined
  #replaced = false

  constructor(kind: KindDefinition, clock: ClockDefinition, bookAt: (revision: number) => LedgerBook | undefined) {
    this.#kind = kind
    this.#clock = clock
    this.#bookAt = bookAt
  }

  /** Another round begins before this one has ended. */
  replace(step: ClockStep): void {
    if (this.#run === undefined || this.#run.state === 'ended') return
    this.#replaced = true
    this.#add(step.at, 'replaced', say.replaced(step.round), this.#run.deadline, this.#run.deadline, [])
  }

  tell(
    step: ClockStep,
    record: ActionRecord,
    payload: ActionPayload,
    state: CaseState,
    case_: CaseState | undefined,
  ): void {
    const before = this.#run
    const run = stepped(before, step)
    this.#run = run
    const sameCalendar = step.revision === undefined || step.revision === this.#revision
    if (step.revision !== undefined) {
      this.#revision = step.revision
      this.#calendar = this.#bookAt(step.revision)?.calendarFor(run.unitId ?? undefined)
    }
    const { cap } = shapeOf(this.#clock, state)
    const { days, outcome } =
      step.deadline === undefined ? { days: [], outcome: undefined } : this.#count(run, step, sameCalendar, cap)
    const words = say.stepWords({
      step,
      run,
      before,
      action: this.#actionName(record.action, payload),
      actor: record,
      tick: payload.tick === true,
      state: this.#kind.states.find((one) => one.code === payload.to)?.name ?? { 'zh-CN': payload.to, en: payload.to },
      source: this.#source(step),
      hoursOf:
        run.unitId === null
          ? undefined
          : (state.assignments.findLast((one) => one.unitId === run.unitId)?.unitName ?? run.unitId),
      revision: this.#revision,
      reason: this.#reason(record.action, payload),
      calendar: this.#calendar,
      outerMoved: this.#outerMoved(payload, case_),
      automatic: payload.tick === true && this.#clock.performs === record.action,
      graded: this.#clock.grades?.toSorted((a, b) => a - b)[run.graded - 1],
    })
    const all = outcome === undefined ? words : say.joined(words, outcome)
    this.#add(step.at, step.do, all, before?.deadline ?? null, run.deadline, days)
  }

  ledger(): ClockLedger {
    const run = this.#run!
    const unit = run.limit?.unit ?? 'natural_day'
    const calendar = this.#calendar
    const counted =
      calendar === undefined
        ? []
        : runningStretches(run.marks, calendar, Date.parse(run.deadline)).map((one) => ({
            from: new Date(one.from).toISOString(),
            to: new Date(one.to).toISOString(),
            ms: timeIn(calendar, one, unit),
          }))
    return {
      code: run.code,
      name: this.#clock.name,
      round: run.round,
      state: this.#replaced ? 'replaced' : run.state,
      limit: run.limit,
      deadline: run.deadline,
      entries: this.#entries,
      counted,
      sum: counted.length < 2 ? null : say.sum(counted, unit),
    }
  }

  #add(
    at: string,
    what: LedgerEntry['what'],
    words: Words,
    before: string | null,
    deadline: string,
    days: readonly LedgerDay[],
  ): void {
    this.#entries.push({ at, what, words, before, deadline, days })
  }

  /** The days of a new deadline: only what this mark added, or all from the start where all was counted anew. */
  #count(
    run: ClockRun,
    step: ClockStep,
    sameCalendar: boolean,
    cap: Cap | undefined,
  ): { days: LedgerDay[]; outcome: Words | undefined } {
    const calendar = this.#calendar
    if (calendar === undefined) return { days: [], outcome: undefined }
    const counts = countOut(run.marks, calendar)
    const last = counts.at(-1)!
    const own = step.mark !== undefined && step.mark.do !== 'limit' && sameCalendar
    const told = own ? counts.filter((count) => count.mark === step.mark) : counts
    const several = told.length > 1 || cap !== undefined
    const days = told.flatMap((count) => daysOf(calendar, count, several || count.mark.do !== 'start'))
    const deadline = Date.parse(run.deadline)
    if (cap === undefined || deadline === last.deadline) return { days, outcome: undefined }
    const at = capped(cap, calendar)
    return {
      // What decided is the outer deadline: of the rest only the sums are told.
      days: [...days.filter((day) => day.head), ...capDays(calendar, cap)],
      outcome: say.cappedWords(cap, at, deadline),
    }
  }

  #actionName(code: string, { register }: ActionPayload): Words {
    const { actions, entries = [] } = this.#kind
    const entry = entries.find((one) => one.code === register?.entry) ?? this.#kind.register
    if (register !== undefined) return entry.name
    return actions.find((one) => one.code === code)?.name ?? { 'zh-CN': code, en: code }
  }

  #source({ rule }: ClockStep): { words: Words; standard: string | undefined } | undefined {
    if (rule === undefined) return undefined
    const [index = '', ...standard] = rule.split(' ')
    const found = this.#clock.rules[Number(index)]
    return found === undefined
      ? undefined
      : { words: found.source, standard: standard.length === 0 ? undefined : standard.join(' ') }
  }

  /** The reason somebody gave, when it is in the open: the first text of the action's form. */
  #reason(action: string, { input }: ActionPayload): string | undefined {
    const fields = this.#kind.actions.find((one) => one.code === action)?.input ?? []
    const texts = fields.filter((field) => (field.type === 'text' || field.type === 'long') && field.private !== true)
    return texts.map((field) => input?.[field.key]).find((value) => value !== undefined && value !== '')
  }

  #outerMoved(
    { facts = {} }: ActionPayload,
    before: CaseState | undefined,
  ): { from: string | undefined; to: string } | undefined {
    const field = this.#clock.notAfter?.field
    const to = field === undefined ? undefined : facts[field]
    return to === undefined || before === undefined || before.facts[field!] === to
      ? undefined
      : { from: before.facts[field!], to }
  }
}

/** A run after a step, as the case's own fold has it. */
function stepped(before: ClockRun | undefined, step: ClockStep): ClockRun {
  return foldClocks(before === undefined ? [] : [before], [step])[0]!
}

const longestMs = 790 * 24 * 3_600_000

function daysOf(calendar: WorkCalendar, { mark, counted, deadline }: Count, headed: boolean): LedgerDay[] {
  if (counted === undefined) return []
  const { from, amount, unit } = counted
  const head: LedgerDay[] = headed ? [{ counts: false, head: true, words: say.countHead(mark, counted, deadline) }] : []
  if (deadline - from > longestMs) return head
  return [...head, ...ledgerLines(ledger(calendar, from, amount, unit)).map(({ counts, words }) => ({ counts, words }))]
}

function capDays(calendar: WorkCalendar, { until, less }: Cap): LedgerDay[] {
  if (less === undefined) return []
  const lines = ledgerLines(ledger(calendar, until, -less.value, less.unit))
  return [
    { counts: false, head: true, words: say.capHead(until, less) },
    ...lines.map(({ counts, words }) => ({ counts, words })),
  ]
}
