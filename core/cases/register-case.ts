import { maskText } from '#lib/crypto'
import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import { dayInShanghai, newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { newestRevision } from '#platform/calendar'
import { actingOf } from './acting.ts'
import type { ActionPayload, ActionRecord } from './action.ts'
import { appendArrival } from './append-arrival.ts'
import { giveFiles } from './case-files.ts'
import { chainStart, hashAction } from './chain.ts'
import { CaseChanged, mayNotRegister, noSuchKind, sourceNumberKnown, type registerCase } from './contract.ts'
import { clockSteps, clockTime, inputProblem, placeFor, sensitivityOf, worldFaults, type World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { fold, type CaseState } from './fold.ts'
import type { Field, KindDefinition } from './kind.ts'
import { projectionOf } from './perform.ts'
import { mayRegister, sightedOf } from './policy.ts'
import { newCaseKey, partValues, sealValues, type Values } from './private.ts'
import { searchTerms } from './search.ts'
import {
  insertActions,
  insertCases,
  insertContents,
  insertPrivate,
  insertPrivateKeys,
  nextNumbers,
  putAssignments,
  putClocks,
  selectBySource,
  type ContentSeed,
} from './store.ts'
import { checkInput } from './workflow.ts'
import { worldOf } from './world.ts'

/** One case to be registered; its values are checked already. */
export interface NewCase {
  readonly commandId: string
  readonly occurredAt: string
  readonly values: Values
  /** the way it begins, where it is not the plain one */
  readonly entry?: string | undefined
}

/** Serves 录单: one case by hand. A number that is here already is added to its case, where the kind says so. */
export function registerCaseHandler(desk: CaseDesk): Handler<typeof registerCase> {
  return async ({ tx, body, actor, requestId }) => {
    const kind = desk.kinds.newest(body.kind)
    if (kind === undefined) throw new ProblemError(noSuchKind)
    if (body.entry !== undefined && !mayRegister(kind, actor, body.entry)) throw new ProblemError(mayNotRegister)
    if (body.entry === undefined && !mayRegister(kind, actor)) throw new ProblemError(mayNotRegister)
    const given = sourceNumberOf(kind, body.input)
    const [[calendar], [known]] = await tx.read(newestRevision(), selectBySource(kind.kind, given ?? ''))
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const world = worldOf(desk, book, desk.now().getTime())
    const fields = fieldsOf(kind, body.entry)
    const { values, faults } = checkInput(fields, body.input, world.now)
    const from = { unitId: actor.unitId, platformId: desk.units.platformOf(actor.unitId)?.id }
    const all = [...faults, ...worldFaults(fields, values, from, world)]
    if (all.length > 0) throw inputProblem(all)
    if (known !== undefined) {
      if (kind.sameNumber === undefined) throw new ProblemError(sourceNumberKnown, { number: given ?? '' })
      return appendArrival(desk, tx, known.id, values, {
        ...body,
        actor,
        acting: actingOf(desk, actor),
        requestId,
      })
    }
    const [state] = await writeRegistrations(desk, tx, kind, actor, world, [
      { commandId: body.id, occurredAt: body.occurredAt, values, entry: body.entry },
    ])
    await giveFiles(tx, fields, values, state!.id, actor, requestId)
    const address = kind.addressField === undefined ? undefined : values[kind.addressField]
    if (state!.place === null && address !== undefined) await desk.askForPlace(tx, address, body.occurredAt, state!.id)
    emit(tx, CaseChanged, {
      caseId: state!.id,
      number: state!.number,
      action: 'register',
      sequence: 1,
      state: state!.state,
      from: null,
      handOver: null,
      ...sightedOf(kind, state!),
    })
    record(tx, { what: 'cases.register', actor, subject: state!.id, subjectName: state!.number, requestId })
    return { caseId: state!.id, number: state!.number, sequence: state!.sequence, state: state!.state, appended: false }
  }
}

function sourceNumberOf(kind: KindDefinition, input: Readonly<Record<string, string | null>>): string | undefined {
  const value = kind.sourceNumberField === undefined ? undefined : input[kind.sourceNumberField]?.trim()
  return value === '' ? undefined : (value ?? undefined)
}

/** The form of a way to begin: some fields may be required there that are not in the plain form. */
export function fieldsOf(kind: KindDefinition, entry: string | undefined): Field[] {
  const way = entry === undefined ? kind.register : kind.entries?.find((one) => one.code === entry)
  return kind.fields.map((field) =>
    way?.requires?.includes(field.key) === true ? { ...field, required: true } : field,
  )
}

/**
 * Writes the registrations of new cases: log, projection, masked content and sealed fields, a statement per table
 * however many cases there are. The caller says what happened (event, audit).
 */
export async function writeRegistrations(
  desk: CaseDesk,
  tx: Transaction,
  kind: KindDefinition,
  actor: Actor,
  world: World,
  cases: readonly NewCase[],
): Promise<CaseState[]> {
  const [numbers] = await tx.read(nextNumbers(cases.length))
  const made = cases.map((one, index) => registration(desk, kind, actor, world, one, numbers[index]!.number))
  tx.write(insertCases(made.map(({ state, head }) => projectionOf(kind, state, head))), {
    case_source_number_key: () =>
      new ProblemError(sourceNumberKnown, { number: made.map(({ state }) => state.sourceNumber).join(', ') }),
  })
  tx.write(insertActions(made.map(({ action, head }) => ({ record: action, hash: head }))))
  const assignments = made.flatMap(({ state }) => state.assignments.map((one) => ({ caseId: state.id, one })))
  if (assignments.length > 0) tx.write(putAssignments(assignments))
  const clocks = made.flatMap(({ state }) => state.clocks.map((run) => ({ caseId: state.id, run })))
  if (clocks.length > 0) tx.write(putClocks(clocks))
  tx.write(insertContents(made.map(({ content }) => content)))
  tx.write(insertPrivateKeys(made.map(({ state, wrapped }) => ({ caseId: state.id, wrapped }))))
  tx.write(insertPrivate(made.map(({ state, sealed }) => ({ caseId: state.id, sequence: 1, sealed }))))
  tx.afterCommit(() => {
    for (const { state } of made) desk.alarm.setFor(state)
  })
  return made.map(({ state }) => state)
}

function registration(
  desk: CaseDesk,
  kind: KindDefinition,
  actor: Actor,
  world: World,
  { commandId, occurredAt, values, entry }: NewCase,
  running: number,
) {
  const now = desk.now()
  const { key, wrapped } = newCaseKey(desk.masterKey)
  const { open, secret } = partValues(kind.fields, values)
  const { sealed, commitment } = sealValues(key, secret)
  const number = `${desk.numberPrefix}${dayInShanghai(now).replaceAll('-', '')}-${String(running).padStart(6, '0')}`
  const at = clockTime(kind, undefined, Date.parse(occurredAt), now.getTime())
  const action: ActionRecord = {
    caseId: newId(now.getTime()),
    sequence: 1,
    commandId,
    action: 'register',
    actorId: actor.accountId,
    actorName: actor.name,
    unitId: actor.unitId,
    unitName: actor.unitName,
    occurredAt: new Date(occurredAt).toISOString(),
    recordedAt: now.toISOString(),
    payload: { ...registrationPayload(kind, { values, open, entry, number }, actor.unitId, at, world), commitment },
  }
  const state = fold([action])
  return {
    action,
    state,
    head: hashAction(chainStart, action),
    wrapped,
    sealed,
    content: contentOf(kind, state.id, values, open),
  }
}

/** What lists, search and pages show of a new case: masked, and the public fields. */
export function contentOf(kind: KindDefinition, caseId: string, values: Values, open: Values): ContentSeed {
  const title = maskText(values[kind.titleField] ?? '')
  const body = maskText(values[kind.textField] ?? '')
  const address = maskText(values[kind.addressField ?? ''] ?? '')
  const searched = [title, body, address, ...Object.values(open)].join('\n')
  return { caseId, title, body, facts: open, terms: searchTerms(searched) }
}

/** What a registration says, resolved: place, platform, clocks. */
export function registrationPayload(
  kind: KindDefinition,
  given: { values: Values; open: Values; entry: string | undefined; number: string },
  unitId: string,
  at: number,
  world: World,
): ActionPayload {
  const { values, open, entry, number } = given
  const sourceNumber = kind.sourceNumberField === undefined ? undefined : values[kind.sourceNumberField]
  const to = (entry === undefined ? kind.register : kind.entries!.find((one) => one.code === entry)!).to
  const place = placeFor(kind, values, open, world)
  const platform = world.platformOf(unitId)
  const payload: ActionPayload = {
    v: 2,
    to,
    ...(kind.states.find((one) => one.code === to)?.stage === 'done' ? { ends: true as const } : {}),
    register: {
      kind: kind.kind,
      kindVersion: kind.version,
      number,
      ...(sourceNumber === undefined ? {} : { sourceNumber }),
      facts: open,
      ...(entry === undefined ? {} : { entry }),
    },
    ...(platform === undefined
      ? {}
      : { assign: [{ part: 'platform' as const, unitId: platform.id, unitName: platform.name }] }),
    ...(place === undefined ? {} : { place }),
    sensitivity: sensitivityOf(kind, open),
  }
  const clocks = clockSteps(kind, undefined, { action: 'register', payload }, at, world)
  return clocks.length === 0 ? payload : { ...payload, clocks }
}
