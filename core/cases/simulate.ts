import { commitment, seal } from '#lib/crypto'
import { canonicalJson, dayInShanghai, type Words } from '#lib/kernel'
import type { CalendarBook } from '#platform/calendar'
import type { ActionPayload, ActionRecord } from './action.ts'
import { chainStart, hashAction } from './chain.ts'
import { holds, type Condition } from './condition.ts'
import { around, clockTime, decide, inputProblem, worldFaults, type Decision, type World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { fold, foldNext, type CaseState } from './fold.ts'
import type { ActionDefinition, KindDefinition } from './kind.ts'
import { projectionOf, system, type Doer } from './perform.ts'
import { partValues, type Values } from './private.ts'
import { contentOf, fieldsOf, registrationPayload } from './register-case.ts'
import { decideRing, earliest } from './ring-clocks.ts'
import { routeCase } from './routing.ts'
import type { CaseProjection, ContentSeed } from './store.ts'
import { checkInput, factsOf, whyNot, type Acting, type Input } from './workflow.ts'
import { worldOf } from './world.ts'

/** Somebody who acts in a simulated case; it needs no account. */
export interface SimulatedPerson extends Doer {
  readonly role: string
  /** the unit whose platform this person works on */
  readonly platformId: string | null
}

/** How a simulated case begins. */
export interface SimulatedBeginning {
  readonly kind: KindDefinition
  readonly entry?: string | undefined
  readonly values: Values
  readonly person: SimulatedPerson
  /** ms */
  readonly at: number
  /** running number */
  readonly running: number
  /** gives ids: the case's first, then one for each action */
  readonly id: (at: number) => string
}

/** All rows of one case. */
export interface CaseRows {
  readonly projection: CaseProjection
  readonly content: ContentSeed
  readonly wrapped: Buffer
  readonly actions: readonly { readonly record: ActionRecord; readonly hash: Buffer }[]
  readonly sealed: readonly { readonly sequence: number; readonly sealed: Buffer }[]
}

/**
 * A case that lives on a simulated clock. It is decided and folded by the same code as one that people work on, with the
 * organisation, the rules and the calendar of a desk; nothing is written, said or audited. What is not allowed throws the
 * problem it would throw for a person.
 */
export class SimulatedCase {
  readonly kind: KindDefinition
  readonly #desk: CaseDesk
  readonly #book: CalendarBook
  readonly #begun: SimulatedBeginning
  readonly #open: Values
  readonly #actions: { record: ActionRecord; secret: Values }[] = []
  #state: CaseState

  constructor(desk: CaseDesk, book: CalendarBook, begun: SimulatedBeginning) {
    const { kind, entry, person, at, running } = begun
    this.#desk = desk
    this.#book = book
    this.#begun = begun
    this.kind = kind
    const world = this.#world(at)
    const fields = fieldsOf(kind, entry)
    const { values, faults } = checkInput(fields, begun.values, at)
    const platformId = person.platformId ?? undefined
    const all = [...faults, ...worldFaults(fields, values, { unitId: person.unitId, platformId }, world)]
    if (all.length > 0) throw inputProblem(all)
    const { open, secret } = partValues(kind.fields, values)
    this.#open = open
    const number = `${desk.numberPrefix}${dayInShanghai(new Date(at)).replaceAll('-', '')}-${String(running).padStart(6, '0')}`
    const payload = registrationPayload(kind, { values, open, entry, number }, person.unitId, at, world)
    const record = this.#record(begun.id(at), 1, 'register', person, at, at, payload)
    this.#actions.push({ record, secret })
    this.#state = fold([record])
  }

  get state(): CaseState {
    return this.#state
  }

  /** Lets every clock ring that is up by then, each at its own moment. Gives whether one did something to the state. */
  ring(until: number): boolean {
    const before = this.#state.state
    for (;;) {
      const at = this.#nextRing(until)
      if (at === undefined) return this.#state.state !== before
      const due = earliest(this.#state, at)!
      const { action, decision } = decideRing(this.kind, this.#state, due.run, due.next, this.#world(at))
      this.#add(action, decision, system, Date.parse(due.next.at), at)
    }
  }

  #nextRing(until: number): number | undefined {
    let first: string | undefined
    for (const run of this.#state.clocks) {
      if (run.state !== 'running') continue
      const { warnAt, warnedAt, deadline, breachedAt, grades, graded } = run
      const next =
        breachedAt !== null
          ? grades[graded]
          : warnAt !== null && warnedAt === null && warnAt < deadline
            ? warnAt
            : deadline
      if (next !== undefined && (first === undefined || next < first)) first = next
    }
    const at = first === undefined ? Infinity : Date.parse(first)
    return at <= until ? Math.max(at, Date.parse(this.#state.changedAt)) : undefined
  }

  /** Why this person may not do it then; undefined when they may. */
  whyNot(action: ActionDefinition, person: SimulatedPerson, at: number): Words | undefined {
    const world = this.#world(at)
    return whyNot(this.kind, action, this.#state, actingOf(person), around(this.#state, world))
  }

  /** Whether a condition of the kind's language holds over the case then. */
  holds(condition: Condition, at: number): boolean {
    return holds(condition, factsOf(this.#state, undefined, around(this.#state, this.#world(at))))
  }

  /** The unit that the rules in force name. */
  routed(at: number): string | undefined {
    return this.#route(at)?.unitId
  }

  do(action: ActionDefinition, input: Input, person: SimulatedPerson, at: number): void {
    const routed = action.effect.assignUnitFrom === undefined ? undefined : this.#route(at)
    const wanted = {
      action,
      input,
      acting: actingOf(person),
      at: clockTime(this.kind, this.#state, at, at),
      routed,
    }
    this.#add(action.code, decide(this.kind, this.#state, wanted, this.#world(at)), person, at, at)
  }

  /** Its rows: the chain hashed, what is private sealed under a key of its own that follows from the master key. */
  rows(): CaseRows {
    const { masterKey } = this.#desk
    const key = Buffer.from(commitment(masterKey, `sample case ${this.#state.id}`), 'hex')
    let hash: Buffer = chainStart
    const sealed: { sequence: number; sealed: Buffer }[] = []
    const actions = this.#actions.map(({ record, secret }) => {
      let whole = record
      if (Object.keys(secret).length > 0) {
        const text = canonicalJson(secret)
        sealed.push({ sequence: record.sequence, sealed: seal(key, Buffer.from(text)) })
        whole = { ...record, payload: { ...(record.payload as ActionPayload), commitment: commitment(key, text) } }
      }
      hash = hashAction(hash, whole)
      return { record: whole, hash }
    })
    const content = contentOf(this.kind, this.#state.id, this.#begun.values, this.#open)
    return {
      projection: projectionOf(this.kind, this.#state, hash),
      content: { ...content, facts: this.#state.facts },
      wrapped: seal(masterKey, key),
      actions,
      sealed,
    }
  }

  #add(action: string, { payload, secret }: Decision, doer: Doer, occurredAt: number, at: number): void {
    const record = this.#record(this.#state.id, this.#state.sequence + 1, action, doer, occurredAt, at, payload)
    this.#actions.push({ record, secret })
    this.#state = foldNext(this.#state, record)
  }

  #record(
    caseId: string,
    sequence: number,
    action: string,
    doer: Doer,
    occurredAt: number,
    at: number,
    payload: ActionPayload,
  ): ActionRecord {
    return {
      caseId,
      sequence,
      commandId: this.#begun.id(at),
      action,
      actorId: doer.accountId,
      actorName: doer.name,
      unitId: doer.unitId,
      unitName: doer.unitName,
      occurredAt: new Date(occurredAt).toISOString(),
      recordedAt: new Date(at).toISOString(),
      payload,
    }
  }

  #route(at: number) {
    return routeCase(this.#desk.routing, this.#desk.units, this.kind, this.#state, this.#world(at))
  }

  #world(now: number): World {
    return worldOf(this.#desk, this.#book, now)
  }
}

function actingOf({ accountId, role, unitId, platformId }: SimulatedPerson): Acting {
  return { accountId, role, unitId, platformId }
}
