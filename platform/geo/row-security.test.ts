import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf, guarded } from '#lib/testing'

let server: TestServer
const address = randomUUID()
const maps = { on: randomUUID(), off: randomUUID() }
beforeAll(async () => {
  server = await startTestServer()
  await withClient(server.database.superUrl, async (client) => {
    await client.query(
      `insert into geo.unresolved (id, text, times, state, asked_at) values ($1, '某路口', 1, 'open', now())`,
      [address],
    )
    await client.query(`insert into geo.waiting (subject_kind, subject_id, unresolved_id) values ('case', 'A', $1)`, [
      address,
    ])
    for (const name of ['on', 'off'] as const)
      await client.query(
        `insert into geo.base_map (id, name, url, sealed_key, attribution, datum, min_zoom, max_zoom, is_on, version)
          values ($1, $2, 'https://tiles.example/{z}/{x}/{y}', 'key', '某图', 'wgs84', 1, 18, $3, 3)`,
        [maps[name], name, name === 'on'],
      )
  })
})
afterAll(() => server.stop())

const nothing = { seen: 0, changed: 0, added: false }
const somebody = { account: randomUUID() }

describe.each(['geo.revision', 'geo.area', 'geo.place', 'geo.unresolved'])('%s', (table) => {
  const rows = (): Promise<number> =>
    withClient(server.database.superUrl, async (client) => (await client.query(`select from ${table}`)).rowCount ?? 0)

  test('is closed to a query that says nothing of who asks', async () => {
    expect(await rows()).toBeGreaterThan(0)
    expect(await graspOf(server.database, {}, table)).toEqual(nothing)
    expect(await graspOf(server.database, { actor: {}, may: [] }, table)).toEqual(nothing)
  })

  test('is read by everybody logged in and by the server itself, and changed by neither', async () => {
    const read = { ...nothing, seen: await rows() }
    expect(await graspOf(server.database, { actor: somebody, may: ['another.right'] }, table)).toEqual(read)
    expect(await graspOf(server.database, { may: ['server'] }, table)).toEqual(read)
  })

  test('is changed, where requests change it, by those who may', async () => {
    const { seen, changed } = await graspOf(server.database, { actor: somebody, may: ['geo.edit'] }, table)
    expect(seen).toBe(await rows())
    expect([0, seen]).toContain(changed)
  })
})

test('an address is asked for by anybody logged in, through the one door for it', async () => {
  const ask = `select * from geo.queue_address(gen_random_uuid(), '某路口', now(), 'case', 'B')`
  expect(await guarded(server.database, { actor: somebody }).count(ask)).toBe(1)
  const asked = async (asker: object): Promise<number | undefined> =>
    guarded(server.database, asker).count(
      `with asked as materialized (${ask}) select from geo.unresolved, asked where times > 1`,
    )
  expect(await asked({})).toBe(0)
  const direct = `insert into geo.unresolved (id, text, times, state, asked_at) values (gen_random_uuid(), 'x', 1, 'open', now())`
  expect(await guarded(server.database, { actor: somebody }).count(direct)).toBeUndefined()
})

const closed = { 'geo.waiting': 'geo.edit', 'geo.base_map': 'geo.base_maps' }

test.each(Object.entries(closed))('%s is for those with the right %s alone', async (table, right) => {
  const others = ['geo.edit', 'geo.base_maps', 'identity.see'].filter((one) => one !== right)
  for (const asker of [{}, { may: ['server'] }, { actor: somebody }, { actor: somebody, may: others }])
    expect(await graspOf(server.database, asker, table)).toEqual(nothing)
  const grasp = await graspOf(server.database, { actor: somebody, may: [right] }, table)
  expect(grasp).toEqual({
    seen: table === 'geo.waiting' ? 1 : 2,
    changed: table === 'geo.waiting' ? 1 : 2,
    added: true,
  })
})

test('what waits for an address is counted for everybody logged in, and named to nobody', async () => {
  const count = `select geo.waiting_for(id) as waiting from geo.unresolved where text = '某路口'`
  expect(await guarded(server.database, { actor: somebody }).rows(count)).toEqual([{ waiting: 1 }])
  expect(await guarded(server.database, {}).rows(`select geo.waiting_for('${address}') as waiting`)).toEqual([
    { waiting: 0 },
  ])
})

test('of base maps everybody logged in gets those that are on, and their source in the version that is shown', async () => {
  const anybody = guarded(server.database, { actor: somebody })
  expect(await anybody.rows('select * from geo.offered_base_maps()')).toEqual([
    { id: maps.on, version: 3, name: 'on', attribution: '某图', approval_number: '', min_zoom: 1, max_zoom: 18 },
  ])
  const source = 'select sealed_key from geo.tile_source($1, $2)'
  expect(await anybody.count(source, [maps.on, 3])).toBe(1)
  expect(await anybody.count(source, [maps.on, 2])).toBe(0)
  expect(await anybody.count(source, [maps.off, 3])).toBe(0)
  const nobody = guarded(server.database, {})
  expect(await nobody.count(source, [maps.on, 3])).toBe(0)
  expect(await nobody.count('select * from geo.offered_base_maps()')).toBe(0)
})
