import { ProblemError, type Handler } from '#lib/http'
import { newestRevision } from '#platform/calendar'
import { allCases } from './all-cases.ts'
import { mayNotPublish, type RoutingMove, type simulateRouting } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { foldNext, type ActionRecord, type CaseState } from './fold.ts'
import { mayPublish } from './policy.ts'
import { mustBeValid } from './publish-routing.ts'
import { findRule } from './routing.ts'
import { selectDispatched, selectHistories, toRecord } from './store.ts'
import { worldOf } from './world.ts'

const mostTold = { differing: 100, moves: 200 }

/** Serves what rules would have said of past cases that were dispatched, each as it stood before it was. */
export function simulateRoutingHandler(desk: CaseDesk): Handler<typeof simulateRouting> {
  return async ({ body, actor }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    mustBeValid(desk, body.rules)
    await desk.routing.fresh()
    const all = allCases(desk, actor.accountId)
    const [found, [calendar]] = await all.read(selectDispatched(body.kind, body.most ?? 500), newestRevision())
    const [rows] = await all.read(selectHistories(found.map((row) => row.id)))
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const tally = new Map<string, { cases: number; agreed: number }>()
    const differing: { caseId: string; number: string; rule: string; said: string; got: string }[] = []
    const moves: RoutingMove[] = []
    const sums = { cases: found.length, routed: 0, agreed: 0, certain: 0, certainAgreed: 0, moved: 0 }
    for (const records of Map.groupBy(rows.map(toRecord), (one) => one.caseId).values()) {
      const before = beforeDispatch(records)
      if (before === undefined) continue
      const { state, got } = before
      const world = worldOf(desk, book, Date.parse(state.changedAt))
      const kind = desk.kinds.get(state.kind, state.kindVersion)
      const hit = findRule({ version: 0, rules: body.rules }, desk.units, kind, state, world)
      const now = findRule(desk.routing.set, desk.units, kind, state, world)
      if (hit?.unit.id !== now?.unit.id) {
        sums.moved += 1
        if (moves.length < mostTold.moves)
          moves.push({
            caseId: state.id,
            number: state.number,
            kind: state.kind,
            before: told(now),
            after: told(hit),
            got: got.unitName,
          })
      }
      if (hit === undefined) continue
      const agrees = hit.unit.id === got.unitId
      const of = tally.get(hit.rule.code) ?? { cases: 0, agreed: 0 }
      tally.set(hit.rule.code, { cases: of.cases + 1, agreed: of.agreed + Number(agrees) })
      sums.routed += 1
      sums.agreed += Number(agrees)
      sums.certain += Number(hit.rule.certain)
      sums.certainAgreed += Number(hit.rule.certain && agrees)
      if (!agrees && differing.length < mostTold.differing) {
        differing.push({
          caseId: state.id,
          number: state.number,
          rule: hit.rule.code,
          said: hit.unit.name,
          got: got.unitName,
        })
      }
    }
    return { ...sums, byRule: [...tally].map(([rule, counts]) => ({ rule, ...counts })), differing, moves }
  }
}

function told(hit: ReturnType<typeof findRule>): RoutingMove['before'] {
  return hit === undefined ? null : { rule: hit.rule.code, unit: hit.unit.name }
}

/** A case as it stood before it first got a handling unit, and which it got. */
function beforeDispatch(
  records: readonly ActionRecord[],
): { state: CaseState; got: { unitId: string; unitName: string } } | undefined {
  let state: CaseState | undefined
  for (const record of records) {
    const after = foldNext(state, record)
    const got = after.assignments.find((one) => one.part === 'main')
    if (got !== undefined) return state === undefined ? undefined : { state, got }
    state = after
  }
  return undefined
}
