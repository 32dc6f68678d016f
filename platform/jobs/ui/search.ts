import type { JobState } from '../contract.ts'

export const states = ['failed', 'waiting', 'retry', 'active', 'completed', 'cancelled'] as const

/** The page's whole state, as it stands in the address. */
export interface JobSearch {
  readonly queue?: string | undefined
  readonly state?: JobState | undefined
  readonly q?: string | undefined
  readonly page?: number
}

export function parseJobSearch(search: Record<string, unknown>): JobSearch {
  const state = states.find((one) => one === search['state'])
  const page = Number(search['page'])
  return {
    ...(typeof search['queue'] === 'string' ? { queue: search['queue'] } : {}),
    ...(state === undefined ? {} : { state }),
    ...(typeof search['q'] === 'string' ? { q: search['q'] } : {}),
    ...(Number.isInteger(page) && page > 1 ? { page } : {}),
  }
}
