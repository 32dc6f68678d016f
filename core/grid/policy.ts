import { ProblemError, type Actor } from '#lib/http'
import { mayNotEdit } from './contract.ts'

/** Whether somebody may edit standards and limits: the roles a city names. Everybody who is logged in may read them. */
export function mayEdit(editors: readonly string[], actor: Pick<Actor, 'role'>): boolean {
  return editors.includes(actor.role)
}

/** Ends a request of somebody who may not edit. */
export function requireEditor(editors: readonly string[], actor: Pick<Actor, 'role'>): void {
  if (!mayEdit(editors, actor)) throw new ProblemError(mayNotEdit)
}
