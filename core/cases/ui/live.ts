import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { CaseChanged, CasesImported, countCases, getCase, listCases, listRelated } from '../contract.ts'
import { createStore, keyOf, serverNow, useEvent } from '#lib/ui'

/** What the stream said of single cases lately: rows flash by it, and a row that left a list still shows its new state. */
export const recentChanges = createStore<ReadonlyMap<string, { readonly state: string; readonly at: number }>>(
  new Map(),
)
const kept = 200

/** Reads anew what is on the screen of a case, and every list and count. */
export function refreshCases(queries: QueryClient, ids: Iterable<string>): void {
  for (const id of ids) void queries.invalidateQueries({ queryKey: keyOf(getCase, { params: { id } }) })
  void queries.invalidateQueries({ queryKey: keyOf(listCases) })
  void queries.invalidateQueries({ queryKey: keyOf(listRelated) })
  void queries.invalidateQueries({ queryKey: keyOf(countCases) })
}

/** At most one reading per this many milliseconds, however fast events come. */
const pause = 300

/** Keeps every case page and list of the tab true to the server. Stands once, in the shell. */
export function useCaseEvents(): void {
  const queries = useQueryClient()
  const waiting = useRef({
    ids: new Set<string>(),
    timer: undefined as ReturnType<typeof setTimeout> | undefined,
    last: 0,
  })
  useEffect(() => {
    const { current } = waiting
    return () => {
      clearTimeout(current.timer)
      current.timer = undefined
    }
  }, [])
  const refreshSoon = () => {
    const { current } = waiting
    current.timer ??= setTimeout(
      () => {
        current.timer = undefined
        current.last = Date.now()
        const ids = [...current.ids]
        current.ids.clear()
        refreshCases(queries, ids)
      },
      Math.max(0, current.last + pause - Date.now()),
    )
  }
  useEvent(CaseChanged, (data) => {
    const next = new Map([...recentChanges.get()].slice(-kept))
    next.set(data.caseId, { state: data.state, at: serverNow() })
    recentChanges.set(next)
    waiting.current.ids.add(data.caseId)
    refreshSoon()
  })
  useEvent(CasesImported, refreshSoon)
}
