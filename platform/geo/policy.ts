import { ProblemError, type Actor } from '#lib/http'
import { mayNotEdit } from './contract.ts'

/** Whether somebody may change areas and confirm addresses: the roles a city names. Everybody logged in may read. */
export function mayEdit(editors: readonly string[], actor: Pick<Actor, 'role'>): boolean {
  return editors.includes(actor.role)
}

/** Whether somebody may set up base maps: they name an outside service and hold its key. */
export function mayManageBaseMaps(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}

/** Ends a request of somebody who may not edit. */
export function requireEditor(editors: readonly string[], actor: Pick<Actor, 'role'>): void {
  if (!mayEdit(editors, actor)) throw new ProblemError(mayNotEdit)
}
