import type { Actor } from '#lib/http'
import type { Words } from '#lib/kernel'

/** What a city says of its audit log. */
export interface AuditRules {
  /** roles that may read it, with their names */
  readonly readers: readonly { readonly code: string; readonly name: Words }[]
}

/** Whether a person may read the audit log, take it out and have it verified: by role. If not, who may. */
export function whyNotRead(rules: AuditRules, actor: Pick<Actor, 'role'>): Words | undefined {
  if (rules.readers.some((role) => role.code === actor.role)) return undefined
  return {
    'zh-CN': rules.readers.map((role) => role.name['zh-CN']).join('、'),
    en: rules.readers.map((role) => role.name.en).join(', '),
  }
}
