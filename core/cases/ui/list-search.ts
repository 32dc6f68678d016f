import type { CaseSort, KindDefinition, listCases } from '../contract.ts'
import type { QueryOf } from '#lib/http/contract'
import { remembered, figure } from '#lib/ui'
import { todoStates, whoseOf, type Whose } from './kinds.ts'

/** What narrows a list beyond its tab, all in the address. */
export interface ListFilters {
  readonly due?: 'over' | 'soon'
  readonly area?: string
  readonly category?: string
  readonly mark?: string
  readonly unit?: string
  /** days, YYYY-MM-DD, both included */
  readonly from?: string
  readonly until?: string
}

/** What the list’s address carries; everything but the filters and `q` has a default that depends on the post. */
export interface ListSearch extends ListFilters {
  readonly kind?: string
  /** a state, `todo` (all in which the post has work) or `all` */
  readonly state?: string
  readonly whose?: Whose
  readonly q?: string
  readonly sort?: CaseSort
  readonly page?: number
  readonly size?: number
}
/** The same with the defaults filled in. */
export interface ListView extends ListFilters {
  readonly kind: string
  readonly state: string
  /** the states the tab stands for; none: all */
  readonly states: readonly string[]
  readonly whose: Whose
  readonly q: string
  readonly sort: CaseSort
  readonly page: number
  readonly size: number
}

export const pageSizes = [20, 50, 100, 200] as const
export const pageSizeKey = 'yiwang.cases.size'
const sorts: readonly string[] = [
  'changed',
  '-changed',
  'opened',
  '-opened',
  'number',
  '-number',
  'due',
  '-due',
] satisfies CaseSort[]
export const filterKeys = ['due', 'area', 'category', 'mark', 'unit', 'from', 'until'] as const
const patterns: Readonly<Record<(typeof filterKeys)[number], RegExp>> = {
  due: /^(over|soon)$/,
  area: /^[\w-]{1,20}$/,
  category: /^[^\s,]{1,40}$/,
  mark: /^[a-z_]{1,40}$/,
  unit: /^[0-9a-f-]{36}$/,
  from: /^\d{4}-\d{2}-\d{2}$/,
  until: /^\d{4}-\d{2}-\d{2}$/,
}

function positive(value: unknown): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** The filters that are set, and make sense. */
export function filtersOf(search: Readonly<Record<string, unknown>> | ListFilters): ListFilters {
  const values = search as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    filterKeys.flatMap((key) => {
      const value = values[key]
      const isDay = key === 'from' || key === 'until'
      return typeof value === 'string' && patterns[key].test(value) && !(isDay && Number.isNaN(Date.parse(value)))
        ? [[key, value]]
        : []
    }),
  )
}

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const { kind, state, whose, q, sort } = search
  const page = positive(search['page'])
  const size = pageSizes.find((one) => one === positive(search['size']))
  return {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof state === 'string' ? { state } : {}),
    ...(whose === 'held' || whose === 'platform' || whose === 'all' ? { whose } : {}),
    ...(typeof q === 'string' && q.trim() !== '' ? { q: q.trim().slice(0, 100) } : {}),
    ...(typeof sort === 'string' && sorts.includes(sort) ? { sort: sort as CaseSort } : {}),
    ...filtersOf(search),
    ...(page === undefined ? {} : { page }),
    ...(size === undefined ? {} : { size }),
  }
}

/** The list somebody sees at an address. */
export function viewOf(search: ListSearch, kind: KindDefinition, role: string): ListView {
  const work = todoStates(kind, role)
  const first = work.length === 0 ? 'all' : 'todo'
  const state = kind.states.some((one) => one.code === search.state)
    ? search.state!
    : search.state === 'all' || (search.state === undefined && search.q !== undefined)
      ? 'all'
      : first
  const whose = whoseOf(kind, role)
  const rememberedSize = pageSizes.find((one) => String(one) === remembered(pageSizeKey))
  return {
    kind: kind.kind,
    state,
    states: state === 'all' ? [] : state === 'todo' ? work : [state],
    // Whoever searches wants to find it wherever it is.
    whose: search.whose ?? (search.q === undefined ? whose[0]! : 'all'),
    q: search.q ?? '',
    // What is up first comes first; among all cases most have no deadline any more.
    sort: search.sort ?? (state === 'all' ? '-changed' : 'due'),
    page: search.page ?? 1,
    size: search.size ?? rememberedSize ?? 50,
    ...filtersOf(search),
  }
}

/** What the server is asked for it. */
export function queryOf(view: ListView): QueryOf<typeof listCases> {
  const { due, area, category, mark, unit, from, until } = view
  return {
    kind: view.kind,
    ...(view.states.length === 0 ? {} : { state: view.states.join(',') }),
    ...whoseQuery(view.whose),
    ...(view.q === '' ? {} : { q: view.q }),
    ...(due === undefined ? {} : { due }),
    ...(area === undefined ? {} : { area }),
    ...(category === undefined ? {} : { category }),
    ...(mark === undefined ? {} : { mark }),
    ...(unit === undefined || view.whose === 'held' ? {} : { unit }),
    ...(from === undefined ? {} : { openedFrom: dayStart(from) }),
    ...(until === undefined ? {} : { openedBefore: new Date(Date.parse(dayStart(until)) + 86_400_000).toISOString() }),
    sort: view.sort,
    page: view.page,
    pageSize: view.size,
  }
}

export function whoseQuery(whose: Whose): { held?: true; platform?: true } {
  return whose === 'held' ? { held: true } : whose === 'platform' ? { platform: true } : {}
}

/** A day begins when it begins in the city. */
function dayStart(day: string): string {
  return new Date(`${day}T00:00:00+08:00`).toISOString()
}

/** So many are counted; of more people only want to know that there are many. */
const mostCounted = 10_000

/** How many there are, as people read it. */
export function countText(count: number): string {
  return count > mostCounted ? `${figure(mostCounted)}+` : figure(count)
}
