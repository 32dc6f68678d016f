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
  return new Intl.RelativeTimeFormat(language, {
    numeric: 'always',
    style: language === 'en' ? 'narrow' : 'long',
  }).format(Math.trunc(seconds / divisor), steps[at]?.[1] ?? 'year')
}

const now = createStore(Date.now())
// One clock for the tab: fifty rows with a timer each would redraw at fifty moments.
setInterval(() => now.set(Date.now()), 30_000)

/** The present moment, moving every half minute for the whole tab at once. */
export function useNow(): number {
  return useStore(now)
}
