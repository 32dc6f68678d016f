import type { listEntries } from '../contract.ts'
import type { QueryOf } from '#lib/http/contract'

type Query = QueryOf<typeof listEntries>

/** What the page's address carries. */
export interface DictionarySearch {
  readonly dictionary?: string
  readonly view?: 'compare'
  /** a version’s code, or `all`; the present one where not said */
  readonly version?: string
  readonly kind?: string
  readonly q?: string
  readonly confidence?: NonNullable<Query['confidence']>
  readonly delivered?: NonNullable<Query['delivered']>
  readonly state?: NonNullable<Query['state']>
  readonly asOf?: string
  readonly sort?: string
  readonly page?: number
  /** of the comparison */
  readonly show?: 'renamed' | 'new' | 'gone'
  /** the entry that is open */
  readonly entry?: string
}

export const pageSize = 100

const choices = {
  view: ['compare'],
  confidence: ['high', 'medium', 'low'],
  delivered: ['same', 'differs', 'own'],
  state: ['retired', 'planned', 'all'],
  show: ['renamed', 'new', 'gone'],
} as const
const texts = ['dictionary', 'version', 'kind', 'q', 'entry', 'sort'] as const

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseDictionarySearch(search: Record<string, unknown>): DictionarySearch {
  const found: Record<string, string | number> = {}
  for (const key of texts) {
    const value = search[key]
    if (typeof value === 'string' && value.trim() !== '') found[key] = value.trim().slice(0, 100)
  }
  for (const [key, allowed] of Object.entries(choices)) {
    const value = search[key]
    if ((allowed as readonly unknown[]).includes(value)) found[key] = value as string
  }
  if (!/^-?(position|code|name|confidence|validFrom|attribute\.[A-Za-z0-9]+)$/.test(String(found['sort'] ?? 'code')))
    delete found['sort']
  if (typeof search['asOf'] === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(search['asOf'])) found['asOf'] = search['asOf']
  const page = Number(search['page'])
  if (Number.isInteger(page) && page > 1) found['page'] = page
  return found as DictionarySearch
}

/** Whether the address narrows the entries more than by version and kind. */
export function isFiltered({ q, confidence, delivered, state, asOf }: DictionarySearch): boolean {
  return [q, confidence, delivered, state, asOf].some((one) => one !== undefined)
}

/** The query of the list route that an address means for a dictionary with these versions. */
export function queryOf(search: DictionarySearch, versions: readonly { code: string }[]): Query {
  const { version, kind, q, confidence, delivered, state, asOf, sort } = search
  const edition = version === 'all' ? undefined : (version ?? versions[0]?.code)
  return {
    ...(edition === undefined ? {} : { version: edition }),
    ...(kind === undefined ? {} : { kind }),
    ...(q === undefined ? {} : { q }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(delivered === undefined ? {} : { delivered }),
    ...(state === undefined ? {} : { state }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(sort === undefined ? {} : { sort }),
  }
}
