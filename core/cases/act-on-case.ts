import { ProblemError, type Handler } from '#lib/http'
import type { Words } from '#lib/kernel'
import { actingOf } from './acting.ts'
import type { Routed } from './action.ts'
import { actionNotAllowed, caseMoved, caseNotFound, inputInvalid, noSuchAction, type actOnCase } from './contract.ts'
import { giveFiles } from './case-files.ts'
import { clockTime, decide } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import type { CaseState } from './fold.ts'
import { holdCase } from './hold-case.ts'
import { auditAction, perform, type HeldCase } from './perform.ts'
import { maySee } from './policy.ts'
import { actsOf, inputsOf, nextCommandId, shortcutAction, whyNotShortcut, withInputs } from './shortcut.ts'
import { routeCase } from './routing.ts'

// A client's clock may be a little ahead of ours; more than this is a wrong clock.
const clockSkewMs = 5 * 60_000

/**
 * Does an action of a case's kind, or a shortcut that does several, each a row of its own. Two round trips: one that
 * locks the case and reads its history, one that writes log, projection, clocks, event and audit and commits.
 */
export function actOnCaseHandler(desk: CaseDesk): Handler<typeof actOnCase> {
  return async ({ tx, params, body, actor, requestId }) => {
    const found = await holdCase(desk, tx, params.id)
    if (found === undefined || !maySee(desk, found.held.state, actor)) throw new ProblemError(caseNotFound)
    const { world } = found
    let { held } = found
    const { kind } = held
    const shortcut = kind.shortcuts?.find((one) => one.code === params.action)
    const actions = actsOf(kind, params.action)
    if (actions === undefined) throw new ProblemError(noSuchAction)
    const acting = actingOf(desk, actor)
    mustBeBasedOnNow(held, body.basedOn)
    mustNotBeAhead(body.occurredAt, world.now)
    const routedAt = (state: CaseState): Routed | undefined => routeCase(desk.routing, desk.units, kind, state, world)
    const inputs = inputsOf(actions, body.input)
    if (shortcut !== undefined) {
      const routed = routedAt(withInputs(held.state, actions, inputs))
      const reason = whyNotShortcut(kind, shortcut, held.state, acting, routed, world)
      if (reason !== undefined) throw new ProblemError(actionNotAllowed, { reason })
    }
    const at = clockTime(kind, held.state, Date.parse(body.occurredAt), world.now)
    for (const [index, action] of actions.entries()) {
      await giveFiles(tx, action.input, inputs[index]!, held.state.id, actor, requestId)
      const decision = decide(
        kind,
        held.state,
        {
          action: shortcut === undefined ? action : shortcutAction(action, shortcut),
          input: inputs[index]!,
          acting,
          at,
          // As the case stands now: what was accepted a row before may be what the rule goes by.
          routed: action.effect.assignUnitFrom === undefined ? undefined : routedAt(held.state),
        },
        world,
      )
      held = perform(desk, tx, held, decision, {
        commandId: index === 0 ? body.id : nextCommandId(body.id, index),
        action: action.code,
        doer: actor,
        occurredAt: body.occurredAt,
      })
      auditAction(tx, held.state, action.code, actor, requestId)
    }
    const { id, number, sequence, state } = held.state
    return { caseId: id, number, sequence, state }
  }
}

/** What clocks have done since makes nothing stale that a person was looking at. */
function mustBeBasedOnNow({ state }: HeldCase, basedOn: number): void {
  if (basedOn < state.lastByPerson || basedOn > state.sequence) {
    throw new ProblemError(caseMoved, { sequence: state.sequence })
  }
}

function mustNotBeAhead(occurredAt: string, now: number): void {
  if (Date.parse(occurredAt) <= now + clockSkewMs) return
  throw new ProblemError(inputInvalid, {
    fields: { 'zh-CN': '发生时间在将来', en: 'the time lies in the future' } satisfies Words,
    keys: ['occurredAt'],
  })
}
