import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError } from '#lib/http'
import { record, type AuditEntry } from '#platform/audit'
import { hashAction } from './chain.ts'
import { CaseChanged, caseNotFound } from './contract.ts'
import type { Decision } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { foldNext, type ActionPayload, type ActionRecord, type CaseState } from './fold.ts'
import { handOverOf } from './hand-over.ts'
import type { KindDefinition } from './kind.ts'
import { sightedOf } from './policy.ts'
import { sealValues, unwrapKey } from './private.ts'
import {
  insertActions,
  insertPrivate,
  putAssignments,
  putClocks,
  updateCase,
  updateFacts,
  type CaseProjection,
} from './store.ts'

/** A case whose row this transaction holds. */
export interface HeldCase {
  readonly kind: KindDefinition
  readonly state: CaseState
  readonly head: Buffer
  readonly wrapped: Buffer | null
}

/** Who does something, as the log keeps it. */
export interface Doer {
  readonly accountId: string
  readonly name: string
  readonly unitId: string
  readonly unitName: string
}

/** Nobody: what a clock does. */
export const system: Doer = {
  accountId: '00000000-0000-0000-0000-000000000000',
  name: '系统',
  unitId: '00000000-0000-0000-0000-000000000000',
  unitName: '系统',
}

export interface Envelope {
  readonly commandId: string
  readonly action: string
  readonly doer: Doer
  readonly occurredAt: string
}

/** What is derived of a case for its row. */
export function projectionOf(kind: KindDefinition, state: CaseState, head: Buffer): CaseProjection {
  const moment = kind.outerDueField === undefined ? undefined : state.facts[kind.outerDueField]
  return {
    state,
    head,
    aside: (kind.clocks ?? []).filter((clock) => clock.shows === 'aside').map((clock) => clock.code),
    category: (kind.categoryField === undefined ? undefined : state.facts[kind.categoryField]) ?? null,
    outerDueAt: moment === undefined ? null : new Date(moment).toISOString(),
    ending: state.closedAt === null ? null : (kind.states.find((one) => one.code === state.state)?.ending ?? 'closed'),
  }
}

/**
 * Writes an action that was decided: log, projection, clocks, what is sealed, and the event, in the transaction that
 * holds the case. Gives the case after it, for a next action in the same transaction.
 */
export function perform(
  desk: Pick<CaseDesk, 'alarm' | 'masterKey' | 'now'>,
  tx: Transaction,
  held: HeldCase,
  { payload: decided, secret }: Decision,
  { commandId, action, doer, occurredAt }: Envelope,
): HeldCase {
  const { kind, state: before } = held
  const sealed = Object.keys(secret).length === 0 ? undefined : sealFor(desk, held, secret)
  const payload: ActionPayload = sealed === undefined ? decided : { ...decided, commitment: sealed.commitment }
  const next: ActionRecord = {
    caseId: before.id,
    sequence: before.sequence + 1,
    commandId,
    action,
    actorId: doer.accountId,
    actorName: doer.name,
    unitId: doer.unitId,
    unitName: doer.unitName,
    occurredAt: new Date(occurredAt).toISOString(),
    // Never before the action it follows, whatever this machine's clock does.
    recordedAt: new Date(Math.max(desk.now().getTime(), Date.parse(before.changedAt))).toISOString(),
    payload,
  }
  const state = foldNext(before, next)
  const head = hashAction(held.head, next)
  tx.write(insertActions([{ record: next, hash: head }]))
  tx.write(updateCase(projectionOf(kind, state, head)))
  // What ends goes first, row by row: a case has one platform and one handling unit at a time.
  const moved = state.assignments
    .filter((one) => !before.assignments.includes(one))
    .toSorted((a, b) => Number(a.until === null) - Number(b.until === null))
  if (moved.length > 0) tx.write(putAssignments(moved.map((one) => ({ caseId: state.id, one }))))
  const clocks = state.clocks.filter((run) => !before.clocks.includes(run))
  if (clocks.length > 0) {
    tx.write(putClocks(clocks.map((run) => ({ caseId: state.id, run }))))
    tx.afterCommit(() => desk.alarm.setFor(state))
  }
  if (state.facts !== before.facts) tx.write(updateFacts(state.id, state.facts))
  if (sealed !== undefined)
    tx.write(insertPrivate([{ caseId: state.id, sequence: next.sequence, sealed: sealed.sealed }]))
  emit(tx, CaseChanged, {
    caseId: state.id,
    number: state.number,
    action,
    sequence: state.sequence,
    state: state.state,
    from: before.state,
    handOver: handOverOf(payload),
    ...sightedOf(kind, state),
  })
  return { ...held, state, head }
}

/** Audits an action of a person or of a clock that acted for one. */
export function auditAction(
  tx: Transaction,
  state: CaseState,
  action: string,
  actor: AuditEntry['actor'],
  requestId?: string,
): void {
  record(tx, {
    what: `cases.${action}`,
    actor,
    subject: state.id,
    subjectName: state.number,
    detail: { sequence: state.sequence },
    ...(requestId === undefined ? {} : { requestId }),
  })
}

function sealFor(
  { masterKey }: Pick<CaseDesk, 'masterKey'>,
  { wrapped }: HeldCase,
  secret: Decision['secret'],
): { sealed: Buffer; commitment: string } {
  if (wrapped === null) throw new ProblemError(caseNotFound)
  return sealValues(unwrapKey(masterKey, wrapped), secret)
}
