import chineseDays from 'chinese-days'
import type { Words } from '#lib/kernel'
import { dayText, getDay } from './shanghai.ts'

/** A holiday, or a weekend day that is worked in exchange for one (调休), as the State Council announced it. */
export interface NationalDay {
  /** YYYY-MM-DD */
  readonly day: string
  readonly working: boolean
  readonly name: Words
}

const firstYear = 2004
/** Holidays are announced in November for the next year; further ahead nobody can know. */
const yearsAhead = 3

/**
 * The national holidays and make-up days from 2004 to the last year announced. A year without any is not announced yet,
 * or the installed package is older than the announcement.
 */
export function nationalDays(until: number = new Date().getUTCFullYear() + yearsAhead): NationalDay[] {
  const days: NationalDay[] = []
  for (let day = getDay(`${firstYear}-01-01`); day <= getDay(`${until}-12-31`); day += 1) {
    const text = dayText(day)
    const { work, name } = chineseDays.getDayDetail(text)
    // `Spring Festival,春节,4` for what was announced, the bare weekday for every other day
    const [en, zh] = name.split(',')
    if (en !== undefined && zh !== undefined) days.push({ day: text, working: work, name: { 'zh-CN': zh, en } })
  }
  return days
}
