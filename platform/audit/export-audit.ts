import type { Handler } from '#lib/http'
import { dayInShanghai, type Language } from '#lib/kernel'
import { describeEntry, maxExport, type AuditEntry, type exportAudit } from './contract.ts'
import { auditKinds, defineAudit } from './define-audit.ts'
import type { AuditRules } from './policy.ts'
import { filterOf, mustRead, toEntry } from './read-audit.ts'
import { record } from './record.ts'
import { selectEntries } from './store.ts'

defineAudit(
  'audit.export',
  {
    'zh-CN': '导出审计日志 {rows} 条，理由：{reason}',
    en: 'took {rows} entries out of the audit log, because: {reason}',
  },
  { sensitive: true },
)

/** Serves the log as CSV. That it was taken out, why and by which filter is itself in the log. */
export function exportAuditHandler(rules: AuditRules): Handler<typeof exportAudit> {
  return async (context) => {
    mustRead(rules, context.actor)
    const { tx, body, actor, language, requestId } = context
    const [rows] = await tx.read(
      selectEntries(filterOf(body.filter), {
        newest: body.sort !== 'recorded',
        after: undefined,
        limit: maxExport + 1,
      }),
    )
    const entries = rows.slice(0, maxExport).map(toEntry)
    const detail = { reason: body.reason.trim(), rows: entries.length, filter: body.filter }
    record(tx, { what: 'audit.export', actor, detail, requestId })
    return {
      fileName: `audit-${dayInShanghai(new Date()).replaceAll('-', '')}.csv`,
      csv: csvOf(entries, language),
      rows: entries.length,
      cut: rows.length > maxExport,
    }
  }
}

const heads: Readonly<Record<Language, readonly string[]>> = {
  'zh-CN': ['编号', '时间', '人员', '单位', '类型', '内容', '对象', '对象编号', '详情', '请求编号'],
  en: ['Id', 'Time', 'Person', 'Unit', 'Kind', 'What', 'Subject', 'Subject id', 'Detail', 'Request'],
}

function csvOf(entries: readonly AuditEntry[], language: Language): string {
  const kinds = new Map(auditKinds().map((kind) => [kind.what, kind]))
  const lines = entries.map((entry) => [
    String(entry.id),
    entry.recordedAt,
    entry.actor?.name ?? entry.actor?.id ?? '',
    entry.actor?.unitName ?? entry.actor?.unitId ?? '',
    entry.what,
    describeEntry(entry, kinds.get(entry.what), language),
    entry.subjectName ?? '',
    entry.subject ?? '',
    Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail),
    entry.requestId ?? '',
  ])
  // With a byte order mark: without one, Excel reads Chinese as Latin.
  return `\u{feff}${[heads[language], ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

/**
 * One cell, quoted as RFC 4180 asks. What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV
 * Injection), behind leading white space too.
 */
export function cell(text: string): string {
  const safe = /^[\s\u{feff}]*[=+\-@＝＋－＠|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
