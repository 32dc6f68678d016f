import type { QueryOf } from '#lib/http/contract'
import { confidences, itemKinds, limitUnits, type listStandards } from '../contract.ts'

type Query = QueryOf<typeof listStandards>

/** What the page's address carries. */
export interface StandardsSearch {
  readonly view?: 'stages' | 'look'
  readonly q?: string
  readonly version?: string
  readonly kind?: NonNullable<Query['kind']>
  readonly class?: string
  readonly confidence?: NonNullable<Query['confidence']>
  readonly unit?: NonNullable<Query['unit']>
  readonly state?: NonNullable<Query['state']>
  readonly asOf?: string
  readonly sort?: string
  readonly page?: number
  /** the standard that is open */
  readonly standard?: string
}

/** A change of the address; undefined takes a part out of it. */
export type Change = { readonly [K in keyof StandardsSearch]?: StandardsSearch[K] | undefined }

export const pageSize = 100

const choices = {
  view: ['stages', 'look'],
  kind: itemKinds,
  confidence: confidences,
  unit: limitUnits,
  state: ['planned', 'retired', 'all'],
} as const
const texts = ['q', 'version', 'class', 'standard'] as const

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseStandardsSearch(search: Record<string, unknown>): StandardsSearch {
  const found: Record<string, string | number> = {}
  for (const key of texts) {
    // A class or a version of digits comes as a number.
    const value = typeof search[key] === 'number' ? String(search[key]) : search[key]
    const most = key === 'version' ? 24 : key === 'class' ? 64 : 80
    if (typeof value === 'string' && value.trim() !== '') found[key] = value.trim().slice(0, most)
  }
  for (const [key, allowed] of Object.entries(choices)) {
    const value = search[key]
    if ((allowed as readonly unknown[]).includes(value)) found[key] = value as string
  }
  const { sort, asOf } = search
  if (typeof sort === 'string' && /^-?(code|item|limit|confidence|validFrom)$/.test(sort)) found['sort'] = sort
  if (typeof asOf === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(asOf)) found['asOf'] = asOf
  const page = Number(search['page'])
  if (Number.isInteger(page) && page > 1) found['page'] = page
  return found as StandardsSearch
}

export const noFilter = {
  q: undefined,
  class: undefined,
  confidence: undefined,
  unit: undefined,
  state: undefined,
  asOf: undefined,
} as const

/** Whether the address narrows the standards more than by version and kind. */
export function isFiltered(search: StandardsSearch): boolean {
  return (Object.keys(noFilter) as (keyof typeof noFilter)[]).some((key) => search[key] !== undefined)
}

/** The query of the list route that an address means. */
export function queryOf(search: StandardsSearch): Query {
  const { view: _, standard: __, page: ___, ...query } = search
  return query
}
