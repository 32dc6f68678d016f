import { useGridWords } from './words.ts'

export { parseStandardsSearch } from './search.ts'
export { StandardHelper } from './StandardHelper.tsx'

/** What the page is called, for the navigation. */
export function useStandardsTitle(): string {
  return useGridWords()('nav')
}

/** The page comes when somebody goes there. */
export const loadStandardsPage = () => import('./StandardsPage.tsx')
