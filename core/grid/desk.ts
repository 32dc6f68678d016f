import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor, type App } from '#lib/http'
import { dayInShanghai, type Words } from '#lib/kernel'
import type { Standards } from './book.ts'
import { changePlanned, nothingPlanned, StandardsChanged, standardRetired, tooEarly } from './contract.ts'
import type { BookName, Maker } from './store.ts'
import type { Refusal, Step } from './timeline.ts'

/** What the module works with. */
export interface GridDesk {
  readonly app: App
  readonly book: Standards
  /** names of the city's roles, by code */
  readonly roles: ReadonlyMap<string, Words>
}

/** The present day in Asia/Shanghai. */
export function today(): string {
  return dayInShanghai(new Date())
}

/** Tells everybody that a book changed: screens by the event, this process by its book. */
export function sayChanged(desk: GridDesk, tx: Transaction, book: BookName, rows: number): void {
  emit(tx, StandardsChanged, { book, rows })
  tx.afterCommit(() => desk.book.reload())
}

/** By whom a change is made. */
export function makerOf(actor: Actor, origin: Maker['origin'], reason: string | undefined): Maker {
  const why = reason?.trim() ?? ''
  return { origin, accountId: actor.accountId, name: actor.name, reason: why === '' ? null : why }
}

/** The step that a timeline allows; ends the request with the reason when it allows none. */
export function allowed(step: Step | Refusal): Step {
  if (typeof step !== 'string') return step
  switch (step) {
    case 'planned':
      throw new ProblemError(changePlanned)
    case 'too_early':
      throw new ProblemError(tooEarly, { day: today() })
    case 'not_there':
      throw new ProblemError(standardRetired)
    case 'nothing_planned':
      throw new ProblemError(nothingPlanned)
  }
}
