import type { Words } from '#lib/kernel/contract'
import { addTime, countDays, isContinuous, type TimeUnit } from './arithmetic.ts'
import { dayOf, startOfDay, type Instant } from './shanghai.ts'
import { lastAtMost, timelineOf } from './timeline.ts'
import { hoursOn, kindOfDay, type DayEnd, type DayKind, type WorkCalendar } from './work-calendar.ts'

/** Why a span counts or does not. `start_day`: a limit in working days does not count the day on which it begins. */
export type Why = 'counted' | 'start_day' | 'weekend' | 'holiday' | 'day_off' | 'before_hours' | 'break' | 'after_hours'

/** A stretch of one day, and what it counts for. */
export interface LedgerSpan {
  /** number of the day, see shanghai.ts */
  readonly day: number
  readonly from: Instant
  readonly to: Instant
  readonly why: Why
  /** 0 where it is skipped; in a limit of working days the number of days is in `dayNumber` */
  readonly countedMs: number
  /** the how-many-eth working day of the limit this is */
  readonly dayNumber?: number
  readonly dayKind: DayKind
  /** name of the holiday, or the reason of the override */
  readonly name: Words | undefined
}

/** A deadline and how it comes about: every stretch between start and deadline, none left out. */
export interface Ledger {
  readonly from: Instant
  readonly amount: number
  readonly unit: TimeUnit
  readonly deadline: Instant
  readonly dayEnd: DayEnd
  readonly spans: readonly LedgerSpan[]
}

const longest = 800

/**
 * Explains the deadline `addTime` gives. Spans stand in the order in which they are counted: in time for a limit that
 * runs forward, against it for a negative one. Error: RangeError when more than 800 days would have to be listed.
 */
export function ledger(calendar: WorkCalendar, from: Instant, amount: number, unit: TimeUnit): Ledger {
  const deadline = addTime(calendar, from, amount, unit)
  if (Math.abs(dayOf(deadline) - dayOf(from)) > longest) throw new RangeError(`A ledger holds ${longest} days at most`)
  const { dayEnd } = hoursOn(calendar, dayOf(from))
  const spans =
    unit === 'work_day'
      ? daySpans(calendar, from, amount, deadline)
      : hourSpans(calendar, Math.min(from, deadline), Math.max(from, deadline), isContinuous(unit))
  return {
    from,
    amount,
    unit,
    deadline,
    dayEnd,
    spans: unit !== 'work_day' && deadline < from ? spans.toReversed() : spans,
  }
}

function hourSpans(calendar: WorkCalendar, from: Instant, to: Instant, continuous: boolean): LedgerSpan[] {
  const spans: LedgerSpan[] = []
  for (let day = dayOf(from); from < to && startOfDay(day) < to; day += 1) {
    const begin = Math.max(from, startOfDay(day))
    const end = Math.min(to, startOfDay(day + 1))
    if (continuous) spans.push(counted(calendar, day, begin, end))
    else spans.push(...partsOfDay(calendar, day, begin, end))
  }
  return spans
}

/** A day cut into working time and the rest between `begin` and `end`. */
function partsOfDay(calendar: WorkCalendar, day: number, begin: Instant, end: Instant): LedgerSpan[] {
  const timeline = timelineOf(calendar)
  timeline.reachDay(day)
  const midnight = startOfDay(day)
  const nextMidnight = startOfDay(day + 1)
  const spans: LedgerSpan[] = []
  let at = begin
  let index = Math.max(0, lastAtMost(timeline.starts, midnight))
  let worked = false
  for (; index < timeline.starts.length && timeline.starts[index]! < nextMidnight; index += 1) {
    const start = Math.max(timeline.starts[index]!, midnight)
    const stop = Math.min(timeline.ends[index]!, nextMidnight)
    if (stop <= start) continue
    if (start > at && at < end) {
      spans.push(skipped(calendar, day, at, Math.min(start, end), worked ? 'break' : 'before_hours'))
    }
    at = Math.max(at, Math.min(start, end))
    if (stop > at && at < end) {
      spans.push(counted(calendar, day, at, Math.min(stop, end)))
      at = Math.min(stop, end)
    }
    worked = true
  }
  if (at < end) spans.push(skipped(calendar, day, at, end, 'after_hours'))
  return spans
}

/** Whole days from the day of the start to the last one; only the first and the last are cut at start and deadline. */
function daySpans(calendar: WorkCalendar, from: Instant, amount: number, deadline: Instant): LedgerSpan[] {
  if (amount === 0) return []
  const timeline = timelineOf(calendar)
  const { begins, first, last } = countDays(calendar, from, amount)
  const numbers = new Map<number, number>()
  const step = amount > 0 ? 1 : -1
  for (let index = first; index !== last + step; index += step) numbers.set(timeline.openDays[index]!, numbers.size + 1)
  const spans: LedgerSpan[] = []
  const lastDay = timeline.openDays[last]!
  for (let day = amount > 0 ? dayOf(from) : dayOf(from - 1); day !== lastDay + step; day += step) {
    const begin = amount > 0 ? Math.max(from, startOfDay(day)) : startOfDay(day)
    const end = amount < 0 ? Math.min(from, startOfDay(day + 1)) : day === lastDay ? deadline : startOfDay(day + 1)
    const dayNumber = numbers.get(day)
    if (dayNumber !== undefined) spans.push({ ...counted(calendar, day, begin, end), countedMs: 0, dayNumber })
    else {
      const span = skipped(calendar, day, begin, end, 'after_hours')
      spans.push(day === begins && span.why === 'after_hours' ? { ...span, why: 'start_day' } : span)
    }
  }
  return spans
}

function counted(calendar: WorkCalendar, day: number, from: Instant, to: Instant): LedgerSpan {
  const { kind, name } = kindOfDay(calendar.special, day)
  return { day, from, to, why: 'counted', countedMs: to - from, dayKind: kind, name }
}

/** A skipped stretch: the reason is the day's where the whole day is off, otherwise the hour's. */
function skipped(calendar: WorkCalendar, day: number, from: Instant, to: Instant, hour: Why): LedgerSpan {
  const { kind, working, name } = kindOfDay(calendar.special, day)
  const off = !working && hoursOn(calendar, day).opens === 'work_days'
  const why = !off ? hour : kind === 'holiday' ? 'holiday' : kind === 'override' ? 'day_off' : 'weekend'
  return { day, from, to, why, countedMs: 0, dayKind: kind, name }
}
