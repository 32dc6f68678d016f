import type { AuditFilter, listAudit } from '../contract.ts'
import type { QueryOf } from '#lib/http/contract'

/** What the page's address carries: the filters, the way of sorting, the place in the list and the open entry. */
export interface AuditSearch {
  readonly from?: string
  readonly to?: string
  readonly person?: string
  readonly unit?: string
  readonly what?: string
  readonly sensitive?: '1'
  readonly subject?: string
  readonly request?: string
  readonly q?: string
  readonly sort?: 'recorded'
  readonly size?: number
  readonly after?: string
  readonly entry?: number
}

export const pageSizes = [20, 50, 100, 200] as const
const texts = ['from', 'to', 'person', 'unit', 'what', 'subject', 'request', 'q', 'after'] as const
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseAuditSearch(search: Record<string, unknown>): AuditSearch {
  const found: Record<string, string | number> = {}
  for (const key of texts) {
    const value = search[key]
    if (typeof value === 'string' && value.trim() !== '')
      found[key] = value.trim().slice(0, key === 'what' ? 4000 : 100)
  }
  for (const key of ['from', 'to'])
    if (found[key] !== undefined && Number.isNaN(Date.parse(String(found[key])))) delete found[key]
  if (found['unit'] !== undefined && !uuid.test(String(found['unit']))) delete found['unit']
  if (search['sensitive'] === '1') found['sensitive'] = '1'
  if (search['sort'] === 'recorded') found['sort'] = 'recorded'
  const size = pageSizes.find((one) => one === Number(search['size']))
  if (size !== undefined) found['size'] = size
  const entry = Number(search['entry'])
  if (Number.isSafeInteger(entry) && entry > 0) found['entry'] = entry
  return found as AuditSearch
}

/** The filters alone, as the server reads them. */
export function filterOf(search: AuditSearch): AuditFilter {
  const { from, to, person, unit, what, subject, request, q } = search
  return {
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { to: new Date(to).toISOString() }),
    ...(person === undefined ? {} : { person }),
    ...(unit === undefined ? {} : { unit }),
    ...(what === undefined ? {} : { what }),
    ...(search.sensitive === '1' ? { sensitive: true } : {}),
    ...(subject === undefined ? {} : { subject }),
    ...(request === undefined ? {} : { requestId: request }),
    ...(q === undefined ? {} : { q }),
  }
}

/** What the server is asked for a page of the list. */
export function queryOf(search: AuditSearch): QueryOf<typeof listAudit> {
  return {
    ...filterOf(search),
    sort: search.sort ?? '-recorded',
    size: search.size ?? 50,
    ...(search.after === undefined ? {} : { after: search.after }),
  }
}

/** Whether anything is filtered at all. */
export function isFiltered(search: AuditSearch): boolean {
  return Object.keys(filterOf(search)).length > 0
}
