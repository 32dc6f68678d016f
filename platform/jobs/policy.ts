import type { Actor } from '#lib/http'

/** Whether a person may look at the background jobs and set them right: the system administrator alone. */
export function mayManageJobs(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}
