import { maskText } from '#lib/crypto'
import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import { dayInShanghai, newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { chainStart, hashAction } from './chain.ts'
import {
  CaseChanged,
  inputInvalid,
  mayNotRegister,
  noSuchKind,
  sourceNumberKnown,
  type registerCase,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fieldSentence } from './field-sentence.ts'
import { fold, type ActionRecord, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { mayRegister } from './policy.ts'
import { newCaseKey, partValues, sealValues, type Values } from './private.ts'
import { searchTerms } from './search.ts'
import { insertActions, insertCases, insertContents, insertPrivate, insertPrivateKeys, nextNumbers } from './store.ts'
import { checkInput } from './workflow.ts'

/** One case to be registered; its values are checked already. */
export interface NewCase {
  readonly commandId: string
  readonly occurredAt: string
  readonly values: Values
}

/** Serves 录单: one case by hand. */
export function registerCaseHandler(desk: CaseDesk): Handler<typeof registerCase> {
  return async ({ tx, body, actor, language, requestId }) => {
    const kind = desk.kinds.newest(body.kind)
    if (kind === undefined) throw new ProblemError(noSuchKind)
    if (!mayRegister(kind, actor)) throw new ProblemError(mayNotRegister)
    const { values, faults } = checkInput(kind.fields, body.input)
    if (faults.length > 0) {
      throw new ProblemError(inputInvalid, {
        fields: fieldSentence(faults, language),
        keys: faults.map((one) => one.field.key),
      })
    }
    const [state] = await writeRegistrations(desk, tx, kind, actor, [
      { commandId: body.id, occurredAt: body.occurredAt, values },
    ])
    emit(tx, CaseChanged, {
      caseId: state!.id,
      number: state!.number,
      kind: kind.kind,
      action: 'register',
      sequence: 1,
      state: state!.state,
      from: null,
      units: [],
    })
    record(tx, { what: 'cases.register', actor, subject: state!.id, subjectName: state!.number, requestId })
    return { caseId: state!.id, number: state!.number, sequence: state!.sequence, state: state!.state }
  }
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
  cases: readonly NewCase[],
): Promise<CaseState[]> {
  const [numbers] = await tx.read(nextNumbers(cases.length))
  const made = cases.map((one, index) => registration(desk, kind, actor, one, numbers[index]!.number))
  tx.write(insertCases(made), {
    case_source_number_key: () =>
      new ProblemError(sourceNumberKnown, { number: made.map(({ state }) => state.sourceNumber).join(', ') }),
  })
  tx.write(insertActions(made.map(({ action, head }) => ({ record: action, hash: head }))))
  tx.write(insertContents(made.map(({ content }) => content)))
  tx.write(insertPrivateKeys(made.map(({ state, wrapped }) => ({ caseId: state.id, wrapped }))))
  tx.write(insertPrivate(made.map(({ state, sealed }) => ({ caseId: state.id, sequence: 1, sealed }))))
  return made.map(({ state }) => state)
}

function registration(
  desk: CaseDesk,
  kind: KindDefinition,
  actor: Actor,
  { commandId, occurredAt, values }: NewCase,
  running: number,
) {
  const now = desk.now()
  const { open, secret } = partValues(kind.fields, values)
  const { key, wrapped } = newCaseKey(desk.masterKey)
  const { sealed, commitment } = sealValues(key, secret)
  const sourceNumber = kind.sourceNumberField === undefined ? undefined : values[kind.sourceNumberField]
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
    payload: {
      v: 1,
      to: kind.register.to,
      register: {
        kind: kind.kind,
        kindVersion: kind.version,
        number: `${desk.numberPrefix}${dayInShanghai(now).replaceAll('-', '')}-${String(running).padStart(6, '0')}`,
        ...(sourceNumber === undefined ? {} : { sourceNumber }),
        facts: open,
      },
      commitment,
    },
  }
  const state = fold([action])
  const title = maskText(values[kind.titleField] ?? '')
  const body = maskText(values[kind.textField] ?? '')
  const searched = [title, body, ...Object.values(open)].join('\n')
  return {
    action,
    state,
    head: hashAction(chainStart, action),
    wrapped,
    sealed,
    content: { caseId: state.id, title, body, facts: open, terms: searchTerms(searched) },
  }
}
