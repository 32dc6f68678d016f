import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTime, workBetween, type WorkCalendar } from '#platform/calendar/contract'
import { calendarOf, office, officeSameTime, roundTheClock, withOverrides } from '#platform/calendar/testing'
import { runningStretches, timeIn, workOut, type ClockMark, type ClockShape } from './clock.ts'
import { fold } from './fold.ts'
import type { Limit } from './kind.ts'
import { nextPoint, shapeOf } from './step-clocks.ts'
import { hourLimits, instants, limits, spans, walk, walks } from './testing/clock-walks.ts'

const runs = { numRuns: 150 }
/** A whole case is a longer way than a sum. */
const walkRuns = { numRuns: 50 }
const hour = 3_600_000
const nightShift = calendarOf({ spans: ['08:30-17:30', '20:00-04:00'], opens: 'every_day', dayEnd: 'same_time' })
const calendars: fc.Arbitrary<WorkCalendar> = fc.constantFrom(office, officeSameTime, roundTheClock, nightShift)
/** Marks as a clock gets them: after its start, one after the other, pauses and resumes by turns. */
const histories: fc.Arbitrary<ClockMark[]> = fc
  .tuple(
    instants,
    limits,
    fc.array(fc.tuple(spans, fc.constantFrom('turn', 'turn', 'extend', 'limit', 'again'), limits), { maxLength: 10 }),
  )
  .map(([start, limit, later]) => {
    const marks: ClockMark[] = [{ do: 'start', at: start, limit }]
    let paused = false
    let now = start
    for (const [wait, what, amount] of later) {
      now += wait
      if (what === 'turn') {
        marks.push({ do: paused ? 'resume' : 'pause', at: now })
        paused = !paused
      } else if (what === 'extend') marks.push({ do: 'extend', at: now, by: amount })
      else if (what === 'limit') marks.push({ do: 'limit', at: now, limit: amount })
      else if (!paused) marks.push({ do: 'again', at: now, least: amount })
    }
    return marks
  })

const shapes: fc.Arbitrary<ClockShape> = fc.record(
  {
    cap: fc.record({ until: instants, less: fc.option(hourLimits, { nil: undefined }) }),
    warnShare: fc.double({ min: 0, max: 1, noNaN: true }),
    grades: fc.uniqueArray(fc.constantFrom(1.5, 2, 3, 5), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

test('time is conserved: what ran over any pauses sums to the limit', () => {
  fc.assert(
    fc.property(
      calendars,
      instants,
      limits,
      fc.array(fc.tuple(spans, spans), { maxLength: 6 }),
      (calendar, start, limit, pauses) => {
        const marks: ClockMark[] = [{ do: 'start', at: start, limit }]
        const whole = timeIn(calendar, { from: start, to: workOut(marks, calendar).deadline }, limit.unit)
        let now = start
        for (const [before, length] of pauses) {
          now += before
          // Whoever is late is not given time any more.
          if (now >= workOut(marks, calendar).deadline) break
          marks.push({ do: 'pause', at: now }, { do: 'resume', at: (now += length) })
        }
        const { deadline } = workOut(marks, calendar)
        const ran = runningStretches(marks, calendar, deadline).reduce(
          (sum, one) => sum + timeIn(calendar, one, limit.unit),
          0,
        )
        expect(ran).toBe(whole)
        if (limit.unit === 'work_hour') expect(whole).toBe(limit.value * hour)
      },
    ),
    runs,
  )
})

test('pausing, going on, more time and a least time never move a deadline back', () => {
  fc.assert(
    fc.property(calendars, histories, shapes, (calendar, marks, shape) => {
      let last = -Infinity
      for (const [index, mark] of marks.entries()) {
        const { deadline } = workOut(marks.slice(0, index + 1), calendar, shape)
        if (mark.do !== 'limit') expect(deadline).toBeGreaterThanOrEqual(last)
        last = deadline
      }
    }),
    runs,
  )
})

test('the points of a clock stand in order, none before the start', () => {
  fc.assert(
    fc.property(calendars, histories, shapes, (calendar, marks, shape) => {
      const { deadline, warnAt, grades } = workOut(marks, calendar, shape)
      const order = [marks[0]!.at, ...(warnAt === undefined ? [] : [warnAt]), deadline, ...grades]
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      if (shape.cap !== undefined && shape.cap.less === undefined)
        expect(deadline).toBeLessThanOrEqual(Math.max(marks[0]!.at, shape.cap.until))
    }),
    runs,
  )
})

test('the warning comes when its share of the running time is used, and never while working time stands still', () => {
  fc.assert(
    fc.property(calendars, histories, fc.double({ min: 0.01, max: 1, noNaN: true }), (calendar, marks, warnShare) => {
      const { deadline, warnAt } = workOut(marks, calendar, { warnShare })
      const unit = marks.findLast((mark) => mark.do === 'limit' || mark.do === 'start')
      const { limit } = unit as { limit: Limit }
      const ran = (to: number) =>
        runningStretches(marks, calendar, to).reduce((sum, one) => sum + timeIn(calendar, one, limit.unit), 0)
      const clipped = (to: number) =>
        runningStretches(marks, calendar, deadline).reduce(
          (sum, one) =>
            sum + (one.from < to ? timeIn(calendar, { from: one.from, to: Math.min(one.to, to) }, limit.unit) : 0),
          0,
        )
      expect(clipped(warnAt!)).toBe(Math.round(ran(deadline) * warnShare))
    }),
    runs,
  )
})

test('a pause taken in two parts is the same pause', () => {
  fc.assert(
    fc.property(calendars, histories, spans, fc.nat(), (calendar, marks, wait, where) => {
      const last = marks.at(-1)!
      const open = marks.findLast((mark) => mark.do === 'pause' || mark.do === 'resume')?.do === 'pause'
      const begins = open ? marks : [...marks, { do: 'pause' as const, at: last.at + wait }]
      const from = begins.findLast((mark) => mark.do === 'pause')!.at
      const ends = begins.at(-1)!.at + 30 * 24 * hour
      const middle = begins.at(-1)!.at + (where % (30 * 24 * hour))
      const whole = workOut([...begins, { do: 'resume', at: ends }], calendar)
      const parts = workOut(
        [...begins, { do: 'resume', at: middle }, { do: 'pause', at: middle }, { do: 'resume', at: ends }],
        calendar,
      )
      expect({ from, ...parts }).toEqual({ from, ...whole })
    }),
    runs,
  )
})

test('the same everywhere: in no time zone is there another answer', () => {
  const program = `
    import { workOut } from ${JSON.stringify(new URL('./clock.ts', import.meta.url).href)}
    import { office, officeSameTime } from ${JSON.stringify(new URL('../../platform/calendar/testing/index.ts', import.meta.url).href)}
    const answers = []
    for (let n = 0; n < 200; n += 1) {
      const start = Date.UTC(2026, 0, 1) + n * 43_211_000
      const limit = { value: 1 + (n % 9), unit: ['work_hour', 'work_day', 'natural_day', 'urgent_hour'][n % 4] }
      const marks = [{ do: 'start', at: start, limit }, { do: 'pause', at: start + 1_800_000 }, { do: 'resume', at: start + n * 997_000 + 1_800_000 }]
      answers.push(workOut(marks, n % 2 ? office : officeSameTime, { warnShare: 0.8, grades: [3] }))
    }
    process.stdout.write(JSON.stringify(answers))`
  const [first, ...others] = ['Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati', 'UTC'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    }),
  )
  expect(JSON.parse(first!)).toHaveLength(200)
  for (const other of others) expect(other).toBe(first)
})

test('a walk over any states: one round at a time, points as the marks make them, nothing ended rings', () => {
  fc.assert(
    fc.property(walks, (steps) => {
      const rounds = new Map<string, number>()
      walk(steps, ({ state, kind, calendars: now }) => {
        const runsNow = state!.clocks
        expect(new Set(runsNow.map((run) => run.code)).size).toBe(runsNow.length)
        for (const run of runsNow) {
          const clock = kind.clocks!.find((one) => one.code === run.code)!
          expect(run.round - (rounds.get(run.code) ?? 0)).toBeOneOf(rounds.has(run.code) ? [0, 1] : [1])
          rounds.set(run.code, run.round)
          expect(run.marks.map((mark) => mark.at)).toEqual(run.marks.map((mark) => mark.at).toSorted((a, b) => a - b))
          if (run.state !== 'running') expect(nextPoint(run)).toBeUndefined()
          if (run.state === 'ended') continue
          const place = { running: clock.runsIn, standing: clock.standsIn, paused: clock.pausesIn }[run.state]
          expect(place).toContain(state!.state)
          const points = workOut(run.marks, now.calendarFor(run.unitId ?? undefined), shapeOf(clock, state!))
          expect({ deadline: run.deadline, warnAt: run.warnAt, grades: run.grades }).toEqual({
            deadline: new Date(points.deadline).toISOString(),
            warnAt: new Date(points.warnAt!).toISOString(),
            grades: points.grades.map((grade) => new Date(grade).toISOString()),
          })
        }
      })
    }),
    walkRuns,
  )
})

test('the history folds to what the case is', () => {
  fc.assert(
    fc.property(walks, (steps) => {
      const bench = walk(steps, () => {})
      expect(fold(bench.records)).toEqual(bench.state)
    }),
    walkRuns,
  )
})

test('worked out anew on the same calendar nothing moves; on another one once; what is closed or ended stays', () => {
  fc.assert(
    fc.property(walks, fc.integer({ min: -3, max: 30 }), (steps, days) => {
      const bench = walk(steps, () => {})
      const now = Date.parse(bench.state!.changedAt)
      expect(bench.recompute(now)).toEqual([])
      const before = bench.state!
      bench.setCalendar(
        withOverrides(office, { [new Date(now + days * 24 * hour).toISOString().slice(0, 10)]: days % 2 === 0 }),
        { A: roundTheClock },
      )
      const moved = bench.recompute(now).map((step) => step.clock)
      expect(bench.recompute(now)).toEqual([])
      for (const run of bench.state!.clocks) {
        const old = before.clocks.find((one) => one.code === run.code)
        if (before.closedAt !== null || run.state === 'ended') expect(moved).not.toContain(run.code)
        if (!moved.includes(run.code)) expect(run).toEqual(old)
      }
    }),
    walkRuns,
  )
})

test('a note does nothing to any clock', () => {
  fc.assert(
    fc.property(walks, spans, (steps, wait) => {
      const bench = walk(steps, () => {})
      if (bench.state!.closedAt !== null) return
      expect(bench.act(Date.parse(bench.state!.changedAt) + wait, { action: 'note' })).toEqual([])
    }),
    walkRuns,
  )
})

test('a limit without pauses is the calendar’s own arithmetic', () => {
  fc.assert(
    fc.property(calendars, instants, limits, (calendar, start, limit) => {
      const { deadline } = workOut([{ do: 'start', at: start, limit }], calendar)
      expect(deadline).toBe(addTime(calendar, start, limit.value, limit.unit))
      if (limit.unit === 'work_hour') expect(workBetween(calendar, start, deadline)).toBe(limit.value * hour)
    }),
    runs,
  )
})
