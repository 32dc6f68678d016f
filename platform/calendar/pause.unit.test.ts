import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTime, workBetween, type TimeUnit } from './arithmetic.ts'
import { pausedDeadline } from './pause.ts'
import { at, office, officeSameTime, wall } from './testing/index.ts'

const explain = (from: string, amount: number, unit: TimeUnit, pausedAt: string, resumedAt: string) => {
  const deadline = addTime(office, at(from), amount, unit)
  const found = pausedDeadline(office, deadline, unit, { from: at(pausedAt), to: at(resumedAt) })
  return [wall(found.deadline), ...found.lines.map((line) => line['zh-CN'])]
}

test('what was left when the clock stopped is left when it goes on', () => {
  expect(explain('2026-11-23 10:00', 4, 'work_hour', '2026-11-23 11:00', '2026-11-24 13:00')).toEqual([
    '2026-11-24 16:00',
    '2026-11-23 周一 11:00 暂停，此时剩余 3 小时工作时间',
    '2026-11-24 周二 13:00 恢复，暂停期间的 7 小时 30 分钟工作时间 不计',
    '截止时间顺延至 2026-11-24 周二 16:00',
  ])
  expect(explain('2026-11-23 10:00', 24, 'urgent_hour', '2026-11-23 20:00', '2026-11-24 20:00')[0]).toBe(
    '2026-11-25 10:00',
  )
})

test('a limit in working days still ends at the close of a day', () => {
  expect(explain('2026-11-23 10:00', 3, 'work_day', '2026-11-24 14:00', '2026-11-25 10:00')).toEqual([
    '2026-11-27 17:00',
    '2026-11-24 周二 14:00 暂停，此时剩余 17 小时工作时间',
    '2026-11-25 周三 10:00 恢复，暂停期间的 4 小时 30 分钟工作时间 不计',
    '按工作日计的时限至当日下班时止，不足一日按一日计',
    '截止时间顺延至 2026-11-27 周五 17:00',
  ])
})

test('a pause after the deadline changes nothing, one that ends before it begins is refused', () => {
  expect(explain('2026-11-23 10:00', 1, 'work_hour', '2026-11-23 11:00', '2026-11-30 11:00')[0]).toBe(
    '2026-11-23 11:00',
  )
  const back = { from: at('2026-11-24 10:00'), to: at('2026-11-23 10:00') }
  expect(() => pausedDeadline(office, at('2026-11-27 10:00'), 'work_hour', back)).toThrow(RangeError)
})

test('nobody loses time by a pause, whatever the unit', () => {
  const minute = 60_000
  const begin = at('2026-01-05 00:00')
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200_000 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom<TimeUnit>('work_day', 'work_hour', 'urgent_hour', 'natural_day', 'minute'),
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 0, max: 60_000 }),
      fc.constantFrom(office, officeSameTime),
      (start, amount, unit, wait, still, calendar) => {
        const from = begin + start * minute
        const pause = { from: from + wait * minute, to: from + (wait + still) * minute }
        const deadline = addTime(calendar, from, amount, unit)
        const found = pausedDeadline(calendar, deadline, unit, pause)
        if (pause.from >= deadline) {
          expect(found.deadline).toBe(deadline)
          return
        }
        expect(found.deadline).toBeGreaterThanOrEqual(Math.max(deadline, pause.to))
        if (unit === 'work_day' || unit === 'work_hour') {
          const left = workBetween(calendar, pause.from, deadline)
          const given = workBetween(calendar, pause.to, found.deadline)
          expect(given).toBeGreaterThanOrEqual(left)
          if (unit === 'work_hour' || calendar === officeSameTime) expect(given).toBe(left)
        } else expect(found.deadline - pause.to).toBe(deadline - pause.from)
      },
    ),
  )
})
