import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  explainDeadline,
  exportChanges,
  getYear,
  listChanges,
  restoreDays,
  setDays,
  undoDays,
  type CalendarDay,
} from './contract.ts'

let server: TestServer
let admin: TestClient
let receiver: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  receiver = await server.as('receiver')
})
afterAll(() => server.stop())

const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

async function dayOf(day: string): Promise<CalendarDay> {
  const { days } = await receiver.ask(getYear, { params: { year: Number(day.slice(0, 4)) } })
  return days.find((one) => one.day === day)!
}

async function due(from: string, amount: number): Promise<string> {
  const { deadline } = await receiver.ask(explainDeadline, { query: { from, amount, unit: 'work_day' } })
  return deadline
}

test('asks for log-in', async () => {
  const stranger = server.stranger()
  expect(await stranger.refused(getYear, { params: { year: 2026 } })).toBe('identity.not_logged_in')
  const body = { ...command(), firstDay: '2026-03-13', lastDay: '2026-03-13', working: false, reason: '台风停工' }
  expect(await stranger.refused(setDays, { body })).toBe('identity.not_logged_in')
})

test('shows a year: holidays, make-up days, and a year nobody has announced', async () => {
  const known = await receiver.ask(getYear, { params: { year: 2026 } })
  expect(known).toMatchObject({ announced: true, mayEdit: false, workdays: 248 })
  expect(known.days).toHaveLength(365)
  expect(await dayOf('2026-10-10')).toMatchObject({ working: true, kind: 'makeup', name: { 'zh-CN': '国庆节' } })
  expect(await dayOf('2026-10-01')).toMatchObject({ working: false, kind: 'holiday' })
  expect(await receiver.ask(getYear, { params: { year: 2190 } })).toMatchObject({ announced: false })
  expect(await receiver.refused(getYear, { params: { year: 1800 } })).toBe('request.invalid')
})

test('only those whom the city names may change it', async () => {
  const body = { ...command(), firstDay: '2026-03-13', lastDay: '2026-03-13', working: false, reason: '台风停工' }
  expect(await receiver.refused(setDays, { body })).toBe('calendar.may_not_edit')
  expect(await receiver.refused(undoDays, { body: { ...command(), revision: 1 } })).toBe('calendar.may_not_edit')
  const { firstDay, lastDay } = body
  expect(await receiver.refused(restoreDays, { body: { ...command(), firstDay, lastDay } })).toBe(
    'calendar.may_not_edit',
  )
  expect((await dayOf('2026-03-13')).override).toBeNull()
})

test('a day taken off moves deadlines later, with its reason, its author and one event; restored, they are back', async () => {
  expect(await due('2026-03-12T10:00:00+08:00', 1)).toBe('2026-03-13T09:00:00.000Z')
  const body = { ...command(), firstDay: '2026-03-13', lastDay: '2026-03-13', working: false, reason: ' 台风停工 ' }
  const { revision } = await admin.ask(setDays, { body })
  expect(await admin.ask(setDays, { body })).toEqual({ revision })
  expect(await dayOf('2026-03-13')).toMatchObject({
    working: false,
    kind: 'override',
    override: { reason: '台风停工', by: '周启航' },
  })
  expect(await due('2026-03-12T10:00:00+08:00', 1)).toBe('2026-03-16T09:00:00.000Z')
  const explained = await receiver.ask(explainDeadline, {
    query: { from: '2026-03-12T10:00:00+08:00', amount: 1, unit: 'work_day' },
  })
  expect(explained.lines.map((line) => line.words['zh-CN'])).toContain('03-13 周五：不计（本地调整为不上班：台风停工）')

  await withClient(server.database.migrationUrl, async (client) => {
    const { rows } = await client.query<{ data: unknown }>(
      `select data from events.outbox where topic = 'calendar.changed' and (data->>'revision')::int = $1`,
      [revision],
    )
    expect(rows).toEqual([{ data: { revision, firstDay: '2026-03-13', lastDay: '2026-03-13', unitIds: null } }])
    const audit = await client.query(`select what, detail from audit.entry where subject = $1`, [
      `calendar ${revision}`,
    ])
    expect(audit.rows).toMatchObject([{ what: 'calendar.set_days', detail: { reason: '台风停工', working: false } }])
  })

  const range = { firstDay: '2026-03-01', lastDay: '2026-03-31' }
  await admin.ask(restoreDays, { body: { ...command(), ...range } })
  expect(await due('2026-03-12T10:00:00+08:00', 1)).toBe('2026-03-13T09:00:00.000Z')
  expect(await admin.refused(restoreDays, { body: { ...command(), ...range } })).toBe('calendar.day_unchanged')
  // The old deadline can still be worked out as it was.
  const old = await receiver.ask(explainDeadline, {
    query: { from: '2026-03-12T10:00:00+08:00', amount: 1, unit: 'work_day', revision },
  })
  expect(old).toMatchObject({ deadline: '2026-03-16T09:00:00.000Z', revision })
})

test('undo brings back what was there before, unless somebody has changed it since', async () => {
  const days = { firstDay: '2026-05-11', lastDay: '2026-05-13' }
  await admin.ask(setDays, {
    body: { ...command(), firstDay: '2026-05-12', lastDay: '2026-05-12', working: false, reason: '甲' },
  })
  const second = await admin.ask(setDays, { body: { ...command(), ...days, working: false, reason: '乙' } })
  await admin.ask(undoDays, { body: { ...command(), revision: second.revision } })
  expect((await dayOf('2026-05-12')).override?.reason).toBe('甲')
  expect((await dayOf('2026-05-11')).override).toBeNull()
  expect(await admin.refused(undoDays, { body: { ...command(), revision: second.revision } })).toBe(
    'calendar.changed_since',
  )
  const restored = await admin.ask(restoreDays, { body: { ...command(), ...days } })
  await admin.ask(undoDays, { body: { ...command(), revision: restored.revision } })
  expect((await dayOf('2026-05-12')).override?.reason).toBe('甲')
  expect(await admin.refused(undoDays, { body: { ...command(), revision: 999_999 } })).toBe('calendar.day_unchanged')
})

test('names what is wrong with a range of days', async () => {
  const base = { working: true, reason: '加班' }
  for (const [firstDay, lastDay] of [
    ['2026-03-13', '2026-03-12'],
    ['2026-01-01', '2026-12-31'],
    ['1980-01-01', '1980-01-01'],
  ] as const)
    expect(await admin.refused(setDays, { body: { ...command(), ...base, firstDay, lastDay } })).toBe(
      'calendar.day_invalid',
    )
  const range = { firstDay: '2026-03-13', lastDay: '2026-03-13' }
  expect(await admin.refused(setDays, { body: { ...command(), ...range, working: true, reason: '  ' } })).toBe(
    'request.invalid',
  )
  expect(
    await admin.refused(setDays, {
      body: { ...command(), working: true, reason: '加班', firstDay: '2026-02-30', lastDay: '2026-03-01' },
    }),
  ).toBe('request.invalid')
})

test('two who change at once both get a revision, one after the other', async () => {
  const set = (reason: string) =>
    admin.ask(setDays, {
      body: { ...command(), firstDay: '2026-06-10', lastDay: '2026-06-10', working: false, reason },
    })
  const revisions = (await Promise.all([set('一'), set('二'), set('三'), set('四')])).map((one) => one.revision)
  expect(new Set(revisions).size).toBe(4)
  const { items, total } = await receiver.ask(listChanges, { query: { pageSize: 4 } })
  expect(items.map((one) => one.revision)).toEqual(revisions.toSorted((a, b) => b - a))
  expect(total).toBe(Math.max(...revisions))
  expect(items[0]).toMatchObject({ what: 'calendar.set_days', by: '周启航', firstDay: '2026-06-10' })
  const { items: oldest } = await receiver.ask(listChanges, { query: { page: total, pageSize: 1 } })
  expect(oldest[0]).toMatchObject({ revision: 1, by: null, what: 'calendar.load_holidays' })
})

test('the history is narrowed down by kind, day and words, and taken away whole', async () => {
  await admin.ask(setDays, {
    body: { ...command(), firstDay: '2027-03-01', lastDay: '2027-03-03', working: false, reason: '百年一遇的大雪' },
  })
  const found = await receiver.ask(listChanges, { query: { q: '大雪' } })
  expect(found).toMatchObject({ total: 1, items: [{ firstDay: '2027-03-01', detail: { reason: '百年一遇的大雪' } }] })
  const on = async (day: string) =>
    (await receiver.ask(listChanges, { query: { day, what: 'calendar.set_days' } })).total
  expect(await on('2027-03-02')).toBe(1)
  expect(await on('2027-03-04')).toBe(0)
  expect((await receiver.ask(listChanges, { query: { what: 'calendar.nothing' } })).total).toBe(0)
  const whole = await receiver.ask(listChanges, { query: { pageSize: 100 } })
  const taken = await receiver.ask(exportChanges, { query: {} })
  expect(taken.total).toBe(whole.total)
  expect(taken.items).toEqual(whole.items)
  expect(await server.stranger().refused(exportChanges, { query: {} })).toBe('identity.not_logged_in')
})
