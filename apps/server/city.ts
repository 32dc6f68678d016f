import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type pg from 'pg'
import { loadKinds } from '#core/cases'
import type { ImportProfile } from '#core/hotline'
import type { Words } from '#lib/kernel'
import { loadAccounts, loadRoles, type RoleSeed } from '#platform/identity'
import { clockMinute, type CityMessaging } from '#platform/messaging'
import { loadUnits, type City, type UnitSeed } from '#platform/org'

/** A city's data, as its folder in cities/ holds it. */
export interface CityData {
  readonly city: City
  readonly caseNumberPrefix: string
  readonly units: readonly UnitSeed[]
  readonly roles: readonly RoleSeed[]
  readonly kinds: readonly unknown[]
  readonly hotlineImport: ImportProfile
  readonly messaging: CityMessaging
  readonly demo: {
    password: string
    accounts: readonly { username: string; name: string; role: string; unit: string }[]
  }
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
    hotlineImport: await json('imports/hotline-orders.json'),
    messaging: readMessaging(await json('messaging.json')),
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

function fail(message: string): never {
  throw new Error(message)
}

/** Brings a city's data into the database, all or nothing; demonstration accounts only when asked for. */
export async function loadCity(client: pg.Client, data: CityData, demo: boolean): Promise<void> {
  await client.query('begin')
  try {
    const units = await loadUnits(client, data.units)
    await loadRoles(client, data.roles)
    await loadKinds(client, data.kinds)
    if (demo) {
      const accounts = data.demo.accounts.map(({ unit, ...account }) => ({
        ...account,
        unitId: units.get(unit) ?? fail(`demo.json: there is no unit ${unit}`),
      }))
      await loadAccounts(client, accounts, data.demo.password)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
