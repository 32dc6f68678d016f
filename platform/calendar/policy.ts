import type { Actor } from '#lib/http'

/** Whether a person may change the calendar: by role, as the city's data says. Everybody may look at it. */
export function mayEdit(editors: readonly string[], actor: Pick<Actor, 'role'>): boolean {
  return editors.includes(actor.role)
}
