import { Kinds, type CaseDesk } from '#core/cases'
import { readMasterKey } from '#lib/crypto'
import type { App } from '#lib/http'
import type { Settings } from '#lib/kernel'
import type { CityData } from './city.ts'

/** What the case module works with, on an application whose database is migrated and loaded. */
export async function createDesk(app: App, settings: Settings, city: CityData): Promise<CaseDesk> {
  return {
    app,
    kinds: await Kinds.read(app.reader),
    masterKey: await readMasterKey(settings.masterKey, settings.dataFolder),
    numberPrefix: city.caseNumberPrefix,
    now: () => new Date(),
  }
}
