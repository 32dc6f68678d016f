import { useMemo } from 'react'
import type { Language } from '#lib/kernel/contract'
import { useRead, useSay } from '#lib/ui'
import { describeEntry, listAuditKinds, nameOfKind, subjectOf, type AuditEntry, type AuditKind } from '../contract.ts'

interface Kinds {
  readonly all: readonly AuditKind[]
  readonly isSensitive: (what: string) => boolean
  /** the sentence of an entry in the present language */
  readonly describe: (entry: AuditEntry) => string
  /** what it was done to */
  readonly subject: (entry: AuditEntry) => string
  /** the name of a kind, to choose it by */
  readonly name: (kind: AuditKind) => string
}

/** The declared kinds of entry. */
export function useAuditKinds(): Kinds {
  // The name of the language in itself: which one is shown now.
  const language = useSay()({ 'zh-CN': 'zh-CN', en: 'en' }) as Language
  const all = useRead(listAuditKinds, {}, { staleTime: 3_600_000 }).data?.items
  return useMemo(() => {
    const byWhat = new Map((all ?? []).map((kind) => [kind.what, kind]))
    return {
      all: all ?? [],
      isSensitive: (what) => byWhat.get(what)?.sensitive === true,
      describe: (entry) => describeEntry(entry, byWhat.get(entry.what), language),
      subject: (entry) => subjectOf(entry, byWhat.get(entry.what), language),
      name: (kind) => nameOfKind(kind.words, language),
    }
  }, [all, language])
}
