import type { CaseSort, KindDefinition, listCases } from '../contract.ts'
import type { QueryOf } from '#lib/http/contract'
import { remembered } from '#lib/ui'
import { homeState, seesOnlyOwn } from './kinds.ts'

/** What the list’s address carries; everything but `kind` and `q` has a default that depends on the post. */
export interface ListSearch {
  readonly kind?: string
  readonly state?: string
  readonly held?: '1' | '0'
  readonly q?: string
  readonly sort?: CaseSort
  readonly page?: number
  readonly size?: number
}
/** The same with the defaults filled in. */
export interface ListView {
  readonly kind: string
  readonly state: string
  readonly held: '1' | '0'
  readonly q: string
  readonly sort: CaseSort
  readonly page: number
  readonly size: number
}

export const pageSizes = [20, 50, 100, 200] as const
export const pageSizeKey = 'yiwang.cases.size'
const sorts: readonly string[] = ['changed', '-changed', 'opened', '-opened', 'number', '-number'] satisfies CaseSort[]

function positive(value: unknown): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const { kind, state, held, q, sort } = search
  const page = positive(search['page'])
  const size = pageSizes.find((one) => one === positive(search['size']))
  return {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof state === 'string' ? { state } : {}),
    ...(held === '1' || held === '0' ? { held } : {}),
    ...(typeof q === 'string' && q.trim() !== '' ? { q: q.trim().slice(0, 100) } : {}),
    ...(typeof sort === 'string' && sorts.includes(sort) ? { sort: sort as CaseSort } : {}),
    ...(page === undefined ? {} : { page }),
    ...(size === undefined ? {} : { size }),
  }
}

/** The list somebody sees at an address. */
export function viewOf(search: ListSearch, kind: KindDefinition, role: string): ListView {
  const known = kind.states.some((state) => state.code === search.state)
  const rememberedSize = pageSizes.find((one) => String(one) === remembered(pageSizeKey))
  return {
    kind: kind.kind,
    state:
      known || search.state === 'all'
        ? (search.state ?? 'all')
        : search.q === undefined
          ? homeState(kind, role)
          : 'all',
    held: search.held ?? (seesOnlyOwn(kind, role) && search.q === undefined ? '1' : '0'),
    q: search.q ?? '',
    sort: search.sort ?? '-changed',
    page: search.page ?? 1,
    size: search.size ?? rememberedSize ?? 50,
  }
}

/** What the server is asked for it. */
export function queryOf(view: ListView): QueryOf<typeof listCases> {
  return {
    kind: view.kind,
    ...(view.state === 'all' ? {} : { state: view.state }),
    ...(view.held === '1' ? { held: true } : {}),
    ...(view.q === '' ? {} : { q: view.q }),
    sort: view.sort,
    page: view.page,
    pageSize: view.size,
  }
}
