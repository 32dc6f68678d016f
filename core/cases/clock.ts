import { addTime, isContinuous, workBetween, type WorkCalendar } from '#platform/calendar/contract'
import type { Limit } from './kind.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

// The arithmetic of a case's clocks. Pure: everything that happened to a clock is a list of marks; its deadline follows
// from the marks and a calendar, so that it can be worked out anew when the calendar changes.

/** Something that happened to a clock. `at` is an instant in ms. */
export type ClockMark =
  /** it began: with a limit, or with a deadline that was set from outside */
  | { readonly do: 'start'; readonly at: number; readonly limit: Limit }
  | { readonly do: 'start'; readonly at: number; readonly until: number }
  /** another limit applies, from the beginning: the case was put into another category */
  | { readonly do: 'limit'; readonly at: number; readonly limit: Limit }
  | { readonly do: 'pause'; readonly at: number }
  | { readonly do: 'resume'; readonly at: number }
  /** more time was given */
  | { readonly do: 'extend'; readonly at: number; readonly by: Limit }
  /** it runs on after standing still; this much is left at least */
  | { readonly do: 'again'; readonly at: number; readonly least: Limit }

/** From one instant to another. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What never lets a deadline lie later: a moment set from outside, less some time. */
export interface Cap {
  readonly until: number
  readonly less?: Limit | undefined
}

/** The points of a clock, as instants. While it is paused they are those it was paused with. */
export interface ClockPoints {
  readonly deadline: number
  /** the yellow light; undefined without one */
  readonly warnAt: number | undefined
  /** further points after the breach, in order */
  readonly grades: readonly number[]
}

export interface ClockShape {
  readonly cap?: Cap | undefined
  readonly warnShare?: number | undefined
  readonly grades?: readonly number[] | undefined
}

/** How one mark moved a deadline, so that it can be told and counted after. */
export interface Count {
  readonly mark: ClockMark
  /** the deadline before the mark; undefined at the start */
  readonly before: number | undefined
  /** the deadline after it, before any cap */
  readonly deadline: number
  /** the deadline is this much time after `from`; absent where nothing was counted */
  readonly counted?: { readonly from: number; readonly amount: number; readonly unit: Limit['unit'] }
}

/**
 * How the marks of a clock move its deadline on a calendar, one by one; what a mark did not move is not among them.
 *
 * A pause takes nothing and gives nothing: what was left of the limit when it began is left when it ends, in working
 * time for limits in working hours or days, else in plain time; whoever was late already stays late. A limit that changes
 * counts from the beginning and keeps every pause (a paused clock whose urgency changes keeps the paused time). An
 * extension counts on from the deadline. A deadline from outside is moved by none of these.
 */
export function countOut(marks: readonly ClockMark[], calendar: WorkCalendar): Count[] {
  const [first] = marks
  if (first?.do !== 'start') throw new Error('A clock begins with its start')
  if ('until' in first) return [{ mark: first, before: undefined, deadline: first.until }]
  const limit = marks.findLast((mark) => mark.do === 'limit')?.limit ?? first.limit
  let deadline = addTime(calendar, first.at, limit.value, limit.unit)
  const counted = { from: first.at, amount: limit.value, unit: limit.unit }
  const counts: Count[] = [{ mark: first, before: undefined, deadline, counted }]
  let pausedAt: number | undefined
  for (const mark of marks.slice(1)) {
    if (mark.do === 'pause') pausedAt ??= mark.at
    if (mark.do === 'pause' || mark.do === 'limit' || mark.do === 'start') continue
    const before = deadline
    const moved =
      mark.do === 'extend'
        ? after(calendar, deadline, mark.by)
        : mark.do === 'again'
          ? after(calendar, mark.at, mark.least)
          : shifted(calendar, deadline, pausedAt ?? mark.at, mark.at, limit.unit)
    if (mark.do === 'resume') pausedAt = undefined
    if (moved.deadline <= before) continue
    deadline = moved.deadline
    counts.push({ mark, before, ...moved })
  }
  return counts
}

/** The points of a clock that its marks make on a calendar. */
export function workOut(marks: readonly ClockMark[], calendar: WorkCalendar, shape: ClockShape = {}): ClockPoints {
  const { cap, warnShare, grades = [] } = shape
  const counts = countOut(marks, calendar)
  const start = counts[0]!.mark.at
  const limit = marks.findLast((mark) => mark.do === 'limit')?.limit ?? limitOf(counts[0]!.mark)
  const wished = counts.at(-1)!.deadline
  const deadline = Math.max(start, cap === undefined ? wished : Math.min(wished, capped(cap, calendar)))
  return {
    deadline,
    warnAt: warnShare === undefined ? undefined : warning(marks, calendar, deadline, limit?.unit, warnShare),
    grades:
      limit === undefined
        ? []
        : grades.map((times) => gradeOf(calendar, deadline, limit, times)).toSorted((a, b) => a - b),
  }
}

/** Where a cap puts a deadline. */
export function capped({ until, less }: Cap, calendar: WorkCalendar): number {
  return less === undefined ? until : addTime(calendar, until, -less.value, less.unit)
}

/**
 * The stretches that a clock's time is counted over, up to its deadline; one that is paused still is as it was before. A
 * pause that began when the time was up gave nothing, and is none here.
 */
export function runningStretches(marks: readonly ClockMark[], calendar: WorkCalendar, deadline: number): Stretch[] {
  const gave = new Set(countOut(marks, calendar).map((count) => count.mark))
  const stretches: Stretch[] = []
  let from = marks[0]!.at
  let pausedAt: number | undefined
  for (const mark of marks) {
    if (mark.do === 'pause') pausedAt ??= mark.at
    if (mark.do !== 'resume' || pausedAt === undefined) continue
    if (gave.has(mark)) {
      stretches.push({ from, to: pausedAt })
      from = mark.at
    }
    pausedAt = undefined
  }
  stretches.push({ from, to: deadline })
  return stretches.flatMap((one) => (one.from < deadline ? [{ from: one.from, to: Math.min(one.to, deadline) }] : []))
}

/** How much of a limit's own time lies in a stretch: working time, or plain time; ms. */
export function timeIn(
  calendar: WorkCalendar,
  { from, to }: { from: number; to: number },
  unit: Limit['unit'],
): number {
  return isContinuous(unit) ? to - from : workBetween(calendar, from, to)
}

/**
 * When a share of the time a clock has is used up. Through the same calendar, so that a share of working time is never
 * reached at night; and only by time it ran, for a pause uses nothing up.
 */
function warning(
  marks: readonly ClockMark[],
  calendar: WorkCalendar,
  deadline: number,
  unit: Limit['unit'] = 'natural_day',
  share: number,
): number {
  const stretches = runningStretches(marks, calendar, deadline)
  const sizes = stretches.map((one) => timeIn(calendar, one, unit))
  let need = Math.round(sizes.reduce((sum, size) => sum + size, 0) * share)
  if (need === 0) return marks[0]!.at
  for (const [index, { from }] of stretches.entries()) {
    const size = sizes[index]!
    if (need <= size) return isContinuous(unit) ? from + need : addTime(calendar, from, need / hourMs, 'work_hour')
    need -= size
  }
  return deadline
}

function gradeOf(calendar: WorkCalendar, deadline: number, { value, unit }: Limit, times: number): number {
  const more = value * (times - 1)
  return addTime(calendar, deadline, unit === 'work_day' ? Math.ceil(more) : more, unit)
}

function limitOf(mark: ClockMark): Limit | undefined {
  return 'limit' in mark ? mark.limit : undefined
}

type Moved = Pick<Count, 'deadline' | 'counted'>

function after(calendar: WorkCalendar, from: number, { value, unit }: Limit): Moved {
  return { deadline: addTime(calendar, from, value, unit), counted: { from, amount: value, unit } }
}

/** A deadline after a pause: as much is left at its end as was at its beginning. */
function shifted(calendar: WorkCalendar, deadline: number, from: number, to: number, unit: Limit['unit']): Moved {
  if (deadline < from || to <= from) return { deadline }
  const left = timeIn(calendar, { from, to: deadline }, unit)
  // Nothing left to work, yet not late: its time is up at the moment it goes on.
  if (left === 0) return { deadline: Math.max(deadline, to) }
  return after(
    calendar,
    to,
    isContinuous(unit) ? { value: left / minuteMs, unit: 'minute' } : { value: left / hourMs, unit: 'work_hour' },
  )
}
