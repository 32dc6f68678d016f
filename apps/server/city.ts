import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import { loadKinds } from '#core/cases'
import type { ImportProfile } from '#core/hotline'
import type { Words } from '#lib/kernel'
import { loadGeo, parseGeoSettings, type GeoSeed, type PlaceSeed } from '#platform/geo'
import { loadCalendar, type CalendarSeed } from '#platform/calendar'
import type { AuditRules } from '#platform/audit'
import { loadAccounts, loadRoles, type RoleSeed } from '#platform/identity'
import { clockMinute, type CityMessaging } from '#platform/messaging'
import { loadDictionaries, type DictionaryManifest, type DictionarySeed } from '#platform/dictionary'
import { readFileRules, type FileRules } from '#platform/files'
import { loadUnits, type City, type OrgSeed, type SortSeed, type UnitSeed } from '#platform/org'

/** A city's data, as its folder in cities/ holds it. */
export interface CityData {
  readonly city: City
  readonly caseNumberPrefix: string
  readonly organisation: OrgSeed
  readonly roles: readonly RoleSeed[]
  readonly kinds: readonly unknown[]
  readonly calendar: CalendarSeed
  readonly hotlineImport: ImportProfile
  readonly messaging: CityMessaging
  readonly geo: GeoSeed
  readonly dictionaries: DictionarySeed
  readonly fileRules: FileRules
  readonly audit: AuditRules
  readonly demo: {
    password: string
    accounts: readonly (DemoPost & { username: string; name: string; also?: readonly DemoPost[] })[]
  }
}

interface DemoPost {
  role: string
  unit: string
}

interface CityFile {
  code: string
  name: Words
  centre: Words
  caseNumberPrefix: string
  /** units that stand in no list: the district, its centre, the centre's sections */
  sections: UnitSeed[]
  /** how the city's lists of units name sorts; null: a row that is no unit */
  unitSorts: Record<string, string | null>
  /** the day from which the lists hold */
  unitsSince: string
}

/** Reads a city's folder. What is wrong in it is said when it is loaded. */
export async function readCity(folder: string): Promise<CityData> {
  const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(join(folder, name), 'utf8')) as T
  const file = await json<CityFile>('city.json')
  const units = await readUnits(folder, file)
  const roles = await json<RoleSeed[]>('roles.json')
  const audit = await json<{ readers: string[] }>('audit.json')
  const kinds = (await readdir(join(folder, 'kinds'))).toSorted()
  return {
    city: { code: file.code, name: file.name, centre: file.centre },
    caseNumberPrefix: file.caseNumberPrefix,
    organisation: { sorts: await json<SortSeed[]>('unit-sorts.json'), units, since: file.unitsSince },
    roles,
    kinds: await Promise.all(kinds.map((name) => json(join('kinds', name)))),
    calendar: await json('calendar.json'),
    hotlineImport: await json('imports/hotline-orders.json'),
    messaging: readMessaging(await json('messaging.json')),
    geo: await readGeo(join(folder, 'geo')),
    dictionaries: await readDictionaries(join(folder, 'dictionary')),
    fileRules: readFileRules(await json('files.json')),
    audit: {
      readers: audit.readers.map(
        (code) => roles.find((role) => role.code === code) ?? fail(`audit.json: there is no role ${code}`),
      ),
    },
    demo: await json('demo.json'),
  }
}

function readMessaging(file: { quiet: { from: string; until: string } | null; digestMinutes: number }): CityMessaging {
  const { quiet, digestMinutes } = file
  return {
    quiet: quiet === null ? null : { from: clockMinute(quiet.from), until: clockMinute(quiet.until) },
    digestMinutes,
  }
}

async function readGeo(folder: string): Promise<GeoSeed> {
  const [settings, areas, places] = await Promise.all(
    ['geo.json', 'areas.geojson', 'places.csv'].map((name) => readFile(join(folder, name), 'utf8')),
  )
  const rows: Record<keyof PlaceSeed, string>[] = parse(places!, { columns: true, bom: true })
  return {
    settings: parseGeoSettings(JSON.parse(settings!)),
    areas: areas!,
    places: rows.map(({ lon, lat, ...place }) => ({ ...place, lon: Number(lon), lat: Number(lat) })),
  }
}

/** Rows of units.csv and communities.csv; a community stands under the town of its division code. */
async function readUnits(folder: string, file: CityFile): Promise<UnitSeed[]> {
  const rows = async (name: string): Promise<Record<string, string>[]> =>
    parse(await readFile(join(folder, name)), { columns: true, bom: true })
  const units: UnitSeed[] = [...file.sections]
  const top = file.sections.find((section) => section.parent === undefined)?.code
  const towns = new Map<string, string>()
  const take = (
    row: Record<string, string>,
    parent: string | undefined,
    divisionCode: string,
    source: string,
  ): void => {
    const sort = file.unitSorts[row['kind']!]
    if (sort === undefined) fail(`${folder}: no sort for ${row['kind']}`)
    if (sort === null) return
    units.push({
      code: row['code']!,
      name: row['name']!,
      shortName: row['short_name']!,
      sort,
      ...(parent === undefined ? {} : { parent }),
      ...(divisionCode === '' ? {} : { divisionCode }),
      confidence: row['confidence']!,
      source,
    })
  }
  for (const row of await rows('units.csv')) {
    take(row, top, row['division_code']!, row['basis']!)
    if (row['division_code'] !== '') towns.set(row['division_code']!, row['code']!)
  }
  for (const row of await rows('communities.csv')) take(row, towns.get(row['town_code']!), row['code']!, row['source']!)
  return units
}

async function readDictionaries(folder: string): Promise<DictionarySeed> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as DictionaryManifest
  const names = (await readdir(folder)).filter((name) => name.endsWith('.csv'))
  return {
    manifest,
    files: new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const))),
  }
}

function fail(message: string): never {
  throw new Error(message)
}

/** Brings a city's data into the database, all or nothing; demonstration accounts only when asked for. */
export async function loadCity(client: pg.Client, data: CityData, demo: boolean): Promise<void> {
  await client.query('begin')
  try {
    const units = await loadUnits(client, data.organisation)
    await loadCalendar(client, data.calendar, units)
    await loadRoles(client, data.roles)
    await loadKinds(client, data.kinds)
    await loadGeo(client, data.geo)
    await loadDictionaries(client, data.dictionaries)
    if (demo) {
      const accounts = data.demo.accounts.map(({ username, name, role, unit, also = [] }) => ({
        username,
        name,
        posts: [{ role, unit }, ...also].map((post) => ({
          role: post.role,
          unitId: units.get(post.unit) ?? fail(`demo.json: there is no unit ${post.unit}`),
        })),
      }))
      await loadAccounts(client, accounts, data.demo.password)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
