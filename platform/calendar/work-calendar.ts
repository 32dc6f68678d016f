import type { Words } from '#lib/kernel/contract'
import { dayMs, minuteMs, weekdayOf } from './shanghai.ts'

/** A span of working time: minutes from the day's midnight. `to` may pass 1440: a duty shift that ends next morning. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Where a limit in working days ends. `close`: when its last day closes; `same_time`: at the time of day at which it
 * began. See `addTime`.
 */
export type DayEnd = 'close' | 'same_time'

/** Working hours from a day on. `every_day` does not know weekends and holidays: a duty room, a control centre. */
export interface Hours {
  /** first day (number, see shanghai.ts) on which they hold; each later entry takes over from the one before */
  readonly validFrom: number
  readonly opens: 'work_days' | 'every_day'
  readonly dayEnd: DayEnd
  readonly spans: readonly Span[]
}

/** A day that is not what its weekday says, or that somebody has spoken about. */
export interface SpecialDay {
  readonly working: boolean
  /** holiday and make-up day (调休) are the state's; override is the city's own word and stands above them */
  readonly kind: 'holiday' | 'makeup' | 'override'
  /** name of the holiday, or the reason of the override */
  readonly name: Words
}

/** All that arithmetic needs: which days are worked, and which hours of them. A plain value, safe in a browser. */
export interface WorkCalendar {
  /** by day number; days not listed are worked Monday to Friday */
  readonly special: ReadonlyMap<number, SpecialDay>
  /** in order of `validFrom`; the first also holds for all time before it */
  readonly hours: readonly Hours[]
}

export type DayKind = 'workday' | 'weekend' | SpecialDay['kind']

/** What a day is, before any working hours. */
export function kindOfDay(
  special: WorkCalendar['special'],
  day: number,
): { kind: DayKind; working: boolean; name: Words | undefined } {
  const known = special.get(day)
  if (known !== undefined) return known
  const weekday = weekdayOf(day)
  const working = weekday !== 0 && weekday !== 6
  return { kind: working ? 'workday' : 'weekend', working, name: undefined }
}

/** The hours that hold on a day. */
export function hoursOn(calendar: WorkCalendar, day: number): Hours {
  return calendar.hours.findLast((one) => one.validFrom <= day) ?? calendar.hours[0]!
}

/** What is wrong with the spans of a day, as a key; undefined when nothing is. Spans stand in order of time. */
export function spansFault(spans: readonly Span[]): 'none' | 'order' | 'overlap' | undefined {
  const first = spans[0]
  const last = spans.at(-1)
  if (first === undefined || last === undefined) return 'none'
  const dayMinutes = dayMs / minuteMs
  for (const [index, { from, to }] of spans.entries()) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || from >= dayMinutes || to <= from) return 'order'
    if (to - from > dayMinutes) return 'overlap'
    if (index > 0 && from < spans[index - 1]!.to) return 'overlap'
  }
  // The last shift may run into the next day, but not into the shift that begins there.
  return last.to - dayMinutes > first.from ? 'overlap' : undefined
}

/** Reads `08:30-11:30`; an end at or before its beginning is meant on the next day. Undefined when it is no span. */
export function parseSpan(text: string): Span | undefined {
  const match = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number) as [number, number, number, number]
  if (fromMinute > 59 || toMinute > 59 || fromHour > 23 || toHour > 24) return undefined
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  if (to > 1440) return undefined
  return { from, to: to > from ? to : to + 1440 }
}

/** `08:30-11:30`, as `parseSpan` reads it. */
export function spanText({ from, to }: Span): string {
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return `${clock(from)}-${clock(to > 1440 ? to - 1440 : to)}`
}
