import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, serveBytes, type App } from '#lib/http'
import type { Words } from '#lib/kernel'
import type { DictionaryBook } from '#platform/dictionary'
import { Standards } from './book.ts'
import type { GridSeed } from './city-standards.ts'
import {
  addStandard,
  changeStageLimit,
  changeStandard,
  exportStandards,
  getStandard,
  getStandardsOverview,
  importStandards,
  listStageLimits,
  listStandards,
  retireStandard,
  searchStandards,
  StandardsChanged,
  withdrawChange,
  withdrawStageChange,
} from './contract.ts'
import type { GridDesk } from './desk.ts'
import { changeStageLimitHandler, listStageLimitsHandler, withdrawStageChangeHandler } from './edit-stage-limit.ts'
import {
  addStandardHandler,
  changeStandardHandler,
  retireStandardHandler,
  withdrawChangeHandler,
} from './edit-standard.ts'
import { exportStandardsHandler } from './export-standards.ts'
import { importStandardsHandler } from './import-standards.ts'
import { mayEdit } from './policy.ts'
import { getStandardHandler, listStandardsHandler, overviewHandler, searchStandardsHandler } from './read-standards.ts'

export type { Standards } from './book.ts'
export { noStandards, readGrid, type GridSeed } from './city-standards.ts'
export { loadStandards } from './load-standards.ts'

/** Opens the book of filing standards and stage limits, for modules to read at once; close it when the server stops. */
export function standardsBook(
  app: App,
  dictionary: DictionaryBook,
  seed: Pick<GridSeed, 'settings' | 'synonyms'>,
): Promise<Standards> {
  return Standards.open(app.reader, app.log, dictionary, seed)
}

/** Serves filing standards and stage limits. */
export function serveGrid(
  app: App,
  book: Standards,
  roles: readonly { readonly code: string; readonly name: Words }[],
): void {
  const desk: GridDesk = { app, book, roles: new Map(roles.map(({ code, name }) => [code, name])) }
  app.allow((actor) => (mayEdit(book.settings.editors, actor) ? ['grid.edit'] : []))
  serve(app, getStandardsOverview, overviewHandler(desk))
  serve(app, listStandards, listStandardsHandler(desk))
  serve(app, searchStandards, searchStandardsHandler(desk))
  serveBytes(app, exportStandards, exportStandardsHandler(desk))
  serve(app, getStandard, getStandardHandler(desk))
  serve(app, addStandard, addStandardHandler(desk))
  serve(app, changeStandard, changeStandardHandler(desk))
  serve(app, retireStandard, retireStandardHandler(desk))
  serve(app, withdrawChange, withdrawChangeHandler(desk))
  serve(app, importStandards, importStandardsHandler(desk))
  serve(app, listStageLimits, listStageLimitsHandler(desk))
  serve(app, changeStageLimit, changeStageLimitHandler(desk))
  serve(app, withdrawStageChange, withdrawStageChangeHandler(desk))
}

/** Lets the module's event out: whoever is logged in may read standards. */
export function streamGrid(streams: Streams): void {
  streams.hear(StandardsChanged, () => true)
}
