import { dayMs, dayOf, hourMs, minuteMs, startOfDay, type Instant } from './shanghai.ts'
import { lastAtMost, timelineOf, type Timeline } from './timeline.ts'
import { hoursOn, type WorkCalendar } from './work-calendar.ts'

// Deadline arithmetic. Pure and browser-safe: instants are milliseconds, a calendar is a value.

/**
 * Units of limits. `minute`, `urgent_hour` and `natural_day` (24 h) run on without a break, whatever the calendar;
 * `work_hour` counts working time; `work_day` counts working days, in whole numbers.
 */
export const timeUnits = ['minute', 'urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const
export type TimeUnit = (typeof timeUnits)[number]

const unitMs: Readonly<Record<Exclude<TimeUnit, 'work_day'>, number>> = {
  minute: minuteMs,
  urgent_hour: hourMs,
  work_hour: hourMs,
  natural_day: dayMs,
}

/** Whether a unit runs on through nights and holidays. */
export function isContinuous(unit: TimeUnit): boolean {
  return unit === 'minute' || unit === 'urgent_hour' || unit === 'natural_day'
}

/**
 * The instant at which `amount` of time since `from` is used up.
 *
 * - Continuous units: plain addition.
 * - `work_hour`: the earliest instant with that much working time since `from`. A start outside working time counts
 *   from the next opening; a limit used up at the very close ends at the close, not at the next opening.
 * - `work_day`, hours with `dayEnd: 'close'` (Civil Code art. 201 and 203: the day of the start is not counted, the last
 *   day ends when business ends): the n-th working day after the calendar day of `from`, at its close. The hour of the
 *   start does not matter, and a start on a Saturday makes Monday the first day: there are always at least n whole
 *   working days.
 * - `work_day`, `dayEnd: 'same_time'`: from the next opening, n working days on, at the same time of day; where that
 *   day is shorter, at the nearest working moment before (at its opening if there is none).
 *
 * A negative amount goes back: to the latest instant from which `amount` leads to `from`; for `work_day` and `close` to
 * the close of the n-th working day before. Zero gives `from`.
 *
 * Errors: RangeError for a `work_day` amount that is not whole, and outside 1992–2199.
 */
export function addTime(calendar: WorkCalendar, from: Instant, amount: number, unit: TimeUnit): Instant {
  if (!Number.isFinite(from) || !Number.isFinite(amount)) throw new RangeError('A limit needs an instant and an amount')
  if (amount === 0) return from
  if (unit === 'work_day') {
    if (!Number.isInteger(amount))
      throw new RangeError('Working days are counted whole; use work_hour for parts of a day')
    return addDays(calendar, from, amount)
  }
  const ms = Math.round(amount * unitMs[unit])
  return unit === 'work_hour' ? addWork(timelineOf(calendar), from, ms) : from + ms
}

/**
 * How much of a unit lies between two instants; negative when `to` comes before `from`. For `work_day` the whole days
 * are those that `addTime` would count, and the fraction is the share of working time used of the day that runs.
 */
export function elapsed(calendar: WorkCalendar, from: Instant, to: Instant, unit: TimeUnit): number {
  if (to < from) return -elapsed(calendar, to, from, unit)
  if (unit === 'work_day') return elapsedDays(calendar, from, to)
  return (unit === 'work_hour' ? workBetween(calendar, from, to) : to - from) / unitMs[unit]
}

/** Working ms between two instants, `from` not after `to`. */
export function workBetween(calendar: WorkCalendar, from: Instant, to: Instant): number {
  const timeline = timelineOf(calendar)
  return timeline.workBefore(to) - timeline.workBefore(from)
}

/** `at` itself when it is working time, otherwise the next opening. */
export function nextOpening(calendar: WorkCalendar, at: Instant): Instant {
  const timeline = timelineOf(calendar)
  return timeline.latestAt(timeline.workBefore(at))
}

/**
 * The instant at which `share` (0 … 1) of the time from `from` to `deadline` is used up, on the calendar on which the
 * deadline was made: never in the night before a limit in working time.
 */
export function warningPoint(
  calendar: WorkCalendar,
  from: Instant,
  deadline: Instant,
  unit: TimeUnit,
  share: number,
): Instant {
  if (!(share >= 0 && share <= 1)) throw new RangeError('A share lies between 0 and 1')
  if (deadline <= from) return deadline
  if (isContinuous(unit)) return from + Math.round((deadline - from) * share)
  const ms = Math.round(workBetween(calendar, from, deadline) * share)
  return ms === 0 ? from : addWork(timelineOf(calendar), from, ms)
}

function addWork(timeline: Timeline, from: Instant, ms: number): Instant {
  const target = timeline.workBefore(from) + ms
  return ms > 0 ? timeline.earliestAt(target) : Math.min(from, timeline.latestAt(target))
}

function addDays(calendar: WorkCalendar, from: Instant, days: number): Instant {
  const timeline = timelineOf(calendar)
  const { last, timeOfDay } = countDays(calendar, from, days)
  return timeOfDay === undefined ? timeline.closing(last) : clampInto(timeline, last, timeOfDay)
}

/**
 * The working days a limit of `days` (not 0) counts, as indices in the timeline's open days, in the order of counting;
 * `begins` is the day of the start, which is not counted.
 */
export function countDays(
  calendar: WorkCalendar,
  from: Instant,
  days: number,
): { begins: number; first: number; last: number; timeOfDay: number | undefined } {
  const timeline = timelineOf(calendar)
  const forward = days > 0
  if (hoursOn(calendar, dayOf(from)).dayEnd === 'close') {
    // 24:00 of a day is the next day's first instant; a deadline that stands there belongs to the day it ends.
    let begins = forward ? dayOf(from) : dayOf(from - 1)
    let first = forward ? timeline.openDaysUntil(begins) : timeline.openDaysUntil(begins - 1) - 1
    // In the small hours of a night shift the day of the start is the shift's.
    if (!forward && first >= 0 && timeline.closing(first) >= from) {
      begins = timeline.openDays[first]!
      first -= 1
    }
    const last = first + days - Math.sign(days)
    reachIndex(timeline, last)
    return { begins, first, last, timeOfDay: undefined }
  }
  const at = forward ? atOrAfter(timeline, from) : atOrBefore(timeline, from)
  const begins = timeline.openDays[at.dayIndex]!
  reachIndex(timeline, at.dayIndex + days)
  return {
    begins,
    first: at.dayIndex + Math.sign(days),
    last: at.dayIndex + days,
    timeOfDay: at.instant - startOfDay(begins),
  }
}

function reachIndex(timeline: Timeline, index: number): void {
  if (index < 0) throw new RangeError('Working time is known from 1992 to 2199')
  timeline.reachOpenDays(index + 1)
}

interface OpenMoment {
  readonly instant: Instant
  readonly dayIndex: number
}

/** The instant itself where it touches working time, else the next opening. A close is still part of its day. */
function atOrAfter(timeline: Timeline, at: Instant): OpenMoment {
  timeline.reachWork(timeline.workBefore(at))
  const index = lastAtMost(timeline.starts, at)
  if (index >= 0 && at <= timeline.ends[index]!) return { instant: at, dayIndex: timeline.dayIndex[index]! }
  return { instant: timeline.starts[index + 1]!, dayIndex: timeline.dayIndex[index + 1]! }
}

function atOrBefore(timeline: Timeline, at: Instant): OpenMoment {
  timeline.reachDay(dayOf(at))
  const index = lastAtMost(timeline.starts, at)
  if (index < 0) throw new RangeError('Working time is known from 1992 to 2199')
  return { instant: Math.min(at, timeline.ends[index]!), dayIndex: timeline.dayIndex[index]! }
}

/** The working moment of an open day nearest to a time of day, never later than it unless the day opens later. */
function clampInto(timeline: Timeline, index: number, offset: number): Instant {
  const wanted = startOfDay(timeline.openDays[index]!) + offset
  const first = timeline.firstStretch[index]!
  for (let stretch = timeline.lastStretch(index); stretch >= first; stretch -= 1) {
    if (timeline.starts[stretch]! <= wanted) return Math.min(wanted, timeline.ends[stretch]!)
  }
  return timeline.opening(index)
}

function elapsedDays(calendar: WorkCalendar, from: Instant, to: Instant): number {
  const timeline = timelineOf(calendar)
  const after = (days: number): Instant => (days === 0 ? from : addDays(calendar, from, days))
  let days = Math.max(0, timeline.openDaysUntil(dayOf(to)) - timeline.openDaysUntil(dayOf(from)) - 1)
  while (days > 0 && after(days) > to) days -= 1
  while (after(days + 1) <= to) days += 1
  const begun = timeline.workBefore(after(days))
  const whole = timeline.workBefore(after(days + 1)) - begun
  return whole === 0 ? days : days + (timeline.workBefore(to) - begun) / whole
}
