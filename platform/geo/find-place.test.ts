import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, runTransaction, withClient, type Pool } from '#lib/db'
import { createLogger, newId } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import {
  AddressSettled,
  changeArea,
  confirmAddress,
  findPlace as findPlaceRoute,
  getArea,
  listUnresolved,
  queueAddress as queueAddressRoute,
  reopenAddress,
} from './contract.ts'
import { createGround, findPlace, parseGeoSettings, queueAddress, type Ground } from './index.ts'
import { cellOf } from './morton.ts'

let server: TestServer
let admin: TestClient
let pool: Pool
let ground: Ground

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  pool = createPool(server.database.webUrl, 'yiwang_serving', createLogger())
  const file = join(import.meta.dirname, '../../cities/songjiang/geo/geo.json')
  ground = await createGround(
    createReader(pool, { 'yiwang.may': 'server' }),
    parseGeoSettings(JSON.parse(await readFile(file, 'utf8'))),
  )
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

/** what row-level security is told of anybody logged in */
const somebody = { 'yiwang.actor': JSON.stringify({ account: newId() }) }
const stamp = () => ({ id: newId(), occurredAt: new Date().toISOString() })
const query = { page: 1, pageSize: 20 }
const inside = { lon: 121.2275, lat: 31.0095 }
const levels = ['town', 'grid', 'village', 'unit']

test('asks for log-in', async () => {
  expect(await server.stranger().refused(findPlaceRoute, { body: { address: '中山中路748号' } })).toBe(
    'identity.not_logged_in',
  )
})

test('a point decides; an address is sure, a suggestion, or nothing', async () => {
  const ask = async (body: { address: string; lon?: number; lat?: number }) =>
    (await admin.ask(findPlaceRoute, { body })).place
  const point = await ask({ address: '中山中路748号', ...inside })
  expect(point).toMatchObject({ ...inside, cell: String(cellOf(inside.lon, inside.lat)), sure: true, by: 'point' })
  expect(point!.areas.map(({ level }) => level)).toEqual(levels)
  const door = await ask({ address: '松江区中山中路748号' })
  expect(door).toMatchObject({ sure: true, by: 'door' })
  expect(door!.areas.map(({ level }) => level)).toEqual(levels)
  expect(await ask({ address: '佘山镇陆其浜村3组' })).toMatchObject({ sure: false, by: 'village' })
  expect(await ask({ address: '天安门', lon: 116.39, lat: 39.9 })).toMatchObject({ sure: false, areas: [] })
  expect(await ask({ address: '火星基地' })).toBeNull()
})

test('the areas are those of the moment', async () => {
  const [town] = findPlace(ground, { address: '', ...inside, at: new Date() })!.areas
  const old = await admin.ask(getArea, { params: { code: town!.code }, query: {} })
  const tomorrow = new Date(Date.now() + 36 * 3_600_000)
  await admin.ask(changeArea, {
    params: { code: old.code },
    body: {
      ...stamp(),
      name: '明日街道',
      level: old.level,
      parentCode: old.parentCode,
      geometry: old.geometry,
      sketch: old.sketch,
      validFrom: tomorrow.toISOString().slice(0, 10),
      basedOn: old.validFrom,
      acceptWarnings: true,
    },
  })
  const nameAt = async (at: Date) =>
    (await admin.ask(findPlaceRoute, { body: { address: '', ...inside, at: at.toISOString() } })).place!.areas[0]!.name
  expect(await nameAt(new Date())).toBe(old.name)
  expect(await nameAt(new Date(tomorrow.getTime() + 86_400_000))).toBe('明日街道')
  expect(
    (await admin.ask(findPlaceRoute, { body: { address: '', ...inside, at: '1990-01-01T00:00:00Z' } })).place,
  ).toMatchObject({ areas: [], sure: false })
})

test('whatever is asked, the door answers in memory: cell and point belong together, sure means in the city', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc
      .tuple(fc.constantFrom('中山中路', '人民北路', '明兴路近新南路', '佘山镇'), fc.nat(3000))
      .map(([road, number]) => `${road}${number}号`),
  )
  const times: number[] = []
  fc.assert(
    fc.property(texts, (address) => {
      const began = performance.now()
      const place = findPlace(ground, { address, at: new Date() })
      times.push(performance.now() - began)
      if (place === undefined) return
      expect(place.cell).toBe(String(cellOf(place.lon, place.lat)))
      if (place.sure) expect(place.areas[0]?.level).toBe('town')
    }),
    { numRuns: 500 },
  )
  // Half a collection of garbage is allowed for; a look into the database would not fit.
  expect(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]).toBeLessThan(1)
})

test('what waits for an address is told where it is, once the transaction and somebody have confirmed it', async () => {
  const told = async () => {
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query<{ data: unknown }>('select data from events.outbox where topic = $1 order by xid, id', [
        AddressSettled.topic,
      ]),
    )
    return rows.map(({ data }) => data)
  }
  const ask = (text: string, id: string) =>
    runTransaction(
      pool,
      (tx) => queueAddress(ground, tx, { text, askedAt: new Date().toISOString(), subject: { kind: 'trial', id } }),
      somebody,
    )
  await ask('无名三路5号', 'one')
  await ask('上海市松江区无名三路5号 302室', 'two')
  await admin.ask(queueAddressRoute, { body: { ...stamp(), text: '松江区无名三路5号' } })
  await expect(
    runTransaction(
      pool,
      async (tx) => {
        await queueAddress(ground, tx, {
          text: '无名三路5号',
          askedAt: new Date().toISOString(),
          subject: { kind: 'trial', id: 'never' },
        })
        throw new Error('undone')
      },
      somebody,
    ),
  ).rejects.toThrow('undone')
  const { items } = await admin.ask(listUnresolved, { query: { ...query, search: '无名三路' } })
  expect(items).toMatchObject([{ text: '无名三路5号', times: 3, waiting: 2 }])
  const params = { id: items[0]!.id }
  expect((await admin.ask(confirmAddress, { params, body: { ...stamp(), ...inside } })).told).toBe(2)
  const place = { ...inside, cell: String(cellOf(inside.lon, inside.lat)) }
  const { areas } = findPlace(ground, { address: '', ...inside, at: new Date() })!
  const saying = (id: string) => ({ subject: { kind: 'trial', id }, ...place, areas })
  expect(await told()).toEqual([saying('one'), saying('two')])
  // Somebody was quicker: who asks after that is told at once.
  await ask('松江区无名三路5号', 'late')
  expect((await told()).slice(2)).toEqual([saying('late')])
  await admin.ask(reopenAddress, { params, body: stamp() })
  expect((await admin.ask(confirmAddress, { params, body: { ...stamp(), ...inside } })).told).toBe(3)
  expect(await told()).toHaveLength(6)
})

test('who asks again waits for the new address only', async () => {
  const ask = (text: string) =>
    runTransaction(
      pool,
      (tx) =>
        queueAddress(ground, tx, {
          text,
          askedAt: new Date().toISOString(),
          subject: { kind: 'trial', id: 'moved' },
        }),
      somebody,
    )
  await ask('无名四路1号')
  await ask('无名五路2号')
  const { items } = await admin.ask(listUnresolved, { query: { ...query, search: '路' } })
  const waiting = new Map(items.map((item) => [item.text, item.waiting]))
  expect([waiting.get('无名四路1号'), waiting.get('无名五路2号')]).toEqual([0, 1])
})
