import { useMe } from '#platform/identity/ui'
import { useExchangeWords } from './words.ts'

export { parseExchangeSearch } from './search.ts'

/** Whether to offer the page; the server has the last word. */
export function useMayManageExchange(): boolean {
  return useMe()?.post.role === 'admin'
}

/** The page's name, which stands in the navigation. */
export function useExchangeLabel(): string {
  return useExchangeWords()('title')
}

export const loadExchangePage = () => import('./ExchangePage.tsx')
