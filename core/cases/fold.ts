/**
 * What an action did, resolved: folding needs nothing else, neither the kind nor the organisation as they are today.
 * `v` is the payload's version; an older one is brought up by an upcaster before it is folded.
 */
export interface ActionPayload {
  readonly v: 1
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
  }
  readonly assign?: { readonly part: 'main'; readonly unitId: string; readonly unitName: string }
  /** the unit that held the case no longer does */
  readonly release?: true
  /** public inputs; units by their names */
  readonly input?: Readonly<Record<string, string>>
  /** keyed commitment to the private inputs, which lie sealed beside the log */
  readonly commitment?: string
}

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
  readonly payload: ActionPayload
}

export interface Assignment {
  readonly ordinal: number
  readonly part: 'main'
  readonly unitId: string
  readonly unitName: string
  readonly since: string
  readonly until: string | null
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
  readonly state: string
  readonly openedAt: string
  readonly changedAt: string
  readonly closedAt: string | null
  readonly assignments: readonly Assignment[]
  /** how often each action was done */
  readonly done: Readonly<Record<string, number>>
  /** how often since the present holder got the case */
  readonly doneHere: Readonly<Record<string, number>>
  /** accounts that acted for a unit holding the case */
  readonly handledBy: readonly string[]
}

/** The unit that holds a case now. */
export function holderOf(state: CaseState): Assignment | undefined {
  return state.assignments.find((one) => one.part === 'main' && one.until === null)
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
  const { payload, recordedAt } = action
  if (before === undefined) return begin(action)
  if (action.sequence !== before.sequence + 1) throw new Error(`Action ${action.sequence} follows ${before.sequence}`)
  const holder = holderOf(before)
  const moves = payload.assign !== undefined || payload.release === true
  const assignments = before.assignments.map((one) => (moves && one === holder ? { ...one, until: recordedAt } : one))
  if (payload.assign !== undefined) {
    assignments.push({ ordinal: assignments.length + 1, ...payload.assign, since: recordedAt, until: null })
  }
  return {
    ...before,
    sequence: action.sequence,
    state: payload.to,
    changedAt: recordedAt,
    closedAt: payload.ends === true ? recordedAt : null,
    assignments,
    done: counted(before.done, action.action),
    doneHere: counted(payload.assign === undefined ? before.doneHere : {}, action.action),
    handledBy:
      holder?.unitId === action.unitId && !before.handledBy.includes(action.actorId)
        ? [...before.handledBy, action.actorId]
        : before.handledBy,
  }
}

function begin({ caseId, sequence, action, recordedAt, payload }: ActionRecord): CaseState {
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
    state: payload.to,
    openedAt: recordedAt,
    changedAt: recordedAt,
    closedAt: payload.ends === true ? recordedAt : null,
    assignments: [],
    done: { [action]: 1 },
    doneHere: { [action]: 1 },
    handledBy: [],
  }
}

function counted(counts: Readonly<Record<string, number>>, action: string): Readonly<Record<string, number>> {
  return { ...counts, [action]: (counts[action] ?? 0) + 1 }
}
