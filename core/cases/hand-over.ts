import type { ActionPayload } from './action.ts'

/** What an action does to who handles a case: `given` to a unit, `returned` by the one that had it, or neither. */
export type HandOver = 'given' | 'returned' | null

/** A clock that takes a case back returns it to nobody: only people do. */
export function handOverOf({ assign, release, tick }: ActionPayload): HandOver {
  if (assign?.some((one) => one.part !== 'platform') === true) return 'given'
  const returned = release?.some((one) => one.part === 'main') === true && assign === undefined
  return returned && tick !== true ? 'returned' : null
}
