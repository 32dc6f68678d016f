import type { Words } from '#lib/kernel'

/** What an auditor is told of one kind of entry. */
export interface AuditKind {
  /** `<module>.<what_was_done>` */
  readonly what: string
  /** a sentence; `{names}` are filled from the entry’s detail, `{subject}` from what it was done to */
  readonly words: Words
  /** whether an auditor should look at each of them: personal data seen, rights changed, things taken out */
  readonly sensitive: boolean
  /**
   * what it was done to, in words, where the entry has no name for it; `{names}` are filled from its detail, `{1}`, `{2}`
   * from the parts of the subject; null: the subject as it stands
   */
  readonly subject: Words | null
}

const kinds = new Map<string, AuditKind>()

/** Declares what an audit entry says, beside the use case that records it. A test finds what nobody declared. */
export function defineAudit(
  what: string,
  words: Words,
  { sensitive = false, subject = null }: { readonly sensitive?: boolean; readonly subject?: Words | null } = {},
): void {
  kinds.set(what, { what, words, sensitive, subject })
}

/** Every declared kind, by name. */
export function auditKinds(): AuditKind[] {
  return [...kinds.values()].toSorted((a, b) => (a.what < b.what ? -1 : 1))
}
