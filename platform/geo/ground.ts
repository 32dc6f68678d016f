import type { Reader, Transaction } from '#lib/db'
import { dayInShanghai } from '#lib/kernel'
import { areaHistory, type DatedArea } from './area-history.ts'
import { shortName, type AreaIndex } from './area-index.ts'
import { buildGazetteer, type Gazetteer } from './gazetteer.ts'
import { fitPlane, type Plane } from './plane.ts'
import { resolveAddress, type Resolution } from './resolve-address.ts'
import type { GeoSettings } from './seed.ts'
import type { Position, Shape } from './shape.ts'
import { allVersions, selectPlaces, selectRevision, type AreaRow } from './store.ts'

/** An area as it is kept in memory. */
export interface GroundArea extends DatedArea {
  readonly areaM2: number
  readonly label: Position
  readonly sketch: boolean
}

/** The city's ground in memory: asked in microseconds, read anew when it has changed. */
export interface Ground {
  readonly settings: GeoSettings
  readonly plane: Plane | undefined
  /** the areas of today, as last read */
  readonly areaIndex: AreaIndex<GroundArea>
  /** The areas of all levels that hold a point (WGS-84), the whole district first; empty outside. */
  locate(lon: number, lat: number): GroundArea[]
  /** The places an address may mean, the likeliest first. */
  resolveAddress(text: string): Resolution
  /** Waits until what is in memory is at most two seconds older than the database. */
  fresh(): Promise<void>
  /** The areas as they were, or will be, at a moment. */
  areasAt(moment: Date): AreaIndex<GroundArea>
  /** The areas of a day, or of today. Fresh. */
  on(day: string | undefined): Promise<AreaIndex<GroundArea>>
  /** Reads everything anew once the transaction is committed. */
  changes(tx: Transaction): void
}

// Other processes change areas too. Asking the database for its revision costs a round trip: not for every point.
const trustedMs = 2_000

/** Reads the ground. `now` is the present. */
export async function createGround(
  reader: Reader,
  settings: GeoSettings,
  now: () => Date = () => new Date(),
): Promise<Ground> {
  let { revision, day, history, gazetteer } = await read()
  let lookedAt = performance.now()
  let refreshing: Promise<void> | undefined

  async function read(): Promise<{
    revision: string
    day: string
    history: (day: string) => AreaIndex<GroundArea>
    gazetteer: Gazetteer
  }> {
    const today = dayInShanghai(now())
    // The revision first: a change between the reads is then read once more, not missed.
    const [[row]] = await reader.read(selectRevision())
    const [versions, places] = await reader.read(allVersions(), selectPlaces())
    const dated = areaHistory(versions.map((area) => toGroundArea(area, settings)))
    const areaIndex = dated(today)
    const words = {
      prefixes: settings.addressPrefixes,
      towns: areaIndex.all.filter((area) => area.rank === 1).map((area) => area.name),
      villages: areaIndex.all.filter((area) => shortName(area.name) !== area.name).map((area) => shortName(area.name)),
    }
    const known = places.map((place) => ({ ...place, confirmed: place.source === 'confirmed' }))
    return { revision: row!.number, day: today, history: dated, gazetteer: buildGazetteer(known, words) }
  }

  async function look(): Promise<void> {
    const [[row]] = await reader.read(selectRevision())
    if (row!.number !== revision || dayInShanghai(now()) !== day) ({ revision, day, history, gazetteer } = await read())
    lookedAt = performance.now()
  }

  const ground: Ground = {
    settings,
    plane: settings.plane === undefined ? undefined : fitPlane(settings.plane),
    get areaIndex() {
      return history(day)
    },
    locate: (lon, lat) => history(day).locate(lon, lat),
    resolveAddress: (text) => resolveAddress(text, gazetteer, history(day)),
    areasAt: (moment) => history(dayInShanghai(moment)),
    async fresh() {
      if (performance.now() - lookedAt < trustedMs) return
      refreshing ??= look().finally(() => {
        refreshing = undefined
      })
      await refreshing
    },
    async on(asked) {
      await ground.fresh()
      return history(asked ?? day)
    },
    changes(tx) {
      tx.afterCommit(() => {
        lookedAt = -Infinity
      })
    },
  }
  return ground
}

/** A row of the table as it is kept in memory. */
export function toGroundArea(row: AreaRow, settings: Pick<GeoSettings, 'levels'>): GroundArea {
  return {
    code: row.code,
    name: row.name,
    level: row.level,
    rank: settings.levels.findIndex((level) => level.code === row.level),
    parentCode: row.parent_code,
    shape: row.geometry as Shape,
    areaM2: row.area_m2,
    label: [row.label_lon, row.label_lat],
    sketch: row.sketch,
    validFrom: row.valid_from,
    validTo: row.valid_to,
  }
}
