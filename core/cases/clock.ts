import { addTime, warningPoint, workBetween, isContinuous, type WorkCalendar } from '#platform/calendar/contract'
import type { Limit } from './kind.ts'

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

/**
 * The points of a clock that its marks make on a calendar.
 *
 * A pause takes nothing and gives nothing: what was left of the limit when it began is left when it ends, in working
 * time for limits in working hours or days, else in plain time; whoever was late already stays late. A limit that changes
 * counts from the beginning and keeps every pause (a paused clock whose urgency changes keeps the paused time). An
 * extension counts on from the deadline. A deadline from outside is moved by none of these.
 */
export function workOut(marks: readonly ClockMark[], calendar: WorkCalendar, shape: ClockShape = {}): ClockPoints {
  const [first] = marks
  if (first?.do !== 'start') throw new Error('A clock begins with its start')
  if ('until' in first) return pointsOf(first.at, first.until, undefined, calendar, shape)
  const limit = marks.findLast((mark) => mark.do === 'limit')?.limit ?? first.limit
  let deadline = addTime(calendar, first.at, limit.value, limit.unit)
  let pausedAt: number | undefined
  for (const mark of marks.slice(1)) {
    if (mark.do === 'pause') pausedAt = mark.at
    else if (mark.do === 'resume' && pausedAt !== undefined) {
      deadline = shifted(calendar, deadline, pausedAt, mark.at, limit.unit)
      pausedAt = undefined
    } else if (mark.do === 'extend') deadline = addTime(calendar, deadline, mark.by.value, mark.by.unit)
    else if (mark.do === 'again') {
      deadline = Math.max(deadline, addTime(calendar, mark.at, mark.least.value, mark.least.unit))
    }
  }
  return pointsOf(first.at, deadline, limit, calendar, shape)
}

/** A deadline after a pause: as much is left at its end as was at its beginning. */
function shifted(calendar: WorkCalendar, deadline: number, from: number, to: number, unit: Limit['unit']): number {
  if (deadline <= from || to <= from) return deadline
  if (isContinuous(unit)) return deadline + (to - from)
  const left = workBetween(calendar, from, deadline)
  // Nothing left to work, yet not late: the deadline stood at the close; it stands at the next moment of work.
  return left === 0 ? Math.max(deadline, to) : addTime(calendar, to, left / 3_600_000, 'work_hour')
}

function pointsOf(
  start: number,
  wished: number,
  limit: Limit | undefined,
  calendar: WorkCalendar,
  { cap, warnShare, grades = [] }: ClockShape,
): ClockPoints {
  const unit = limit?.unit ?? 'natural_day'
  const deadline = Math.max(start, cap === undefined ? wished : Math.min(wished, capped(cap, calendar)))
  return {
    deadline,
    // Through the same calendar: a share of working time is never reached at night.
    warnAt: warnShare === undefined ? undefined : warningPoint(calendar, start, deadline, unit, warnShare),
    grades:
      limit === undefined
        ? []
        : grades.map((times) =>
            addTime(calendar, deadline, unit === 'work_day' ? Math.ceil(limit.value * (times - 1)) : limit.value * (times - 1), unit),
          ),
  }
}

function capped({ until, less }: Cap, calendar: WorkCalendar): number {
  return less === undefined ? until : addTime(calendar, until, -less.value, less.unit)
}
