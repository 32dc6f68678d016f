import type { Circumstances } from './policy.ts'

type Officers = Circumstances['officers']

/** For actions that do not turn on it. */
export const noOfficers: Officers = { admin: 0, security_admin: 0, audit_admin: 0 }

/** How many accounts hold each officer's role. */
export function countOfficers(rows: readonly { role: string; account_id: string }[]): Officers {
  const count = (role: string) => new Set(rows.filter((row) => row.role === role).map((row) => row.account_id)).size
  return { admin: count('admin'), security_admin: count('security_admin'), audit_admin: count('audit_admin') }
}
