import {
  anyUnit,
  newestPayload,
  type ActionPayload,
  type ActionRecord,
  type CasePlace,
  type ClockStep,
  type Part,
} from './action.ts'
import type { ClockMark } from './clock.ts'
import type { Limit } from './kind.ts'

export type { ActionPayload, ActionRecord, CasePlace } from './action.ts'

/** That a unit holds or held a case: as platform, as handling unit (主办), or joining in (协办). */
export interface Assignment {
  readonly ordinal: number
  readonly part: Part
  readonly unitId: string
  readonly unitName: string
  readonly since: string
  readonly until: string | null
  /** whether it still sees the case after it ended */
  readonly visible: boolean
}

/** A clock of a case as it stands: the last round of it. */
export interface ClockRun {
  readonly code: string
  readonly round: number
  readonly state: 'running' | 'standing' | 'paused' | 'ended'
  readonly startedAt: string
  /** since when it is in this state */
  readonly since: string
  readonly limit: Limit | null
  readonly deadline: string
  readonly warnAt: string | null
  readonly grades: readonly string[]
  readonly warnedAt: string | null
  readonly breachedAt: string | null
  /** how many of the grades were reached */
  readonly graded: number
  /** whose hours count; null: the city's */
  readonly unitId: string | null
  readonly marks: readonly ClockMark[]
}

/** A case as its actions make it. */
export interface CaseState {
  readonly id: string
  readonly number: string
  readonly kind: string
  readonly kindVersion: number
  readonly sourceNumber: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly sequence: number
  /** sequence of the last action a person did: what a command must have seen */
  readonly lastByPerson: number
  readonly state: string
  /** the state before the present one */
  readonly before: string | null
  readonly openedAt: string
  readonly changedAt: string
  readonly closedAt: string | null
  readonly registeredBy: string
  readonly place: CasePlace | null
  readonly sensitivity: number
  readonly marks: readonly string[]
  readonly assignments: readonly Assignment[]
  readonly clocks: readonly ClockRun[]
  /** how often each action was done */
  readonly done: Readonly<Record<string, number>>
  /** how often since the present holder got the case */
  readonly doneHere: Readonly<Record<string, number>>
  /** accounts that acted for a unit handling the case */
  readonly handledBy: readonly string[]
  /** who did each action last, by account */
  readonly didLast: Readonly<Record<string, string>>
}

/** The unit that handles a case now (主办). */
export function holderOf(state: CaseState): Assignment | undefined {
  return state.assignments.find((one) => one.part === 'main' && one.until === null)
}

/** The platform that holds a case now. */
export function platformOf(state: CaseState): Assignment | undefined {
  return state.assignments.find((one) => one.part === 'platform' && one.until === null)
}

/** The units that join in now (协办). */
export function jointOf(state: CaseState): Assignment[] {
  return state.assignments.filter((one) => one.part === 'joint' && one.until === null)
}

/** A case from its whole history. Throws when the history does not begin with a registration or has a gap. */
export function fold(actions: readonly ActionRecord[]): CaseState {
  let state: CaseState | undefined
  for (const action of actions) state = foldNext(state, action)
  if (state === undefined) throw new Error('A case has at least one action')
  return state
}

/** A case after one more action. */
export function foldNext(before: CaseState | undefined, action: ActionRecord): CaseState {
  const payload = newestPayload(action.payload)
  const { recordedAt } = action
  if (before === undefined) return begin(action, payload)
  if (action.sequence !== before.sequence + 1) throw new Error(`Action ${action.sequence} follows ${before.sequence}`)
  // At first it was told by the unit alone: whoever acted for the one that had the case.
  const handles = action.payload.v === 1 ? holderOf(before)?.unitId === action.unitId : payload.handles === true
  const assigned = payload.assign?.find((one) => one.part === 'main')
  return {
    ...before,
    sequence: action.sequence,
    lastByPerson: payload.tick === true ? before.lastByPerson : action.sequence,
    state: payload.to,
    before: payload.to === before.state ? before.before : before.state,
    changedAt: recordedAt,
    closedAt: payload.ends !== true ? null : payload.to === before.state ? before.closedAt : recordedAt,
    facts: payload.facts === undefined ? before.facts : { ...before.facts, ...payload.facts },
    place: payload.place ?? before.place,
    sensitivity: payload.sensitivity ?? before.sensitivity,
    marks: marked(before.marks, payload),
    assignments: handedOn(before.assignments, payload, recordedAt),
    clocks: payload.clocks === undefined ? before.clocks : foldClocks(before.clocks, payload.clocks),
    done: counted(before.done, action.action),
    doneHere: counted(assigned === undefined ? before.doneHere : {}, action.action),
    handledBy:
      handles && !before.handledBy.includes(action.actorId) ? [...before.handledBy, action.actorId] : before.handledBy,
    didLast: { ...before.didLast, [action.action]: action.actorId },
  }
}

function begin({ caseId, sequence, action, recordedAt, actorId }: ActionRecord, payload: ActionPayload): CaseState {
  const { register } = payload
  if (register === undefined || sequence !== 1) throw new Error('A case begins with its registration')
  return {
    id: caseId,
    number: register.number,
    kind: register.kind,
    kindVersion: register.kindVersion,
    sourceNumber: register.sourceNumber ?? null,
    facts: register.facts,
    sequence,
    lastByPerson: sequence,
    state: payload.to,
    before: null,
    openedAt: recordedAt,
    changedAt: recordedAt,
    closedAt: payload.ends === true ? recordedAt : null,
    registeredBy: actorId,
    place: payload.place ?? null,
    sensitivity: payload.sensitivity ?? 1,
    marks: marked([], payload),
    assignments: handedOn([], payload, recordedAt),
    clocks: foldClocks([], payload.clocks ?? []),
    done: { [action]: 1 },
    doneHere: { [action]: 1 },
    handledBy: [],
    didLast: { [action]: actorId },
  }
}

function handedOn(before: readonly Assignment[], payload: ActionPayload, at: string): readonly Assignment[] {
  const { assign = [], release = [] } = payload
  if (assign.length === 0 && release.length === 0) return before
  const ends = (one: Assignment) =>
    one.until === null
      ? release.find((gone) => gone.part === one.part && (gone.unitId === one.unitId || gone.unitId === anyUnit))
      : undefined
  const after = before.map((one) => {
    const gone = ends(one)
    return gone === undefined ? one : { ...one, until: at, visible: gone.visible }
  })
  for (const one of assign) {
    after.push({ ordinal: after.length + 1, ...one, since: at, until: null, visible: true })
  }
  return after
}

function marked(before: readonly string[], { mark = [], unmark = [] }: ActionPayload): readonly string[] {
  if (mark.length === 0 && unmark.length === 0) return before
  return [...new Set([...before.filter((one) => !unmark.includes(one)), ...mark])].toSorted()
}

/** Clocks after some steps. A step carries its clock's new points, worked out when it was made. */
export function foldClocks(before: readonly ClockRun[], steps: readonly ClockStep[]): readonly ClockRun[] {
  const runs = new Map(before.map((run) => [run.code, run]))
  for (const step of steps)
    runs.set(step.clock, step.do === 'start' ? started(step) : onward(runs.get(step.clock), step))
  return [...runs.values()]
}

function started(step: ClockStep): ClockRun {
  return {
    code: step.clock,
    round: step.round,
    state: 'running',
    startedAt: step.at,
    since: step.at,
    limit: step.limit ?? null,
    deadline: step.deadline!,
    warnAt: step.warnAt ?? null,
    grades: step.grades ?? [],
    warnedAt: null,
    breachedAt: null,
    graded: 0,
    unitId: step.unitId ?? null,
    marks: step.mark === undefined ? [] : [step.mark],
  }
}

const stateAfter = { pause: 'paused', stand: 'standing', end: 'ended', resume: 'running', run: 'running' } as const

function onward(run: ClockRun | undefined, step: ClockStep): ClockRun {
  if (run === undefined || run.round !== step.round) throw new Error(`There is no round ${step.round} of ${step.clock}`)
  const state = step.do in stateAfter ? stateAfter[step.do as keyof typeof stateAfter] : run.state
  return {
    ...run,
    state,
    since: state === run.state ? run.since : step.at,
    limit: step.limit ?? run.limit,
    deadline: step.deadline ?? run.deadline,
    warnAt: step.deadline === undefined ? run.warnAt : (step.warnAt ?? null),
    grades: step.grades ?? run.grades,
    warnedAt: step.do === 'warn' ? step.at : moved(step, run) ? null : run.warnedAt,
    breachedAt: step.do === 'breach' ? step.at : moved(step, run) ? null : run.breachedAt,
    graded: step.do === 'grade' ? run.graded + 1 : moved(step, run) ? 0 : run.graded,
    marks: step.mark === undefined ? run.marks : [...run.marks, step.mark],
  }
}

/** A deadline that was moved into the future has not been warned of or breached. */
function moved(step: ClockStep, run: ClockRun): boolean {
  return step.deadline !== undefined && step.deadline > run.deadline && step.deadline > step.at
}

function counted(counts: Readonly<Record<string, number>>, action: string): Readonly<Record<string, number>> {
  return { ...counts, [action]: (counts[action] ?? 0) + 1 }
}
