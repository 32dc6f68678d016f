import { serve, type App } from '#lib/http'
import type { Streams } from '#lib/events'
import { actOnCaseHandler } from './act-on-case.ts'
import {
  actOnCase,
  CaseChanged,
  checkKindRoute,
  CasesImported,
  countCases,
  getCase,
  getKindVersion,
  getRouting,
  getRoutingVersion,
  listCases,
  KindPublished,
  listKinds,
  listKindVersions,
  listRelated,
  listRoutingVersions,
  publishKind,
  publishRouting,
  readClocks,
  registerCase,
  revealCase,
  simulateRouting,
  suggestUnit,
  tryRouting,
} from './contract.ts'
import { defineActionAudits } from './audit.ts'
import type { CaseDesk } from './desk.ts'
import { countCasesHandler, getCaseHandler, listCasesHandler } from './read-cases.ts'
import {
  getKindVersionHandler,
  getRoutingVersionHandler,
  listKindVersionsHandler,
  listRoutingVersionsHandler,
} from './read-published.ts'
import { readClocksHandler } from './read-clocks.ts'
import { listRelatedHandler } from './list-related.ts'
import { registerCaseHandler } from './register-case.ts'
import { isInSight, mayPublish, sightOf } from './policy.ts'
import { checkKindHandler, publishKindHandler } from './publish-kind.ts'
import { getRoutingHandler, publishRoutingHandler } from './publish-routing.ts'
import { simulateRoutingHandler } from './simulate-routing.ts'
import { suggestUnitHandler } from './suggest-unit.ts'
import { tryRoutingHandler } from './try-routing.ts'
import { revealCaseHandler } from './reveal-case.ts'

export { Alarm } from './alarm.ts'
export { guardCaseFiles } from './case-files.ts'
export type { CasePlace } from './action.ts'
export type { CaseDesk, CaseStandards, CaseUnits } from './desk.ts'
export type { KindDefinition } from './kind.ts'
export type { CheckContext } from './check-kind.ts'
export { Kinds, loadKinds } from './kinds.ts'
export { kindsConfiguration } from './configuration.ts'
export { countKnown, importCases, type ImportedBatch } from './import-cases.ts'
export { caseNotices } from './notices.ts'
export { maskValues } from './private.ts'
export { mayRegister, settingsOf } from './policy.ts'
export { checkInput, type FieldFault } from './workflow.ts'
export { recomputeJob } from './recompute-clocks.ts'
export { startRinging } from './ring-clocks.ts'
export { settlePlaceJob, waitingKind } from './settle-place.ts'
export { loadRouting, Routing } from './routing.ts'
export {
  beginFilling,
  endFilling,
  fillCases,
  linesOf,
  readFilling,
  type CaseLines,
  type Filling,
} from './fill-cases.ts'
export { SimulatedCase, type CaseRows, type SimulatedPerson } from './simulate.ts'
export type { Condition } from './condition.ts'
export type { ActionDefinition } from './kind.ts'
export { makeAnchor, startAnchoring } from './anchor.ts'
export { verifyCases, type Finding, type Verification } from './verify.ts'

/** Serves the cases. */
export function serveCases(app: App, desk: CaseDesk): void {
  defineActionAudits(desk.kinds.versions())
  app.allow((actor) => (mayPublish(desk, actor) ? ['cases.publish'] : []))
  serve(app, listCases, listCasesHandler(desk))
  serve(app, countCases, countCasesHandler(desk))
  serve(app, getCase, getCaseHandler(desk))
  serve(app, readClocks, readClocksHandler(desk))
  serve(app, listRelated, listRelatedHandler(desk))
  serve(app, registerCase, registerCaseHandler(desk))
  serve(app, actOnCase, actOnCaseHandler(desk))
  serve(app, suggestUnit, suggestUnitHandler(desk))
  serve(app, revealCase, revealCaseHandler(desk))
  serve(app, listKinds, async ({ actor }) => ({ items: desk.kinds.all(), mayPublish: mayPublish(desk, actor) }))
  serve(app, listKindVersions, listKindVersionsHandler(desk))
  serve(app, getKindVersion, getKindVersionHandler(desk))
  serve(app, checkKindRoute, checkKindHandler(desk))
  serve(app, publishKind, publishKindHandler(desk))
  serve(app, getRouting, getRoutingHandler(desk))
  serve(app, listRoutingVersions, listRoutingVersionsHandler())
  serve(app, getRoutingVersion, getRoutingVersionHandler())
  serve(app, tryRouting, tryRoutingHandler(desk))
  serve(app, publishRouting, publishRoutingHandler(desk))
  serve(app, simulateRouting, simulateRoutingHandler(desk))
}

/** Lets the module's events out to whoever may see the case they are about. */
export function streamCases(streams: Streams, desk: CaseDesk): void {
  streams.hear(CaseChanged, (actor, data) => isInSight(sightOf(desk, actor), data))
  streams.hear(CasesImported, (actor, data) => desk.kinds.seenBy(actor.role).includes(data.kind))
  streams.hear(KindPublished, () => true)
}
