import type { Words } from '#lib/kernel/contract'
import { nationalDays } from '../national-days.ts'
import { getDay, type Instant } from '../shanghai.ts'
import { parseSpan, type DayEnd, type Hours, type SpecialDay, type WorkCalendar } from '../work-calendar.ts'

/** An instant written as the wall clock in Shanghai shows it: `2026-03-10 17:00`. */
export function at(text: string): Instant {
  const instant = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  if (Number.isNaN(instant)) throw new Error(`${text} is not an instant`)
  return instant
}

/** The wall clock of an instant, so that a failing test can be read. */
export function wall(instant: Instant): string {
  return new Date(instant + 8 * 3_600_000).toISOString().replace('T', ' ').replace('.000Z', '').replace(/:00$/, '')
}

const named = (name: string): Words => ({ 'zh-CN': name, en: name })

/** What was announced for 2004–2026. */
export const announced: ReadonlyMap<number, SpecialDay> = new Map(
  nationalDays().map((one) => [
    getDay(one.day),
    { working: one.working, kind: one.working ? 'makeup' : 'holiday', name: one.name },
  ]),
)

interface Wanted {
  readonly spans: readonly string[]
  readonly dayEnd?: DayEnd
  readonly opens?: Hours['opens']
  readonly special?: ReadonlyMap<number, SpecialDay>
}

/** A calendar of one profile on the announced days. */
export function calendarOf({
  spans,
  dayEnd = 'close',
  opens = 'work_days',
  special = announced,
}: Wanted): WorkCalendar {
  const read = spans.map((span) => parseSpan(span)!)
  return { special, hours: [{ validFrom: getDay('1992-01-01'), opens, dayEnd, spans: read }] }
}

/** The same calendar with more overridden days. */
export function withOverrides(calendar: WorkCalendar, days: Readonly<Record<string, boolean>>): WorkCalendar {
  const special = new Map(calendar.special)
  for (const [day, working] of Object.entries(days))
    special.set(getDay(day), { working, kind: 'override', name: named(day) })
  return { ...calendar, special }
}

/** 08:30–11:30 and 13:00–17:00 on working days. */
export const office = calendarOf({ spans: ['08:30-11:30', '13:00-17:00'] })
export const officeSameTime = calendarOf({ spans: ['08:30-11:30', '13:00-17:00'], dayEnd: 'same_time' })
/** Day and night, every day. */
export const roundTheClock = calendarOf({ spans: ['00:00-24:00'], opens: 'every_day', dayEnd: 'same_time' })
