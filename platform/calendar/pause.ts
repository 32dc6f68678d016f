import type { Words } from '#lib/kernel/contract'
import { addTime, isContinuous, workBetween, type TimeUnit } from './arithmetic.ts'
import { momentWords, spanWords } from './ledger-words.ts'
import { dayOf, type Instant } from './shanghai.ts'
import { timelineOf } from './timeline.ts'
import { hoursOn, type WorkCalendar } from './work-calendar.ts'

/** A clock that stood still. */
export interface Pause {
  readonly from: Instant
  readonly to: Instant
}

/** What a pause does to a deadline, and the steps by which. */
export interface PausedDeadline {
  readonly deadline: Instant
  readonly lines: readonly Words[]
}

const hourMs = 3_600_000

/**
 * The deadline of a limit whose clock stood still for a while: what was left when it stopped is what is left when it goes
 * on, in the limit's own time. A limit in working days that ends at the close of a day still ends at the close of one:
 * the part of a day that is left over is given as a whole. A pause that begins at the deadline or later changes nothing.
 * Errors: RangeError when the pause ends before it begins, and outside 1992–2199.
 */
export function pausedDeadline(
  calendar: WorkCalendar,
  deadline: Instant,
  unit: TimeUnit,
  { from, to }: Pause,
): PausedDeadline {
  if (to < from) throw new RangeError('A pause ends after it begins')
  const stopped = momentWords(from)
  if (from >= deadline) {
    return {
      deadline,
      lines: [
        {
          'zh-CN': `${stopped['zh-CN']} 暂停时已到截止时间，截止时间不变`,
          en: `Paused ${stopped.en}, when it was due already: nothing changes`,
        },
      ],
    }
  }
  const isWorked = !isContinuous(unit)
  const leftMs = isWorked ? workBetween(calendar, from, deadline) : deadline - from
  const stoodMs = isWorked ? workBetween(calendar, from, to) : to - from
  const moved = isWorked ? (leftMs === 0 ? to : addTime(calendar, to, leftMs / hourMs, 'work_hour')) : to + leftMs
  const closes = unit === 'work_day' && hoursOn(calendar, dayOf(from)).dayEnd === 'close'
  // The close of a day and the next opening are the same working time: the later of the two is never taken away.
  const end = Math.max(deadline, closes ? closingOf(calendar, moved) : moved)
  const [resumed, left, stood, due] = [
    momentWords(to),
    spanWords(leftMs, isWorked),
    spanWords(stoodMs, isWorked),
    momentWords(end),
  ]
  return {
    deadline: end,
    lines: [
      {
        'zh-CN': `${stopped['zh-CN']} 暂停，此时剩余 ${left['zh-CN']}`,
        en: `Paused ${stopped.en} with ${left.en} left`,
      },
      {
        'zh-CN': `${resumed['zh-CN']} 恢复，暂停期间的 ${stood['zh-CN']} 不计`,
        en: `Resumed ${resumed.en}; the ${stood.en} in between do not count`,
      },
      ...(closes && end > Math.max(deadline, moved)
        ? [
            {
              'zh-CN': '按工作日计的时限至当日下班时止，不足一日按一日计',
              en: 'A limit in working days ends at the close of a day: a part of a day is given as a whole',
            },
          ]
        : []),
      { 'zh-CN': `截止时间顺延至 ${due['zh-CN']}`, en: `Due ${due.en} instead` },
    ],
  }
}

/** The close of the working day in which an instant lies or with which it ends. */
function closingOf(calendar: WorkCalendar, at: Instant): Instant {
  const timeline = timelineOf(calendar)
  const index = timeline.openDaysUntil(dayOf(at - 1)) - 1
  return Math.max(at, timeline.closing(index))
}
