import { expect, test } from 'vitest'
import type { Language } from '#lib/kernel/contract'
import type { TimeUnit } from './arithmetic.ts'
import { ledger } from './ledger.ts'
import { ledgerHead, ledgerLines, ledgerRule } from './ledger-words.ts'
import { at, calendarOf, office, officeSameTime, wall, withOverrides } from './testing/index.ts'
import type { WorkCalendar } from './work-calendar.ts'

function explain(calendar: WorkCalendar, from: string, amount: number, unit: TimeUnit, language: Language = 'zh-CN') {
  const found = ledger(calendar, at(from), amount, unit)
  return [ledgerHead(found)[language], ...ledgerLines(found).map((line) => line.words[language])]
}

test('says why a limit in working hours ends when it does', () => {
  expect(explain(office, '2026-09-30 16:20', 4, 'work_hour')).toEqual([
    '自 2026-09-30 周三 16:20 起，4 个工作小时，截止 2026-10-08 周四 13:20',
    '09-30 周三：计 40 分钟（16:20–17:00），17:00–24:00 下班后不计',
    '10-01 周四 至 10-07 周三：不计（法定节假日：国庆节）',
    '10-08 周四：计 3 小时 20 分钟（08:30–11:30、13:00–13:20），00:00–08:30 上班前不计，11:30–13:00 班间休息不计',
  ])
  expect(explain(office, '2026-10-09 16:20', 1, 'work_hour', 'en')).toEqual([
    'From 2026-10-09 Fri 16:20, 1 working hour: due 2026-10-10 Sat 08:50',
    '10-09 Fri: 40 min counted (16:20–17:00), 17:00–24:00 not counted, after closing',
    '10-10 Sat: 20 min counted (08:30–08:50), 00:00–08:30 not counted, before opening; make-up working day (National Day)',
  ])
})

test('says why a limit in working days ends when it does, with the rule', () => {
  expect(explain(office, '2026-04-02 10:20', 3, 'work_day')).toEqual([
    '自 2026-04-02 周四 10:20 起，3 个工作日，截止 2026-04-08 周三 17:00',
    '04-02 周四：起算当日不计入',
    '04-03 周五：第 1 个工作日',
    '04-04 周六 至 04-06 周一：不计（法定节假日：清明）',
    '04-07 周二：第 2 个工作日',
    '04-08 周三：第 3 个工作日，至 17:00 止',
  ])
  expect(explain(officeSameTime, '2026-03-14 10:20', 1, 'work_day', 'en')).toEqual([
    'From 2026-03-14 Sat 10:20, 1 working day: due 2026-03-17 Tue 08:30',
    '03-14 Sat to 03-15 Sun: not counted (weekend)',
    '03-16 Mon: the day of the start is not counted',
    '03-17 Tue: working day 1, until 08:30',
  ])
  expect(ledgerRule(ledger(office, at('2026-04-02 10:20'), 3, 'work_day'))?.['zh-CN']).toContain('民法典')
  expect(ledgerRule(ledger(office, at('2026-04-02 10:20'), 3, 'work_hour'))).toBeUndefined()
})

test('goes back day by day', () => {
  expect(explain(office, '2026-03-16 17:00', -1, 'work_day')).toEqual([
    '自 2026-03-16 周一 17:00 起提前 1 个工作日，截止 2026-03-13 周五 17:00',
    '03-16 周一：起算当日不计入',
    '03-14 周六 至 03-15 周日：不计（周末）',
    '03-13 周五：第 1 个工作日，至 17:00 止',
  ])
})

test('names what was decided locally, and crosses years and midnights in full', () => {
  const local = withOverrides(office, { '2026-03-13': false })
  expect(explain(local, '2026-03-12 16:00', 2, 'work_hour')[2]).toBe('03-13 周五：不计（本地调整为不上班：2026-03-13）')
  expect(explain(office, '2025-12-31 16:30', 1, 'work_hour').slice(2)).toEqual([
    '2026-01-01 周四 至 2026-01-03 周六：不计（法定节假日：元旦）',
    '2026-01-04 周日：计 30 分钟（08:30–09:00），00:00–08:30 上班前不计；元旦调休上班',
  ])
  const night = calendarOf({ spans: ['17:30-08:30'], opens: 'every_day' })
  expect(explain(night, '2026-03-10 23:00', 10, 'work_hour').slice(1)).toEqual([
    '03-10 周二：计 1 小时（23:00–24:00）',
    '03-11 周三：计 9 小时（00:00–08:30、17:30–18:00），08:30–17:30 班间休息不计',
  ])
  expect(wall(ledger(night, at('2026-03-10 23:00'), 10, 'work_hour').deadline)).toBe('2026-03-11 18:00')
})

test('a continuous limit counts every minute, and a ledger too long to read is refused', () => {
  expect(explain(office, '2026-03-14 23:00', 2, 'urgent_hour')).toEqual([
    '自 2026-03-14 周六 23:00 起，2 小时（连续计），截止 2026-03-15 周日 01:00',
    '03-14 周六：计 1 小时（23:00–24:00）',
    '03-15 周日：计 1 小时（00:00–01:00）',
  ])
  expect(() => ledger(office, at('2026-03-14 23:00'), 2000, 'natural_day')).toThrow(RangeError)
})
