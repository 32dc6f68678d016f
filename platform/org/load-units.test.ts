import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, withClient } from '#lib/db'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, until, type TestClient } from '#lib/testing'
import { listUnits } from './contract.ts'
import { loadUnits, OrgBook, type OrgSeed } from './index.ts'
import { change, dayFromToday, unitsOn } from './testing/index.ts'

let server: TestServer
let admin: TestClient
let seed: OrgSeed

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  // As the city's folder delivered it.
  seed = await withClient(server.database.superUrl, async (client) => ({
    since: '2016-01-01',
    sorts: (await client.query('select code, name, platform, handles, under from org.sort order by position')).rows,
    units: (await client.query('select delivered from org.unit order by id')).rows.map((row) => row.delivered),
  }))
})
afterAll(() => server.stop())

const load = (next: OrgSeed) => withClient(server.database.migrationUrl, (client) => loadUnits(client, next))

test('the list of units asks for log-in', async () => {
  expect(await server.stranger().refused(listUnits, {})).toBe('identity.not_logged_in')
})

test('the district, its sections, 18 towns, 43 bureaus, 6 enterprises and 383 communities are there', async () => {
  const units = [...(await unitsOn(admin)).values()]
  const counts = Object.fromEntries(
    [...Map.groupBy(units, (unit) => unit.sort)].map(([sort, some]) => [sort, some.length]),
  )
  expect(counts).toEqual({
    district: 1,
    centre: 1,
    section: 6,
    town: 18,
    bureau: 43,
    enterprise: 6,
    committee: 299,
    village: 84,
  })
  expect(units.find((unit) => unit.code === 'T003')).toMatchObject({ shortName: '方松', divisionCode: '310117003' })
})

test('the same data again changes nothing; new data reaches what people left alone, and only that', async () => {
  const before = await withClient(server.database.superUrl, (client) => client.query('select changes from org.book'))
  await load(seed)
  const after = await withClient(server.database.superUrl, (client) => client.query('select changes from org.book'))
  expect(after.rows).toEqual(before.rows)

  const unit = (await unitsOn(admin)).get('B16')!
  await change(admin, {
    kind: 'rename',
    unitId: unit.id,
    name: '区水务与河道局',
    shortName: '水务局',
    divisionCode: null,
  })
  const corrected = (name: string, code: string): OrgSeed => ({
    ...seed,
    units: seed.units.map((one) => (one.code === code ? { ...one, name } : one)),
  })
  await load(corrected('区水利局', 'B16'))
  await load(corrected('区妇联', 'B42'))
  const now = await until(async () => {
    const units = await unitsOn(admin)
    return units.get('B42')!.name === '区妇联' ? units : undefined
  })
  expect(now.get('B16')!.name).toBe('区水务与河道局')
  expect((await unitsOn(admin, dayFromToday(-1))).get('B42')!.name).toBe('区妇女联合会')
})

test('data that makes no tree is refused whole', async () => {
  const strange = { code: 'X1', name: '不明', sort: 'village', parent: 'B16' }
  await expect(load({ ...seed, units: [...seed.units, strange] })).rejects.toThrow(/org.sort_not_here/)
  await expect(load({ ...seed, units: [...seed.units, { ...strange, parent: 'nowhere' }] })).rejects.toThrow(/nowhere/)
})

test('a book of another process follows within seconds', async () => {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const log = createLogger('silent')
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 2)
  const book = await OrgBook.open(createReader(pool, { 'yiwang.may': 'server' }), log)
  const next = { ...seed, units: [...seed.units, { code: 'K77', name: '养护公司', sort: 'contractor', parent: 'B27' }] }
  const ids = await withClient(database.migrationUrl, (client) => loadUnits(client, next))
  const bureau = ids.get('B27')!
  await until(() => book.unitAsOf(ids.get('K77')!) !== undefined)
  expect(book.subtree(bureau)).toEqual([bureau, ids.get('K77')!])
  expect(book.subtree(bureau, dayFromToday(-1))).toEqual([bureau])
  expect(book.pathOf(ids.get('K77')!).map((unit) => unit.code)).toEqual(['D00', 'B27', 'K77'])
  expect(book.successors(bureau)).toEqual([bureau])
  expect(book.subtree(ids.get('D00')!)).toHaveLength(next.units.length)
  book.close()
  await pool.end()
  await database.drop()
})
