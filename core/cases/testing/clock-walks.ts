import fc from 'fast-check'
import { timeUnits } from '#platform/calendar/contract'
import { at, office, roundTheClock, withOverrides } from '#platform/calendar/testing'
import type { ClockDefinition, Limit } from '../kind.ts'
import { clockKind, ClockBench } from './clock-bench.ts'

// Random limits, and cases that go at random through the states of a random kind.

const hour = 3_600_000

export const instants = fc
  .integer({ min: at('2026-01-01 00:00') / 60_000, max: at('2026-12-31 00:00') / 60_000 })
  .map((minute) => minute * 60_000)
export const spans = fc.oneof(
  fc.integer({ min: 0, max: 60 * 24 * 20 }).map((minutes) => minutes * 60_000),
  fc.constantFrom(0, 1, 999, hour, 24 * hour),
)
export const limits: fc.Arbitrary<Limit> = fc
  .constantFrom(...timeUnits)
  .chain((unit) => fc.integer({ min: 1, max: unit === 'minute' ? 600 : 12 }).map((value) => ({ value, unit })))
/** Working time or plain hours, as a clock is counted; whole days end at a close and are looked at elsewhere. */
export const hourLimits = limits.filter(({ unit }) => unit !== 'work_day')

const rules: fc.Arbitrary<ClockDefinition['rules']> = fc.tuple(limits, limits, limits).map(([hard, urgent, plain]) => [
  { until: 'due', source: { 'zh-CN': '外部', en: 'outside' } },
  { limit: hard, when: { fact: 'case.facts.sort', is: 'hard' }, source: { 'zh-CN': '复杂', en: 'hard' } },
  { limit: urgent, when: { fact: 'case.facts.sort', is: 'urgent' }, source: { 'zh-CN': '紧急', en: 'urgent' } },
  { limit: plain, source: { 'zh-CN': '一般', en: 'plain' } },
])

const states = ['new', 'doing', 'checking', 'paused'] as const

/** A clock that runs, stands, pauses or ends in each state as it happens. */
const clocks: fc.Arbitrary<Partial<ClockDefinition> & Pick<ClockDefinition, 'rules'>> = fc
  .record({
    rules,
    places: fc.array(fc.constantFrom('runsIn', 'standsIn', 'pausesIn', 'ends'), { minLength: 3, maxLength: 3 }),
    restartsWithHolder: fc.boolean(),
    again: fc.constantFrom('anew' as const, 'old' as const),
    leastLeft: fc.option(hourLimits, { nil: undefined }),
    warnShare: fc.constantFrom(0.5, 0.8),
    grades: fc.constantFrom<number[]>([], [2, 3]),
    capped: fc.boolean(),
    hours: fc.constantFrom('holder' as const, 'city' as const),
  })
  .map(({ places, leastLeft, capped, ...clock }) => {
    const inPlace = (place: string) => states.filter((_, index) => (['runsIn', ...places][index] ?? '') === place)
    return {
      ...clock,
      runsIn: [...inPlace('runsIn')],
      standsIn: inPlace('standsIn'),
      pausesIn: inPlace('pausesIn'),
      ...(leastLeft === undefined ? {} : { leastLeft }),
      ...(capped ? { notAfter: { field: 'outer', less: { value: 2, unit: 'work_hour' as const } } } : {}),
    }
  })

export const walks = fc.record({
  clocks: fc.array(clocks, { minLength: 1, maxLength: 3 }),
  start: instants,
  steps: fc.array(
    fc.record({
      wait: spans,
      to: fc.option(fc.constantFrom<string>(...states, ...states, 'done'), { nil: undefined }),
      unit: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
      sort: fc.option(fc.constantFrom('hard', 'urgent', 'plain'), { nil: undefined }),
      outer: fc.option(spans, { nil: undefined }),
      due: fc.option(spans, { nil: undefined, freq: 8 }),
      extend: fc.option(hourLimits, { nil: undefined }),
      calendar: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined, freq: 4 }),
    }),
    { maxLength: 14 },
  ),
})
export type Walk = typeof walks extends fc.Arbitrary<infer T> ? T : never

/** Drives a case as a walk says, ringing on the way; `look` sees it after every step. */
export function walk(
  { clocks: wanted, start, steps }: Walk,
  look: (bench: ClockBench, now: number) => void,
): ClockBench {
  const bench = new ClockBench(clockKind(...wanted), office, { A: roundTheClock })
  let now = start
  bench.act(now, { facts: { sort: 'plain' } })
  look(bench, now)
  for (const { wait, to, unit, sort, outer, due, extend, calendar } of steps) {
    now += wait
    bench.ringUntil(now)
    if (calendar !== undefined) {
      const day = new Date(now + calendar * 24 * hour).toISOString().slice(0, 10)
      bench.setCalendar(withOverrides(office, { [day]: calendar % 3 === 0 }), { A: roundTheClock })
      bench.recompute(now)
    }
    const facts = {
      ...(sort === undefined ? {} : { sort }),
      ...(outer === undefined ? {} : { outer: new Date(now + outer).toISOString() }),
      ...(due === undefined ? {} : { due: new Date(now + due).toISOString() }),
    }
    if (bench.state!.state === 'done') break
    bench.act(now, {
      facts,
      ...(to === undefined ? {} : { to }),
      ...(unit === undefined ? {} : { unit }),
      ...(extend === undefined ? {} : { extend }),
    })
    look(bench, now)
  }
  return bench
}
