import { mayRegister, type KindDefinition } from '#core/cases'
import { ProblemError, type Actor } from '#lib/http'
import { mayNotImport, notYourRun } from './import-contract.ts'

/** What is asked of a run: who handed it in. */
interface Owned {
  readonly account_id: string
  readonly account_name: string
}

/**
 * Whether somebody may import orders, and so see imports and hear of them: importing is registering many, so whoever may
 * register one in some way. What else is done with orders (receive, dispatch, answer, call back …) is for the roles their
 * kind names; core/cases decides that.
 */
export function mayImport(kind: KindDefinition, actor: Pick<Actor, 'role'>): boolean {
  return mayRegister(kind, actor)
}

/**
 * Whether somebody may carry an import on, and have its file and its rows in clear: only whoever handed the file in, since
 * its rows are written in their name. Others who may import see counts and masked cells.
 */
export function mayCarryOn(
  kind: KindDefinition,
  run: Pick<Owned, 'account_id'>,
  actor: Pick<Actor, 'role' | 'accountId'>,
): boolean {
  return mayImport(kind, actor) && isOwn(run, actor)
}

/** Ends a request of somebody who may not import. */
export function requireImporter(kind: KindDefinition, actor: Pick<Actor, 'role'>): void {
  if (!mayImport(kind, actor)) throw new ProblemError(mayNotImport)
}

/** Ends a request about an import that is somebody else’s. */
export function requireSender(kind: KindDefinition, run: Owned, actor: Pick<Actor, 'role' | 'accountId'>): void {
  requireImporter(kind, actor)
  if (!isOwn(run, actor)) throw new ProblemError(notYourRun, { name: run.account_name })
}

/** Whether somebody handed this file in. */
export function isOwn(run: Pick<Owned, 'account_id'>, actor: Pick<Actor, 'accountId'>): boolean {
  return run.account_id === actor.accountId
}
