// Days and clock of Asia/Shanghai: UTC+8 without daylight saving since 1991-09-15. Nothing earlier than 1992 is counted here.

/** An instant: milliseconds since 1970-01-01T00:00Z, as `Date.getTime()` gives them. */
export type Instant = number

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const offsetMs = 8 * hourMs

/** Number of a calendar day in Shanghai, counted from 1970-01-01. */
export function dayOf(instant: Instant): number {
  return Math.floor((instant + offsetMs) / dayMs)
}

/** The instant at which a day begins in Shanghai. */
export function startOfDay(day: number): Instant {
  return day * dayMs - offsetMs
}

/** A day as YYYY-MM-DD. */
export function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** The number of a day written YYYY-MM-DD; undefined when there is no such day. */
export function findDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const at = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) return undefined
  return at / dayMs
}

/** The number of a day written YYYY-MM-DD. Error: RangeError when there is no such day. */
export function getDay(text: string): number {
  const day = findDay(text)
  if (day === undefined) throw new RangeError(`${text} is not a day`)
  return day
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The year a day lies in. */
export function yearOf(day: number): number {
  return new Date(day * dayMs).getUTCFullYear()
}

/** The clock in Shanghai, HH:mm; seconds only where there are any, 24:00 for the end of `day`. */
export function clockText(instant: Instant, day: number = dayOf(instant)): string {
  const ms = instant - startOfDay(day)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(ms / minuteMs)
  const seconds = Math.floor((ms % minuteMs) / 1000)
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${seconds === 0 ? '' : `:${two(seconds)}`}`
}
