import { describe, expect, test } from 'vitest'
import { calendarOf, office, officeSameTime, roundTheClock, withOverrides } from '#platform/calendar/testing'
import { workOut } from './clock.ts'
import type { ClockDefinition } from './kind.ts'
import { nextPoint } from './step-clocks.ts'
import { clockKind, ClockBench, gives, moment, shown } from './testing/clock-bench.ts'

// Expected moments are written by hand from the wall calendar of 2026: Spring Festival 15–23 February with make-up
// Saturdays on the 14th and the 28th, Labour Day 1–5 May (9 May worked), National Day 1–7 October (10 October worked).
// Office hours 08:30–11:30 and 13:00–17:00, 7 h a day.

const longDay = calendarOf({ spans: ['08:00-18:00'] })

type Wanted = Partial<ClockDefinition> & Pick<ClockDefinition, 'rules'>

function bench(clock: Wanted, calendar = office): ClockBench {
  return new ClockBench(clockKind(clock), calendar)
}

function dispatched(clock: Wanted, when: string, calendar = office): ClockBench {
  const one = bench(clock, calendar)
  one.act(moment(when), { to: 'doing', unit: 'A' })
  return one
}

describe('a limit on a calendar', () => {
  test('round the clock, over midnight, not a minute is lost or gained', () => {
    const one = dispatched({ rules: [gives(2, 'work_hour')] }, '周六 2026-03-07 23:30', roundTheClock)
    expect(one.due()).toBe('周日 2026-03-08 01:30')
    expect(dispatched({ rules: [gives(90, 'minute')] }, '周四 2026-12-31 23:15').due()).toBe('周五 2027-01-01 00:45')
  })

  test('created outside hours, it begins at the next opening', () => {
    expect(dispatched({ rules: [gives(2, 'work_hour')] }, '周五 2026-03-13 21:40').due()).toBe('周一 2026-03-16 10:30')
    expect(dispatched({ rules: [gives(2, 'work_hour')] }, '周三 2026-03-11 05:00').due()).toBe('周三 2026-03-11 10:30')
    expect(dispatched({ rules: [gives(2, 'work_hour')] }, '周三 2026-03-11 12:10').due()).toBe('周三 2026-03-11 15:00')
  })

  test('four hours from 17:00 with hours 08–18 end at 11:00 the next day', () => {
    expect(dispatched({ rules: [gives(4, 'work_hour')] }, '周二 2026-03-10 17:00', longDay).due()).toBe(
      '周三 2026-03-11 11:00',
    )
  })

  test('the warning goes through the same calendar, never at midnight', () => {
    const one = dispatched({ rules: [gives(4, 'work_hour')], warnShare: 0.8 }, '周二 2026-03-10 17:00', longDay)
    // 3 h 12 of 4 h: one before 18:00, 2 h 12 from 08:00.
    expect(shown(Date.parse(one.run().warnAt!))).toBe('周三 2026-03-11 10:12')
    const days = dispatched({ rules: [gives(5, 'work_day')], warnShare: 0.8 }, '周五 2026-03-06 16:00')
    // Monday to Friday are 35 h, and an hour of Friday afternoon: 28 h 48 of 36 h.
    expect(days.due()).toBe('周五 2026-03-13 17:00')
    expect(shown(Date.parse(days.run().warnAt!))).toBe('周四 2026-03-12 16:48')
  })

  test('a make-up Saturday is a working day', () => {
    expect(dispatched({ rules: [gives(1, 'work_day')] }, '周五 2026-05-08 10:00').due()).toBe('周六 2026-05-09 17:00')
    expect(dispatched({ rules: [gives(3, 'work_hour')] }, '周五 2026-05-08 16:00').due()).toBe('周六 2026-05-09 10:30')
    expect(dispatched({ rules: [gives(2, 'work_day')] }, '周五 2026-02-13 10:00').due()).toBe('周二 2026-02-24 17:00')
  })

  test('the hours are those of the unit that handles the case, where the kind says so', () => {
    const kind = clockKind({ rules: [gives(2, 'work_hour')], hours: 'holder' })
    const one = new ClockBench(kind, office, { A: roundTheClock })
    one.act(moment('周六 2026-03-07 23:00'), { to: 'doing', unit: 'A' })
    expect([one.due(), one.run().unitId]).toEqual(['周日 2026-03-08 01:00', 'A'])
  })

  test('two rules that overlap have one winner: the first that holds', () => {
    const urgent = { fact: 'case.facts.urgency', is: 'urgent' } as const
    const rules = [
      gives(2, 'urgent_hour', urgent),
      gives(4, 'work_hour', { fact: 'case.facts.urgency', present: true }),
      gives(5, 'work_day'),
    ]
    const one = bench({ rules })
    one.act(moment('周五 2026-03-13 16:30'), { to: 'doing', facts: { urgency: 'urgent' } })
    expect(one.due()).toBe('周五 2026-03-13 18:30')
    const other = bench({ rules: [rules[1]!, rules[0]!] })
    other.act(moment('周五 2026-03-13 16:30'), { to: 'doing', facts: { urgency: 'urgent' } })
    expect(other.due()).toBe('周一 2026-03-16 13:30')
  })

  test('the limit of a filing standard; a standard nobody knows leaves it to the next rule', () => {
    const rules: ClockDefinition['rules'] = [
      { standard: 'standard', source: { 'zh-CN': '标准', en: 'Standard' } },
      gives(1, 'work_day'),
    ]
    const one = bench({ rules })
    one.standards.set('01001-2', { value: 4, unit: 'work_hour' })
    const [step] = one.act(moment('周三 2026-03-11 08:30'), { to: 'doing', facts: { standard: '01001-2' } })
    expect([one.due(), step!.rule]).toEqual(['周三 2026-03-11 14:00', '0 01001-2'])
    const other = bench({ rules })
    other.act(moment('周三 2026-03-11 08:30'), { to: 'doing', facts: { standard: 'none' } })
    expect(other.due()).toBe('周四 2026-03-12 17:00')
  })

  test('a limit that is published later is for new cases: an open one keeps the one it was given', () => {
    const one = bench({ rules: [{ standard: 'standard', source: { 'zh-CN': '标准', en: 'Standard' } }] })
    one.standards.set('S', { value: 4, unit: 'work_hour' })
    one.act(moment('周三 2026-03-11 08:30'), { to: 'doing', facts: { standard: 'S' } })
    one.standards.set('S', { value: 1, unit: 'work_hour' })
    expect(one.act(moment('周三 2026-03-11 09:00'))).toEqual([])
  })
})

describe('paused', () => {
  const four = { rules: [gives(4, 'work_hour')], warnShare: 0.75 }

  test('what was left is left, also over a night', () => {
    const one = dispatched(four, '周二 2026-03-10 08:30')
    expect(one.due()).toBe('周二 2026-03-10 14:00')
    one.act(moment('周二 2026-03-10 10:00'), { to: 'paused' })
    expect(nextPoint(one.run())).toBeUndefined()
    one.act(moment('周三 2026-03-11 15:00'), { to: 'doing' })
    // 1 h 30 used, 2 h 30 left: two on Wednesday, the rest on Thursday.
    expect(one.due()).toBe('周四 2026-03-12 09:00')
    // Three of four hours used: 1 h 30 before, 1 h 30 after. The pause uses nothing up.
    expect(shown(Date.parse(one.run().warnAt!))).toBe('周三 2026-03-11 16:30')
  })

  test('resumed in the night, it goes on at the opening', () => {
    const one = dispatched(four, '周二 2026-03-10 08:30')
    one.act(moment('周二 2026-03-10 10:00'), { to: 'paused' })
    one.act(moment('周四 2026-03-12 02:15'), { to: 'doing' })
    expect(one.due()).toBe('周四 2026-03-12 11:00')
  })

  test('over a holiday: only working time is left over', () => {
    const one = dispatched({ rules: [gives(3, 'work_day')] }, '周二 2026-09-29 10:00')
    expect(one.due()).toBe('周五 2026-10-09 17:00')
    one.act(moment('周三 2026-09-30 15:00'), { to: 'paused' })
    one.act(moment('周四 2026-10-08 10:00'), { to: 'doing' })
    // Two hours of 30 September and the 8th and 9th were left: 16 h. Of Thursday remain 5.5, then Friday's 7, and of the
    // make-up Saturday 3.5.
    expect(one.due()).toBe('周六 2026-10-10 13:30')
  })

  test('plain hours are left over as plain hours', () => {
    const one = dispatched({ rules: [gives(2, 'urgent_hour')] }, '周五 2026-03-13 23:00')
    one.act(moment('周五 2026-03-13 23:45'), { to: 'paused' })
    one.act(moment('周六 2026-03-14 03:00'), { to: 'doing' })
    expect(one.due()).toBe('周六 2026-03-14 04:15')
  })

  test('while already late, it stays as late as it was', () => {
    const one = dispatched(four, '周二 2026-03-10 08:30')
    expect(one.ringUntil(moment('周二 2026-03-10 16:00'))).toEqual([
      'warn 周二 2026-03-10 11:30',
      'breach 周二 2026-03-10 14:00',
    ])
    one.act(moment('周二 2026-03-10 16:00'), { to: 'paused' })
    one.act(moment('周五 2026-03-13 09:00'), { to: 'doing' })
    expect(one.due()).toBe('周二 2026-03-10 14:00')
    expect(one.run().breachedAt).toBe(one.run().deadline)
  })

  test('then another urgency: the paused time is kept', () => {
    const urgent = { fact: 'case.facts.urgency', is: 'urgent' } as const
    const one = dispatched({ rules: [gives(2, 'work_hour', urgent), gives(4, 'work_hour')] }, '周二 2026-03-10 08:30')
    one.act(moment('周二 2026-03-10 09:30'), { to: 'paused' })
    one.act(moment('周二 2026-03-10 15:00'), { to: 'doing' })
    expect(one.due()).toBe('周三 2026-03-11 09:30')
    one.act(moment('周二 2026-03-10 15:20'), { facts: { urgency: 'urgent' } })
    // One hour was used before the pause: one is left from 15:00.
    expect(one.due()).toBe('周二 2026-03-10 16:00')
  })

  test('changed while it is paused, or by the very action that pauses it: the same', () => {
    const urgent = { fact: 'case.facts.urgency', is: 'urgent' } as const
    const rules = [gives(2, 'work_hour', urgent), gives(4, 'work_hour')]
    const during = dispatched({ rules }, '周二 2026-03-10 08:30')
    during.act(moment('周二 2026-03-10 09:30'), { to: 'paused' })
    during.act(moment('周二 2026-03-10 10:00'), { facts: { urgency: 'urgent' } })
    expect(during.due()).toBe('周二 2026-03-10 10:30')
    during.act(moment('周二 2026-03-10 15:00'), { to: 'doing' })
    expect(during.due()).toBe('周二 2026-03-10 16:00')
    const with_ = dispatched({ rules }, '周二 2026-03-10 08:30')
    with_.act(moment('周二 2026-03-10 09:30'), { to: 'paused', facts: { urgency: 'urgent' } })
    expect(with_.due()).toBe('周二 2026-03-10 10:30')
    with_.act(moment('周二 2026-03-10 15:00'), { to: 'doing' })
    expect(with_.due()).toBe('周二 2026-03-10 16:00')
  })

  test('ended while it was paused and gone on with later, nothing was used up', () => {
    const one = dispatched({ rules: [gives(4, 'work_hour')], again: 'old' }, '周二 2026-03-10 08:30')
    one.act(moment('周二 2026-03-10 09:30'), { to: 'paused' })
    one.act(moment('周二 2026-03-10 10:30'), { to: 'new' })
    expect(one.run().state).toBe('ended')
    one.act(moment('周三 2026-03-11 08:30'), { to: 'doing' })
    expect([one.due(), one.run().round, one.run().state]).toEqual(['周三 2026-03-11 11:30', 1, 'running'])
  })

  test('time that was given into the night is not lost in a pause at noon', () => {
    const one = dispatched({ rules: [gives(7, 'work_hour')] }, '周二 2026-03-10 08:30')
    one.act(moment('周二 2026-03-10 09:00'), { extend: { value: 3, unit: 'urgent_hour' } })
    expect(one.due()).toBe('周二 2026-03-10 20:00')
    one.act(moment('周二 2026-03-10 11:40'), { to: 'paused' })
    one.act(moment('周二 2026-03-10 12:10'), { to: 'doing' })
    expect(one.due()).toBe('周二 2026-03-10 20:00')
  })
})

describe('more time', () => {
  const two = { rules: [gives(2, 'work_day')] }
  const more = { value: 1, unit: 'work_day' } as const

  test('counts on from the deadline', () => {
    const one = dispatched(two, '周一 2026-03-09 10:00')
    one.act(moment('周一 2026-03-09 15:00'), { extend: more })
    expect(one.due()).toBe('周四 2026-03-12 17:00')
  })

  test('before a pause, in it, and after it', () => {
    const hours = { rules: [gives(4, 'work_hour')] }
    const gift = { value: 2, unit: 'work_hour' } as const
    const results = [0, 1, 2].map((place) => {
      const one = dispatched(hours, '周一 2026-03-09 08:30')
      if (place === 0) one.act(moment('周一 2026-03-09 09:00'), { extend: gift })
      one.act(moment('周一 2026-03-09 10:30'), { to: 'paused' })
      if (place === 1) one.act(moment('周一 2026-03-09 11:00'), { extend: gift })
      one.act(moment('周二 2026-03-10 08:30'), { to: 'doing' })
      if (place === 2) one.act(moment('周二 2026-03-10 09:00'), { extend: gift })
      return one.due()
    })
    // Two of four hours were used, two and the two given are left.
    expect(results).toEqual(['周二 2026-03-10 14:00', '周二 2026-03-10 14:00', '周二 2026-03-10 14:00'])
  })

  test('after the breach it may lie ahead again: neither late nor warned any more', () => {
    const one = dispatched({ ...two, warnShare: 0.5 }, '周一 2026-03-09 10:00')
    one.ringUntil(moment('周四 2026-03-12 09:00'))
    expect(one.run().breachedAt).not.toBeNull()
    one.act(moment('周四 2026-03-12 09:00'), { extend: more })
    expect([one.due(), one.run().breachedAt, one.run().warnedAt]).toEqual(['周四 2026-03-12 17:00', null, null])
    expect(one.ringUntil(moment('周五 2026-03-13 09:00')).map((text) => text.split(' ')[0])).toEqual(['warn', 'breach'])
  })
})

describe('never later than', () => {
  const capped: Wanted = {
    rules: [gives(5, 'work_day')],
    notAfter: { field: 'outer', less: { value: 2, unit: 'work_hour' } },
  }
  const outer = (text: string) => ({ outer: new Date(moment(text)).toISOString() })

  test('the inner deadline lies before the outer one, in working time', () => {
    const one = bench(capped)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周三 2026-03-11 09:30') })
    // One hour of Wednesday morning and one of Tuesday afternoon before.
    expect(one.due()).toBe('周二 2026-03-10 16:00')
  })

  test('a deadline that is earlier by itself is left alone', () => {
    const one = bench(capped)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周五 2026-03-27 17:00') })
    expect(one.due()).toBe('周一 2026-03-16 17:00')
  })

  test('more time does not pass it', () => {
    const one = bench(capped)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周二 2026-03-17 17:00') })
    one.act(moment('周一 2026-03-09 11:00'), { extend: { value: 10, unit: 'work_day' } })
    expect(one.due()).toBe('周二 2026-03-17 15:00')
  })

  test('an outer deadline in the past: at the start, never before it', () => {
    const one = bench({ ...capped, warnShare: 0.8 })
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周五 2026-03-06 17:00') })
    expect([one.due(), shown(Date.parse(one.run().warnAt!))]).toEqual([
      '周一 2026-03-09 10:00',
      '周一 2026-03-09 10:00',
    ])
    expect(nextPoint(one.run())).toEqual({ at: one.run().deadline, point: 'breach' })
  })

  test('the outer deadline moves: so does the inner one, also while it stands', () => {
    const one = bench(capped)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周三 2026-03-11 17:00') })
    expect(one.due()).toBe('周三 2026-03-11 15:00')
    one.act(moment('周一 2026-03-09 11:00'), { facts: outer('周四 2026-03-12 17:00') })
    expect(one.due()).toBe('周四 2026-03-12 15:00')
    one.act(moment('周一 2026-03-09 13:00'), { to: 'checking' })
    one.act(moment('周一 2026-03-09 14:00'), { facts: outer('周五 2026-03-13 17:00') })
    expect([one.due(), one.run().state]).toEqual(['周五 2026-03-13 15:00', 'standing'])
  })

  test('a holiday added later moves the inner one, also under a deadline from outside', () => {
    const one = bench({
      rules: [{ until: 'outer', source: { 'zh-CN': '外部', en: 'outside' } }],
      notAfter: { field: 'outer', less: { value: 1, unit: 'work_day' } },
    })
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: outer('周五 2026-03-13 17:00') })
    expect(one.due()).toBe('周四 2026-03-12 17:00')
    one.setCalendar(withOverrides(office, { '2026-03-12': false }))
    one.recompute(moment('周一 2026-03-09 11:00'))
    expect(one.due()).toBe('周三 2026-03-11 17:00')
  })
})

describe('the calendar changes', () => {
  const two = { rules: [gives(2, 'work_day')], grades: [3] }

  test('open cases are worked out anew, closed ones and ended clocks never', () => {
    const [open, closed, ended] = [1, 2, 3].map(() => dispatched(two, '周一 2026-03-09 10:00'))
    closed!.act(moment('周一 2026-03-09 16:00'), { to: 'done' })
    ended!.act(moment('周一 2026-03-09 16:00'), { to: 'new' })
    for (const one of [open!, closed!, ended!]) {
      one.setCalendar(withOverrides(office, { '2026-03-11': false }))
      one.recompute(moment('周二 2026-03-10 09:00'))
    }
    expect([open!.due(), closed!.due(), ended!.due()]).toEqual([
      '周四 2026-03-12 17:00',
      '周三 2026-03-11 17:00',
      '周三 2026-03-11 17:00',
    ])
    expect(open!.records.at(-1)!.payload).toMatchObject({ tick: true, clocks: [{ do: 'recompute', revision: 2 }] })
  })

  test('a day after the deadline moves only what comes after the breach', () => {
    const one = dispatched(two, '周一 2026-03-09 10:00')
    expect(one.run().grades.map((grade) => shown(Date.parse(grade)))).toEqual(['周二 2026-03-17 17:00'])
    one.setCalendar(withOverrides(office, { '2026-03-16': false }))
    one.recompute(moment('周二 2026-03-10 09:00'))
    expect([one.due(), shown(Date.parse(one.run().grades[0]!))]).toEqual([
      '周三 2026-03-11 17:00',
      '周三 2026-03-18 17:00',
    ])
  })

  test('what is left of a paused clock stays left', () => {
    const one = dispatched({ rules: [gives(7, 'work_hour')] }, '周一 2026-03-09 15:00')
    one.act(moment('周一 2026-03-09 16:00'), { to: 'paused' })
    one.setCalendar(withOverrides(office, { '2026-03-10': false }))
    one.recompute(moment('周一 2026-03-09 18:00'))
    expect(one.due()).toBe('周三 2026-03-11 15:00')
    one.act(moment('周四 2026-03-12 08:30'), { to: 'doing' })
    expect(one.due()).toBe('周四 2026-03-12 16:00')
  })
})

describe('what happens to the case', () => {
  test('an action without a change of state restarts nothing', () => {
    const one = dispatched({ rules: [gives(1, 'work_day')] }, '周一 2026-03-09 10:00')
    const before = one.run()
    expect(one.act(moment('周一 2026-03-09 16:59'), { input: { reason: '补充说明' } })).toEqual([])
    expect(one.run()).toEqual(before)
  })

  test('another category: worked out anew from the beginning, the old deadline stays in the history', () => {
    const one = dispatched(
      { rules: [gives(15, 'work_day', { fact: 'case.facts.category', is: 'hard' }), gives(5, 'work_day')] },
      '周一 2026-03-09 10:00',
    )
    const old = one.run().deadline
    one.act(moment('周三 2026-03-11 14:00'), { facts: { category: 'hard' } })
    expect(one.due()).toBe('周一 2026-03-30 17:00')
    expect(shown(Date.parse(old))).toBe('周一 2026-03-16 17:00')
    const deadlines = one.records.flatMap((record) =>
      'clocks' in record.payload ? record.payload.clocks!.map((step) => step.deadline) : [],
    )
    expect(deadlines).toEqual([old, one.run().deadline])
    expect(one.run()).toMatchObject({ round: 1, startedAt: new Date(moment('周一 2026-03-09 10:00')).toISOString() })
  })

  test('thrice over is counted in working days of its own', () => {
    const one = dispatched({ rules: [gives(2, 'work_day')], grades: [2, 3] }, '周四 2026-04-02 10:00')
    // Qingming is 4–6 April: Friday and Tuesday are the two days.
    expect(one.due()).toBe('周二 2026-04-07 17:00')
    expect(one.ringUntil(moment('周一 2026-04-20 09:00'))).toEqual([
      'breach 周二 2026-04-07 17:00',
      'grade 周四 2026-04-09 17:00',
      'grade 周一 2026-04-13 17:00',
    ])
    expect([one.run().graded, nextPoint(one.run())]).toEqual([2, undefined])
  })

  test('a case without a holder breaches all the same', () => {
    const one = bench({ rules: [gives(15, 'minute')], runsIn: ['new'] })
    one.act(moment('周日 2026-03-08 03:00'))
    expect(one.state!.assignments).toEqual([])
    expect(one.ringUntil(moment('周日 2026-03-08 04:00'))).toEqual(['breach 周日 2026-03-08 03:15'])
  })

  test('checking is not the unit’s time: nothing rings; rework keeps the old deadline', () => {
    const one = dispatched({ rules: [gives(4, 'work_hour')] }, '周一 2026-03-09 08:30')
    one.act(moment('周一 2026-03-09 13:30'), { to: 'checking' })
    expect(one.ringUntil(moment('周二 2026-03-10 15:00'))).toEqual([])
    one.act(moment('周二 2026-03-10 15:00'), { to: 'doing' })
    expect(one.due()).toBe('周一 2026-03-09 14:00')
    expect(one.ringUntil(moment('周二 2026-03-10 15:00'))).toEqual(['breach 周一 2026-03-09 14:00'])
  })

  test('rework leaves this much at least, where the kind says so; never less than the old deadline', () => {
    const clock: Wanted = { rules: [gives(7, 'work_hour')], leastLeft: { value: 2, unit: 'work_hour' } }
    const late = dispatched(clock, '周一 2026-03-09 08:30')
    late.act(moment('周一 2026-03-09 16:30'), { to: 'checking' })
    late.act(moment('周二 2026-03-10 16:00'), { to: 'doing' })
    expect(late.due()).toBe('周三 2026-03-11 09:30')
    const early = dispatched(clock, '周一 2026-03-09 08:30')
    early.act(moment('周一 2026-03-09 09:00'), { to: 'checking' })
    early.act(moment('周一 2026-03-09 10:00'), { to: 'doing' })
    expect(early.due()).toBe('周一 2026-03-09 17:00')
  })

  test('checked while it is paused, it stands with what was left', () => {
    const one = dispatched({ rules: [gives(4, 'work_hour')] }, '周一 2026-03-09 08:30')
    one.act(moment('周一 2026-03-09 09:30'), { to: 'paused' })
    one.act(moment('周二 2026-03-10 08:30'), { to: 'checking' })
    expect([one.due(), one.run().state]).toEqual(['周二 2026-03-10 11:30', 'standing'])
  })
})

describe('rounds', () => {
  test('another unit gets the case: the time begins anew; the case’s own clock goes on', () => {
    const stage = { rules: [gives(4, 'work_hour')], restartsWithHolder: true }
    const whole: Wanted = { rules: [gives(5, 'work_day')], of: 'case', runsIn: ['new', 'doing', 'checking'] }
    const one = new ClockBench(clockKind(stage, whole), office)
    one.act(moment('周一 2026-03-09 08:30'))
    one.act(moment('周一 2026-03-09 09:00'), { to: 'doing', unit: 'A' })
    one.act(moment('周二 2026-03-10 10:00'), { unit: 'B' })
    expect([one.due(), one.run().round]).toEqual(['周二 2026-03-10 15:30', 2])
    expect([one.due('clock1'), one.run('clock1').round]).toEqual(['周一 2026-03-16 17:00', 1])
  })

  test('given back and sent to the same unit again, its time is not begun anew', () => {
    const stage: Wanted = { rules: [gives(4, 'work_hour')], restartsWithHolder: true, again: 'old' }
    const one = dispatched(stage, '周一 2026-03-09 09:00')
    one.act(moment('周一 2026-03-09 10:00'), { to: 'new' })
    one.act(moment('周一 2026-03-09 11:00'), { to: 'doing', unit: 'A' })
    expect([one.due(), one.run().round]).toEqual(['周一 2026-03-09 14:30', 1])
    one.act(moment('周一 2026-03-09 13:00'), { to: 'new' })
    one.act(moment('周一 2026-03-09 13:30'), { to: 'doing', unit: 'B' })
    expect([one.due(), one.run().round]).toEqual(['周二 2026-03-10 09:00', 2])
  })

  test('a stage that comes again begins anew, unless the kind keeps the old deadline', () => {
    const anew = dispatched({ rules: [gives(4, 'work_hour')] }, '周一 2026-03-09 08:30')
    const old = dispatched({ rules: [gives(4, 'work_hour')], again: 'old' }, '周一 2026-03-09 08:30')
    for (const one of [anew, old]) {
      one.act(moment('周一 2026-03-09 09:00'), { to: 'new' })
      one.act(moment('周二 2026-03-10 08:30'), { to: 'doing' })
    }
    expect([anew.due(), anew.run().round]).toEqual(['周二 2026-03-10 14:00', 2])
    expect([old.due(), old.run().round]).toEqual(['周一 2026-03-09 14:00', 1])
  })

  test('kept over an end, it follows the facts and the calendar as they are now', () => {
    const urgent = { fact: 'case.facts.urgency', is: 'urgent' } as const
    const one = dispatched(
      { rules: [gives(2, 'work_hour', urgent), gives(2, 'work_day')], again: 'old' },
      '周一 2026-03-09 08:30',
    )
    one.act(moment('周一 2026-03-09 09:00'), { to: 'new' })
    one.act(moment('周一 2026-03-09 09:10'), { facts: { urgency: 'urgent' } })
    one.act(moment('周一 2026-03-09 09:20'), { to: 'doing' })
    expect([one.due(), one.run().limit]).toEqual(['周一 2026-03-09 10:30', { value: 2, unit: 'work_hour' }])
    const other = dispatched({ rules: [gives(2, 'work_day')], again: 'old' }, '周一 2026-03-09 08:30')
    other.act(moment('周一 2026-03-09 09:00'), { to: 'new' })
    other.setCalendar(withOverrides(office, { '2026-03-10': false }))
    other.recompute(moment('周一 2026-03-09 09:10'))
    other.act(moment('周一 2026-03-09 09:20'), { to: 'doing' })
    expect(other.due()).toBe('周四 2026-03-12 17:00')
  })
})

describe('a deadline from outside', () => {
  const until = {
    rules: [{ until: 'due', source: { 'zh-CN': '市工单时限', en: 'The city’s deadline' } }],
    warnShare: 0.5,
  }
  const due = (text: string) => ({ due: new Date(moment(text)).toISOString() })

  test('is taken as it is, and neither pauses nor extensions move it', () => {
    const one = bench(until)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: due('周六 2026-03-14 10:00') })
    expect(shown(Date.parse(one.run().warnAt!))).toBe('周三 2026-03-11 22:00')
    one.act(moment('周二 2026-03-10 10:00'), { to: 'paused' })
    one.act(moment('周三 2026-03-11 10:00'), { to: 'doing', extend: { value: 1, unit: 'work_day' } })
    expect(one.due()).toBe('周六 2026-03-14 10:00')
  })

  test('moved from outside, it is another round', () => {
    const one = bench(until)
    one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: due('周五 2026-03-13 17:00') })
    one.act(moment('周二 2026-03-10 10:00'), { facts: due('周五 2026-03-20 17:00') })
    expect([one.due(), one.run().round]).toEqual(['周五 2026-03-20 17:00', 2])
  })

  test('moved while it is paused or stands, it does not begin to run', () => {
    for (const [to, state] of [
      ['paused', 'paused'],
      ['checking', 'standing'],
    ] as const) {
      const one = bench(until)
      one.act(moment('周一 2026-03-09 10:00'), { to: 'doing', facts: due('周五 2026-03-13 17:00') })
      one.act(moment('周二 2026-03-10 10:00'), { to })
      one.act(moment('周二 2026-03-10 11:00'), { facts: due('周五 2026-03-20 17:00') })
      expect([one.due(), one.run().state]).toEqual(['周五 2026-03-20 17:00', state])
      one.act(moment('周二 2026-03-10 12:00'), { to: 'doing' })
      expect([one.due(), one.run().state, one.run().round]).toEqual(['周五 2026-03-20 17:00', 'running', 2])
    }
  })
})

test('half of three working days over is counted up to whole days', () => {
  const points = workOut(
    [{ do: 'start', at: moment('周一 2026-03-09 10:00'), limit: { value: 3, unit: 'work_day' } }],
    officeSameTime,
    { grades: [1.5] },
  )
  expect([points.deadline, ...points.grades].map(shown)).toEqual(['周四 2026-03-12 10:00', '周一 2026-03-16 10:00'])
})
