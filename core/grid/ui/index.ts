import { useGridWords } from './words.ts'

export { parseStandardsSearch } from './search.ts'
/** @public for the forms of other modules */
export { StandardHelper } from './StandardHelper.tsx'

/** What the page is called, for the navigation. */
export function useStandardsTitle(): string {
  return useGridWords()('nav')
}

/** The page comes when somebody goes there. */
export const loadStandardsPage = () => import('./StandardsPage.tsx')
