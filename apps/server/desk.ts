import { Alarm, Kinds, Routing, waitingKind, type CaseDesk, type CaseStandards } from '#core/cases'
import { standardsBook, type Standards } from '#core/grid'
import { readMasterKey } from '#lib/crypto'
import type { App } from '#lib/http'
import type { Settings } from '#lib/kernel'
import { Calendars } from '#platform/calendar'
import { dictionaryBook, type DictionaryBook } from '#platform/dictionary'
import { createGround, queueAddress, type Ground } from '#platform/geo'
import { orgBook, type OrgBook } from '#platform/org'
import { caseUnits } from './case-units.ts'
import { kindContext, type CityData } from './city.ts'

/** What cases ask other modules. */
export interface Neighbours {
  readonly organisation: OrgBook
  readonly calendars: Calendars
  readonly dictionary: DictionaryBook
  readonly ground: Ground
  readonly standards: CaseStandards
}

/** What the case module works with, on an application whose database is migrated and loaded. */
export async function createDesk(
  app: App,
  settings: Settings,
  city: CityData,
  { organisation, calendars, dictionary, ground, standards }: Neighbours,
  now: () => Date = () => new Date(),
): Promise<CaseDesk> {
  const context = kindContext(city)
  return {
    app,
    kinds: await Kinds.read(app.reader),
    routing: await Routing.read(app.reader),
    units: caseUnits(organisation),
    calendars,
    standards,
    isCode: (list, code) => dictionary.find(list, code) !== undefined,
    locate(address, point) {
      const [lon, lat] = point ?? placeOf(ground, address) ?? []
      if (lon === undefined || lat === undefined) return undefined
      const areas = ground.locate(lon, lat).map((area) => area.code)
      // Outside the city there is no area: such a point says nothing.
      return areas.length === 0 ? undefined : { lon, lat, areas }
    },
    askForPlace: (tx, text, askedAt, id) =>
      queueAddress(ground, tx, { text, askedAt, subject: { kind: waitingKind, id } }),
    checkContext: () => context,
    publishers: city.casePublishers,
    masterKey: await readMasterKey(settings.masterKey, settings.dataFolder),
    numberPrefix: city.caseNumberPrefix,
    now,
    alarm: new Alarm(),
  }
}

/** Filing standards as cases ask about them. */
export function caseStandards(book: Standards): CaseStandards {
  return {
    limitOf(standard, at) {
      const limit = book.limitOf(standard, new Date(at))
      return limit === undefined ? undefined : { value: limit.value, unit: limit.unit }
    },
    has: (standard) => book.find(standard, new Date()) !== undefined,
  }
}

/** The same with its neighbours, for a program that serves nothing; close it at the end. */
export async function openDesk(
  app: App,
  settings: Settings,
  city: CityData,
): Promise<{ desk: CaseDesk; close: () => void } & Pick<Neighbours, 'organisation' | 'dictionary' | 'ground'>> {
  const organisation = await orgBook(app)
  const dictionary = await dictionaryBook(app)
  const ground = await createGround(app.reader, city.geo.settings)
  const standards = await standardsBook(app, dictionary, city.grid)
  const desk = await createDesk(app, settings, city, {
    organisation,
    dictionary,
    ground,
    standards: caseStandards(standards),
    calendars: new Calendars(),
  })
  return {
    desk,
    organisation,
    dictionary,
    ground,
    close() {
      desk.kinds.close()
      organisation.close()
      dictionary.close()
      standards.close()
    },
  }
}

/** Where an address lies, when the gazetteer is sure of it. */
function placeOf(ground: Ground, address: string | undefined): readonly [number, number] | undefined {
  if (address === undefined) return undefined
  const { resolved, candidates } = ground.resolveAddress(address)
  const [best] = candidates
  return resolved && best !== undefined ? [best.lon, best.lat] : undefined
}
