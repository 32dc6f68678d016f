import { ProblemError, type Handler } from '#lib/http'
import { newestRevision } from '#platform/calendar'
import { caseNotFound, noSuchAction, type suggestUnit, type Suggestion } from './contract.ts'
import type { World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { fold, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { sightOf } from './policy.ts'
import { findRule } from './routing.ts'
import { actsOf, inputsOf, withInputs } from './shortcut.ts'
import { selectActions, selectCase, toRecord } from './store.ts'
import { worldOf } from './world.ts'

/** Serves the unit the rules would name for a case if a form were sent as it is filled in so far. */
export function suggestUnitHandler(desk: CaseDesk): Handler<typeof suggestUnit> {
  return async ({ tx, params, body, actor }) => {
    await desk.routing.fresh()
    const [[row], actions, [calendar]] = await tx.read(
      selectCase(params.id, sightOf(desk, actor)),
      selectActions(params.id),
      newestRevision(),
    )
    if (row === undefined) throw new ProblemError(caseNotFound)
    const state = fold(actions.map(toRecord))
    const kind = desk.kinds.get(state.kind, state.kindVersion)
    const acts = actsOf(kind, body.action)
    if (acts === undefined) throw new ProblemError(noSuchAction)
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const filled = withInputs(state, acts, inputsOf(acts, body.input))
    return { suggestion: suggestionFor(desk, kind, filled, worldOf(desk, book, desk.now().getTime())) ?? null }
  }
}

/** The unit the rules in force name for a case; undefined where none applies. */
export function suggestionFor(
  { routing, units }: Pick<CaseDesk, 'routing' | 'units'>,
  kind: KindDefinition,
  state: CaseState,
  world: World,
): Suggestion | undefined {
  const found = findRule(routing.set, units, kind, state, world)
  return found === undefined
    ? undefined
    : {
        unit: { id: found.unit.id, name: found.unit.name },
        rule: `${routing.set.version}/${found.rule.code}`,
        why: found.rule.name,
        certain: found.rule.certain,
      }
}
