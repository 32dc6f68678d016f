export const tabs = ['year', 'hours', 'deadline', 'changes'] as const
export type CalendarTab = (typeof tabs)[number]

/** The years one may turn to. */
export const [firstYear, lastYear] = [1992, 2199]

/** The page's whole state, as it stands in the address. */
export interface CalendarSearch {
  readonly tab?: CalendarTab | undefined
  readonly year?: number | undefined
}

/** Reads the page's state from an address; what it does not know it leaves out. */
export function parseCalendarSearch(search: Record<string, unknown>): CalendarSearch {
  const tab = tabs.find((one) => one !== 'year' && one === search['tab'])
  const year = Number(search['year'])
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(Number.isInteger(year) && year >= firstYear && year <= lastYear ? { year } : {}),
  }
}
