import type { ClockMark } from './clock.ts'
import type { Limit } from './kind.ts'

/** A place, as the city's ground knows it: WGS-84 and the codes of the areas it lies in, from the largest down. */
export interface CasePlace {
  readonly lon: number
  readonly lat: number
  readonly areas: readonly string[]
}

/** In what capacity a unit has a case. */
export type Part = 'platform' | 'main' | 'joint'

/** What an action did to one clock, resolved: points as ISO text. */
export interface ClockStep {
  readonly clock: string
  readonly round: number
  readonly do:
    | 'start'
    | 'pause'
    | 'resume'
    | 'stand'
    | 'run'
    | 'end'
    | 'limit'
    | 'extend'
    | 'recompute'
    | 'warn'
    | 'breach'
    | 'grade'
  /** when, on the clock's own time */
  readonly at: string
  readonly mark?: ClockMark
  readonly deadline?: string
  readonly warnAt?: string
  readonly grades?: readonly string[]
  readonly limit?: Limit
  /** where the limit comes from: index of the rule in the kind, or the standard's id */
  readonly rule?: string
  /** revision of the calendar it was worked out on */
  readonly revision?: number
  /** whose hours count; absent: the city's */
  readonly unitId?: string
}

/** Why a unit was chosen. */
export interface Routed {
  readonly rule: string
  readonly certain: boolean
  /** the unit the rule named; another may have been taken */
  readonly unitId: string
}

/**
 * What an action did, resolved: folding needs nothing else, neither the kind nor the organisation nor the calendar as
 * they are today. Version 2.
 */
export interface ActionPayload {
  readonly v: 2
  /** state after the action */
  readonly to: string
  /** the state ends the case */
  readonly ends?: true
  /** only in the first action */
  readonly register?: {
    readonly kind: string
    readonly kindVersion: number
    readonly number: string
    readonly sourceNumber?: string
    /** public fields of the form */
    readonly facts: Readonly<Record<string, string>>
    /** the way it began, where the kind has several */
    readonly entry?: string
  }
  readonly assign?: readonly { readonly part: Part; readonly unitId: string; readonly unitName: string }[]
  readonly release?: readonly { readonly part: Part; readonly unitId: string; readonly visible: boolean }[]
  readonly mark?: readonly string[]
  readonly unmark?: readonly string[]
  /** facts that changed */
  readonly facts?: Readonly<Record<string, string>>
  readonly place?: CasePlace
  readonly sensitivity?: number
  readonly clocks?: readonly ClockStep[]
  readonly routed?: Routed
  /** whoever did it acted for a unit that handles the case: they may not check it */
  readonly handles?: true
  /** nobody acted: a clock did. It makes no command that was based on what was before it stale */
  readonly tick?: true
  /** public inputs; units by their names */
  readonly input?: Readonly<Record<string, string>>
  /** keyed commitment to the private inputs, which lie sealed beside the log */
  readonly commitment?: string
}

/** As it was written at first: one assignment at most, no clocks, no platforms. */
interface FirstPayload {
  readonly v: 1
  readonly to: string
  readonly ends?: true
  readonly register?: ActionPayload['register']
  readonly assign?: { readonly part: 'main'; readonly unitId: string; readonly unitName: string }
  readonly release?: true
  readonly input?: Readonly<Record<string, string>>
  readonly commitment?: string
}

/** A payload as it stands in the log, in whatever version it was written. Its hash covers exactly this. */
export type StoredPayload = ActionPayload | FirstPayload

/** One row of the log, times as ISO text. */
export interface ActionRecord {
  readonly caseId: string
  readonly sequence: number
  readonly commandId: string
  readonly action: string
  readonly actorId: string
  readonly actorName: string
  readonly unitId: string
  readonly unitName: string
  readonly occurredAt: string
  readonly recordedAt: string
  readonly payload: StoredPayload
}

/** Any unit: what version 1 released was whoever held the case. */
export const anyUnit = '*'

/** Brings a payload up to the version that is folded today. */
export function newestPayload(stored: StoredPayload): ActionPayload {
  if (stored.v === 2) return stored
  const { assign, release, to, ends, register, input, commitment } = stored
  const leaves = assign !== undefined || release === true
  return {
    v: 2,
    to,
    ...(ends === undefined ? {} : { ends }),
    ...(register === undefined ? {} : { register }),
    ...(input === undefined ? {} : { input }),
    ...(commitment === undefined ? {} : { commitment }),
    ...(assign === undefined ? {} : { assign: [assign] }),
    ...(leaves ? { release: [{ part: 'main' as const, unitId: anyUnit, visible: true }] } : {}),
  }
}
