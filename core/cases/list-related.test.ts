import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, TestClock, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { getCase, listRelated, registerCase } from './contract.ts'
import { hotlineCrew } from './testing/index.ts'

const clock = new TestClock()
let server: TestServer
let acceptor: TestClient
let town: TestClient
let village: TestClient

beforeAll(async () => {
  server = await startTestServer({ clock })
  acceptor = await server.as('acceptor')
  town = await server.as('town')
  village = await server.as('village')
})
afterAll(() => server.stop())

type Point = readonly [lon: number, lat: number]

let spots = 0
/** A place in the city where nothing has happened yet, a kilometre from the last. */
function freshSpot(): Point {
  spots += 1
  return [121.2 + 0.012 * (spots % 6), 31.01 + 0.012 * Math.floor(spots / 6)]
}

const earth = 6_371_008.8
const degree = Math.PI / 180

/** Where one is after so many metres on a great circle. */
function away([lon, lat]: Point, metres: number, bearing: number): Point {
  const [arc, from, turn] = [metres / earth, lat * degree, bearing * degree]
  const to = Math.asin(Math.sin(from) * Math.cos(arc) + Math.cos(from) * Math.sin(arc) * Math.cos(turn))
  const over = Math.atan2(
    Math.sin(turn) * Math.sin(arc) * Math.cos(from),
    Math.cos(arc) - Math.sin(from) * Math.sin(to),
  )
  return [lon + over / degree, to / degree]
}

function textOf([lon, lat]: Point): string {
  return `${lon.toFixed(7)},${lat.toFixed(7)}`
}

interface Report {
  readonly at?: Point
  readonly category?: string
}

/** Registers a grid case; gives its id. */
async function report(client: TestClient, { at, category }: Report = {}): Promise<string> {
  const input = {
    source: 'supervisor',
    title: '井盖松动',
    text: '井盖松动，行人绕行。',
    itemKind: 'component',
    address: '无名新路9977弄',
    ...(category === undefined ? {} : { category }),
    ...(at === undefined ? {} : { point: textOf(at) }),
  }
  const body = { id: randomUUID(), occurredAt: clock.now().toISOString(), kind: 'grid', input }
  return (await client.ask(registerCase, { body })).caseId
}

async function relatedTo(client: TestClient, id: string) {
  const { items, total } = await client.ask(listRelated, { params: { id } })
  return { items, total, ids: items.map((one) => one.case.id) }
}

test('asks for log-in', async () => {
  const { status } = await fetch(`${server.url}/api/cases/${randomUUID()}/related`)
  expect(status).toBe(401)
})

test('the same category comes first, then what is nearer, then what is newer; each says why', async () => {
  const spot = freshSpot()
  const other = await report(acceptor, { at: away(spot, 3, 90), category: '01003' })
  const far = await report(acceptor, { at: away(spot, 120, 10), category: '01001' })
  const older = await report(acceptor, { at: away(spot, 60, 200), category: '01001' })
  const newer = await report(acceptor, { at: away(spot, 60, 200), category: '01001' })
  const loose = await report(acceptor, { at: away(spot, 90, 300) })
  const same = await report(acceptor, { at: spot, category: '01001' })
  const own = await report(acceptor, { at: spot, category: '01001' })
  const { items, total } = await relatedTo(acceptor, own)
  expect(items.map(({ case: row, category, distance, why }) => ({ id: row.id, category, distance, why }))).toEqual([
    { id: same, category: '01001', distance: 0, why: 'same_matter' },
    { id: newer, category: '01001', distance: 60, why: 'same_category' },
    { id: older, category: '01001', distance: 60, why: 'same_category' },
    { id: far, category: '01001', distance: 120, why: 'same_category' },
    { id: other, category: '01003', distance: 3, why: 'same_place' },
    { id: loose, category: null, distance: 90, why: 'near' },
  ])
  expect(total).toBe(6)
  expect(items[0]!.case).toMatchObject({ kind: 'grid', state: 'reported', title: expect.stringContaining('井盖') })
})

test('a case without a category is related by its place alone', async () => {
  const spot = freshSpot()
  const first = await report(acceptor, { at: spot })
  const second = await report(acceptor, { at: away(spot, 30, 45) })
  expect((await relatedTo(acceptor, second)).items).toMatchObject([{ case: { id: first }, why: 'near', distance: 30 }])
})

test('150 metres are the border in every direction; a case is never related to itself, and each to the other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 359 }),
      fc.constantFrom(0, 149.8, 150.2, 300),
      async (bearing, metres) => {
        const spot = freshSpot()
        const own = await report(acceptor, { at: spot })
        const other = await report(acceptor, { at: away(spot, metres, bearing) })
        expect((await relatedTo(acceptor, own)).ids).toEqual(metres <= 150 ? [other] : [])
        expect((await relatedTo(acceptor, other)).ids).toEqual(metres <= 150 ? [own] : [])
      },
    ),
    { numRuns: 12 },
  )
})

test('at most twenty are given, and how many there are', async () => {
  const spot = freshSpot()
  const made = []
  for (let at = 0; at < 23; at += 1) made.push(await report(acceptor, { at: away(spot, at * 5, 15 * at) }))
  const { ids, total } = await relatedTo(acceptor, made[0]!)
  expect(total).toBe(22)
  expect(ids).toEqual(made.slice(1, 21))
})

test('nobody is told of a case out of sight, be it by the list or by the count', async () => {
  const spot = freshSpot()
  const ofDistrict = await report(acceptor, { at: spot, category: '01001' })
  const ofTown = await report(town, { at: away(spot, 5, 0), category: '01001' })
  const ofVillage = await report(village, { at: away(spot, 5, 90), category: '01001' })
  expect(new Set((await relatedTo(acceptor, ofDistrict)).ids)).toEqual(new Set([ofTown, ofVillage]))
  for (const [client, own] of [
    [town, ofTown],
    [village, ofVillage],
  ] as const) {
    const { ids, total } = await relatedTo(client, own)
    for (const id of ids) expect((await client.call(getCase, { params: { id } })).ok).toBe(true)
    expect(ids).not.toContain(ofDistrict)
    expect(total).toBe(ids.length)
  }
  const crew = await hotlineCrew(server)
  // An order of the hotline that nobody gave the town lies there too.
  const order = await crew.register({ point: textOf(spot) })
  expect((await relatedTo(town, ofTown)).ids).not.toContain(order)
  expect((await relatedTo(crew.receiver, order)).total).toBe(0)
})

test('a unit sees only what it was given', async () => {
  const crew = await hotlineCrew(server)
  const point = textOf(freshSpot())
  const [given, kept] = [await crew.register({ point }), await crew.register({ point })]
  expect(await crew.water.refused(listRelated, { params: { id: given } })).toBe('cases.not_found')
  await crew.mustAct(crew.receiver, given, 'dispatch', { unit: crew.units.get('B16')! })
  expect(await relatedTo(crew.water, given)).toMatchObject({ ids: [], total: 0 })
  expect((await relatedTo(crew.receiver, given)).ids).toEqual([kept])
  await crew.mustAct(crew.receiver, kept, 'dispatch', { unit: crew.units.get('B16')! })
  expect((await relatedTo(crew.water, given)).ids).toEqual([kept])
})

test('a case without a point: the same category on the same town’s ground; on the district’s, nothing', async () => {
  const first = await report(town, { category: '01012' })
  const placed = await report(town, { at: freshSpot(), category: '01012' })
  await report(town, { category: '01013' })
  const elsewhere = await report(acceptor, { category: '01012' })
  const own = await report(town, { category: '01012' })
  const { items } = await relatedTo(town, own)
  expect(items.map(({ case: row, distance, why }) => ({ id: row.id, distance, why }))).toEqual([
    { id: placed, distance: null, why: 'same_ground' },
    { id: first, distance: null, why: 'same_ground' },
  ])
  expect(await relatedTo(acceptor, elsewhere)).toMatchObject({ items: [], total: 0 })
  expect(await relatedTo(town, await report(town))).toMatchObject({ items: [], total: 0 })
})

test('a case that is not there and one out of sight are told apart by nobody', async () => {
  const hidden = await report(acceptor, { at: freshSpot() })
  expect(await town.refused(listRelated, { params: { id: hidden } })).toBe('cases.not_found')
  expect(await town.refused(listRelated, { params: { id: randomUUID() } })).toBe('cases.not_found')
})

// Last: the others' time would be another.
test('what was opened more than a year before or after is another story', async () => {
  const spot = freshSpot()
  const first = await report(acceptor, { at: spot })
  clock.skip(365 * 24 - 1)
  const within = await report(acceptor, { at: spot })
  expect((await relatedTo(acceptor, within)).ids).toEqual([first])
  clock.skip(2)
  const later = await report(acceptor, { at: spot })
  expect((await relatedTo(acceptor, later)).ids).toEqual([within])
  expect((await relatedTo(acceptor, first)).ids).toEqual([within])
  expect(new Set((await relatedTo(acceptor, within)).ids)).toEqual(new Set([first, later]))
})
