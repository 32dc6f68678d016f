import type { Actor } from '#lib/http'

/** Whether a person may change texts and settings of messages: the system administrator alone. */
export function mayConfigure(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}
