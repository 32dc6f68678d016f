import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { urlOf } from '#lib/http/contract'
import { newId } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import {
  addBaseMap,
  changeBaseMap,
  getTile,
  listBaseMaps,
  listBaseMapSettings,
  removeBaseMap,
  switchBaseMap,
  tryBaseMap,
} from './contract.ts'
import { shiftOf } from './fetch-tile.ts'
import { colourOf, startTileServer, tileKey, type TileServer } from './testing/tile-server.ts'

let server: TestServer
let tiles: TileServer
let admin: TestClient
let reader: TestClient
beforeAll(async () => {
  tiles = await startTileServer()
  server = await startTestServer()
  admin = await server.as('admin')
  reader = await server.as('water')
})
afterAll(async () => {
  await server.stop()
  await tiles.stop()
})

const stamp = () => ({ id: newId(), occurredAt: new Date().toISOString() })
const settings = (name: string) => ({
  name,
  url: `${tiles.url}/{z}/{x}/{y}?tk={key}`,
  subdomains: '',
  attribution: '测试图源',
  approvalNumber: 'GS(2026)0001号',
  datum: 'cgcs2000' as 'wgs84' | 'cgcs2000' | 'gcj02',
  minZoom: 1,
  maxZoom: 18,
})
const add = async (name: string, changes: Partial<ReturnType<typeof settings>> = {}) =>
  (await admin.ask(addBaseMap, { body: { ...stamp(), ...settings(name), ...changes, key: tileKey } })).id
const turn = (id: string, on: boolean) =>
  admin.ask(switchBaseMap, { params: { id }, body: { ...stamp(), on } }).then(({ version }) => version)
const fetchTile = (id: string, version: number, z: number, x: number, y: number, client = reader) =>
  client.fetch(urlOf(getTile, { params: { id, version, z, x, y } }))
const codeOf = async (response: Response) => ((await response.json()) as { type: string }).type
const pixel = async (response: Response, left: number, top: number) => {
  const { data } = await sharp(Buffer.from(await response.arrayBuffer()))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return [...data.subarray((top * 256 + left) * 3, (top * 256 + left) * 3 + 3)]
}

test('asks for log-in, and settings for an administrator', async () => {
  expect(await server.stranger().refused(listBaseMaps, {})).toBe('identity.not_logged_in')
  expect((await fetchTile(newId(), 1, 1, 0, 0, server.stranger())).status).toBe(401)
  expect(await reader.refused(listBaseMapSettings, {})).toBe('geo.may_not_manage_base_maps')
  const body = { ...stamp(), ...settings('x'), key: tileKey }
  expect(await reader.refused(addBaseMap, { body })).toBe('geo.may_not_manage_base_maps')
})

test('is off at first; on, its tiles come through us, and nobody is told the key', async () => {
  const id = await add('天地图')
  expect((await reader.ask(listBaseMaps, {})).items).toEqual([])
  expect(await codeOf(await fetchTile(id, 1, 3, 6, 3))).toBe('geo.base_map_not_found')
  const version = await turn(id, true)
  const { items } = await reader.ask(listBaseMaps, {})
  expect(items).toEqual([
    { id, version, name: '天地图', attribution: '测试图源', approvalNumber: 'GS(2026)0001号', minZoom: 1, maxZoom: 18 },
  ])
  const response = await fetchTile(id, version, 10, 857, 418)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(await pixel(response, 10, 10)).toEqual(colourOf(857, 418))
  expect(tiles.asked.at(-1)).toBe(`/10/857/418?tk=${tileKey}`)
  const before = tiles.asked.length
  await Promise.all([1, 2, 3].map(() => fetchTile(id, version, 10, 857, 418)))
  expect(tiles.asked.length).toBe(before)
  const told = JSON.stringify([await admin.ask(listBaseMapSettings, {}), items])
  expect(told).not.toContain(tileKey)
  await withClient(server.database.superUrl, async (client) => {
    for (const table of ['geo.base_map', 'audit.entry', 'http.command', 'events.outbox']) {
      const { rows } = await client.query<{ text: string }>(`select t::text as text from ${table} t`)
      expect(rows.map(({ text }) => text).join()).not.toContain(tileKey)
    }
    const { rows } = await client.query<{ what: string }>(
      `select what from audit.entry where subject = $1 order by recorded_at`,
      [id],
    )
    expect(rows.map(({ what }) => what)).toEqual(['geo.add_base_map', 'geo.switch_base_map_on'])
  })
  await turn(id, false)
  expect(await codeOf(await fetchTile(id, version, 10, 857, 418))).toBe('geo.base_map_not_found')
})

test('what the service does not give is said so, and where it leads is not followed', async () => {
  const id = await add('坏图')
  const version = await turn(id, true)
  const code = async (z: number, x: number, y: number) => codeOf(await fetchTile(id, version, z, x, y))
  expect(await code(4, 1, 13)).toBe('geo.no_tile')
  expect(await code(4, 1, 14)).toBe('geo.tiles_away')
  expect(await code(4, 1, 15)).toBe('geo.tiles_away')
  expect(await code(4, 1, 12)).toBe('geo.tiles_away')
  expect(tiles.asked).not.toContain('/elsewhere')
  const before = tiles.asked.length
  expect(await code(19, 1, 1)).toBe('geo.no_tile')
  expect(await code(3, 8, 1)).toBe('geo.no_tile')
  expect(tiles.asked.length).toBe(before)
})

test('tiles drawn in GCJ-02 are put in their place', async () => {
  const id = await add('高德式', { datum: 'gcj02' })
  const version = await turn(id, true)
  const { dx, dy } = shiftOf({ z: 16, x: 54_843, y: 26_768 })
  // Some 440 m to the east and 240 m to the south or north: far more than a pixel.
  expect(dx).toBeGreaterThan(100)
  expect(Math.abs(dy)).toBeGreaterThan(20)
  const at = async (left: number, top: number) => pixel(await fetchTile(id, version, 16, 54_843, 26_768), left, top)
  const source = (left: number, top: number) =>
    colourOf(54_843 + Math.floor((left + dx) / 256), 26_768 + Math.floor((top + dy) / 256))
  for (const [left, top] of [
    [0, 0],
    [255, 0],
    [0, 255],
    [255, 255],
    [255 - dx, 100],
    [256 - dx, 100],
  ] as const)
    expect(await at(left, top)).toEqual(source(left, top))
  // Far out less than a pixel.
  expect(await pixel(await fetchTile(id, version, 5, 26, 13), 0, 0)).toEqual(colourOf(26, 13))
})

test('what cannot be right is refused with the reason', async () => {
  const refused = async (changes: object, key: string | null = tileKey) => {
    const answer = await admin.call(addBaseMap, { body: { ...stamp(), ...settings('错'), ...changes, key } })
    if (answer.ok) return 'taken'
    const { data, type } = answer.problem
    return typeof data['why'] === 'string' ? data['why'] : type
  }
  expect(await refused({ url: 'ftp://a.b/{z}/{x}/{y}?{key}' })).toContain('http')
  expect(await refused({ url: 'https://a.b/{z}/{x}?{key}' })).toContain('{y}')
  expect(await refused({ url: 'https://a.b/{z}/{x}/{y}?{token}{key}' })).toContain('{token}')
  expect(await refused({ url: 'https://u:p@a.b/{z}/{x}/{y}?{key}' })).toContain('密码')
  expect(await refused({ url: 'https://{s}.a.b/{z}/{x}/{y}?{key}' })).toContain('子域')
  expect(await refused({ url: 'https://a.b/{z}/{x}/{y}' })).toContain('{key}')
  expect(await refused({}, null)).toContain('密钥')
  expect(await refused({ minZoom: 9, maxZoom: 3 })).toContain('级别')
  await add('同名')
  expect(await refused({ name: '同名' })).toBe('geo.base_map_name_taken')
})

test('a key stays with its service; two who change at once notice; removed, it is gone', async () => {
  const id = await add('改动')
  const change = (changes: object) => ({
    params: { id },
    body: { ...stamp(), ...settings('改动'), version: 1, ...changes },
  })
  expect(await admin.refused(changeBaseMap, change({ url: 'http://thief.example/{z}/{x}/{y}?{key}' }))).toBe(
    'geo.base_map_faulty',
  )
  expect((await admin.ask(changeBaseMap, change({ attribution: '另一图源' }))).version).toBe(2)
  expect(await admin.refused(changeBaseMap, change({}))).toBe('geo.base_map_changed')
  // The key was kept: the trial tile comes.
  expect(await admin.ask(tryBaseMap, { params: { id }, body: {} })).toMatchObject({ type: 'image/png' })
  await admin.ask(changeBaseMap, change({ version: 2, key: 'wrong' }))
  expect(await admin.refused(tryBaseMap, { params: { id }, body: {} })).toBe('geo.tiles_away')
  await admin.ask(removeBaseMap, { params: { id }, body: stamp() })
  expect(await admin.refused(tryBaseMap, { params: { id }, body: {} })).toBe('geo.base_map_not_found')
})
