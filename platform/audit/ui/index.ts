import { useRead } from '#lib/ui'
import { getAuditAccess } from '../contract.ts'
import { useAuditWords } from './words.ts'

export { parseAuditSearch } from './audit-search.ts'

/** Whether the person at the desk may read the audit log. */
export function useMayReadAudit(): boolean {
  return useRead(getAuditAccess, {}, { staleTime: 300_000 }).data?.mayRead === true
}

export function useAuditTitle(): string {
  return useAuditWords()('title')
}

/** The page comes when somebody goes there: it is a file of its own in the built desk. */
export const loadAuditPage = () => import('./AuditPage.tsx')
