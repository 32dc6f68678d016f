import type { Transaction } from '#lib/db'
import { ProblemError, type Actor } from '#lib/http'
import { caseNotFound } from './contract.ts'
import { clockTime, decide } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { holdCase } from './hold-case.ts'
import { auditAction, perform } from './perform.ts'
import type { Values } from './private.ts'
import { whyNot, type Acting } from './workflow.ts'

/** What came with a number that is here already. */
interface Arrival {
  readonly id: string
  readonly occurredAt: string
  readonly actor: Actor
  readonly acting: Acting
  readonly requestId: string
}

/**
 * The same number has arrived again (催单, 补充, 重办): it is added to its case by the action the kind names for it, never
 * dropped and never a new case. Where that action is not possible now, the one that always is takes it.
 */
export async function appendArrival(
  desk: CaseDesk,
  tx: Transaction,
  caseId: string,
  values: Values,
  { id, occurredAt, actor, acting, requestId }: Arrival,
) {
  const found = await holdCase(desk, tx, caseId)
  if (found === undefined) throw new ProblemError(caseNotFound)
  const { held, world } = found
  const { kind, state } = held
  const { sameNumber } = kind
  // Whoever delivers it need not be the one whose turn it is.
  const delivering: Acting = { ...acting, delivers: true }
  const wished = sameNumber?.by === undefined ? undefined : sameNumber.actions[values[sameNumber.by] ?? '']
  const possible = [wished, sameNumber?.otherwise]
    .map((code) => kind.actions.find((action) => action.code === code))
    .find((action) => action !== undefined && whyNot(kind, action, state, delivering, { now: world.now }) === undefined)
  if (possible === undefined) throw new Error(`Kind ${kind.kind} refuses a number that arrives again in ${state.state}`)
  const input = Object.fromEntries(
    possible.input.flatMap((field) => (values[field.key] === undefined ? [] : [[field.key, values[field.key]!]])),
  )
  const at = clockTime(kind, state, Date.parse(occurredAt), world.now)
  const decision = decide(kind, state, { action: possible, input, acting: delivering, at }, world)
  const after = perform(desk, tx, held, decision, { commandId: id, action: possible.code, doer: actor, occurredAt })
  auditAction(tx, after.state, possible.code, actor, requestId)
  const { number, sequence, state: code } = after.state
  return { caseId, number, sequence, state: code, appended: true }
}
