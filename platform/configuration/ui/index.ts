import { useConfigurationWords } from './words.ts'

/** The page's name, which stands in the navigation. */
export function useConfigurationLabel(): string {
  return useConfigurationWords()('title')
}

/** The page comes when somebody goes there. */
export const loadConfigurationPage = () => import('./ConfigurationPage.tsx')
