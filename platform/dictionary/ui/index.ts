export { parseDictionarySearch } from './search.ts'

/** The page comes when somebody goes there. */
export const loadDictionaryPage = () => import('./DictionaryPage.tsx')
