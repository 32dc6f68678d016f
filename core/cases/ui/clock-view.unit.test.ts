import { describe, expect, test } from 'vitest'
import type { WorkCalendar } from '#platform/calendar/contract'
import { office } from '#platform/calendar/testing'
import type { Limit } from '../kind.ts'
import { moment } from '../testing/clock-bench.ts'
import { isOver, lightOf, remainingOf, type ClockView } from './clock-view.ts'

const iso = (text: string) => new Date(moment(text)).toISOString()

function clock(limit: Limit | null, deadline: string, more: Partial<ClockView> = {}): ClockView {
  return {
    code: 'handling',
    name: { 'zh-CN': '处置时限', en: 'Handling' },
    state: 'running',
    limit,
    deadline: iso(deadline),
    warnAt: null,
    breachedAt: null,
    since: iso('周一 2026-03-09 08:30'),
    graded: 0,
    ...more,
  }
}

function left(view: ClockView, now: string, calendar: WorkCalendar | undefined = office): string {
  const { over, parts, plain } = remainingOf(view, moment(now), calendar)
  return [
    over ? 'over' : 'left',
    ...parts.map((part) => `${part.count} ${part.unit}`),
    ...(plain ? ['plain'] : []),
  ].join(' ')
}

describe('what is left', () => {
  const hours = clock({ value: 7, unit: 'work_hour' }, '周二 2026-03-10 10:50')
  const days = clock({ value: 2, unit: 'work_day' }, '周三 2026-03-11 17:00')

  test('working hours are counted over nights and breaks', () => {
    expect(left(hours, '周一 2026-03-09 16:00')).toBe('left 3 workHour 20 minute')
    expect(left(hours, '周一 2026-03-09 21:00')).toBe('left 2 workHour 20 minute')
    expect(left(hours, '周二 2026-03-10 10:49')).toBe('left 1 minute')
    expect(left(hours, '周二 2026-03-10 10:50')).toBe('over')
    expect(left(hours, '周二 2026-03-10 14:00')).toBe('over 1 workHour 40 minute')
  })

  test('working days are whole days, then hours of the last', () => {
    expect(left(days, '周一 2026-03-09 10:00')).toBe('left 2 workDay')
    expect(left(days, '周二 2026-03-10 16:59')).toBe('left 1 workDay')
    expect(left(days, '周三 2026-03-11 10:30')).toBe('left 5 workHour')
    expect(left(days, '周五 2026-03-13 12:30')).toBe('over 1 workDay 3 workHour')
  })

  test('everything else runs on', () => {
    expect(left(clock({ value: 2, unit: 'urgent_hour' }, '周六 2026-03-14 01:30'), '周五 2026-03-13 23:10')).toBe(
      'left 2 hour 20 minute',
    )
    expect(left(clock(null, '周五 2026-03-13 17:00'), '周日 2026-03-15 21:30')).toBe('over 2 day 4 hour')
  })

  test('without a calendar, plain time, and it says so', () => {
    expect(remainingOf(hours, moment('周一 2026-03-09 16:50'), undefined)).toMatchObject({
      plain: true,
      parts: [{ unit: 'hour', count: 18 }],
    })
  })

  test('what is paused or stands does not move', () => {
    for (const state of ['paused', 'standing'] as const) {
      const still = { ...hours, state, since: iso('周一 2026-03-09 16:00') }
      expect(left(still, '周五 2026-03-13 09:00')).toBe('left 3 workHour 20 minute')
      expect(isOver(still, moment('周五 2026-03-13 09:00'))).toBe(false)
    }
  })
})

test('the light turns by itself, and an ended clock says how it ended', () => {
  const view = clock({ value: 7, unit: 'work_hour' }, '周一 2026-03-09 17:00', { warnAt: iso('周一 2026-03-09 15:36') })
  const at = (now: string, more: Partial<ClockView> = {}) => lightOf({ ...view, ...more }, moment(now))
  expect([at('周一 2026-03-09 15:35'), at('周一 2026-03-09 15:36'), at('周一 2026-03-09 17:00')]).toEqual([
    'green',
    'yellow',
    'red',
  ])
  expect([
    at('周五 2026-03-13 09:00', { state: 'paused' }),
    at('周五 2026-03-13 09:00', { state: 'standing' }),
  ]).toEqual(['paused', 'standing'])
  expect([
    at('周五 2026-03-13 09:00', { state: 'ended' }),
    at('周五 2026-03-13 09:00', { state: 'ended', breachedAt: view.deadline }),
  ]).toEqual(['kept', 'late'])
})
