import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, serveBytes, type App } from '#lib/http'
import { OrgBook } from './book.ts'
import { changeOrgHandler, previewChangeHandler, undoChangeHandler } from './change-units.ts'
import {
  changeOrg,
  exportUnits,
  findUnits,
  getCity,
  getUnit,
  importUnits,
  listChanges,
  listUnits,
  OrgChanged,
  previewChange,
  readTree,
  undoChange,
  type City,
} from './contract.ts'
import { exportUnitsHandler } from './export-units.ts'
import { importUnitsHandler } from './import-units.ts'
import {
  findUnitsHandler,
  getUnitHandler,
  listChangesHandler,
  listUnitsHandler,
  readTreeHandler,
} from './read-units.ts'

import { mayEdit } from './policy.ts'

export type { City, Unit } from './contract.ts'
export { OrgBook, type UnitAsOf } from './book.ts'
export type { SortSeed } from './forest.ts'
export { loadUnits, type OrgSeed, type UnitSeed } from './load-units.ts'
export { orgConfiguration } from './configuration.ts'
export { findUnit } from './find-unit.ts'
export { findLastQuery as findLastUnitQuery, findUnitQuery, selectUnits, type UnitRow } from './store.ts'

/** Opens the book of all units with their history, for modules to ask at once; close it when the server stops. */
export function orgBook(app: App): Promise<OrgBook> {
  return OrgBook.open(app.reader, app.log)
}

/** Serves the organisation: its units as of any day, changes of it, and the city it belongs to. */
export function serveOrg(app: App, city: City, book: OrgBook): void {
  app.allow((actor) => (mayEdit(actor) ? ['org.edit'] : []))
  serve(app, getCity, async () => city)
  serve(app, listUnits, listUnitsHandler(book))
  serve(app, readTree, readTreeHandler(book))
  serve(app, findUnits, findUnitsHandler(book))
  serveBytes(app, exportUnits, exportUnitsHandler(book))
  serve(app, getUnit, getUnitHandler(book))
  serve(app, listChanges, listChangesHandler(book))
  serve(app, changeOrg, changeOrgHandler(book))
  serve(app, previewChange, previewChangeHandler(book))
  serve(app, undoChange, undoChangeHandler(book))
  serve(app, importUnits, importUnitsHandler(book))
}

/** Lets the module's event out: whoever is logged in may read the organisation. */
export function streamOrg(streams: Streams): void {
  streams.hear(OrgChanged, () => true)
}
