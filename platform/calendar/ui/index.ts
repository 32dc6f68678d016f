import { useCalendarWords } from './words.ts'

export { parseCalendarSearch } from './search.ts'

/** The name of the page, for the navigation. */
export function useCalendarTitle(): string {
  return useCalendarWords()('title')
}

export const loadCalendarPage = () => import('./CalendarPage.tsx')
