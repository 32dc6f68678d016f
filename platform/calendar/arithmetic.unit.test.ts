import { describe, expect, test } from 'vitest'
import { addTime, elapsed, nextOpening, warningPoint, type TimeUnit } from './arithmetic.ts'
import { at, calendarOf, office, officeSameTime, roundTheClock, wall, withOverrides } from './testing/index.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** Every expected instant below was worked out by hand on a wall calendar. */
function due(calendar: WorkCalendar, from: string, amount: number, unit: TimeUnit): string {
  return wall(addTime(calendar, at(from), amount, unit))
}

const eightToSix = calendarOf({ spans: ['08:00-18:00'] })

describe('what other systems got wrong', () => {
  test('1: round the clock across midnight neither loses nor gains a minute', () => {
    expect(due(roundTheClock, '2026-03-10 23:30', 1, 'work_hour')).toBe('2026-03-11 00:30')
    expect(due(roundTheClock, '2026-03-10 23:59', 1 / 60, 'work_hour')).toBe('2026-03-11 00:00')
    expect(due(roundTheClock, '2026-03-10 23:59', 2 / 60, 'work_hour')).toBe('2026-03-11 00:01')
    expect(due(roundTheClock, '2026-03-10 00:00', 48, 'work_hour')).toBe('2026-03-12 00:00')
    expect(elapsed(roundTheClock, at('2026-03-10 23:50'), at('2026-03-11 00:10'), 'work_hour')).toBe(20 / 60)
  })

  test('2: what comes near or after closing goes on at the next opening', () => {
    expect(due(eightToSix, '2026-03-10 17:00', 4, 'work_hour')).toBe('2026-03-11 11:00')
    expect(due(eightToSix, '2026-03-10 20:00', 4, 'work_hour')).toBe('2026-03-11 12:00')
    expect(due(eightToSix, '2026-03-10 06:00', 4, 'work_hour')).toBe('2026-03-10 12:00')
    expect(due(eightToSix, '2026-03-13 17:00', 4, 'work_hour')).toBe('2026-03-16 11:00')
    expect(wall(nextOpening(eightToSix, at('2026-03-13 18:00')))).toBe('2026-03-16 08:00')
  })

  test('3: the warning point lies on the same calendar, not at midnight', () => {
    const warning = (from: string, share: number): string => {
      const deadline = addTime(eightToSix, at(from), 4, 'work_hour')
      return wall(warningPoint(eightToSix, at(from), deadline, 'work_hour', share))
    }
    // 80 % of 4 h are 192 min: 60 until 18:00, 132 from 08:00
    expect(warning('2026-03-10 17:00', 0.8)).toBe('2026-03-11 10:12')
    expect(warning('2026-03-10 20:00', 0.8)).toBe('2026-03-11 11:12')
    const deadline = addTime(office, at('2026-03-12 10:00'), 5, 'work_day')
    // Thursday 10:00 to Thursday 17:00 of the next week: 5.5 h + 5 × 7 h = 40.5 h; 80 % are 32.4 h; Wednesday 17:00 is at 33.5 h
    expect(wall(warningPoint(office, at('2026-03-12 10:00'), deadline, 'work_day', 0.8))).toBe('2026-03-18 15:54')
    expect(wall(warningPoint(office, at('2026-03-14 10:00'), at('2026-03-14 12:00'), 'urgent_hour', 0.8))).toBe(
      '2026-03-14 11:36',
    )
  })

  test('6: a make-up Saturday is a working day', () => {
    expect(due(office, '2026-10-09 16:00', 2, 'work_hour')).toBe('2026-10-10 09:30')
    expect(due(office, '2026-10-09 10:00', 1, 'work_day')).toBe('2026-10-10 17:00')
    expect(due(office, '2026-10-10 10:00', 1, 'work_day')).toBe('2026-10-12 17:00')
  })

  test('9: three times a limit is counted in working days, not as three times the span of time', () => {
    expect(due(office, '2026-03-26 10:00', 5, 'work_day')).toBe('2026-04-02 17:00')
    // over the three days of the Tomb-sweeping Festival; three times the span would be 2026-04-17 07:00
    expect(due(office, '2026-03-26 10:00', 15, 'work_day')).toBe('2026-04-17 17:00')
  })

  test('12: a reminder that must wait for working time waits for the opening', () => {
    expect(wall(nextOpening(office, at('2026-03-13 22:10')))).toBe('2026-03-16 08:30')
    expect(wall(nextOpening(office, at('2026-03-16 12:00')))).toBe('2026-03-16 13:00')
    expect(wall(nextOpening(office, at('2026-03-16 09:00')))).toBe('2026-03-16 09:00')
    expect(wall(nextOpening(office, at('2026-03-16 17:00')))).toBe('2026-03-17 08:30')
  })
})

describe('working days', () => {
  test('end at the close of the last one, whatever the hour of the start', () => {
    for (const from of [
      '2026-03-13 07:00',
      '2026-03-13 10:00',
      '2026-03-13 16:59',
      '2026-03-13 18:40',
      '2026-03-14 10:00',
    ])
      expect(due(office, from, 1, 'work_day')).toBe('2026-03-16 17:00')
    expect(due(office, '2026-03-15 23:59', 1, 'work_day')).toBe('2026-03-16 17:00')
    expect(due(office, '2026-03-16 00:00', 1, 'work_day')).toBe('2026-03-17 17:00')
  })

  test('pass over the Spring Festival, its make-up days worked', () => {
    // 2026: 14 and 28 February are worked Saturdays, 15 to 23 are off
    expect(due(office, '2026-02-13 10:00', 1, 'work_day')).toBe('2026-02-14 17:00')
    expect(due(office, '2026-02-13 10:00', 3, 'work_day')).toBe('2026-02-25 17:00')
    expect(due(office, '2026-02-13 10:00', 6, 'work_day')).toBe('2026-02-28 17:00')
    expect(due(office, '2026-02-14 16:00', 2, 'work_hour')).toBe('2026-02-24 09:30')
  })

  test('go back for a limit inside another: one working day before the city’s deadline', () => {
    for (const city of ['2026-03-20 17:00', '2026-03-20 12:00', '2026-03-20 23:59:59', '2026-03-21 00:00'])
      expect(due(office, city, -1, 'work_day')).toBe('2026-03-19 17:00')
    expect(due(office, '2026-02-24 17:00', -1, 'work_day')).toBe('2026-02-14 17:00')
    expect(due(office, '2026-03-16 09:30', -2, 'work_hour')).toBe('2026-03-13 16:00')
  })

  test('end at the same time of day where the hours say so', () => {
    expect(due(officeSameTime, '2026-03-13 15:20', 1, 'work_day')).toBe('2026-03-16 15:20')
    expect(due(officeSameTime, '2026-03-13 12:10', 1, 'work_day')).toBe('2026-03-16 13:00')
    expect(due(officeSameTime, '2026-03-14 12:10', 1, 'work_day')).toBe('2026-03-17 08:30')
    expect(due(officeSameTime, '2026-03-13 17:00', 1, 'work_day')).toBe('2026-03-16 17:00')
    expect(due(officeSameTime, '2026-03-16 15:20', -1, 'work_day')).toBe('2026-03-13 15:20')
    expect(due(officeSameTime, '2026-03-15 15:20', -1, 'work_day')).toBe('2026-03-12 17:00')
  })

  test('are whole', () => {
    expect(() => addTime(office, at('2026-03-13 15:20'), 0.5, 'work_day')).toThrow(RangeError)
    expect(elapsed(office, at('2026-03-13 15:20'), at('2026-03-17 17:00'), 'work_day')).toBe(2)
    expect(elapsed(office, at('2026-03-13 15:20'), at('2026-03-17 13:30'), 'work_day')).toBe(1.5)
  })
})

describe('year ends, leap days, unknown years', () => {
  test('over the end of a year', () => {
    expect(due(office, '2025-12-31 16:00', 2, 'work_hour')).toBe('2026-01-04 09:30')
    expect(due(office, '2024-12-31 16:00', 1, 'work_day')).toBe('2025-01-02 17:00')
    expect(due(office, '2025-12-31 22:00', 3, 'urgent_hour')).toBe('2026-01-01 01:00')
  })

  test('over a leap day', () => {
    expect(due(office, '2024-02-28 16:30', 1, 'work_hour')).toBe('2024-02-29 09:00')
    expect(due(office, '2024-02-28 10:00', 1, 'work_day')).toBe('2024-02-29 17:00')
    expect(due(office, '2024-02-28 10:00', 1, 'natural_day')).toBe('2024-02-29 10:00')
    expect(due(office, '2023-02-28 10:00', 1, 'natural_day')).toBe('2023-03-01 10:00')
  })

  test('Monday to Friday in a year that was not announced', () => {
    expect(due(office, '2031-01-01 10:00', 1, 'work_day')).toBe('2031-01-02 17:00')
    expect(due(office, '2031-01-03 16:00', 2, 'work_hour')).toBe('2031-01-06 09:30')
  })

  test('nothing outside 1992–2199, and no endless search where nobody ever works', () => {
    expect(() => addTime(office, at('1991-09-14 10:00'), 1, 'work_hour')).toThrow(RangeError)
    expect(() => addTime(office, at('2199-12-30 10:00'), 5, 'work_day')).toThrow(RangeError)
    expect(() => addTime(calendarOf({ spans: [] }), at('2026-03-13 10:00'), 1, 'work_hour')).toThrow(RangeError)
    expect(() => addTime(office, Number.NaN, 1, 'work_hour')).toThrow(RangeError)
  })
})

describe('shifts', () => {
  const night = calendarOf({ spans: ['17:30-08:30'], opens: 'every_day' })

  test('a night shift runs over midnight and belongs to the day on which it begins', () => {
    expect(due(night, '2026-03-10 08:30', 15, 'work_hour')).toBe('2026-03-11 08:30')
    expect(due(night, '2026-03-10 23:30', 2, 'work_hour')).toBe('2026-03-11 01:30')
    expect(due(night, '2026-03-11 08:00', 1, 'work_hour')).toBe('2026-03-11 18:00')
    expect(due(night, '2026-03-10 20:00', 1, 'work_day')).toBe('2026-03-12 08:30')
  })

  test('hours that change count each day by the hours of that day', () => {
    const summer: WorkCalendar = {
      ...office,
      hours: [
        office.hours[0]!,
        { ...office.hours[0]!, validFrom: office.hours[0]!.validFrom + 12_600, spans: [{ from: 540, to: 720 }] },
      ],
    }
    // the new hours, 09:00–12:00, hold from day 8035 + 12600 = 2026-07-01
    expect(due(summer, '2026-06-30 16:00', 2, 'work_hour')).toBe('2026-07-01 10:00')
    expect(due(summer, '2026-06-30 16:00', 1, 'work_day')).toBe('2026-07-01 12:00')
  })

  test('a day added by local decision counts, one taken away does not', () => {
    const local = withOverrides(office, { '2026-03-14': true, '2026-03-16': false })
    expect(due(local, '2026-03-13 16:00', 2, 'work_hour')).toBe('2026-03-14 09:30')
    expect(due(local, '2026-03-13 10:00', 2, 'work_day')).toBe('2026-03-17 17:00')
  })
})

test('the four continuous and working units agree on what an hour is', () => {
  expect(due(office, '2026-03-13 16:30', 2, 'urgent_hour')).toBe('2026-03-13 18:30')
  expect(due(office, '2026-03-13 16:30', 10, 'minute')).toBe('2026-03-13 16:40')
  expect(due(office, '2026-03-13 16:30', 1.5, 'natural_day')).toBe('2026-03-15 04:30')
  expect(addTime(office, at('2026-03-13 16:59:59.999'), 1 / 3_600_000, 'work_hour')).toBe(at('2026-03-13 17:00'))
  expect(addTime(office, at('2026-03-13 16:59:59.999'), 2 / 3_600_000, 'work_hour')).toBe(at('2026-03-16 08:30:00.001'))
})
