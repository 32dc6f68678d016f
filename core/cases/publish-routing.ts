import { createReader } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { newestRevision } from '#platform/calendar'
import {
  caseMoved,
  KindPublished,
  mayNotPublish,
  routingInvalid,
  type getRouting,
  type publishRouting,
  type simulateRouting,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fold, type CaseState } from './fold.ts'
import { mayPublish } from './policy.ts'
import { findRule, routingFaults, type RoutingRule } from './routing.ts'
import { insertRouting, selectDispatched, selectHistories, selectNewestRouting, toRecord } from './store.ts'
import { worldOf } from './world.ts'

/** Serves the rules in force. */
export function getRoutingHandler(desk: CaseDesk): Handler<typeof getRouting> {
  return async ({ actor }) => {
    await desk.routing.fresh()
    return {
      version: desk.routing.set.version,
      rules: [...desk.routing.set.rules],
      mayPublish: mayPublish(desk, actor),
    }
  }
}

/** Serves the publishing of a whole set of rules, based on the one that was looked at. */
export function publishRoutingHandler(desk: CaseDesk): Handler<typeof publishRouting> {
  return async ({ tx, body, actor, requestId }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    mustBeValid(desk, body.rules)
    const [[newest]] = await tx.read(selectNewestRouting())
    const version = newest?.version ?? 0
    if (body.basedOn !== version) throw new ProblemError(caseMoved, { sequence: version })
    tx.write(insertRouting(version + 1, body.rules, actor.accountId), {
      routing_pkey: () => new ProblemError(caseMoved, { sequence: version + 1 }),
    })
    emit(tx, KindPublished, { kind: 'routing', version: version + 1 })
    record(tx, {
      what: 'cases.publish_routing',
      actor,
      detail: { version: version + 1, rules: body.rules.length },
      requestId,
    })
    tx.afterCommit(() => void desk.routing.reload())
    return { version: version + 1 }
  }
}

function mustBeValid(desk: CaseDesk, rules: readonly RoutingRule[]): void {
  const faults = [
    ...routingFaults(rules),
    ...rules.flatMap((rule) =>
      'unit' in rule.to && desk.units.byCode(rule.to.unit) === undefined
        ? [`${rule.code}: there is no unit ${rule.to.unit}`]
        : [],
    ),
  ]
  if (faults.length > 0) throw new ProblemError(routingInvalid, { faults: faults.join('; ') })
}

/** Serves what rules would have said of past cases that were dispatched, each as it stood before it was. */
export function simulateRoutingHandler(desk: CaseDesk): Handler<typeof simulateRouting> {
  return async ({ body, actor }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    mustBeValid(desk, body.rules)
    // Whoever writes rules need not see cases: what they are told is numbers and units.
    const kinds = desk.kinds.all().map((kind) => kind.kind)
    const all = createReader(desk.app.pool, {
      'yiwang.actor': JSON.stringify({ account: actor.accountId, kinds, units: [] }),
    })
    const [found, [calendar]] = await all.read(selectDispatched(body.kind, body.most ?? 500), newestRevision())
    const [rows] = await all.read(selectHistories(found.map((row) => row.id)))
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const tally = new Map<string, { cases: number; agreed: number }>()
    const differing: { caseId: string; number: string; rule: string; said: string; got: string }[] = []
    const sums = { cases: found.length, routed: 0, agreed: 0, certain: 0, certainAgreed: 0 }
    for (const records of Map.groupBy(rows.map(toRecord), (one) => one.caseId).values()) {
      const before = beforeDispatch(records)
      if (before === undefined) continue
      const { state, got } = before
      const world = worldOf(desk, book, Date.parse(state.changedAt))
      const kind = desk.kinds.get(state.kind, state.kindVersion)
      const hit = findRule({ version: 0, rules: body.rules }, desk.units, kind, state, world)
      if (hit === undefined) continue
      const agrees = hit.unit.id === got.unitId
      const of = tally.get(hit.rule.code) ?? { cases: 0, agreed: 0 }
      tally.set(hit.rule.code, { cases: of.cases + 1, agreed: of.agreed + Number(agrees) })
      sums.routed += 1
      sums.agreed += Number(agrees)
      sums.certain += Number(hit.rule.certain)
      sums.certainAgreed += Number(hit.rule.certain && agrees)
      if (!agrees && differing.length < 100) {
        differing.push({
          caseId: state.id,
          number: state.number,
          rule: hit.rule.code,
          said: hit.unit.name,
          got: got.unitName,
        })
      }
    }
    return { ...sums, byRule: [...tally].map(([rule, counts]) => ({ rule, ...counts })), differing }
  }
}

/** A case as it stood before it first got a handling unit, and which it got. */
function beforeDispatch(
  records: Parameters<typeof fold>[0],
): { state: CaseState; got: { unitId: string; unitName: string } } | undefined {
  for (let index = 1; index < records.length; index += 1) {
    const after = fold(records.slice(0, index + 1))
    const got = after.assignments.find((one) => one.part === 'main')
    if (got !== undefined) return { state: fold(records.slice(0, index)), got }
  }
  return undefined
}
