import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nationalDays } from './national-days.ts'
import { getDay, weekdayOf } from './shanghai.ts'
import { announced } from './testing/index.ts'
import { kindOfDay } from './work-calendar.ts'

test('a holiday and the Saturday worked for it, with their names', () => {
  const days = new Map(nationalDays(2026).map((one) => [one.day, one]))
  expect(days.get('2026-02-17')).toEqual({
    day: '2026-02-17',
    working: false,
    name: { 'zh-CN': '春节', en: 'Spring Festival' },
  })
  expect(days.get('2026-02-14')).toMatchObject({ working: true, name: { 'zh-CN': '春节' } })
  expect(days.has('2026-03-10')).toBe(false)
})

test('make-up days are weekend days, and every year announced has both kinds', () => {
  const days = nationalDays(2026)
  for (const { day, working } of days) if (working) expect([0, 6]).toContain(weekdayOf(getDay(day)))
  for (let year = 2004; year <= 2026; year += 1) {
    const ofYear = days.filter((one) => one.day.startsWith(String(year)))
    expect(new Set(ofYear.map((one) => one.working)).size).toBe(2)
  }
})

// Lies beside the repository, or beside the folder of its worktrees.
const known =
  ['../../..', '../../../..']
    .map((up) => join(import.meta.dirname, up, 'shared/data/calendar_cn/cn_workdays_2020-2026.csv'))
    .find((file) => existsSync(file)) ?? ''

describe.runIf(existsSync(known))('beside a second source', () => {
  test('agrees on all 2,557 days of 2020–2026', () => {
    const rows = readFileSync(known, 'utf8').trim().split('\n').slice(1)
    const differing = rows.filter((row) => {
      const [date, , working] = row.split(',') as [string, string, string]
      return kindOfDay(announced, getDay(date)).working !== (working === 'true')
    })
    expect(rows).toHaveLength(2557)
    expect(differing).toEqual([])
  })
})
