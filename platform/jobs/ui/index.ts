import { useMe } from '#platform/identity/ui'

export { parseJobSearch } from './search.ts'

/** Whether the person may see the page of background jobs; the server decides in the end. */
export function useMayManageJobs(): boolean {
  return useMe()?.post.role === 'admin'
}

export const loadJobsPage = () => import('./JobsPage.tsx')
