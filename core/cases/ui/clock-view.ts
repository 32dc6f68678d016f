import { addTime, elapsed, isContinuous, workBetween, type WorkCalendar } from '#platform/calendar/contract'
import type { Words } from '#lib/kernel/contract'
import type { Limit } from '../kind.ts'

/** A clock as a page shows it: plain data, times as ISO text. */
export interface ClockView {
  readonly code: string
  readonly name: Words
  readonly state: 'running' | 'standing' | 'paused' | 'ended'
  /** null: the deadline was set from outside */
  readonly limit: Limit | null
  readonly deadline: string
  readonly warnAt: string | null
  readonly breachedAt: string | null
  /** since when it is in this state */
  readonly since: string
  /** how many grades of lateness were reached */
  readonly graded: number
}

/** What the light of a clock says. `kept` and `late` are of clocks that have ended. */
export type LightSign = 'green' | 'yellow' | 'red' | 'paused' | 'standing' | 'kept' | 'late'

/** The light of a clock at a moment. It turns by itself, without waiting for the server to say that the point was reached. */
export function lightOf({ state, deadline, warnAt, breachedAt }: ClockView, now: number): LightSign {
  if (state === 'ended') return breachedAt === null ? 'kept' : 'late'
  if (state !== 'running') return state
  if (breachedAt !== null || Date.parse(deadline) <= now) return 'red'
  return warnAt !== null && Date.parse(warnAt) <= now ? 'yellow' : 'green'
}

/** Whether its time is up; while it is paused or stands, whether it was when that began. */
export function isOver(clock: ClockView, now: number): boolean {
  return clock.breachedAt !== null || Date.parse(clock.deadline) <= momentOf(clock, now)
}

/** A part of an amount of time: `{ unit: 'workHour', count: 3 }`. */
export interface TimePart {
  readonly unit: 'day' | 'hour' | 'minute' | 'workDay' | 'workHour'
  readonly count: number
}

export interface Remaining {
  readonly over: boolean
  /** the two largest parts; empty below a minute */
  readonly parts: readonly TimePart[]
  /** a limit in working time, of which only plain time could be told: there was no calendar */
  readonly plain: boolean
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How much of a clock's time is left, or by how much it is over, in its own unit; what is paused or stands does not move. */
export function remainingOf(clock: ClockView, now: number, calendar: WorkCalendar | undefined): Remaining {
  const deadline = Date.parse(clock.deadline)
  const at = momentOf(clock, now)
  const over = deadline <= at
  const [from, to] = over ? [deadline, at] : [at, deadline]
  const unit = clock.limit?.unit ?? 'natural_day'
  if (isContinuous(unit)) return { over, parts: plainParts(to - from), plain: false }
  if (calendar === undefined) return { over, parts: plainParts(to - from), plain: true }
  const days = unit === 'work_day' ? Math.floor(elapsed(calendar, from, to, 'work_day')) : 0
  const rest = workBetween(calendar, days === 0 ? from : addTime(calendar, from, days, 'work_day'), to)
  const parts: TimePart[] = [
    { unit: 'workDay', count: days },
    { unit: 'workHour', count: Math.floor(rest / hourMs) },
    { unit: 'minute', count: Math.floor((rest % hourMs) / minuteMs) },
  ]
  return { over, parts: twoLargest(parts), plain: false }
}

function momentOf({ state, since }: ClockView, now: number): number {
  return state === 'running' ? now : Date.parse(since)
}

function plainParts(ms: number): TimePart[] {
  return twoLargest([
    { unit: 'day', count: Math.floor(ms / dayMs) },
    { unit: 'hour', count: Math.floor((ms % dayMs) / hourMs) },
    { unit: 'minute', count: Math.floor((ms % hourMs) / minuteMs) },
  ])
}

/** From the largest part there is, and the one after it; parts of nothing are left out. */
function twoLargest(parts: readonly TimePart[]): TimePart[] {
  const first = parts.findIndex((part) => part.count > 0)
  return first < 0 ? [] : parts.slice(first, first + 2).filter((part) => part.count > 0)
}
