import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import { loadKinds, loadRouting, type CheckContext, type KindDefinition } from '#core/cases'
import { loadStandards, noStandards, readGrid, type GridSeed } from '#core/grid'
import type { ImportProfile } from '#core/hotline'
import type { Words } from '#lib/kernel'
import { loadGeo, noLines, parseGeoSettings, parseLines, type GeoSeed, type PlaceSeed } from '#platform/geo'
import { loadCalendar, type CalendarSeed } from '#platform/calendar'
import type { AuditRules } from '#platform/audit'
import { claimCity } from '#platform/configuration'
import { loadAccounts, loadRoles, officerRoles, type RoleSeed } from '#platform/identity'
import { clockMinute, type CityMessaging } from '#platform/messaging'
import { loadDictionaries, type DictionaryManifest, type DictionarySeed } from '#platform/dictionary'
import { existsSync } from 'node:fs'
import { readFileRules, type FileRules } from '#platform/files'
import { readDemoYear, type DemoYear } from './demo/schema.ts'
import { loadUnits, type City, type OrgSeed, type SortSeed, type UnitSeed } from '#platform/org'

/** A city's data, as its folder in cities/ holds it. */
export interface CityData {
  readonly city: City
  readonly caseNumberPrefix: string
  /** roles that may publish kinds of cases and rules of routing */
  readonly casePublishers: readonly string[]
  readonly routing: unknown
  readonly organisation: OrgSeed
  readonly roles: readonly RoleSeed[]
  readonly kinds: readonly unknown[]
  readonly calendar: CalendarSeed
  /** undefined where the city brings no import of hotline orders along */
  readonly hotlineImport: ImportProfile | undefined
  readonly messaging: CityMessaging
  readonly geo: GeoSeed
  readonly dictionaries: DictionarySeed
  readonly grid: GridSeed
  readonly fileRules: FileRules
  readonly audit: AuditRules
  readonly demo: {
    password: string
    /** undefined where the city brings no demonstration data along */
    year: DemoYear | undefined
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
  casePublishers: string[]
  /** units that stand in no list: the district, its centre, the centre's sections */
  sections: UnitSeed[]
  /** how the city's lists of units name sorts; null: a row that is no unit */
  unitSorts: Record<string, string | null>
  /** the day from which the lists hold */
  unitsSince: string
}

const hotlineProfile = 'imports/hotline-orders.json'
const cities = join(import.meta.dirname, '../../cities')

/** Reads the city a setting names, or the one that cities/default.json names. What is wrong in it is said when it is loaded. */
export async function readCity(named: string | undefined): Promise<CityData> {
  const name = named ?? (JSON.parse(await readFile(join(cities, 'default.json'), 'utf8')) as { city: string }).city
  const known = (await readdir(cities, { withFileTypes: true }))
    .filter((one) => one.isDirectory())
    .map((one) => one.name)
  if (!known.includes(name)) fail(`There is no city ${name}; there are ${known.toSorted().join(', ')}`)
  const folder = join(cities, name)
  const json = async <T>(file: string): Promise<T> => JSON.parse(await readFile(join(folder, file), 'utf8')) as T
  const file = await json<CityFile>('city.json')
  const units = await readUnits(folder, file)
  const roles = await json<RoleSeed[]>('roles.json')
  const audit = await json<{ readers: string[] }>('audit.json')
  const missing = officerRoles.filter((code) => !roles.some((role) => role.code === code))
  if (missing.length > 0) fail(`roles.json: the officers are missing: ${missing.join(', ')}`)
  const kinds = (await readdir(join(folder, 'kinds'))).toSorted()
  const dictionaries = await readDictionaries(join(folder, 'dictionary'))
  return {
    city: { code: file.code, name: file.name, centre: file.centre },
    caseNumberPrefix: file.caseNumberPrefix,
    casePublishers: file.casePublishers,
    routing: await json('routing.json'),
    organisation: { sorts: await json<SortSeed[]>('unit-sorts.json'), units, since: file.unitsSince },
    roles,
    kinds: await Promise.all(kinds.map((name) => json(join('kinds', name)))),
    calendar: await json('calendar.json'),
    hotlineImport: existsSync(join(folder, hotlineProfile)) ? await json(hotlineProfile) : undefined,
    messaging: readMessaging(await json('messaging.json')),
    geo: await readGeo(join(folder, 'geo')),
    dictionaries,
    grid: existsSync(join(folder, 'grid'))
      ? await readStandards(join(folder, 'grid'), dictionaries, roles)
      : noStandards,
    fileRules: readFileRules(await json('files.json')),
    audit: {
      readers: audit.readers.map(
        (code) => roles.find((role) => role.code === code) ?? fail(`audit.json: there is no role ${code}`),
      ),
    },
    demo: { ...(await json<Omit<CityData['demo'], 'year'>>('demo.json')), year: await readDemoYear(folder) },
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
  const lines = join(folder, 'lines.geojson')
  const rows: Record<keyof PlaceSeed, string>[] = parse(places!, { columns: true, bom: true })
  return {
    settings: parseGeoSettings(JSON.parse(settings!)),
    areas: areas!,
    places: rows.map(({ lon, lat, ...place }) => ({ ...place, lon: Number(lon), lat: Number(lat) })),
    lines: existsSync(lines) ? parseLines(await readFile(lines, 'utf8')) : noLines,
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

/** Filing standards and stage limits; their items are those of the city's dictionaries. */
async function readStandards(
  folder: string,
  { manifest, files }: DictionarySeed,
  roles: readonly RoleSeed[],
): Promise<GridSeed> {
  const [settings, standards, stageLimits, synonyms] = await Promise.all(
    ['grid.json', 'standards.csv', 'stage-limits.csv', 'synonyms.csv'].map((name) => readFile(join(folder, name))),
  )
  const items = (dictionary: string, version: string): ReadonlyMap<string, string> => {
    const file = manifest.dictionaries.find((one) => one.code === dictionary)?.file
    const bytes = file === undefined ? undefined : files.get(file)
    if (bytes === undefined) return new Map()
    const rows: Record<string, string>[] = parse(Buffer.from(bytes), { columns: true, bom: true })
    return new Map(
      rows.flatMap((row) => ((row['version'] ?? '') === version ? [[row['code'] ?? '', row['name'] ?? '']] : [])),
    )
  }
  return readGrid(
    {
      settings: JSON.parse(settings!.toString('utf8')),
      standards: standards!,
      stageLimits: stageLimits!,
      synonyms: synonyms!,
    },
    { items, roles: new Set(roles.map((role) => role.code)) },
  )
}

function fail(message: string): never {
  throw new Error(message)
}

/** What kinds may name beyond themselves: the city's roles, its dictionaries, and the levels of its platforms. */
export function kindContext({
  roles,
  dictionaries,
  organisation: { sorts },
}: Pick<CityData, 'roles' | 'dictionaries' | 'organisation'>): CheckContext {
  const above = (sort: SortSeed): string[] =>
    sorts.filter((one) => sort.under.includes(one.code)).flatMap((one) => (one.platform ? [one.code] : above(one)))
  return {
    roles: roles.map((role) => role.code),
    lists: dictionaries.manifest.dictionaries.map((dictionary) => dictionary.code),
    levels: sorts
      .filter((sort) => sort.platform)
      .map((sort) => ({
        sort: sort.code,
        name: sort.name,
        above: [...new Set(above(sort))],
        roles: roles.filter(({ platforms }) => platforms?.includes(sort.code) ?? true).map((role) => role.code),
      })),
  }
}

/** Brings a city's data into the database, all or nothing; demonstration accounts only when asked for. */
export async function loadCity(client: pg.Client, data: CityData, demo: boolean): Promise<void> {
  await client.query('begin')
  try {
    await claimCity(client, data.city.code)
    const units = await loadUnits(client, data.organisation)
    await loadCalendar(client, data.calendar, units)
    await loadRoles(client, data.roles)
    await loadKinds(client, data.kinds, kindContext(data))
    await loadRouting(client, data.routing, {
      kinds: data.kinds as readonly KindDefinition[],
      isUnit: (code) => units.has(code),
      sorts: data.organisation.sorts.map((sort) => sort.code),
    })
    await loadGeo(client, data.geo)
    await loadDictionaries(client, data.dictionaries)
    await loadStandards(client, data.grid)
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
