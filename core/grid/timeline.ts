/** A stretch of time for which something is said; days in Asia/Shanghai as YYYY-MM-DD, `validTo` no more in it. */
export interface Stretch {
  readonly revision: number
  readonly validFrom: string
  readonly validTo: string | null
}

/** What becomes of a timeline: ends that move, and a stretch that begins. */
export interface Step {
  readonly endings: readonly { revision: number; validTo: string | null; isTakenBack: boolean }[]
  readonly opening: { revision: number; validFrom: string } | undefined
}

export type Refusal = 'planned' | 'too_early' | 'not_there' | 'nothing_planned'

/** Whether a stretch says something on a day. One that was taken back or replaced on its first day says nothing. */
export function holdsOn({ validFrom, validTo }: Stretch, day: string): boolean {
  return validFrom <= day && (validTo === null || day < validTo)
}

/** What is valid on a day. */
export function validOn<S extends Stretch>(timeline: readonly S[], day: string): S | undefined {
  return timeline.find((one) => holdsOn(one, day))
}

/** What is to begin after a day. */
export function nextAfter<S extends Stretch>(timeline: readonly S[], day: string): S | undefined {
  return timeline.find((one) => one.validFrom > day && one.validTo !== one.validFrom)
}

/** The first coming day on which something changes by plan. */
export function plannedFrom(timeline: readonly Stretch[], today: string): string | undefined {
  const end = validOn(timeline, today)?.validTo
  return end ?? nextAfter(timeline, today)?.validFrom
}

/** Says something else from a day on; something at all, where nothing is said. One plan at a time. */
export function put(timeline: readonly Stretch[], from: string, today: string): Step | Refusal {
  if (plannedFrom(timeline, today) !== undefined) return 'planned'
  if (from < today) return 'too_early'
  const now = validOn(timeline, today)
  return {
    // What began today and is replaced today keeps its row, empty of days.
    endings: now === undefined ? [] : [{ revision: now.revision, validTo: from, isTakenBack: false }],
    opening: { revision: lastRevision(timeline) + 1, validFrom: from },
  }
}

/** Says nothing more from a day on. */
export function end(timeline: readonly Stretch[], from: string, today: string): Step | Refusal {
  if (plannedFrom(timeline, today) !== undefined) return 'planned'
  if (from < today) return 'too_early'
  const now = validOn(timeline, today)
  if (now === undefined) return 'not_there'
  return { endings: [{ revision: now.revision, validTo: from, isTakenBack: true }], opening: undefined }
}

/** Takes back what has not begun: what is valid today goes on. */
export function takeBack(timeline: readonly Stretch[], today: string): Step | Refusal {
  const now = validOn(timeline, today)
  const next = nextAfter(timeline, today)
  if (next === undefined && (now === undefined || now.validTo === null)) return 'nothing_planned'
  return {
    // The plan is emptied before the present goes on: at no moment may two stretches overlap.
    endings: [
      ...(next === undefined ? [] : [{ revision: next.revision, validTo: next.validFrom, isTakenBack: true }]),
      ...(now === undefined ? [] : [{ revision: now.revision, validTo: null, isTakenBack: false }]),
    ],
    opening: undefined,
  }
}

export function lastRevision(timeline: readonly Stretch[]): number {
  return timeline.reduce((max, one) => Math.max(max, one.revision), 0)
}
