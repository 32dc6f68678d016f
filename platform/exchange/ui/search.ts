/** What the page shows, as it stands in the address. */
export interface ExchangeSearch {
  readonly view?: 'log' | undefined
  readonly system?: string | undefined
  readonly direction?: 'in' | 'out' | undefined
  readonly state?: 'waiting' | 'done' | 'failed' | undefined
  readonly q?: string | undefined
  readonly page?: number | undefined
}

/** The log's filter as the server is asked for it. */
export function filterOf({ system, direction, state, q }: ExchangeSearch) {
  return {
    ...(system === undefined ? {} : { system }),
    ...(direction === undefined ? {} : { direction }),
    ...(state === undefined ? {} : { state }),
    ...(q === undefined ? {} : { q }),
  }
}

/** Reads the page's state from an address; what it does not know it leaves out. */
export function parseExchangeSearch(search: Record<string, unknown>): ExchangeSearch {
  const { view, system, direction, state, q } = search
  // A page of an address is a text, of a link a number.
  const page = Number(search['page'])
  return {
    ...(view === 'log' ? { view } : {}),
    ...(typeof system === 'string' && /^[a-z][a-z0-9_-]{1,39}$/.test(system) ? { system } : {}),
    ...(direction === 'in' || direction === 'out' ? { direction } : {}),
    ...(state === 'waiting' || state === 'done' || state === 'failed' ? { state } : {}),
    ...(typeof q === 'string' && q !== '' ? { q: q.slice(0, 100) } : {}),
    ...(Number.isInteger(page) && page > 1 && page <= 10_000 ? { page } : {}),
  }
}
