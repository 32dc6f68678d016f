import type { Language, Words } from '#lib/kernel/contract'
import type { TimeUnit } from './arithmetic.ts'
import type { Ledger, LedgerSpan, Why } from './ledger.ts'
import { clockText, dayOf, dayText, hourMs, minuteMs, weekdayOf, yearOf, type Instant } from './shanghai.ts'

/** One line of an explanation. */
export interface LedgerLine {
  /** the first and last day it is about, numbers */
  readonly firstDay: number
  readonly lastDay: number
  readonly counts: boolean
  readonly words: Words
}

const both = (say: (language: Language) => string): Words => ({ 'zh-CN': say('zh-CN'), en: say('en') })
const weekdays = {
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const

/** `06-03 周五`, with the year where it is not `year`. */
function dayWords(day: number, language: Language, year: number): string {
  const text = dayText(day)
  return `${yearOf(day) === year ? text.slice(5) : text} ${weekdays[language][weekdayOf(day)]}`
}

/** `2022-06-03 周五 14:30`. */
function instantWords(instant: Instant, language: Language): string {
  const day = dayOf(instant)
  return `${dayText(day)} ${weekdays[language][weekdayOf(day)]} ${clockText(instant)}`
}

/** An instant in every language, with its weekday: what one reads a deadline by. */
export function momentWords(instant: Instant): Words {
  return both((language) => instantWords(instant, language))
}

/** `5 个工作日`, `2.5 working hours`. */
export function limitWords(amount: number, unit: TimeUnit): Words {
  const zh = {
    minute: '分钟',
    urgent_hour: '小时（连续计）',
    work_hour: '个工作小时',
    work_day: '个工作日',
    natural_day: '个自然日',
  }
  const en = {
    minute: 'minute',
    urgent_hour: 'continuous hour',
    work_hour: 'working hour',
    work_day: 'working day',
    natural_day: 'calendar day',
  }
  const size = Number(Math.abs(amount).toFixed(4))
  return {
    'zh-CN': `${amount < 0 ? '提前 ' : ''}${size} ${zh[unit]}`,
    en: `${size} ${en[unit]}${size === 1 ? '' : 's'}${amount < 0 ? ' earlier' : ''}`,
  }
}

/** `3 小时 20 分钟`: a stretch of time in hours. */
export function durationWords(ms: number, language: Language): string {
  const hours = Math.floor(ms / hourMs)
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  const seconds = (ms % minuteMs) / 1000
  const units = language === 'zh-CN' ? [' 小时', ' 分钟', ' 秒'] : [' h', ' min', ' s']
  const parts = [hours, minutes, seconds].map((value, index) => (value === 0 ? '' : `${value}${units[index]}`))
  return parts.filter((part) => part !== '').join(' ') || `0${units[1]}`
}

/** A length of time in every language; `worked`: of working time. */
export function spanWords(ms: number, worked: boolean): Words {
  return {
    'zh-CN': `${durationWords(ms, 'zh-CN')}${worked ? '工作时间' : ''}`,
    en: `${durationWords(ms, 'en')}${worked ? ' of working time' : ''}`,
  }
}

const reasons: Readonly<Record<Exclude<Why, 'counted'>, Words>> = {
  start_day: { 'zh-CN': '起算当日不计入', en: 'the day of the start is not counted' },
  weekend: { 'zh-CN': '周末', en: 'weekend' },
  holiday: { 'zh-CN': '法定节假日', en: 'public holiday' },
  day_off: { 'zh-CN': '本地调整为不上班', en: 'a day off by local decision' },
  before_hours: { 'zh-CN': '上班前', en: 'before opening' },
  break: { 'zh-CN': '班间休息', en: 'break' },
  after_hours: { 'zh-CN': '下班后', en: 'after closing' },
}

/** The sentence above the lines: from when, how much, until when. */
export function ledgerHead({ from, amount, unit, deadline }: Ledger): Words {
  const limit = limitWords(amount, unit)
  return {
    'zh-CN': `自 ${instantWords(from, 'zh-CN')} 起${amount < 0 ? '' : '，'}${limit['zh-CN']}，截止 ${instantWords(deadline, 'zh-CN')}`,
    en: `From ${instantWords(from, 'en')}, ${limit.en}: due ${instantWords(deadline, 'en')}`,
  }
}

/** The rule by which a limit in working days ends; undefined for other units. */
export function ledgerRule({ unit, dayEnd, amount }: Ledger): Words | undefined {
  if (unit !== 'work_day' || amount === 0) return undefined
  return dayEnd === 'close'
    ? {
        'zh-CN': '按工作日计的时限：起算当日不计入，至最后一个工作日下班时止（民法典第二百零一条、第二百零三条）',
        en: 'Limits in working days: the day of the start is not counted, the last working day ends at its close (Civil Code art. 201, 203)',
      }
    : {
        'zh-CN': '按工作日计的时限：起算当日不计入，至最后一个工作日的同一时刻止',
        en: 'Limits in working days: the day of the start is not counted, the last working day ends at the same time of day',
      }
}

/**
 * A ledger in words, a line per day; days in a row that are off for the same reason share a line. The lines answer
 * “why 14:30?” to somebody who has only the wall calendar.
 */
export function ledgerLines(ledger: Ledger): LedgerLine[] {
  const year = yearOf(dayOf(ledger.from))
  const days: LedgerSpan[][] = []
  for (const span of ledger.spans) {
    if (days.at(-1)?.[0]?.day === span.day) days.at(-1)!.push(span)
    else days.push([span])
  }
  const lines: LedgerLine[] = []
  let free: LedgerSpan[] = []
  const flush = (): void => {
    if (free.length > 0) lines.push(freeLine(free, year))
    free = []
  }
  for (const spans of days) {
    const [first] = spans
    const isFree = spans.length === 1 && ['weekend', 'holiday', 'day_off'].includes(first!.why)
    const joins =
      free[0] === undefined || (free[0].why === first!.why && free[0].name?.['zh-CN'] === first!.name?.['zh-CN'])
    if (!isFree || !joins) flush()
    if (isFree) free.push(first!)
    else lines.push(dayLine(spans, year, ledger))
  }
  flush()
  return lines
}

function freeLine(spans: readonly LedgerSpan[], year: number): LedgerLine {
  const [first] = spans
  const days = spans.map((span) => span.day).toSorted((a, b) => a - b)
  const [firstDay, lastDay] = [days[0]!, days.at(-1)!]
  return {
    firstDay,
    lastDay,
    counts: false,
    words: both((language) => {
      const range = [firstDay, ...(lastDay === firstDay ? [] : [lastDay])].map((day) => dayWords(day, language, year))
      const name = first!.name?.[language]
      const reason = reasons[first!.why as keyof typeof reasons][language]
      const named = name === undefined ? reason : language === 'zh-CN' ? `${reason}：${name}` : `${reason}: ${name}`
      return language === 'zh-CN'
        ? `${range.join(' 至 ')}：不计（${named}）`
        : `${range.join(' to ')}: not counted (${named})`
    }),
  }
}

function dayLine(spans: readonly LedgerSpan[], year: number, ledger: Ledger): LedgerLine {
  const [first] = spans
  const counting = spans.filter((span) => span.why === 'counted')
  const words = both((language) => {
    const zh = language === 'zh-CN'
    const parts = [
      first!.dayNumber === undefined ? hoursPart(spans, language) : numberPart(first!, ledger, language),
      ...(first!.dayKind === 'makeup' || (first!.dayKind === 'override' && counting.length > 0)
        ? [workedBecause(first!, language)]
        : []),
    ]
    return `${dayWords(first!.day, language, year)}${zh ? '：' : ': '}${parts.join(zh ? '；' : '; ')}`
  })
  return { firstDay: first!.day, lastDay: first!.day, counts: counting.length > 0, words }
}

function numberPart(span: LedgerSpan, { deadline, amount }: Ledger, language: Language): string {
  const last = span.dayNumber === Math.abs(amount)
  const clock = dayOf(deadline) === span.day || !last ? clockText(deadline) : clockText(deadline, span.day)
  const until = !last ? '' : language === 'zh-CN' ? `，至 ${clock} 止` : `, until ${clock}`
  return language === 'zh-CN' ? `第 ${span.dayNumber} 个工作日${until}` : `working day ${span.dayNumber}${until}`
}

function hoursPart(spans: readonly LedgerSpan[], language: Language): string {
  const zh = language === 'zh-CN'
  const range = ({ from, to, day }: LedgerSpan): string => `${clockText(from, day)}–${clockText(to, day)}`
  const counting = spans.filter((span) => span.why === 'counted').toSorted((a, b) => a.from - b.from)
  const ms = counting.reduce((sum, span) => sum + span.countedMs, 0)
  const list = (ones: readonly LedgerSpan[]): string => ones.map(range).join(zh ? '、' : ', ')
  const skipped = spans.filter((span) => span.why !== 'counted').toSorted((a, b) => a.from - b.from)
  const off = skipped.map((span) => {
    const reason = reasons[span.why as keyof typeof reasons][language]
    if (span.why === 'start_day') return reason
    return zh ? `${range(span)} ${reason}不计` : `${range(span)} not counted, ${reason}`
  })
  const head =
    counting.length === 0
      ? []
      : [
          zh
            ? `计 ${durationWords(ms, language)}（${list(counting)}）`
            : `${durationWords(ms, language)} counted (${list(counting)})`,
        ]
  return [...head, ...off].join(zh ? '，' : ', ')
}

function workedBecause(span: LedgerSpan, language: Language): string {
  const name = span.name?.[language] ?? ''
  if (span.dayKind === 'makeup') return language === 'zh-CN' ? `${name}调休上班` : `make-up working day (${name})`
  return language === 'zh-CN' ? `本地调整为上班：${name}` : `worked by local decision: ${name}`
}
