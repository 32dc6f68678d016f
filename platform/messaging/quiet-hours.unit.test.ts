import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockMinute, clockText, heldUntil, quietUntil } from './quiet-hours.ts'

const minute = fc.integer({ min: 0, max: 1439 })
const window = fc.record({ from: minute, until: minute }).filter(({ from, until }) => from !== until)
const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })

/** The minute of the day as the world's time zone data tell it: not our arithmetic. */
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const minuteIn = (date: Date): number => clockMinute(clock.format(date))
const isIn = (at: number, { from, until }: { from: number; until: number }): boolean =>
  from < until ? at >= from && at < until : at >= from || at < until

test('quiet hours end at their end, within a day, and hold exactly the moments that lie in them', () => {
  fc.assert(
    fc.property(instant, window, (now, quiet) => {
      const end = quietUntil(now, quiet)
      expect(end !== undefined).toBe(isIn(minuteIn(now), quiet))
      if (end === undefined) return
      expect(end.getTime()).toBeGreaterThan(now.getTime())
      expect(end.getTime() - now.getTime()).toBeLessThanOrEqual(24 * 3_600_000)
      expect(minuteIn(end)).toBe(quiet.until)
      expect(end.getTime() % 60_000).toBe(0)
      expect(quietUntil(end, quiet)).toBeUndefined()
      expect(quietUntil(new Date(end.getTime() - 1), quiet)).toEqual(end)
    }),
  )
})

test('over midnight: from 22:30 until 07:00', () => {
  const quiet = { from: clockMinute('22:30'), until: clockMinute('07:00') }
  const at = (text: string): string | undefined => quietUntil(new Date(`${text}+08:00`), quiet)?.toISOString()
  expect(at('2026-11-22T22:29:59')).toBeUndefined()
  expect(at('2026-11-22T22:30:00')).toBe('2026-11-22T23:00:00.000Z')
  expect(at('2026-11-23T06:59:59')).toBe('2026-11-22T23:00:00.000Z')
  expect(at('2026-11-23T07:00:00')).toBeUndefined()
})

test('urgent news is never held; quiet comes before gathering; only late news is gathered', () => {
  fc.assert(
    fc.property(
      instant,
      fc.integer({ min: 0, max: 200 }),
      fc.option(window, { nil: undefined }),
      fc.integer({ min: 1, max: 1440 }),
      (now, minutes, quiet, digestMinutes) => {
        const occurredAt = new Date(now.getTime() - minutes * 60_000)
        const holding = { occurredAt, quiet, digestMinutes }
        expect(heldUntil(now, { ...holding, urgent: true })).toBeUndefined()
        const held = heldUntil(now, { ...holding, urgent: false })
        const end = quiet === undefined ? undefined : quietUntil(now, quiet)
        if (end !== undefined) expect(held).toEqual(end)
        else if (minutes <= digestMinutes) expect(held).toBeUndefined()
        else {
          const wait = held!.getTime() - now.getTime()
          expect(wait).toBeGreaterThanOrEqual(5000)
          expect(wait).toBeLessThanOrEqual(10_000)
        }
      },
    ),
  )
})

test('a minute is written and read', () => {
  fc.assert(
    fc.property(minute, (at) => {
      expect(clockMinute(clockText(at))).toBe(at)
    }),
  )
  for (const wrong of ['24:00', '7:00', '07:60', '', '07:00:00']) expect(() => clockMinute(wrong)).toThrow()
})
