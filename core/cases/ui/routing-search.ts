/** Parts of the page of rules. */
export const routingViews = ['rules', 'changes', 'simulate', 'try', 'history'] as const
export type RoutingView = (typeof routingViews)[number]

/** What the page's address carries. */
export interface RoutingSearch {
  readonly view?: Exclude<RoutingView, 'rules'>
  readonly q?: string
  readonly kind?: string
  readonly unit?: string
}

/** Reads an address; what makes no sense in it is as if it were not there. */
export function parseRoutingSearch(search: Record<string, unknown>): RoutingSearch {
  const view = routingViews.find((one) => one === search['view'])
  const text = (key: string): string | undefined => {
    const value = search[key]
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 100) : undefined
  }
  const [q, kind, unit] = [text('q'), text('kind'), text('unit')]
  return {
    ...(view === undefined || view === 'rules' ? {} : { view }),
    ...(q === undefined ? {} : { q }),
    ...(kind === undefined ? {} : { kind }),
    ...(unit === undefined ? {} : { unit }),
  }
}
