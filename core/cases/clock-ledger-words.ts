import type { Language, Words } from '#lib/kernel/contract'
import {
  durationWords,
  isContinuous,
  ledgerHead,
  limitWords,
  momentWords,
  type WorkCalendar,
} from '#platform/calendar/contract'
import type { ActionRecord, ClockStep } from './action.ts'
import { timeIn, type Cap, type ClockMark, type Count } from './clock.ts'
import type { ClockRun } from './fold.ts'
import type { Limit } from './kind.ts'

// The sentences of a clock's ledger.

const both = (sentence: (language: Language) => string): Words => ({ 'zh-CN': sentence('zh-CN'), en: sentence('en') })
const moment = (iso: string | number, language: Language): string =>
  momentWords(typeof iso === 'number' ? iso : Date.parse(iso))[language]
const limited = ({ value, unit }: Limit, language: Language): string => limitWords(value, unit)[language]

/** Everything a sentence may speak of. */
export interface Told {
  readonly step: ClockStep
  /** the clock after the step, and before it */
  readonly run: ClockRun
  readonly before: ClockRun | undefined
  readonly action: Words
  readonly actor: Pick<ActionRecord, 'actorName' | 'unitName'>
  /** nobody acted: a clock or a change of the calendar did */
  readonly tick: boolean
  /** the name of the case's state after the step */
  readonly state: Words
  readonly source: { readonly words: Words; readonly standard: string | undefined } | undefined
  readonly hoursOf: string | undefined
  readonly revision: number | undefined
  readonly reason: string | undefined
  readonly calendar: WorkCalendar | undefined
  /** the outer deadline was moved by this action */
  readonly outerMoved: { readonly from: string | undefined; readonly to: string } | undefined
  /** the action is the one the system does when this clock's time is up */
  readonly automatic: boolean
  /** the multiple of the limit that was reached */
  readonly graded: number | undefined
}

/** What a step did, in a sentence. */
export function stepWords(told: Told): Words {
  return both((language) => sentences[told.step.do](told, language, language === 'zh-CN'))
}

type Sentence = (told: Told, language: Language, zh: boolean) => string

const sentences: Readonly<Record<ClockStep['do'], Sentence>> = {
  start: (told, language, zh) => {
    const { run, action, tick } = told
    const round = run.round === 1 ? '' : zh ? `（第 ${run.round} 轮）` : ` (round ${run.round})`
    const head = zh
      ? `${tick ? '' : `“${action[language]}”，`}开始计时${round}`
      : `${tick ? 'Started' : `Started by “${action.en}”`}${round}`
    const due = zh ? `截止 ${moment(run.deadline, language)}` : `due ${moment(run.deadline, language)}`
    if (run.limit === null) {
      return zh
        ? `${head}：截止时间由外部给定${by(told, language)}；${due}`
        : `${head}: the deadline was set from outside${by(told, language)}; ${due}`
    }
    const limit = limited(run.limit, language)
    return zh
      ? `${head}：时限 ${limit}${by(told, language)}；${hours(told, language)}，${due}`
      : `${head}: ${limit}${by(told, language)}; ${hours(told, language)}; ${due}`
  },
  limit: (told, language, zh) => {
    const { run, before, action } = told
    const [from, to] = [before?.limit, run.limit].map((limit) => (limit == null ? '' : limited(limit, language)))
    return zh
      ? `“${action[language]}”后适用另一时限：由 ${from}改为 ${to}${by(told, language)}；自开始时重新计算，${move(told, language)}`
      : `Another limit applies after “${action.en}”: ${to} instead of ${from}${by(told, language)}; counted anew from the start, ${move(told, language)}`
  },
  pause: (told, language, zh) => {
    const left = remaining(told)
    if (left === undefined) {
      return zh
        ? `“${told.action[language]}”，暂停计时；此前已超期，截止时间不再顺延`
        : `Paused by “${told.action.en}”; the time was up before, nothing is added`
    }
    return zh
      ? `“${told.action[language]}”，暂停计时；剩余 ${left[language]}`
      : `Paused by “${told.action.en}” with ${left.en} left`
  },
  resume: (told, language, zh) => {
    const since = told.before?.since ?? told.step.at
    const head = zh
      ? `恢复计时（自 ${moment(since, language)} 起暂停）`
      : `Went on (paused since ${moment(since, language)})`
    if (told.run.limit === null)
      return zh ? `${head}；外部给定的截止时间不变` : `${head}; the deadline set from outside stays`
    if (told.run.deadline === told.before?.deadline) {
      return zh
        ? `${head}；截止时间不变，仍为 ${moment(told.run.deadline, language)}`
        : `${head}; still due ${moment(told.run.deadline, language)}`
    }
    return zh
      ? `${head}，剩余时间继续计；${move(told, language)}`
      : `${head} with what was left; ${move(told, language)}`
  },
  stand: ({ run, state }, language, zh) =>
    zh
      ? `转入“${state[language]}”，不计入办理时间，期间不预警、不计超期；截止仍为 ${moment(run.deadline, language)}`
      : `Stands still in “${state.en}”, which is not the unit’s time: it neither warns nor breaches; still due ${moment(run.deadline, language)}`,
  run: (told, language, zh) => {
    const { before, run, step } = told
    const since = before?.since ?? step.at
    const head =
      before?.state === 'ended'
        ? zh
          ? `“${told.action[language]}”，沿用原时限继续计时（自 ${moment(since, language)} 起停计）`
          : `Runs on with the old limit by “${told.action.en}” (ended since ${moment(since, language)})`
        : zh
          ? `“${told.action[language]}”，继续计时（自 ${moment(since, language)} 起停计）`
          : `Runs on by “${told.action.en}” (stood still since ${moment(since, language)})`
    if (step.mark?.do === 'again' && run.deadline !== before?.deadline) {
      const least = limited(step.mark.least, language)
      return zh
        ? `${head}；至少保留 ${least}，${move(told, language)}`
        : `${head}; at least ${least} are left, ${move(told, language)}`
    }
    const over = Date.parse(run.deadline) <= Date.parse(step.at)
    return zh
      ? `${head}；截止仍为 ${moment(run.deadline, language)}${over ? '，已超期' : ''}`
      : `${head}; still due ${moment(run.deadline, language)}${over ? ', which is past' : ''}`
  },
  end: (told, language, zh) => {
    const head = told.automatic
      ? zh
        ? `时限届满，系统自动“${told.action[language]}”，计时结束`
        : `Time was up: “${told.action.en}” by the system, ended`
      : zh
        ? `“${told.action[language]}”，计时结束`
        : `Ended by “${told.action.en}”`
    if (told.automatic) return head
    const { late, words } = result(told)
    const how = late
      ? zh
        ? `超期 ${words[language]}`
        : `late by ${words.en}`
      : zh
        ? `按时，提前 ${words[language]}`
        : `in time, ${words.en} early`
    return `${head}${zh ? '：' : ': '}${how}`
  },
  extend: (told, language, zh) => {
    const { step, actor, reason } = told
    const more = step.mark?.do === 'extend' ? limited(step.mark.by, language) : ''
    const why = reason === undefined ? '' : zh ? `，事由：${reason}` : `, because: ${reason}`
    return zh
      ? `${actor.unitName} ${actor.actorName}“${told.action[language]}”，延长 ${more}${why}；${move(told, language)}`
      : `${more} more by “${told.action.en}”, ${actor.actorName} of ${actor.unitName}${why}; ${move(told, language)}`
  },
  recompute: (told, language, zh) => {
    const { outerMoved, tick, revision, run, before } = told
    const cause =
      outerMoved !== undefined && !tick
        ? zh
          ? `外部时限${outerMoved.from === undefined ? '' : `由 ${moment(outerMoved.from, language)} `}改为 ${moment(outerMoved.to, language)}`
          : `The outer deadline was moved${outerMoved.from === undefined ? '' : ` from ${moment(outerMoved.from, language)}`} to ${moment(outerMoved.to, language)}`
        : zh
          ? `工作日历有变更，按第 ${revision} 版重新计算`
          : `The calendar was changed: counted anew by revision ${revision}`
    if (run.deadline !== before?.deadline)
      return zh ? `${cause}；${move(told, language)}` : `${cause}; ${move(told, language)}`
    return zh ? `${cause}；截止时间不变，仅提醒时点移动` : `${cause}; the deadline stays, only its signals move`
  },
  warn: ({ run }, language, zh) =>
    zh
      ? `预警（黄灯）；截止 ${moment(run.deadline, language)}`
      : `Warning (yellow light); due ${moment(run.deadline, language)}`,
  breach: ({ run }, language, zh) =>
    zh
      ? `时限届满，转为超期（红灯）；截止 ${moment(run.deadline, language)}`
      : `Time was up (red light); it was due ${moment(run.deadline, language)}`,
  grade: ({ graded }, _language, zh) =>
    zh ? `超期累计达时限的 ${graded} 倍` : `Overdue: ${graded} times the limit has passed`,
}

/** `，依据：…`. */
function by({ source }: Told, language: Language): string {
  if (source === undefined) return ''
  const standard =
    source.standard === undefined
      ? ''
      : language === 'zh-CN'
        ? `（立案条件 ${source.standard}）`
        : ` (filing standard ${source.standard})`
  return language === 'zh-CN' ? `，依据：${source.words[language]}${standard}` : `, by ${source.words.en}${standard}`
}

/** Whose hours count, and as of which calendar. */
function hours({ hoursOf, revision, run }: Told, language: Language): string {
  const zh = language === 'zh-CN'
  if (run.limit !== null && isContinuous(run.limit.unit)) return zh ? '自然时间连续计' : 'counted without a break'
  const whose = hoursOf ?? (zh ? '全市统一' : 'the city')
  return zh
    ? `按${whose}工作时间（日历第 ${revision} 版）`
    : `on the working hours of ${whose} (calendar revision ${revision})`
}

function move({ before, run }: Told, language: Language): string {
  const to = moment(run.deadline, language)
  if (before === undefined || before.deadline === run.deadline)
    return language === 'zh-CN' ? `截止仍为 ${to}` : `still due ${to}`
  const from = moment(before.deadline, language)
  return language === 'zh-CN' ? `截止由 ${from} 改为 ${to}` : `due ${to} instead of ${from}`
}

/** What is left at a pause; undefined when the time was up. */
function remaining({ step, run, calendar }: Told): Words | undefined {
  const from = Date.parse(step.at)
  const to = Date.parse(run.deadline)
  if (to < from) return undefined
  return measured(from, to, run.limit?.unit ?? 'natural_day', calendar)
}

/** How it ended: measured at the moment the unit had done its part, for what came after was not its time. */
function result({ step, run, before, calendar }: Told): { late: boolean; words: Words } {
  const done = Date.parse(before !== undefined && before.state !== 'running' ? before.since : step.at)
  const due = Date.parse(run.deadline)
  const late = done > due
  return { late, words: measured(Math.min(done, due), Math.max(done, due), run.limit?.unit ?? 'natural_day', calendar) }
}

/** A stretch in the measure of a unit; in plain time where none of it is working time. */
function measured(from: number, to: number, unit: Limit['unit'], calendar: WorkCalendar | undefined): Words {
  const ms = calendar === undefined ? 0 : timeIn(calendar, { from, to }, unit)
  const work = !isContinuous(unit) && ms > 0
  return inMeasure(work ? ms : to - from, work)
}

function inMeasure(ms: number, work: boolean): Words {
  return both(
    (language) =>
      `${durationWords(ms, language)}${work ? (language === 'zh-CN' ? '（工作时间）' : ' of working time') : ''}`,
  )
}

/** The line above the days of one part of the count. */
export function countHead(mark: ClockMark, counted: NonNullable<Count['counted']>, deadline: number): Words {
  const { from, amount, unit } = counted
  if (mark.do !== 'resume') return ledgerHead({ from, amount, unit, deadline, dayEnd: 'close', spans: [] })
  const left = inMeasure(Math.round(amount * (unit === 'minute' ? 60_000 : 3_600_000)), unit === 'work_hour')
  return {
    'zh-CN': `自 ${moment(from, 'zh-CN')} 起，剩余 ${left['zh-CN']}，截止 ${moment(deadline, 'zh-CN')}`,
    en: `From ${moment(from, 'en')}, ${left.en} left: due ${moment(deadline, 'en')}`,
  }
}

/** A deadline that was held back by one from outside. */
export function cappedWords({ until, less }: Cap, at: number, deadline: number): Words {
  return both((language) => {
    const zh = language === 'zh-CN'
    const before = less === undefined ? '' : zh ? `前 ${limited(less, language)}` : `, less ${limited(less, language)}`
    const outer = zh
      ? `不得晚于外部时限 ${moment(until, language)} ${before}`
      : `not later than the outer deadline ${moment(until, language)}${before}`
    if (deadline > at)
      return zh
        ? `${outer.trim()}，此时刻在开始之前，故开始时即到期`
        : `${outer}; that lies before the start, so it was due at once`
    return outer.trim()
  })
}

/** The line above the days between an inner and the outer deadline. */
export function capHead(until: number, less: Limit): Words {
  return both((language) =>
    language === 'zh-CN'
      ? `自外部时限 ${moment(until, language)} 提前 ${limited(less, language)}`
      : `Back from the outer deadline ${moment(until, language)} by ${limited(less, language)}`,
  )
}

/** Two sentences as one. */
export function joined(one: Words, other: Words): Words {
  return { 'zh-CN': `${one['zh-CN']}（${other['zh-CN']}）`, en: `${one.en} (${other.en})` }
}

export function replaced(round: number): Words {
  return { 'zh-CN': `本轮计时结束，由第 ${round} 轮接替`, en: `This round ended: round ${round} took its place` }
}

/** `1 小时 + 3 小时 = 4 小时（工作时间）`. */
export function sum(parts: readonly { readonly ms: number }[], unit: Limit['unit']): Words {
  const total = inMeasure(
    parts.reduce((all, part) => all + part.ms, 0),
    !isContinuous(unit),
  )
  return both((language) => {
    const list = parts.map((part) => durationWords(part.ms, language)).join(' + ')
    return `${language === 'zh-CN' ? '可用时间合计：' : 'Time in all: '}${list} = ${total[language]}`
  })
}
