import './audit.ts'
import { serve, serveBytes, type App } from '#lib/http'
import type { Streams } from '#lib/events'
import { DictionaryBook } from './book.ts'
import {
  addEntry,
  changeEntry,
  compareVersions,
  DictionaryChanged,
  exportEntries,
  getEntry,
  importEntries,
  listDictionaries,
  listEntries,
  retireEntry,
  takeDelivered,
  withdrawChange,
} from './contract.ts'
import type { DictionaryManifest } from './definition.ts'
import type { DictionaryDesk } from './desk.ts'
import {
  addEntryHandler,
  changeEntryHandler,
  retireEntryHandler,
  takeDeliveredHandler,
  withdrawChangeHandler,
} from './edit-entry.ts'
import { exportEntriesHandler } from './export-entries.ts'
import { mayEdit } from './policy.ts'
import { importEntriesHandler } from './import-entries.ts'
import { compareVersionsHandler, getEntryHandler, listDictionariesHandler, listEntriesHandler } from './read-entries.ts'

export { dictionaryConfiguration } from './configuration.ts'
export type { DictionaryDesk } from './desk.ts'
export { DictionaryBook, type BookEntry, type BookQuery } from './book.ts'
export type { DictionaryManifest } from './definition.ts'
export { loadDictionaries, type DictionarySeed } from './load-dictionaries.ts'

/** Opens the book of all dictionaries, for modules to read at once; close it when the server stops. */
export function dictionaryBook(app: App): Promise<DictionaryBook> {
  return DictionaryBook.open(app.reader, app.log)
}

/** Serves the dictionaries. */
export function serveDictionary(
  app: App,
  book: DictionaryBook,
  { editors, groups }: Pick<DictionaryManifest, 'editors' | 'groups'>,
): void {
  const desk: DictionaryDesk = { app, book, editors, groups, now: () => new Date() }
  app.allow((actor) => (mayEdit(editors, actor) ? ['dictionary.edit'] : []))
  serve(app, listDictionaries, listDictionariesHandler(desk))
  serve(app, listEntries, listEntriesHandler(desk))
  serve(app, compareVersions, compareVersionsHandler(desk))
  serveBytes(app, exportEntries, exportEntriesHandler(desk))
  serve(app, getEntry, getEntryHandler(desk))
  serve(app, addEntry, addEntryHandler(desk))
  serve(app, changeEntry, changeEntryHandler(desk))
  serve(app, retireEntry, retireEntryHandler(desk))
  serve(app, withdrawChange, withdrawChangeHandler(desk))
  serve(app, takeDelivered, takeDeliveredHandler(desk))
  serve(app, importEntries, importEntriesHandler(desk))
}

/** Lets the module's event out: whoever is logged in may read dictionaries. */
export function streamDictionary(streams: Streams): void {
  streams.hear(DictionaryChanged, () => true)
}
