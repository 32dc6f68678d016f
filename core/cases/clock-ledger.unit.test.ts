import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { office, roundTheClock, withOverrides } from '#platform/calendar/testing'
import { clockLedgers, type ClockLedger } from './clock-ledger.ts'
import type { ClockDefinition } from './kind.ts'
import { clockKind, ClockBench, gives, moment } from './testing/clock-bench.ts'
import { walk, walks } from './testing/clock-walks.ts'

const iso = (text: string) => new Date(moment(text)).toISOString()
const told = (bench: ClockBench) => clockLedgers(bench.kind, bench.records, bench.bookAt)
const zh = (ledger: ClockLedger | undefined) => ledger!.entries.map((entry) => entry.words['zh-CN'])
const days = (ledger: ClockLedger | undefined, what: string) =>
  ledger!.entries.find((entry) => entry.what === what)!.days.map((day) => day.words['zh-CN'])

function dispatched(clock: Partial<ClockDefinition> & Pick<ClockDefinition, 'rules'>, when: string): ClockBench {
  const bench = new ClockBench(clockKind(clock), office)
  bench.act(moment(when), { action: 'dispatch', to: 'doing', unit: '区水务局' })
  return bench
}

describe('why 14:30', () => {
  test('start, pause, going on, and the end in time, with days that sum to the limit', () => {
    const bench = dispatched({ rules: [gives(4, 'work_hour')], hours: 'holder' }, '周一 2026-03-09 15:00')
    bench.act(moment('周一 2026-03-09 16:10'), { action: 'hold', to: 'paused' })
    bench.act(moment('周三 2026-03-11 14:00'), { action: 'goOn', to: 'doing' })
    bench.act(moment('周三 2026-03-11 16:00'), { action: 'close', to: 'done' })
    const [ledger] = told(bench)
    expect(zh(ledger)).toEqual([
      '“登记”，开始计时：时限 4 个工作小时，依据：4 work_hour；按区水务局工作时间（日历第 1 版），截止 2026-03-10 周二 10:30',
      '“hold”，暂停计时；剩余 2 小时 50 分钟（工作时间）',
      '恢复计时（自 2026-03-09 周一 16:10 起暂停），剩余时间继续计；截止由 2026-03-10 周二 10:30 改为 2026-03-11 周三 16:50',
      '“close”，计时结束：按时，提前 50 分钟（工作时间）',
    ])
    expect(ledger!.sum!['zh-CN']).toBe('可用时间合计：1 小时 10 分钟 + 2 小时 50 分钟 = 4 小时（工作时间）')
    expect(ledger!.sum!.en).toBe('Time in all: 1 h 10 min + 2 h 50 min = 4 h of working time')
    expect(days(ledger, 'start')).toEqual([
      '03-09 周一：计 2 小时（15:00–17:00），17:00–24:00 下班后不计',
      '03-10 周二：计 2 小时（08:30–10:30），00:00–08:30 上班前不计',
    ])
    expect(days(ledger, 'resume')).toEqual([
      '自 2026-03-11 周三 14:00 起，剩余 2 小时 50 分钟（工作时间），截止 2026-03-11 周三 16:50',
      '03-11 周三：计 2 小时 50 分钟（14:00–16:50）',
    ])
  })

  test('more time says who gave it and why; checking stands still; late is measured when the unit had done its part', () => {
    const bench = dispatched({ rules: [gives(1, 'work_day')] }, '周一 2026-03-09 10:00')
    bench.act(moment('周二 2026-03-10 09:00'), {
      action: 'extend',
      extend: { value: 1, unit: 'work_day' },
      input: { reason: '等待配件' },
    })
    bench.ringUntil(moment('周四 2026-03-12 10:30'))
    bench.act(moment('周四 2026-03-12 10:30'), { action: 'answer', to: 'checking' })
    bench.act(moment('周五 2026-03-13 16:00'), { action: 'close', to: 'done' })
    expect(zh(told(bench)[0]).slice(1)).toEqual([
      '借阅台 林小满“extend”，延长 1 个工作日，事由：等待配件；截止由 2026-03-10 周二 17:00 改为 2026-03-11 周三 17:00',
      '时限届满，转为超期（红灯）；截止 2026-03-11 周三 17:00',
      '转入“checking”，不计入办理时间，期间不预警、不计超期；截止仍为 2026-03-11 周三 17:00',
      '“close”，计时结束：超期 2 小时（工作时间）',
    ])
  })

  test('a changed calendar: the old deadline, the new one, and the day that moved it', () => {
    const bench = dispatched({ rules: [gives(2, 'work_day')] }, '周一 2026-03-09 10:00')
    bench.setCalendar(withOverrides(office, { '2026-03-11': false }))
    bench.recompute(moment('周二 2026-03-10 09:00'))
    const [ledger] = told(bench)
    expect(zh(ledger).at(-1)).toBe(
      '工作日历有变更，按第 2 版重新计算；截止由 2026-03-11 周三 17:00 改为 2026-03-12 周四 17:00',
    )
    expect(ledger!.entries.at(-1)).toMatchObject({
      before: iso('周三 2026-03-11 17:00'),
      deadline: iso('周四 2026-03-12 17:00'),
    })
    expect(days(ledger, 'recompute')).toContain('03-11 周三：不计（本地调整为不上班：2026-03-11）')
  })

  test('another category, an outer deadline that holds it back, and a day of its own for that', () => {
    const rules = [gives(15, 'work_day', { fact: 'case.facts.sort', is: 'hard' }), gives(1, 'work_day')]
    const bench = new ClockBench(
      clockKind({ rules, notAfter: { field: 'outer', less: { value: 1, unit: 'work_day' } } }),
      office,
    )
    bench.act(moment('周一 2026-03-09 10:00'), {
      action: 'dispatch',
      to: 'doing',
      facts: { outer: iso('周五 2026-03-20 17:00') },
    })
    bench.act(moment('周一 2026-03-09 11:00'), { action: 'classify', facts: { sort: 'hard' } })
    bench.act(moment('周一 2026-03-09 12:00'), { action: 'note', facts: { outer: iso('周一 2026-03-23 17:00') } })
    const [ledger] = told(bench)
    expect(zh(ledger).slice(1)).toEqual([
      '“classify”后适用另一时限：由 1 个工作日改为 15 个工作日，依据：15 work_day；自开始时重新计算，截止由 2026-03-10 周二 17:00 改为 2026-03-19 周四 17:00（不得晚于外部时限 2026-03-20 周五 17:00 前 1 个工作日）',
      '外部时限由 2026-03-20 周五 17:00 改为 2026-03-23 周一 17:00；截止由 2026-03-19 周四 17:00 改为 2026-03-20 周五 17:00（不得晚于外部时限 2026-03-23 周一 17:00 前 1 个工作日）',
    ])
    expect(days(ledger, 'recompute')).toEqual([
      '自 2026-03-09 周一 10:00 起，15 个工作日，截止 2026-03-30 周一 17:00',
      '自外部时限 2026-03-23 周一 17:00 提前 1 个工作日',
      '03-23 周一：起算当日不计入',
      '03-21 周六 至 03-22 周日：不计（周末）',
      '03-20 周五：第 1 个工作日，至 17:00 止',
    ])
  })

  test('sent to another unit: the first round is told to its end, the second from its start', () => {
    const bench = dispatched({ rules: [gives(4, 'work_hour')], restartsWithHolder: true }, '周一 2026-03-09 09:00')
    bench.act(moment('周一 2026-03-09 10:00'), { action: 'dispatch', unit: '区绿化局' })
    const [first, second] = told(bench)
    expect([first!.state, zh(first).at(-1), second!.round]).toEqual(['replaced', '本轮计时结束，由第 2 轮接替', 2])
    expect(zh(second)[0]).toContain('开始计时（第 2 轮）')
  })

  test('a revision that is not at hand: every deadline is told, only not day by day', () => {
    const bench = dispatched({ rules: [gives(4, 'work_hour')] }, '周一 2026-03-09 09:00')
    const [ledger] = clockLedgers(bench.kind, bench.records, () => undefined)
    expect([ledger!.deadline, ledger!.entries[0]!.days, ledger!.sum]).toEqual([iso('周一 2026-03-09 14:30'), [], null])
  })
})

describe('every number adds up', () => {
  const runs = { numRuns: 60 }

  test('the ledger ends where the clock ends, and each line begins where the one before ended', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const bench = walk(steps, () => {})
        const ledgers = told(bench)
        for (const run of bench.state!.clocks) {
          const ledger = ledgers.findLast((one) => one.code === run.code)!
          expect([ledger.round, ledger.state, ledger.deadline]).toEqual([run.round, run.state, run.deadline])
        }
        for (const { entries, deadline } of ledgers) {
          expect(entries[0]!.before).toBeNull()
          for (const [index, entry] of entries.entries())
            if (index > 0) expect(entry.before).toBe(entries[index - 1]!.deadline)
          expect(entries.at(-1)!.deadline).toBe(deadline)
          for (const { words } of entries)
            expect(`${words['zh-CN']}${words.en}`).not.toMatch(/undefined|NaN|null|Invalid/)
        }
      }),
      runs,
    )
  })

  test('what was counted sums to the limit and what was added to it', () => {
    const hours = fc.integer({ min: 1, max: 30 })
    const moves = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom('turn', 'turn', 'check', 'extend'), hours),
      { maxLength: 10 },
    )
    fc.assert(
      fc.property(hours, moves, fc.constantFrom(office, roundTheClock), (limit, steps, calendar) => {
        const bench = new ClockBench(clockKind({ rules: [gives(limit, 'work_hour')] }), calendar)
        let now = moment('周五 2026-02-13 16:00')
        let all = limit
        bench.act(now, { to: 'doing' })
        for (const [wait, what, more] of steps) {
          now += wait * 60_000
          const { state } = bench.state!
          if (what === 'extend') {
            bench.act(now, { action: 'extend', extend: { value: more, unit: 'work_hour' } })
            all += more
          } else if (state !== 'doing') bench.act(now, { to: 'doing' })
          else bench.act(now, { to: what === 'turn' ? 'paused' : 'checking' })
        }
        const [ledger] = told(bench)
        expect(ledger!.counted.reduce((sum, part) => sum + part.ms, 0)).toBe(all * 3_600_000)
        expect(ledger!.counted.at(-1)!.to).toBe(ledger!.deadline)
      }),
      runs,
    )
  })
})
