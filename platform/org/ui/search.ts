/** What the page's address says. */
export interface OrgSearch {
  readonly asOf?: string
  readonly unit?: string
  readonly view?: string
}

/** What the address says: the day, the unit, tree or picture. */
export function parseOrgSearch(search: Record<string, unknown>): OrgSearch {
  const { asOf, unit, view } = search
  return {
    ...(typeof asOf === 'string' && /^\d{4}-\d\d-\d\d$/.test(asOf) ? { asOf } : {}),
    ...(typeof unit === 'string' && /^[0-9a-f-]{36}$/.test(unit) ? { unit } : {}),
    ...(view === 'picture' ? { view } : {}),
  }
}
