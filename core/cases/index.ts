import { serve, type App } from '#lib/http'
import type { Streams } from '#lib/events'
import { actOnCaseHandler } from './act-on-case.ts'
import {
  actOnCase,
  CaseChanged,
  CasesImported,
  countCases,
  getCase,
  listCases,
  listKinds,
  registerCase,
  revealCase,
} from './contract.ts'
import { defineActionAudits } from './audit.ts'
import type { CaseDesk } from './desk.ts'
import { countCasesHandler, getCaseHandler, listCasesHandler } from './read-cases.ts'
import { registerCaseHandler } from './register-case.ts'
import { revealCaseHandler } from './reveal-case.ts'

export type { CaseDesk } from './desk.ts'
export type { KindDefinition } from './kind.ts'
export { Kinds, loadKinds } from './kinds.ts'
export { kindsConfiguration } from './configuration.ts'
export { countKnown, importCases, type ImportedBatch } from './import-cases.ts'
export { caseNotices } from './notices.ts'
export { maskValues } from './private.ts'
export { mayRegister, settingsOf } from './policy.ts'
export { checkInput, type FieldFault } from './workflow.ts'
export { makeAnchor, startAnchoring } from './anchor.ts'
export { verifyCases, type Finding, type Verification } from './verify.ts'

/** Serves the cases. */
export function serveCases(app: App, desk: CaseDesk): void {
  defineActionAudits(desk.kinds.all())
  serve(app, listCases, listCasesHandler(desk))
  serve(app, countCases, countCasesHandler(desk))
  serve(app, getCase, getCaseHandler(desk))
  serve(app, registerCase, registerCaseHandler(desk))
  serve(app, actOnCase, actOnCaseHandler(desk))
  serve(app, revealCase, revealCaseHandler(desk))
  serve(app, listKinds, async () => ({ items: desk.kinds.all() }))
}

/** Lets the module's events out to whoever may see the case they are about. */
export function streamCases(streams: Streams, desk: CaseDesk): void {
  streams.hear(
    CaseChanged,
    (actor, data) => desk.kinds.seenBy(actor.role).includes(data.kind) || data.units.includes(actor.unitId),
  )
  streams.hear(CasesImported, (actor, data) => desk.kinds.seenBy(actor.role).includes(data.kind))
}
