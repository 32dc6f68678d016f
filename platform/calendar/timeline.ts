import { dayOf, getDay, minuteMs, startOfDay, type Instant } from './shanghai.ts'
import { hoursOn, kindOfDay, type WorkCalendar } from './work-calendar.ts'

const firstDay = getDay('1992-01-01')
const lastDay = getDay('2199-12-31')
const growBy = 3 * 366

/**
 * A calendar laid out on the line of time: every stretch of working time with the working time before it, and every
 * open day. Made from 1992 on and lengthened as far as questions reach, so that each question is two binary searches
 * however long the limit. Error of every reach: RangeError outside 1992–2199.
 */
export class Timeline {
  readonly starts: number[] = []
  readonly ends: number[] = []
  /** working ms before the stretch of the same index */
  readonly before: number[] = []
  /** index in `openDays` of the day a stretch belongs to: a night shift belongs to the day on which it begins */
  readonly dayIndex: number[] = []
  readonly openDays: number[] = []
  /** index of the first stretch of each open day */
  readonly firstStretch: number[] = []
  readonly #calendar: WorkCalendar
  #next = firstDay

  constructor(calendar: WorkCalendar) {
    this.#calendar = calendar
    this.reachDay(dayOf(Date.now()))
  }

  /** Lays out all days up to `day`, and some more. */
  reachDay(day: number): void {
    if (!(day >= firstDay && day <= lastDay)) throw new RangeError('Working time is known from 1992 to 2199')
    if (day < this.#next) return
    const end = Math.min(day + growBy, lastDay)
    for (; this.#next <= end; this.#next += 1) this.#layOut(this.#next)
  }

  /** Lays out until there is more working time than `ms` in all. */
  reachWork(ms: number): void {
    if (ms < 0) throw new RangeError('Working time is known from 1992 to 2199')
    while (this.total <= ms) this.reachDay(this.#next)
  }

  /** Lays out until there are more than `count` open days. */
  reachOpenDays(count: number): void {
    while (this.openDays.length <= count) this.reachDay(this.#next)
  }

  get total(): number {
    const last = this.before.length - 1
    return last < 0 ? 0 : this.before[last]! + this.ends[last]! - this.starts[last]!
  }

  /** Working ms from the beginning of 1992 to `at`. */
  workBefore(at: Instant): number {
    this.reachDay(dayOf(at))
    const index = lastAtMost(this.starts, at)
    return index < 0 ? 0 : this.before[index]! + Math.min(at, this.ends[index]!) - this.starts[index]!
  }

  /** The earliest instant with `ms` of working time before it. */
  earliestAt(ms: number): Instant {
    this.reachWork(ms)
    const index = Math.max(0, lastAtMost(this.before, ms - 1))
    return this.starts[index]! + ms - this.before[index]!
  }

  /** The latest instant with `ms` of working time before it. */
  latestAt(ms: number): Instant {
    this.reachWork(ms)
    const index = lastAtMost(this.before, ms)
    return this.starts[index]! + ms - this.before[index]!
  }

  /** How many open days there are up to `day`, itself included. */
  openDaysUntil(day: number): number {
    this.reachDay(day)
    return lastAtMost(this.openDays, day) + 1
  }

  /** When the open day of an index opens. */
  opening(index: number): Instant {
    return this.starts[this.firstStretch[index]!]!
  }

  /** When the open day of an index closes: the end of the last stretch that begins on it. */
  closing(index: number): Instant {
    return this.ends[this.lastStretch(index)]!
  }

  lastStretch(index: number): number {
    return (this.firstStretch[index + 1] ?? this.starts.length) - 1
  }

  #layOut(day: number): void {
    const hours = hoursOn(this.#calendar, day)
    if (hours.opens === 'work_days' && !kindOfDay(this.#calendar.special, day).working) return
    const midnight = startOfDay(day)
    let opened = false
    for (const { from, to } of hours.spans) {
      // Where hours change after a night shift, the shift that has begun is finished first.
      const start = Math.max(midnight + from * minuteMs, this.ends.at(-1) ?? -Infinity)
      const end = midnight + to * minuteMs
      if (end <= start) continue
      if (!opened) {
        this.openDays.push(day)
        this.firstStretch.push(this.starts.length)
        opened = true
      }
      this.before.push(this.total)
      this.starts.push(start)
      this.ends.push(end)
      this.dayIndex.push(this.openDays.length - 1)
    }
  }
}

/** Index of the last element that is at most `value` in a rising list; -1 when there is none. */
export function lastAtMost(rising: readonly number[], value: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rising[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

const timelines = new WeakMap<WorkCalendar, Timeline>()

/** The timeline of a calendar, made once. */
export function timelineOf(calendar: WorkCalendar): Timeline {
  let timeline = timelines.get(calendar)
  if (timeline === undefined) timelines.set(calendar, (timeline = new Timeline(calendar)))
  return timeline
}
