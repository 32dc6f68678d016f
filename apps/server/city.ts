import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import { loadKinds } from '#core/cases'
import type { ImportProfile } from '#core/hotline'
import type { Words } from '#lib/kernel'
import { loadGeo, parseGeoSettings, type GeoSeed, type PlaceSeed } from '#platform/geo'
import { loadCalendar, type CalendarSeed } from '#platform/calendar'
import { loadAccounts, loadRoles, type RoleSeed } from '#platform/identity'
import { loadDictionaries, type DictionaryManifest, type DictionarySeed } from '#platform/dictionary'
import { readFileRules, type FileRules } from '#platform/files'
import { loadUnits, type City, type UnitSeed } from '#platform/org'

/** A city's data, as its folder in cities/ holds it. */
export interface CityData {
  readonly city: City
  readonly caseNumberPrefix: string
  readonly units: readonly UnitSeed[]
  readonly roles: readonly RoleSeed[]
  readonly kinds: readonly unknown[]
  readonly calendar: CalendarSeed
  readonly hotlineImport: ImportProfile
  readonly geo: GeoSeed
  readonly dictionaries: DictionarySeed
  readonly fileRules: FileRules
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
  sections: { code: string; name: string; parent?: string }[]
  /** how the city's unit list names sorts */
  unitSorts: Record<string, UnitSeed['sort']>
}

/** Reads a city's folder. What is wrong in it is said when it is loaded. */
export async function readCity(folder: string): Promise<CityData> {
  const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(join(folder, name), 'utf8')) as T
  const file = await json<CityFile>('city.json')
  const rows: { code: string; name: string; kind: string }[] = parse(await readFile(join(folder, 'units.csv')), {
    columns: true,
    bom: true,
  })
  const kinds = (await readdir(join(folder, 'kinds'))).toSorted()
  return {
    city: { code: file.code, name: file.name, centre: file.centre },
    caseNumberPrefix: file.caseNumberPrefix,
    units: [
      ...file.sections.map((section) => ({ ...section, sort: 'centre' as const })),
      ...rows.map(({ code, name, kind }) => ({
        code,
        name,
        sort: file.unitSorts[kind] ?? fail(`${folder}: no sort for ${kind}`),
      })),
    ],
    roles: await json('roles.json'),
    kinds: await Promise.all(kinds.map((name) => json(join('kinds', name)))),
    calendar: await json('calendar.json'),
    hotlineImport: await json('imports/hotline-orders.json'),
    geo: await readGeo(join(folder, 'geo')),
    dictionaries: await readDictionaries(join(folder, 'dictionary')),
    fileRules: readFileRules(await json('files.json')),
    demo: await json('demo.json'),
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

/**
 * Brings a city's data into the database, all or nothing; demonstration accounts only when asked for. Returns every
 * unit's parent, by id.
 */
export async function loadCity(
  client: pg.Client,
  data: CityData,
  demo: boolean,
): Promise<ReadonlyMap<string, string | null>> {
  await client.query('begin')
  try {
    const units = await loadUnits(client, data.units)
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
    const idOf = (code: string): string => units.get(code) ?? fail(`There is no unit ${code}`)
    return new Map(
      data.units.map(({ code, parent }) => [idOf(code), parent === undefined ? null : idOf(parent)] as const),
    )
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
