/** What the address of the page of areas says: the area it is about, and the level drawn on the map. */
export interface AreasSearch {
  readonly code?: string
  readonly show?: string
}

export function parseAreasSearch({ code, show }: Record<string, unknown>): AreasSearch {
  return { ...(typeof code === 'string' ? { code } : {}), ...(typeof show === 'string' ? { show } : {}) }
}
