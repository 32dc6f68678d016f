import { ProblemError, type Actor } from '#lib/http'
import { mayNotEdit } from './contract.ts'

/** Whether somebody may change the organisation. Everybody who is logged in may read it. */
export function mayEdit(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}

/** Ends a request of somebody who may not change the organisation. */
export function requireEditor(actor: Pick<Actor, 'role'>): void {
  if (!mayEdit(actor)) throw new ProblemError(mayNotEdit)
}
