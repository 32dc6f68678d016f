import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { getCase, listCases, type CaseRow } from '../contract.ts'
import { readOptions, remember, remembered, useRead } from '#lib/ui'
import { filtersOf, queryOf, type ListSearch, type ListView } from './list-search.ts'

/** The list a case was opened from: where “next” leads and where “back” returns to. */
interface ListContext {
  readonly view: ListView
  readonly id: string
  /** the row the case stood in, so that when it leaves the list the one that moved up is the next */
  readonly index: number
}
const key = 'yiwang.cases.context'

export function rememberContext(context: ListContext): void {
  remember(key, JSON.stringify(context), 'session')
}

export function recallContext(): ListContext | undefined {
  const text = remembered(key, 'session')
  return text === null ? undefined : (JSON.parse(text) as ListContext)
}

/** The address of a list. */
export function addressOf(view: ListView): ListSearch {
  const { kind, state, whose, sort, q, page, size } = view
  return {
    kind,
    state,
    whose,
    sort,
    ...filtersOf(view),
    ...(q === '' ? {} : { q }),
    ...(page === 1 ? {} : { page }),
    size,
  }
}

export interface Neighbours {
  readonly view: ListView | undefined
  readonly next: CaseRow | undefined
  readonly previous: CaseRow | undefined
  /** place in the whole list, from 1; undefined once the case has left it */
  readonly at: number | undefined
  readonly total: number
  /** makes another case of the list the present one; the caller then goes to its page */
  readonly move: (row: CaseRow) => void
}

/** The cases before and after this one in the list one came from, as that list is now. */
export function useNeighbours(id: string): Neighbours {
  const queries = useQueryClient()
  const context = useMemo(() => {
    const found = recallContext()
    return found?.id === id ? found : undefined
  }, [id])
  const list = useRead(
    listCases,
    { query: context === undefined ? {} : queryOf(context.view) },
    { enabled: context !== undefined },
  )
  const items = context === undefined ? [] : (list.data?.items ?? [])
  const at = items.findIndex((row) => row.id === id)
  const index = context?.index ?? 0
  // In a list sorted by change the case one just acted on jumps to the top: reading goes on below where it stood.
  const next = at === -1 ? items[Math.min(index, items.length - 1)] : items[Math.max(at, index) + 1]
  const previous = at === -1 ? items[index - 1] : items[Math.min(at, index) - 1]
  const nextId = next?.id
  useEffect(() => {
    // Read ahead, so that the next case stands there at once.
    if (nextId !== undefined) void queries.prefetchQuery(readOptions(getCase, { params: { id: nextId } }))
  }, [nextId, queries])
  return {
    view: context?.view,
    next,
    previous,
    at: at === -1 || context === undefined ? undefined : (context.view.page - 1) * context.view.size + at + 1,
    total: list.data?.total ?? 0,
    move: (row) => {
      if (context !== undefined)
        rememberContext({ view: context.view, id: row.id, index: Math.max(0, items.indexOf(row)) })
    },
  }
}
