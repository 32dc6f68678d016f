import fc from 'fast-check'
import { expect, test } from 'vitest'
import { end, holdsOn, plannedFrom, put, takeBack, validOn, type Step, type Stretch } from './timeline.ts'

const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString().slice(0, 10)

type Act = { readonly what: 'put' | 'end' | 'back'; readonly after: number; readonly ahead: number }
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    what: fc.constantFrom('put' as const, 'end' as const, 'back' as const),
    after: fc.integer({ min: 0, max: 3 }),
    ahead: fc.integer({ min: -2, max: 5 }),
  }),
  { maxLength: 25 },
)

function carryOut(timeline: readonly Stretch[], step: Step): Stretch[] {
  const ended = timeline.map((one) => {
    const ending = step.endings.find((other) => other.revision === one.revision)
    return ending === undefined ? one : { ...one, validTo: ending.validTo }
  })
  return step.opening === undefined ? ended : [...ended, { ...step.opening, validTo: null }]
}

/** What each day says, kept the slow way: a whole calendar that every accepted act rewrites from its day on. */
class Calendar {
  days = Array.from({ length: 120 }, (): number => 0)
  before: number[] | undefined
  put(from: number, revision: number): void {
    this.before = [...this.days]
    this.days = this.days.map((said, at) => (at >= from ? revision : said))
  }
}

test('whatever is planned, ended and taken back: every day says what a whole calendar says, and never two things', () => {
  fc.assert(
    fc.property(acts, (all) => {
      let timeline: Stretch[] = []
      const calendar = new Calendar()
      let today = 0
      let plan: number | undefined
      for (const { what, after, ahead } of all) {
        today += after
        if (plan !== undefined && plan <= today) plan = undefined
        const from = today + ahead
        const before = timeline
        const step =
          what === 'put'
            ? put(timeline, day(from), day(today))
            : what === 'end'
              ? end(timeline, day(from), day(today))
              : takeBack(timeline, day(today))
        if (typeof step === 'string') {
          expect(
            what === 'back'
              ? plan === undefined
              : plan !== undefined || ahead < 0 || (what === 'end' && calendar.days[today] === 0),
          ).toBe(true)
          continue
        }
        timeline = carryOut(timeline, step)
        if (what === 'back') {
          calendar.days = calendar.before!
          plan = undefined
        } else {
          calendar.put(from, step.opening?.revision ?? 0)
          plan = ahead > 0 ? from : undefined
        }
        // The past is as it was.
        for (let at = 0; at < today; at++)
          expect(validOn(timeline, day(at))?.revision).toBe(validOn(before, day(at))?.revision)
        calendar.days.slice(0, 110).forEach((said, at) => {
          expect(timeline.filter((one) => holdsOn(one, day(at))).map((one) => one.revision)).toEqual(
            said === 0 ? [] : [said],
          )
        })
        expect(plannedFrom(timeline, day(today))).toBe(plan === undefined ? undefined : day(plan))
      }
    }),
  )
})

test('what was replaced on the day it began says nothing, and the next does', () => {
  const first = carryOut([], put([], day(3), day(3)) as Step)
  const second = carryOut(first, put(first, day(3), day(3)) as Step)
  expect(second).toEqual([
    { revision: 1, validFrom: day(3), validTo: day(3) },
    { revision: 2, validFrom: day(3), validTo: null },
  ])
  expect(validOn(second, day(3))?.revision).toBe(2)
})
