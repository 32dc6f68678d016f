/** The inbox's whole state, as it stands in the address. */
export interface InboxSearch {
  readonly unread?: '1'
  readonly notice?: string
  readonly q?: string
  readonly page?: number
}

/** Which part of the settings is open, as it stands in the address. */
export interface SettingsSearch {
  readonly tab?: 'city'
}

export function parseSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  return search['tab'] === 'city' ? { tab: 'city' } : {}
}

export function parseInboxSearch(search: Record<string, unknown>): InboxSearch {
  const page = Number(search['page'])
  return {
    ...(search['unread'] === '1' ? { unread: '1' as const } : {}),
    ...(typeof search['notice'] === 'string' ? { notice: search['notice'] } : {}),
    ...(typeof search['q'] === 'string' ? { q: search['q'] } : {}),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
