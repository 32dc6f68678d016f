import { ProblemError, type Actor } from '#lib/http'
import { mayNotMove } from './contract.ts'

/** Whether somebody may carry the configuration: the administrator, who may change every part of it by hand. */
export function mayMove(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}

/** Ends a request of somebody who may not. */
export function requireMover(actor: Pick<Actor, 'role'>): void {
  if (!mayMove(actor)) throw new ProblemError(mayNotMove)
}
