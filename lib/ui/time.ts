import type { Language } from '#lib/kernel/contract'
import { createStore, useStore } from './store.ts'

/** The city's clock, wherever the browser stands. */
export const timeZone = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

function partsOf(iso: string): Record<string, string> | undefined {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return undefined
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]))
}

/** `MM-DD HH:mm`, for lists. With the year in front when it is not the present one. */
export function shortTime(iso: string): string {
  const at = partsOf(iso)
  if (at === undefined) return iso
  const year = at['year'] === partsOf(new Date().toISOString())?.['year'] ? '' : `${at['year']}-`
  return `${year}${at['month']}-${at['day']} ${at['hour']}:${at['minute']}`
}

/** As short as `shortTime` in every year: of a moment in another year only its day is told, `YYYY-MM-DD`. */
export function narrowTime(iso: string): string {
  const short = shortTime(iso)
  return short.length > 'MM-DD HH:mm'.length ? cityDay(iso) : short
}

/** The day of a moment, `YYYY-MM-DD`; without one: today. */
export function cityDay(iso: string = new Date().toISOString()): string {
  return fullTime(iso).slice(0, 10)
}

/** `YYYY-MM-DD HH:mm:ss`, where the moment itself matters. */
export function fullTime(iso: string): string {
  const at = partsOf(iso)
  return at === undefined
    ? iso
    : `${at['year']}-${at['month']}-${at['day']} ${at['hour']}:${at['minute']}:${at['second']}`
}

const steps: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [3600, 'minute'],
  [86_400, 'hour'],
  [86_400 * 30, 'day'],
  [86_400 * 365, 'month'],
  [Infinity, 'year'],
]

/** `3 分钟前`. Below a minute it says “just now”: a running count of seconds only distracts. */
export function relativeTime(iso: string, now: number, language: Language): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  const far = Math.abs(seconds)
  if (Number.isNaN(far)) return iso
  if (far < 60) return language === 'zh-CN' ? '刚刚' : 'just now'
  const at = steps.findIndex(([limit]) => far < limit)
  const divisor = steps[at - 1]?.[0] ?? 1
  const text = new Intl.RelativeTimeFormat(language, {
    numeric: 'always',
    style: language === 'en' ? 'narrow' : 'long',
  }).format(Math.trunc(seconds / divisor), steps[at]?.[1] ?? 'year')
  return language === 'en' ? text : text.replace(/^\d+/, '$& ')
}

/** By so much the server's clock is ahead of this computer's, in milliseconds; 0 while they agree. */
let ahead = 0
/** The time of an answer is told in whole seconds, and took a while to come: less than this is no difference. */
const agreesWithin = 20_000

/** The present moment by the server's clock: that of the computer somebody sits at may be wrong. */
export function serverNow(): number {
  return Date.now() + ahead
}

const now = createStore(serverNow())
// One clock for the tab: fifty rows with a timer each would redraw at fifty moments.
setInterval(() => now.set(serverNow()), 30_000)

/**
 * Takes the time from the head of an answer that has just come. On a computer whose clock is wrong every countdown would
 * lie, and what one does would be refused as done in the future.
 */
export function hearServerTime(date: string | null): void {
  const there = Date.parse(date ?? '')
  if (Number.isNaN(there)) return
  const difference = there - Date.now()
  // A difference that only swings with the network is no news: nothing jumps by a second at every answer.
  if (Math.abs(difference - ahead) < agreesWithin) return
  ahead = Math.abs(difference) < agreesWithin ? 0 : difference
  now.set(serverNow())
}

/** The present moment, moving every half minute for the whole tab at once. */
export function useNow(): number {
  return useStore(now)
}
