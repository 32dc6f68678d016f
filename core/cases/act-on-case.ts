import { emit } from '#lib/events'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import type { Language } from '#lib/kernel'
import { record } from '#platform/audit'
import { findUnitQuery, type UnitRow } from '#platform/org'
import { hashAction } from './chain.ts'
import {
  actionNotAllowed,
  CaseChanged,
  caseMoved,
  caseNotFound,
  inputInvalid,
  noSuchAction,
  type actOnCase,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fieldSentence } from './field-sentence.ts'
import { fold, foldNext, type ActionPayload, type ActionRecord, type CaseState } from './fold.ts'
import type { ActionDefinition, KindDefinition } from './kind.ts'
import { maySee } from './policy.ts'
import { partValues, sealValues, unwrapKey, type Values } from './private.ts'
import {
  insertActions,
  insertPrivate,
  lockCase,
  putAssignment,
  selectActions,
  selectPrivateKey,
  toRecord,
  updateCase,
} from './store.ts'
import { checkInput, noSuchUnit, whyNot, type FieldFault } from './workflow.ts'

// A client's clock may be a little ahead of ours; more than this is a wrong clock.
const clockSkewMs = 5 * 60_000

/**
 * Does an action of a case's kind. Two round trips: one that locks the case and reads its history, one that writes
 * log, projection, event and audit and commits.
 */
export function actOnCaseHandler(desk: CaseDesk): Handler<typeof actOnCase> {
  return async ({ tx, params, body, actor, language, requestId }) => {
    const unitIds = possibleUnits(body.input)
    const [[locked], rows, [caseKey], ...units] = await tx.read(
      lockCase(params.id),
      selectActions(params.id),
      selectPrivateKey(params.id),
      ...unitIds.map((id) => findUnitQuery(id)),
    )
    if (locked === undefined) throw new ProblemError(caseNotFound)
    const before = fold(rows.map(toRecord))
    const kind = desk.kinds.get(before.kind, before.kindVersion)
    if (!maySee(kind, before, actor)) throw new ProblemError(caseNotFound)
    const action = kind.actions.find((one) => one.code === params.action)
    if (action === undefined) throw new ProblemError(noSuchAction)
    if (body.basedOn !== before.sequence) throw new ProblemError(caseMoved, { sequence: before.sequence })
    const reason = whyNot(kind, action, before, actor)
    if (reason !== undefined) throw new ProblemError(actionNotAllowed, { reason: reason[language] })

    const values = checked(action, body.input, units.flat(), language)
    const now = desk.now()
    if (Date.parse(body.occurredAt) > now.getTime() + clockSkewMs) {
      throw new ProblemError(inputInvalid, {
        fields: language === 'en' ? 'the time lies in the future' : '发生时间在将来',
        keys: ['occurredAt'],
      })
    }
    const { open, secret } = partValues(action.input, values)
    const sealed = Object.keys(secret).length === 0 ? undefined : sealFor(desk, caseKey?.wrapped ?? null, secret)
    const next: ActionRecord = {
      caseId: before.id,
      sequence: before.sequence + 1,
      commandId: body.id,
      action: action.code,
      actorId: actor.accountId,
      actorName: actor.name,
      unitId: actor.unitId,
      unitName: actor.unitName,
      occurredAt: new Date(body.occurredAt).toISOString(),
      // Never before the action it follows, whatever this machine's clock does.
      recordedAt: new Date(Math.max(now.getTime(), Date.parse(before.changedAt))).toISOString(),
      payload: payloadOf(kind, action, before, open, units.flat(), sealed?.commitment),
    }
    const after = foldNext(before, next)
    const head = hashAction(locked.head, next)
    tx.write(insertActions([{ record: next, hash: head }]))
    tx.write(updateCase(after, head))
    for (const one of after.assignments) if (!before.assignments.includes(one)) tx.write(putAssignment(after.id, one))
    if (sealed !== undefined)
      tx.write(insertPrivate([{ caseId: after.id, sequence: next.sequence, sealed: sealed.sealed }]))
    say(tx, before, after, action, actor, requestId)
    return { caseId: after.id, number: after.number, sequence: after.sequence, state: after.state }
  }
}

type Tx = Parameters<Handler<typeof actOnCase>>[0]['tx']

function say(
  tx: Tx,
  before: CaseState,
  after: CaseState,
  action: ActionDefinition,
  actor: Actor,
  requestId: string,
): void {
  emit(tx, CaseChanged, {
    caseId: after.id,
    number: after.number,
    kind: after.kind,
    action: action.code,
    sequence: after.sequence,
    state: after.state,
    from: before.state,
    units: [...new Set(after.assignments.map((one) => one.unitId))],
  })
  record(tx, {
    what: `cases.${action.code}`,
    actor,
    subject: after.id,
    subjectName: after.number,
    detail: { sequence: after.sequence },
    requestId,
  })
}

/** Inputs that may name a unit, looked up before the action is known to want one: they travel with the first read. */
function possibleUnits(input: Readonly<Record<string, string | null>>): string[] {
  const values = Object.values(input).filter((value) => value !== null)
  return [...new Set(values.filter((value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)))].slice(0, 5)
}

function checked(
  action: ActionDefinition,
  input: Readonly<Record<string, string | null>>,
  units: UnitRow[],
  language: Language,
): Values {
  const { values, faults } = checkInput(action.input, input)
  const unknownUnits: FieldFault[] = action.input
    .filter((field) => field.type === 'unit' && values[field.key] !== undefined)
    .filter((field) => !units.some((unit) => unit.id === values[field.key]!.toLowerCase()))
    .map((field) => ({ field, fault: noSuchUnit }))
  const all = [...faults, ...unknownUnits]
  if (all.length > 0)
    throw new ProblemError(inputInvalid, {
      fields: fieldSentence(all, language),
      keys: all.map((one) => one.field.key),
    })
  return values
}

function sealFor(desk: CaseDesk, wrapped: Buffer | null, secret: Values): { sealed: Buffer; commitment: string } {
  if (wrapped === null) throw new ProblemError(caseNotFound)
  return sealValues(unwrapKey(desk.masterKey, wrapped), secret)
}

/** The action's effects, resolved: unit ids become the unit as it is called today. */
function payloadOf(
  kind: KindDefinition,
  action: ActionDefinition,
  before: CaseState,
  open: Values,
  units: UnitRow[],
  commitment: string | undefined,
): ActionPayload {
  const to = action.to ?? before.state
  const nameOf = (id: string): UnitRow => units.find((unit) => unit.id === id.toLowerCase())!
  const input = Object.fromEntries(
    Object.entries(open).map(([key, value]) => {
      const isUnit = action.input.some((field) => field.key === key && field.type === 'unit')
      return [key, isUnit ? nameOf(value).name : value]
    }),
  )
  const assigned = action.effect.assignUnitFrom === undefined ? undefined : nameOf(open[action.effect.assignUnitFrom]!)
  return {
    v: 1,
    to,
    ...(kind.states.find((state) => state.code === to)?.stage === 'done' ? { ends: true as const } : {}),
    ...(assigned === undefined
      ? {}
      : { assign: { part: 'main' as const, unitId: assigned.id, unitName: assigned.name } }),
    ...(action.effect.release === true ? { release: true as const } : {}),
    ...(Object.keys(input).length === 0 ? {} : { input }),
    ...(commitment === undefined ? {} : { commitment }),
  }
}
