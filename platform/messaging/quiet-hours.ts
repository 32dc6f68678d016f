/** Hours in which nothing rings: minutes of the day in Asia/Shanghai, from (included) until (excluded), over midnight too. */
export interface QuietHours {
  readonly from: number
  readonly until: number
}

const day = 24 * 60
// The city's clock has been eight hours ahead of UTC, without summer time, since 1992.
const offset = 8 * 60
const minuteMs = 60_000

function minuteOfDay(instant: Date): number {
  return (((Math.floor(instant.getTime() / minuteMs) + offset) % day) + day) % day
}

/** When the quiet hours in which this moment lies end; undefined when it lies in none. */
export function quietUntil(instant: Date, { from, until }: QuietHours): Date | undefined {
  const minute = minuteOfDay(instant)
  const sinceFrom = (minute - from + day) % day
  const length = (until - from + day) % day
  if (sinceFrom >= length) return undefined
  return new Date((Math.floor(instant.getTime() / minuteMs) + length - sinceFrom) * minuteMs)
}

/** What a notice is held by. */
export interface Holding {
  readonly urgent: boolean
  readonly occurredAt: Date
  /** quiet hours of whoever it is for; undefined: none */
  readonly quiet: QuietHours | undefined
  /** news older than this many minutes is gathered */
  readonly digestMinutes: number
}

const gatherMs = 5000

/**
 * Until when a notice is held back; undefined: it arrives now. Urgent ones break through. What is told late, after a
 * downtime, waits five to ten seconds for the others, so that they arrive as one.
 */
export function heldUntil(now: Date, { urgent, occurredAt, quiet, digestMinutes }: Holding): Date | undefined {
  if (urgent) return undefined
  const end = quiet === undefined ? undefined : quietUntil(now, quiet)
  if (end !== undefined) return end
  if (now.getTime() - occurredAt.getTime() <= digestMinutes * minuteMs) return undefined
  return new Date((Math.ceil(now.getTime() / gatherMs) + 1) * gatherMs)
}

/** `HH:MM` of a minute of the day. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** The minute of the day that `HH:MM` means. Throws on anything else. */
export function clockMinute(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (match === null) throw new Error(`${text} is no time of the day, like 22:30`)
  return Number(match[1]) * 60 + Number(match[2])
}
