import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { newId } from '#lib/kernel'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  changeArea,
  convertPoints,
  endArea,
  getArea,
  getLines,
  getShapes,
  importAreas,
  listAreas,
  listLevels,
  locatePoint,
} from './contract.ts'

let server: TestServer
let admin: TestClient
let reader: TestClient
beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  reader = await server.as('water')
})
afterAll(() => server.stop())

const first = { page: 1, pageSize: 200 }
const stamp = () => ({ id: newId(), occurredAt: new Date().toISOString() })
const bytes = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value))

type One = Awaited<ReturnType<typeof readArea>>
const readArea = (code: string) => admin.ask(getArea, { params: { code }, query: {} })

/** The change that would leave an area as it is. */
function sameAs({ name, level, parentCode, geometry, sketch, validFrom }: One) {
  return { ...stamp(), name, level, parentCode, geometry, sketch, validFrom, basedOn: validFrom, acceptWarnings: false }
}

const feature = ({ code, name, level, parentCode, geometry }: One, changes: object = {}) => ({
  type: 'Feature',
  properties: { code, name, level, parent: parentCode, ...changes },
  geometry,
})
const collection = (...features: object[]) => bytes({ type: 'FeatureCollection', features })
const importing = (body: Uint8Array<ArrayBuffer>, query: object = {}) => ({
  query: { fileName: 'areas.geojson', ...query },
  body,
})

describe('reading', () => {
  test('asks for log-in', async () => {
    const stranger = server.stranger()
    expect(await stranger.refused(listAreas, { query: first })).toBe('identity.not_logged_in')
    expect(await stranger.refused(locatePoint, { query: { x: 121.2, y: 31 } })).toBe('identity.not_logged_in')
    expect(await stranger.refused(importAreas, importing(bytes({})))).toBe('identity.not_logged_in')
  })

  test('the roads of the map ask for log-in, and lie in the district', async () => {
    expect(await server.stranger().refused(getLines, {})).toBe('identity.not_logged_in')
    const { features } = await reader.ask(getLines, {})
    expect(features.map(({ properties }) => properties.name)).toContain('人民北路')
    for (const { geometry } of features) {
      const [lon, lat] = geometry.coordinates[0] as number[]
      const { areas } = await reader.ask(locatePoint, { query: { x: lon!, y: lat! } })
      expect(areas[0]?.code).toBe('310117')
    }
  })

  test('the tree goes from the district to 2,500 unit grids', async () => {
    const levels = await reader.ask(listLevels, {})
    expect(levels.counts).toEqual({ district: 1, town: 17, grid: 115, village: 383, unit: 2500 })
    expect(levels.mayEdit).toBe(false)
    expect((await admin.ask(listLevels, {})).mayEdit).toBe(true)
    const [district] = (await reader.ask(listAreas, { query: first })).items
    expect(district).toMatchObject({ code: '310117', parentCode: null, children: 17, sketch: true })
    let area = district!
    for (const level of ['town', 'grid', 'village', 'unit']) {
      const { items } = await reader.ask(listAreas, { query: { ...first, parent: area.code } })
      expect(items.map((item) => item.level)).toEqual(items.map(() => level))
      area = items[0]!
    }
    expect(area.code).toMatch(/^\d{15}$/)
    const one = await reader.ask(getArea, { params: { code: area.code }, query: {} })
    expect(one.above.map(({ level }) => level)).toEqual(['district', 'town', 'grid', 'village'])
  })

  test('search finds names anywhere and codes from their beginning', async () => {
    const byName = await reader.ask(listAreas, { query: { ...first, search: '九亭' } })
    expect(byName.items[0]).toMatchObject({ name: '九亭镇', level: 'town' })
    const byCode = await reader.ask(listAreas, { query: { ...first, search: '310117107', level: 'village' } })
    expect(byCode.total).toBe(27)
    expect((await reader.ask(listAreas, { query: { ...first, search: '没有这个地方' } })).total).toBe(0)
  })

  test('a point has its areas, in any coordinates', async () => {
    const one = await readArea('310117107')
    const [lon, lat] = one.label
    const here = await reader.ask(locatePoint, { query: { x: lon, y: lat } })
    expect(here.areas.map(({ level }) => level)).toEqual(['district', 'town', 'grid', 'village', 'unit'])
    expect(here.areas[1]!.code).toBe('310117107')
    const { points } = await reader.ask(convertPoints, { body: { from: 'wgs84', to: 'bd09', points: [[lon, lat]] } })
    const there = await reader.ask(locatePoint, { query: { x: points[0]![0], y: points[0]![1], datum: 'bd09' } })
    expect(there.areas).toEqual(here.areas)
    expect((await reader.ask(locatePoint, { query: { x: 116.4, y: 39.9 } })).areas).toEqual([])
    expect(await reader.refused(convertPoints, { body: { from: 'city', to: 'wgs84', points: [[0, 0]] } })).toBe(
      'geo.no_city_plane',
    )
  })

  test('shapes of a level within an area', async () => {
    const { features } = await reader.ask(getShapes, { query: { level: 'village', within: '310117106' } })
    expect(features).toHaveLength(16)
  })
})

describe('importing', () => {
  test('the own areas again change nothing', async () => {
    const { features } = await reader.ask(getShapes, { query: { level: 'town' } })
    const body = collection(
      ...features.map(({ properties: { code, name, level }, geometry }) => ({
        type: 'Feature',
        properties: { code, name, level, parent: '310117' },
        geometry,
      })),
    )
    const report = await admin.ask(importAreas, importing(body, { dryRun: true }))
    expect(report).toMatchObject({
      areas: 17,
      added: 0,
      changed: 0,
      unchanged: 17,
      errors: 0,
      warnings: 0,
      imported: false,
    })
  })

  test('only editors may', async () => {
    expect(await reader.refused(importAreas, importing(collection()))).toBe('geo.may_not_edit')
  })

  test('an error keeps everything out', async () => {
    const town = await readArea('310117107')
    const report = await admin.ask(
      importAreas,
      importing(collection(feature(town, { name: '新名字' }), feature(town, { code: '310117999' })), {
        validFrom: '2026-12-01',
      }),
    )
    expect(report.imported).toBe(false)
    expect(report.findings[0]).toMatchObject({ kind: 'overlap', severity: 'error', other: '310117999' })
    expect((await readArea('310117107')).name).toBe('九亭镇')
  })

  test('what is no GeoJSON is said in words', async () => {
    for (const body of [
      new TextEncoder().encode('不是'),
      bytes([]),
      bytes({ type: 'FeatureCollection', features: [{}] }),
    ]) {
      expect(await admin.refused(importAreas, importing(body))).toBe('geo.file_unreadable')
    }
  })

  test('a new name goes in as a version from a day on; both days can be asked for', async () => {
    const village = (await admin.ask(listAreas, { query: { ...first, level: 'village', parent: '310117106' } }))
      .items[0]!
    const one = await readArea(village.code)
    const report = await admin.ask(
      importAreas,
      importing(collection(feature(one, { name: '改名村' })), { validFrom: '2026-06-01' }),
    )
    expect(report).toMatchObject({ changed: 1, imported: true })
    expect((await readArea(village.code)).name).toBe('改名村')
    const before = await admin.ask(getArea, { params: { code: village.code }, query: { on: '2026-05-31' } })
    expect(before.name).toBe(one.name)
    expect(before.versions.map(({ name, validFrom, validTo }) => ({ name, validFrom, validTo }))).toEqual([
      { name: '改名村', validFrom: '2026-06-01', validTo: null },
      { name: one.name, validFrom: '2026-01-01', validTo: '2026-06-01' },
    ])
    const late = importing(collection(feature(one)), { validFrom: '2026-03-01' })
    expect(await admin.refused(importAreas, late)).toBe('geo.day_too_early')
    const { rowCount } = await withClient(server.database.superUrl, (client) =>
      client.query(`select 1 from audit.entry where what = 'geo.import_areas'`),
    )
    expect(rowCount).toBe(1)
  })
})

describe('drawing', () => {
  test('only editors may; a day that is too early or an old page is refused', async () => {
    const one = await readArea('310117105')
    expect(await reader.refused(changeArea, { params: { code: one.code }, body: sameAs(one) })).toBe('geo.may_not_edit')
    const body = { ...sameAs(one), name: '新桥' }
    expect(
      await admin.refused(changeArea, { params: { code: one.code }, body: { ...body, validFrom: '2025-01-01' } }),
    ).toBe('geo.day_too_early')
    expect(
      await admin.refused(changeArea, { params: { code: one.code }, body: { ...body, basedOn: '2025-01-01' } }),
    ).toBe('geo.area_changed')
  })

  test('a corner that moves takes its neighbours and parents along, and a point changes sides', async () => {
    const units = (await admin.ask(listAreas, { query: { ...first, level: 'unit', parent: '310117102' } })).items
    const one = await readArea(units[3]!.code)
    const { geometry } = one
    if (geometry.type !== 'Polygon') throw new Error('the unit should be one piece')
    const ring = geometry.coordinates[0]!
    const [lon, lat] = one.label
    // A tenth of the way towards the middle: no border is crossed.
    const moved = [ring[1]![0]! + (lon - ring[1]![0]!) / 10, ring[1]![1]! + (lat - ring[1]![1]!) / 10].map(
      (value) => Math.round(value * 1e6) / 1e6,
    )
    const changed = { type: 'Polygon' as const, coordinates: [ring.with(1, moved)] }
    const body = { ...sameAs(one), geometry: changed, validFrom: '2026-07-01' }
    const check = await admin.ask(changeArea, {
      params: { code: one.code },
      body: { ...body, id: newId(), dryRun: true },
    })
    expect(check).toEqual({ saved: false, findings: [] })
    expect(await admin.ask(changeArea, { params: { code: one.code }, body })).toEqual({ saved: true, findings: [] })
    // The same command again: the same answer, nothing new.
    expect(await admin.ask(changeArea, { params: { code: one.code }, body })).toEqual({ saved: true, findings: [] })
    const after = await readArea(one.code)
    expect(after.areaM2).toBeLessThan(one.areaM2)
    expect(after.validFrom).toBe('2026-07-01')
    const { areas } = await admin.ask(locatePoint, {
      query: { x: (ring[1]![0]! + moved[0]!) / 2, y: (ring[1]![1]! + moved[1]!) / 2 },
    })
    expect(areas.at(-1)!.code).not.toBe(one.code)
  })

  test('a border drawn over a neighbour is refused with what is wrong', async () => {
    const [one, other] = [await readArea('310117106'), await readArea('310117105')]
    const body = { ...sameAs(one), geometry: other.geometry, validFrom: '2026-08-01' }
    expect(await admin.refused(changeArea, { params: { code: one.code }, body })).toBe('geo.area_faulty')
    expect((await readArea(one.code)).areaM2).toBe(one.areaM2)
  })

  test('an area with others below it does not end; a unit grid does, and its ground is its parent’s', async () => {
    expect(
      await admin.refused(endArea, { params: { code: '310117102' }, body: { ...stamp(), validTo: '2026-08-01' } }),
    ).toBe('geo.area_in_use')
    const unit = (await admin.ask(listAreas, { query: { ...first, level: 'unit', parent: '310117103' } })).items[0]!
    await admin.ask(endArea, { params: { code: unit.code }, body: { ...stamp(), validTo: '2026-08-01' } })
    expect(await admin.refused(getArea, { params: { code: unit.code }, query: {} })).toBe('geo.area_not_found')
    const { areas } = await admin.ask(locatePoint, { query: { x: unit.label[0], y: unit.label[1] } })
    expect(areas.at(-1)!.code).toBe(unit.parentCode)
    const kept = await admin.ask(getArea, { params: { code: unit.code }, query: { on: '2026-07-31' } })
    expect(kept.validTo).toBe('2026-08-01')
  })
})
