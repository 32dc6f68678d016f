import { useMe } from '#platform/identity/ui'

export { MessageBell } from './MessageBell.tsx'
export { parseInboxSearch, parseSettingsSearch } from './search.ts'

/** Whether the person may change how messages are sent; the server decides in the end. */
export function useMayConfigureMessages(): boolean {
  return useMe()?.post.role === 'admin'
}

export const loadInboxPage = () => import('./InboxPage.tsx')
export const loadMessageSettingsPage = () => import('./MessageSettingsPage.tsx')
