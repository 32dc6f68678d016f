import { serve, type App } from '#lib/http'
import {
  exportAudit,
  getAuditAccess,
  getAuditEntry,
  getAuditState,
  listAudit,
  listAuditKinds,
  notAllowed,
  verifySeals,
} from './contract.ts'
import { sentence } from '#lib/http/contract'
import { auditKinds } from './define-audit.ts'
import { exportAuditHandler } from './export-audit.ts'
import { whyNotRead, type AuditRules } from './policy.ts'
import { getAuditEntryHandler, getAuditStateHandler, listAuditHandler, mustRead } from './read-audit.ts'
import { verifySealsHandler } from './verify-seals.ts'

export { defineAudit } from './define-audit.ts'
export type { AuditRules } from './policy.ts'
export { record, type AuditEntry } from './record.ts'
export { startSealing } from './seal-entries.ts'
export { describeFinding, verifyAudit } from './verify-audit.ts'

/** Serves the audit log to the roles a city names. */
export function serveAudit(app: App, rules: AuditRules): void {
  app.allow((actor) => (whyNotRead(rules, actor) === undefined ? ['audit.read'] : []))
  serve(app, listAudit, listAuditHandler(rules))
  serve(app, getAuditEntry, getAuditEntryHandler(rules))
  serve(app, getAuditState, getAuditStateHandler(rules))
  serve(app, exportAudit, exportAuditHandler(rules))
  serve(app, verifySeals, verifySealsHandler(app, rules))
  serve(app, listAuditKinds, async ({ actor }) => {
    mustRead(rules, actor)
    return { items: auditKinds() }
  })
  serve(app, getAuditAccess, async ({ actor, language }) => {
    const others = whyNotRead(rules, actor)
    const reason = others === undefined ? null : sentence(notAllowed.title, language, { roles: others })
    return { mayRead: reason === null, reason }
  })
}
