import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import { addProfile, assignProfile, explainDeadline, listProfiles, setHours } from './contract.ts'
import { calendarFaults, loadCalendar, type CalendarSeed } from './load-calendar.ts'

let server: TestServer
let admin: TestClient
let units: Map<string, string>

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  const { items } = await admin.ask(listUnits, {})
  units = new Map(items.map((unit) => [unit.code, unit.id]))
})
afterAll(() => server.stop())

const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })
const office = { opens: 'work_days', dayEnd: 'close' } as const

async function due(from: string, amount: number, unitCode?: string, revision?: number): Promise<string> {
  const unitId = unitCode === undefined ? {} : { unitId: units.get(unitCode)! }
  const at = revision === undefined ? {} : { revision }
  const { deadline } = await admin.ask(explainDeadline, {
    query: { from, amount, unit: 'work_hour', ...unitId, ...at },
  })
  return deadline
}

test('asks for log-in, and for the role to change anything', async () => {
  const stranger = server.stranger()
  expect(await stranger.refused(listProfiles, {})).toBe('identity.not_logged_in')
  const water = await server.as('water')
  expect((await water.ask(listProfiles, {})).mayEdit).toBe(false)
  const hours = { ...office, validFrom: '2026-07-01', spans: ['09:00-12:00'] }
  const add = { body: { ...command(), code: 'summer', name: { 'zh-CN': '夏令', en: 'Summer' }, ...hours } }
  expect(await water.refused(addProfile, add)).toBe('calendar.may_not_edit')
  const set = { params: { code: 'office' }, body: { ...command(), ...hours } }
  expect(await water.refused(setHours, set)).toBe('calendar.may_not_edit')
  const assign = { body: { ...command(), unitIds: null, profile: 'duty', validFrom: '2026-07-01' } }
  expect(await water.refused(assignProfile, assign)).toBe('calendar.may_not_edit')
})

test('the centre is on duty round the clock, the others are in the office', async () => {
  expect(await due('2026-03-13T16:30:00+08:00', 2, 'C00')).toBe('2026-03-13T10:30:00.000Z')
  expect(await due('2026-03-13T16:30:00+08:00', 2, 'B16')).toBe('2026-03-16T02:00:00.000Z')
  expect(await due('2026-03-13T16:30:00+08:00', 2)).toBe('2026-03-16T02:00:00.000Z')
})

test('a unit works by other hours from a day on; the days before keep theirs', async () => {
  const spans = ['09:00-12:00', '14:00-18:00']
  await admin.ask(addProfile, {
    body: {
      ...command(),
      code: 'window',
      name: { 'zh-CN': '窗口', en: 'Counter' },
      ...office,
      validFrom: '2026-01-01',
      spans,
    },
  })
  const unitIds = [units.get('T003')!]
  await admin.ask(assignProfile, { body: { ...command(), unitIds, profile: 'window', validFrom: '2026-07-01' } })
  expect(await due('2026-06-29T16:30:00+08:00', 2, 'T003')).toBe('2026-06-30T02:00:00.000Z')
  expect(await due('2026-06-30T16:30:00+08:00', 2, 'T003')).toBe('2026-07-01T02:30:00.000Z')
  expect(await due('2026-06-30T16:30:00+08:00', 2, 'T004')).toBe('2026-07-01T02:00:00.000Z')
  const back = { unitIds, profile: null, validFrom: '2026-08-01' }
  const { revision } = await admin.ask(assignProfile, { body: { ...command(), ...back } })
  expect(await due('2026-07-31T17:30:00+08:00', 1, 'T003')).toBe('2026-08-03T01:00:00.000Z')

  // Hours of a profile change for those who have it, and for nobody else.
  const later = { ...office, validFrom: '2026-09-01', spans: ['10:00-12:00'] }
  const event = await admin.ask(setHours, { params: { code: 'window' }, body: { ...command(), ...later } })
  expect(event.revision).toBe(revision + 1)
  await withClient(server.database.migrationUrl, async (client) => {
    const { rows } = await client.query<{ data: { unitIds: string[] } }>(
      `select data from events.outbox where topic = 'calendar.changed' and (data->>'revision')::int = $1`,
      [event.revision],
    )
    expect(rows[0]!.data).toEqual({ revision: event.revision, firstDay: '2026-09-01', lastDay: null, unitIds })
  })
})

test('changed office hours move the deadlines of units without hours of their own, and the old version still explains', async () => {
  const set = { ...office, validFrom: '2026-11-02', spans: ['08:30-12:00', '13:30-18:00'] }
  const { revision } = await admin.ask(setHours, { params: { code: 'office' }, body: { ...command(), ...set } })
  expect(await due('2026-11-02T16:30:00+08:00', 1, 'B16')).toBe('2026-11-02T09:30:00.000Z')
  expect(await due('2026-11-02T16:30:00+08:00', 1, 'B16', revision - 1)).toBe('2026-11-03T01:00:00.000Z')
  // The same day again replaces what was to begin then.
  await admin.ask(setHours, { params: { code: 'office' }, body: { ...command(), ...set, spans: ['08:30-17:00'] } })
  const { profiles } = await admin.ask(listProfiles, {})
  expect(profiles.find((one) => one.code === 'office')!.versions.map((one) => one.spans)).toEqual([
    ['08:30-11:30', '13:00-17:00'],
    ['08:30-17:00'],
  ])
})

test('names what is wrong', async () => {
  const hours = { ...office, validFrom: '2026-07-01' }
  for (const spans of [
    ['09:00-12:00', '11:00-13:00'],
    ['13:00-17:00', '08:00-09:00'],
    ['17:30-08:30', '18:00-19:00'],
    ['25:00-26:00'],
  ])
    expect(await admin.refused(setHours, { params: { code: 'office' }, body: { ...command(), ...hours, spans } })).toBe(
      'calendar.spans_invalid',
    )
  const good = { ...hours, spans: ['09:00-12:00'] }
  expect(await admin.refused(setHours, { params: { code: 'nobody' }, body: { ...command(), ...good } })).toBe(
    'calendar.no_such_profile',
  )
  const known = { code: 'office', name: { 'zh-CN': '又一', en: 'Again' } }
  expect(await admin.refused(addProfile, { body: { ...command(), ...known, ...good } })).toBe('calendar.profile_known')
  const assign = { profile: 'office', validFrom: '2026-07-01' }
  expect(await admin.refused(assignProfile, { body: { ...command(), ...assign, unitIds: [randomUUID()] } })).toBe(
    'calendar.no_such_unit',
  )
  expect(await admin.refused(assignProfile, { body: { ...command(), ...assign, profile: null, unitIds: null } })).toBe(
    'calendar.no_such_profile',
  )
  const query = { from: '2026-03-13T16:30:00+08:00', amount: 1.5, unit: 'work_day' } as const
  expect(await admin.refused(explainDeadline, { query })).toBe('calendar.limit_invalid')
  expect(await admin.refused(explainDeadline, { query: { ...query, amount: 9000 } })).toBe('calendar.limit_invalid')
  expect(await admin.refused(explainDeadline, { query: { ...query, amount: 1, profile: 'nobody' } })).toBe(
    'calendar.no_such_profile',
  )
  expect(await admin.refused(explainDeadline, { query: { ...query, amount: 1, unitId: randomUUID() } })).toBe(
    'calendar.no_such_unit',
  )
})

test('a start after the first brings nothing in twice, and what was changed by hand stays', async () => {
  const seed: CalendarSeed = {
    editors: [],
    profiles: [
      {
        code: 'office',
        name: { 'zh-CN': '别的', en: 'Other' },
        validFrom: '2020-01-01',
        ...office,
        spans: ['00:00-01:00'],
      },
    ],
    defaultProfile: 'office',
    units: [{ unit: 'T003', profile: 'office', validFrom: '2026-01-01' }],
    overrides: [],
  }
  const before = await admin.ask(listProfiles, {})
  await withClient(server.database.migrationUrl, (client) => loadCalendar(client, seed, units))
  expect(await admin.ask(listProfiles, {})).toEqual(before)
  expect(
    calendarFaults({ ...seed, defaultProfile: 'x', units: [{ unit: 'Z9', profile: 'y', validFrom: 'soon' }] }, units),
  ).toHaveLength(4)
})

test('holidays that the installed package knows and the database does not come in at the next start, with an event', async () => {
  await withClient(server.database.migrationUrl, async (client) => {
    await client.query(`delete from calendar.national_day where day >= '2026-10-01'`)
    const seed: CalendarSeed = { editors: [], profiles: [], defaultProfile: 'office', units: [], overrides: [] }
    await loadCalendar(
      client,
      {
        ...seed,
        profiles: [
          { code: 'office', name: { 'zh-CN': '', en: '' }, validFrom: '2020-01-01', ...office, spans: ['08:00-09:00'] },
        ],
      },
      units,
    )
    const { rows } = await client.query<{ data: unknown }>(
      `select data from events.outbox where topic = 'calendar.changed' order by id desc limit 1`,
    )
    expect(rows[0]!.data).toMatchObject({ firstDay: '2026-10-01', lastDay: '2026-10-10', unitIds: null })
  })
  expect(await due('2026-09-30T16:30:00+08:00', 1)).toBe('2026-10-08T01:00:00.000Z')
})
