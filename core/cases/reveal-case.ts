import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { caseNotFound, mayNotReveal, type revealCase } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fold, holderOf } from './fold.ts'
import { mayReveal, maySee } from './policy.ts'
import { openValues, unwrapKey } from './private.ts'
import { selectActions, selectPrivate, selectPrivateKey, toRecord } from './store.ts'

/**
 * Serves the personal data of a case in clear, to whoever may and says why; who asked and why is audited. The reply is
 * not stored with the command: clear text must not come to lie in the table of replies.
 */
export function revealCaseHandler(desk: CaseDesk): Handler<typeof revealCase> {
  return async ({ tx, params, body, actor, requestId }) => {
    const [actions, [caseKey], secrets] = await tx.read(
      selectActions(params.id),
      selectPrivateKey(params.id),
      selectPrivate(params.id),
    )
    if (actions.length === 0) throw new ProblemError(caseNotFound)
    const state = fold(actions.map(toRecord))
    const kind = desk.kinds.get(state.kind, state.kindVersion)
    if (!maySee(desk, state, actor)) throw new ProblemError(caseNotFound)
    const matter = { holderId: holderOf(state)?.unitId ?? null, sensitivity: state.sensitivity }
    if (caseKey?.wrapped == null || !mayReveal(kind, matter, actor)) throw new ProblemError(mayNotReveal)
    const registration = secrets.find((one) => one.sequence === 1)
    const { values } = openValues(unwrapKey(desk.masterKey, caseKey.wrapped), registration!.sealed, undefined)
    record(tx, {
      what: 'cases.reveal',
      actor,
      subject: params.id,
      subjectName: state.number,
      detail: { reason: body.reason },
      requestId,
    })
    return { fields: { ...values } }
  }
}
