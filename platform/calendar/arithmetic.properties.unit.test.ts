import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTime, elapsed, nextOpening, timeUnits, warningPoint, workBetween } from './arithmetic.ts'
import { ledger } from './ledger.ts'
import { dayMs, getDay, startOfDay } from './shanghai.ts'
import { announced, calendarOf, roundTheClock } from './testing/index.ts'
import { spansFault, type SpecialDay, type Span, type WorkCalendar } from './work-calendar.ts'

const runs = { numRuns: 120 }
const early = startOfDay(getDay('2019-06-01'))
const late = startOfDay(getDay('2027-06-01'))

/** To the second, so that hours divide; often at a moment where something begins or ends. */
const instants = fc.oneof(
  fc.integer({ min: early / 1000, max: late / 1000 }).map((seconds) => seconds * 1000),
  fc
    .tuple(
      fc.integer({ min: getDay('2019-06-01'), max: getDay('2027-06-01') }),
      fc.constantFrom(0, 510, 690, 780, 1020),
    )
    .map(([day, minute]) => startOfDay(day) + minute * 60_000),
)

/** Up to three spans in order, the last perhaps over midnight. */
const spans: fc.Arbitrary<Span[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 })
  .map((marks) => {
    const sorted = marks.toSorted((a, b) => a - b).map((mark) => mark * 15)
    const pairs: Span[] = []
    for (let index = 0; index + 1 < sorted.length; index += 2)
      pairs.push({ from: sorted[index]!, to: sorted[index + 1]! })
    return pairs
  })
  .chain((pairs) =>
    fc.boolean().map((night) => {
      const last = pairs.at(-1)!
      const longer = [...pairs.slice(0, -1), { from: last.from, to: 1440 + pairs[0]!.from }]
      return night && spansFault(longer) === undefined ? longer : pairs
    }),
  )

const override: SpecialDay = { working: false, kind: 'override', name: { 'zh-CN': '调整', en: 'change' } }
interface Recipe {
  spans: Span[]
  opens: 'work_days' | 'every_day'
  dayEnd: 'close' | 'same_time'
  off: number[]
  on: number[]
}
/** A few numbers instead of a calendar, so that a counterexample can be read. */
const recipes: fc.Arbitrary<Recipe> = fc.record({
  spans,
  opens: fc.constantFrom('work_days' as const, 'every_day' as const),
  dayEnd: fc.constantFrom('close' as const, 'same_time' as const),
  off: fc.array(fc.integer({ min: getDay('2019-06-01'), max: getDay('2027-06-01') }), { maxLength: 30 }),
  on: fc.array(fc.integer({ min: getDay('2019-06-01'), max: getDay('2027-06-01') }), { maxLength: 30 }),
})

function make({ spans: chosen, opens, dayEnd, off, on }: Recipe): WorkCalendar {
  const special = new Map(announced)
  for (const day of off) special.set(day, override)
  for (const day of on) special.set(day, { ...override, working: true })
  const made = calendarOf({ spans: [], opens, dayEnd, special })
  return { ...made, hours: [{ ...made.hours[0]!, spans: chosen }] }
}

const units = fc.constantFrom(...timeUnits)
const wholes = fc.integer({ min: 0, max: 60 })
const seconds = fc.integer({ min: 1, max: 400 * 3600 })

test('what was added is what has elapsed', () => {
  fc.assert(
    fc.property(recipes, instants, seconds, (recipe, from, amount) => {
      const calendar = make(recipe)
      const hours = amount / 3600
      expect(elapsed(calendar, from, addTime(calendar, from, hours, 'work_hour'), 'work_hour')).toBeCloseTo(hours, 9)
      expect(workBetween(calendar, from, addTime(calendar, from, hours, 'work_hour'))).toBe(amount * 1000)
    }),
    runs,
  )
  fc.assert(
    fc.property(recipes, instants, wholes, (recipe, from, days) => {
      const calendar = make(recipe)
      expect(elapsed(calendar, from, addTime(calendar, from, days, 'work_day'), 'work_day')).toBe(days)
    }),
    runs,
  )
})

test('more time, or a later start, never gives an earlier deadline; none lies before its start', () => {
  fc.assert(
    fc.property(recipes, instants, instants, wholes, wholes, units, (recipe, a, b, m, n, unit) => {
      const calendar = make(recipe)
      const [first, second] = a < b ? [a, b] : [b, a]
      const [less, more] = m < n ? [m, n] : [n, m]
      expect(addTime(calendar, first, less, unit)).toBeLessThanOrEqual(addTime(calendar, first, more, unit))
      expect(addTime(calendar, first, less, unit)).toBeGreaterThanOrEqual(first)
      // Zero time ends where it starts, open or not, so only real limits compare between starts.
      if (less > 0)
        expect(addTime(calendar, first, less, unit)).toBeLessThanOrEqual(addTime(calendar, second, less, unit))
    }),
    runs,
  )
})

test('working hours add up', () => {
  fc.assert(
    fc.property(recipes, instants, seconds, seconds, (recipe, from, a, b) => {
      const calendar = make(recipe)
      const twice = addTime(calendar, addTime(calendar, from, a / 3600, 'work_hour'), b / 3600, 'work_hour')
      expect(twice).toBe(addTime(calendar, from, (a + b) / 3600, 'work_hour'))
    }),
    runs,
  )
  fc.assert(
    fc.property(recipes, instants, wholes, wholes, (recipe, from, a, b) => {
      const calendar = make(recipe)
      fc.pre(calendar.hours[0]!.dayEnd === 'same_time')
      const twice = addTime(calendar, addTime(calendar, from, a, 'work_day'), b, 'work_day')
      expect(twice).toBe(addTime(calendar, from, a + b, 'work_day'))
    }),
    runs,
  )
})

test('going back undoes going on', () => {
  fc.assert(
    fc.property(recipes, instants, seconds, (recipe, from, amount) => {
      const calendar = make(recipe)
      const there = addTime(calendar, from, amount / 3600, 'work_hour')
      const back = addTime(calendar, there, -amount / 3600, 'work_hour')
      expect(workBetween(calendar, Math.min(from, back), Math.max(from, back))).toBe(0)
      expect(addTime(calendar, back, amount / 3600, 'work_hour')).toBe(there)
    }),
    runs,
  )
  fc.assert(
    fc.property(recipes, instants, fc.integer({ min: 1, max: 60 }), (recipe, from, days) => {
      const calendar = make(recipe)
      const back = addTime(calendar, from, -days, 'work_day')
      expect(back).toBeLessThanOrEqual(from)
    }),
    runs,
  )
})

test('round the clock is plain addition', () => {
  fc.assert(
    fc.property(instants, seconds, wholes, (from, amount, days) => {
      expect(addTime(roundTheClock, from, amount / 3600, 'work_hour')).toBe(from + amount * 1000)
      expect(addTime(roundTheClock, from, days, 'work_day')).toBe(from + days * dayMs)
      expect(addTime(roundTheClock, from, days, 'natural_day')).toBe(from + days * dayMs)
      expect(nextOpening(roundTheClock, from)).toBe(from)
    }),
    runs,
  )
})

test('a holiday added later moves no deadline forward, and a working day added moves none back', () => {
  fc.assert(
    fc.property(
      recipes,
      instants,
      fc.integer({ min: 1, max: 60 }),
      units,
      fc.integer({ min: 0, max: 90 }),
      (recipe, from, amount, unit, ahead) => {
        const calendar = make(recipe)
        const day = Math.floor((from + 8 * 3_600_000) / dayMs) + ahead
        const changed = (working: boolean): WorkCalendar => ({
          ...calendar,
          special: new Map(calendar.special).set(day, { ...override, working }),
        })
        expect(addTime(changed(false), from, amount, unit)).toBeGreaterThanOrEqual(
          addTime(calendar, from, amount, unit),
        )
        expect(addTime(changed(true), from, amount, unit)).toBeLessThanOrEqual(addTime(calendar, from, amount, unit))
      },
    ),
    runs,
  )
})

test('the warning point lies between start and deadline, with its share of the time used', () => {
  fc.assert(
    fc.property(
      recipes,
      instants,
      fc.integer({ min: 1, max: 40 }),
      units,
      fc.integer({ min: 0, max: 100 }),
      (recipe, from, amount, unit, percent) => {
        const calendar = make(recipe)
        const deadline = addTime(calendar, from, amount, unit)
        const point = warningPoint(calendar, from, deadline, unit, percent / 100)
        expect(point).toBeGreaterThanOrEqual(from)
        expect(point).toBeLessThanOrEqual(deadline)
        if (unit === 'work_hour') expect(workBetween(calendar, from, point)).toBe(amount * percent * 36_000)
      },
    ),
    runs,
  )
})

test('a ledger leaves no gap and adds up to the limit', () => {
  fc.assert(
    fc.property(recipes, instants, fc.integer({ min: -20, max: 20 }), units, (recipe, from, amount, unit) => {
      const calendar = make(recipe)
      const { deadline, spans } = ledger(calendar, from, amount, unit)
      expect(deadline).toBe(addTime(calendar, from, amount, unit))
      const inTime = spans.toSorted((a, b) => a.from - b.from)
      const [begin, end] = from < deadline ? [from, deadline] : [deadline, from]
      if (amount !== 0) {
        // Going back in working days, the last day stands there whole.
        if (unit === 'work_day' && amount < 0) expect(inTime[0]!.from).toBeLessThanOrEqual(begin)
        else expect(inTime[0]!.from).toBe(begin)
        expect(inTime.at(-1)!.to).toBe(end)
      }
      for (const [index, span] of inTime.entries()) {
        // A last day that ends at midnight sharp, where it begins, has no length and is still the n-th day.
        if (span.dayNumber === undefined) expect(span.to).toBeGreaterThan(span.from)
        else expect(span.to).toBeGreaterThanOrEqual(span.from)
        if (index > 0) expect(span.from).toBe(inTime[index - 1]!.to)
      }
      const sum = spans.reduce((total, span) => total + span.countedMs, 0)
      if (unit === 'work_hour') expect(sum).toBe(Math.abs(amount) * 3_600_000)
      else if (unit === 'work_day') {
        const numbers = spans.flatMap((span) => span.dayNumber ?? [])
        expect(numbers).toEqual(Array.from({ length: Math.abs(amount) }, (_, index) => index + 1))
      } else expect(sum).toBe(Math.abs(deadline - from))
    }),
    runs,
  )
})
