import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { newId } from '#lib/kernel'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  confirmAddress,
  dismissAddress,
  listPlaces,
  listUnresolved,
  queueAddress,
  reopenAddress,
  resolveAddress,
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

const stamp = () => ({ id: newId(), occurredAt: new Date().toISOString() })
const page = { page: 1, pageSize: 20 }
const resolve = (text: string) => reader.ask(resolveAddress, { body: { text } })

test('asks for log-in', async () => {
  const stranger = server.stranger()
  expect(await stranger.refused(resolveAddress, { body: { text: '人民北路' } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(listUnresolved, { query: page })).toBe('identity.not_logged_in')
  expect(await stranger.refused(queueAddress, { body: { ...stamp(), text: '人民北路' } })).toBe(
    'identity.not_logged_in',
  )
})

test('finds doors, places between doors, crossings, names and villages, and says why', async () => {
  const door = await resolve('松江区中山中路748号')
  expect(door.resolved).toBe(true)
  expect(door.candidates[0]).toMatchObject({
    kind: 'door',
    reasons: expect.arrayContaining(['门牌一致：中山中路748号']),
  })
  expect(door.candidates[0]!.areas.map(({ level }) => level)).toEqual(['district', 'town', 'grid', 'village', 'unit'])
  expect((await resolve('中山中路740号')).candidates[0]).toMatchObject({ kind: 'between' })
  expect((await resolve('明兴路近新南路')).candidates[0]).toMatchObject({ kind: 'crossing' })
  expect((await resolve('松江区妇幼保健院')).candidates[0]).toMatchObject({ kind: 'name' })
  const village = await resolve('佘山镇陆其浜村3组')
  expect(village.resolved).toBe(false)
  expect(village.candidates[0]).toMatchObject({
    kind: 'village',
    areas: expect.arrayContaining([expect.objectContaining({ name: '佘山镇' })]),
  })
  admin.language = 'en'
  const { candidates } = await admin.ask(resolveAddress, { body: { text: '中山中路748号' } })
  expect(candidates[0]!.reasons[0]).toBe('Same door: 中山中路748号')
  admin.language = 'zh-CN'
})

test('an address nobody knows waits in the queue without room, name and telephone; the same one counts up', async () => {
  const text = '无名新路9988弄7号501室 王女士 13912345678'
  expect((await resolve(text)).resolved).toBe(false)
  await reader.ask(queueAddress, { body: { ...stamp(), text } })
  await reader.ask(queueAddress, { body: { ...stamp(), text: '无名新路9988弄7号' } })
  const { items, total } = await reader.ask(listUnresolved, { query: { ...page, state: 'open' } })
  expect(total).toBe(1)
  expect(items[0]).toMatchObject({ text: '无名新路9988弄7号', times: 2, state: 'open' })
})

test('confirmed once, known from then on; undone, unknown again', async () => {
  await reader.ask(queueAddress, { body: { ...stamp(), text: '无名二路1号' } })
  const [one] = (await reader.ask(listUnresolved, { query: { ...page, search: '无名二路' } })).items
  const params = { id: one!.id }
  const at = { lon: 121.2275, lat: 31.0095 }
  expect(await reader.refused(confirmAddress, { params, body: { ...stamp(), ...at } })).toBe('geo.may_not_edit')
  expect(await admin.refused(confirmAddress, { params, body: { ...stamp(), lon: 116.4, lat: 39.9 } })).toBe(
    'geo.outside_city',
  )
  await admin.ask(confirmAddress, { params, body: { ...stamp(), ...at } })
  expect(await admin.refused(dismissAddress, { params, body: stamp() })).toBe('geo.unresolved_decided')
  const found = await resolve('上海市松江区无名二路1号')
  expect(found.resolved).toBe(true)
  expect(found.candidates[0]).toMatchObject(at)
  const near = { west: 121.22, east: 121.23, south: 31, north: 31.02 }
  expect((await reader.ask(listPlaces, { query: near })).items.map(({ name }) => name)).toContain('无名二路1号')
  await admin.ask(reopenAddress, { params, body: stamp() })
  expect((await resolve('无名二路1号')).candidates.some(({ reasons }) => reasons.includes('此地址已由人工确认'))).toBe(
    false,
  )
  await admin.ask(dismissAddress, { params, body: stamp() })
  expect((await reader.ask(listUnresolved, { query: { ...page, state: 'dismissed' } })).items).toMatchObject([
    { text: '无名二路1号' },
  ])
  expect(await admin.refused(dismissAddress, { params: { id: newId() }, body: stamp() })).toBe(
    'geo.unresolved_not_found',
  )
})

test('places in a box are those whose coordinates lie in it', async () => {
  const box = { west: 121.21, east: 121.22, south: 31.0, north: 31.02 }
  const { items } = await reader.ask(listPlaces, { query: box })
  const { rows } = await withClient(server.database.superUrl, (client) =>
    client.query<{ count: number }>(
      'select count(*)::int as count from geo.place where lon between $1 and $2 and lat between $3 and $4',
      [box.west, box.east, box.south, box.north],
    ),
  )
  expect(items.length).toBe(rows[0]!.count)
  expect(items.length).toBeGreaterThan(50)
})
