import type { App, Handler } from '#lib/http'
import type { verifySeals } from './contract.ts'
import { defineAudit } from './define-audit.ts'
import type { AuditRules } from './policy.ts'
import { mustRead, verified } from './read-audit.ts'
import { record } from './record.ts'
import { describeFinding, verifyAudit } from './verify-audit.ts'

defineAudit(verified, {
  'zh-CN': '核验审计日志：封存 {seals} 批、记录 {entries} 条，发现问题 {findings} 处',
  en: 'verified the audit log: {seals} seals, {entries} entries, {findings} findings',
})

/** Serves a verification of the newest seals. */
export function verifySealsHandler(app: App, rules: AuditRules): Handler<typeof verifySeals> {
  return async (context) => {
    mustRead(rules, context.actor)
    const { tx, body, actor, requestId } = context
    const began = performance.now()
    // A connection of its own: it reads in one snapshot, the request's transaction only records that it was done.
    const client = await app.pool.connect()
    const { seals, entries, findings, head } = await verifyAudit(client, {
      ...body,
      settings: app.settingsOf(context.actor),
    }).finally(() => client.release())
    const detail = { seals, entries, findings: findings.length }
    record(tx, { what: verified, actor, detail, requestId })
    return {
      seals,
      entries,
      findings: findings.map((one) => ({ seal: one.seal, what: describeFinding(one, context.language) })),
      head,
      seconds: (performance.now() - began) / 1000,
    }
  }
}
