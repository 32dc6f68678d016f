import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type App } from '#lib/http'
import type { DictionaryBook } from './book.ts'
import { DictionaryChanged, noSuchDictionary } from './contract.ts'
import type { DictionaryDefinition, Named } from './definition.ts'

/** What the dictionary module works with. */
export interface DictionaryDesk {
  readonly app: App
  readonly book: DictionaryBook
  /** codes of the roles that may edit */
  readonly editors: readonly string[]
  readonly groups: readonly Named[]
  readonly now: () => Date
}

/** The description of a dictionary; ends the request when there is none of that code. */
export function definitionOf(desk: DictionaryDesk, code: string): DictionaryDefinition {
  const definition = desk.book.definition(code)
  if (definition === undefined) throw new ProblemError(noSuchDictionary)
  return definition
}

/** Tells everybody that entries of a dictionary changed: screens by the event, this process by its book. */
export function sayChanged(desk: DictionaryDesk, tx: Transaction, dictionary: string, entries: number): void {
  emit(tx, DictionaryChanged, { dictionary, entries })
  tx.afterCommit(() => desk.book.reload(dictionary))
}
