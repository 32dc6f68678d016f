import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyCases } from '#core/cases'
import { listCases } from '#core/cases/contract'
import { createPool, withClient } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import { canonicalJson, createLogger, type Json } from '#lib/kernel'
import { readMasterKey } from '#lib/crypto'
import { createFileDesk } from '#platform/files'
import { getFile } from '#platform/files/contract'
import { startTestServer, TestClock, testSettings, type TestServer } from '../testing/index.ts'
import { readCity, type CityData } from '../city.ts'
import { openDesk } from '../desk.ts'
import { fillYear, type Filled } from './fill-year.ts'
import { hangGallery, type Gallery } from './gallery.ts'
import { openStage, YearMaker, type MakerDesk } from './maker.ts'
import { live } from './live.ts'
import { planYear } from './plan-year.ts'

/**
 * A Friday afternoon at which time stands still: what stands where, and how many lights are yellow, is another thing at
 * night and after a holiday, and so few cases need not show everything then.
 */
const moment = Date.parse('2026-11-20T06:00:00Z')
const clock = new TestClock()
clock.skip((moment + 1000 - Date.now()) / 3_600_000)
const now = clock.stop()

let server: TestServer
let filling: MakerDesk
let filled: Filled | undefined
let city: CityData
let hang: () => Promise<Gallery>
const closing: (() => Promise<void> | void)[] = []

beforeAll(async () => {
  server = await startTestServer({ clock })
  const log = createLogger()
  const settings = testSettings(server.database, server.dataFolder)
  const pool = createPool(server.database.webUrl, 'yiwang_serving', log, 2)
  const workers = createPool(server.database.workerUrl, 'yiwang_working', log, 2)
  city = await readCity(settings.city)
  const app = createApp({
    pool,
    log,
    metrics: createMetrics(),
    authenticate: async () => undefined,
    settingsOf: () => ({}),
  })
  const opened = await openDesk(app, settings, city)
  closing.push(
    () => opened.close(),
    () => pool.end(),
    () => workers.end(),
  )
  filling = { app, city, migrationUrl: server.database.migrationUrl, ...opened }
  const { masterKey } = opened.desk
  const { dataFolder } = server
  const files = createFileDesk({ app, masterKey, rules: city.fileRules, dataFolder, s3: undefined, clamd: undefined })
  hang = () => hangGallery(files, workers)
  filled = await fill()
})
afterAll(async () => {
  for (const close of closing) await close()
  await server.stop()
})

function fill(): Promise<Filled | undefined> {
  const { migrationUrl } = filling
  const { seed } = city.demo.year!
  const hire = () => [new YearMaker(filling), new YearMaker(filling)]
  return fillYear({ migrationUrl, seed, total: 700, now }, hire, hang)
}

const query = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  withClient(server.database.migrationUrl, async (client) => (await client.query<T>(text, values)).rows)

test('every case verifies, and a second filling adds nothing', async () => {
  expect(filled).toMatchObject({ cases: 700, findings: 0 })
  expect(
    Object.values(filled!.refused).reduce((sum, count) => sum + count, 0),
    JSON.stringify(filled!.refused),
  ).toBeLessThan(filled!.actions / 100)
  expect(await fill()).toBeUndefined()
  const key = await readMasterKey(undefined, server.dataFolder)
  const found = await withClient(server.database.migrationUrl, (client) => verifyCases(client, key))
  expect(found).toMatchObject({ cases: 700, findings: [] })
})

test('every state of every kind with demonstration data occurs', async () => {
  const rows = await query<{ kind: string; state: string }>('select distinct kind, state from cases.case')
  const seen = new Set(rows.map(({ kind, state }) => `${kind} ${state}`))
  // Ends that are rare need not occur among so few; a case has come through every state on its way.
  const kinds = city.demo.year!.behaviours.map(({ kind }) => filling.desk.kinds.newest(kind)!)
  const open = kinds.flatMap((kind) =>
    kind.states.filter((one) => one.stage !== 'done').map((one) => `${kind.kind} ${one.code}`),
  )
  expect(open.filter((one) => !seen.has(one))).toEqual([])
})

test('so do the bad ends, deferral, suspension, dispute, supervision and the way between platforms', async () => {
  const rows = await query<{ action: string; count: string }>('select action, count(*) from cases.action group by 1')
  const done = new Map(rows.map(({ action, count }) => [action, Number(count)]))
  const wanted = [
    'not_file',
    'refuse',
    'approve_void',
    'arbitrate',
    'approve_defer',
    'approve_hang',
    'supervise',
    'urge',
    'redo',
    'transfer',
    'dispatch_down',
  ]
  expect(wanted.filter((action) => !done.has(action))).toEqual([])
  expect(done.get('clock.breached')).toBeGreaterThan(20)
})

test('shares are near what the year says', async () => {
  const shareOf = async (part: string, whole: string): Promise<number> => {
    const [row] = await query<{ share: number }>(
      `select (count(*) filter (where ${part}))::float / count(*) as share from cases.case c where closed_at is not null and ${whole}`,
    )
    return row!.share
  }
  const did = (action: string): string =>
    `exists (select from cases.action a where a.case_id = c.id and a.action = '${action}')`
  const { shares } = city.demo.year!
  for (const [name, action, whole] of [
    ['grid.returned', 'return', `kind = 'grid' and ${did('dispatch')}`],
    ['hotline.returned', 'return', `kind = 'hotline'`],
    ['grid.check_failed', 'check_fail', `kind = 'grid' and ${did('dispatch')}`],
    ['hotline.redo', 'redo', `kind = 'hotline'`],
  ] as const)
    expect(Math.abs((await shareOf(did(action), whole)) - shares[name]!.value), name).toBeLessThan(0.06)
})

test('nothing is said of the cases, nobody is told, nothing is audited', async () => {
  const [row] = await query<{ outbox: number; messages: number; audited: number }>(
    `select (select count(*) from events.outbox where topic like 'cases.%') as outbox,
       (select count(*) from messaging.message) as messages,
       (select count(*) from audit.entry where what like 'cases.%') as audited`,
  )
  expect(row).toEqual({ outbox: 0, messages: 0, audited: 0 })
})

test('no name, number or free text stands in an action', async () => {
  const rows = await query<{ text: string }>(`select payload::text as text from cases.action`)
  const { phonePrefix } = city.demo.year!.people
  const words = Object.values(city.demo.year!.words)
    .flat()
    .map((sentence) => sentence.split('{')[0]!)
    .filter((sentence) => sentence.length > 5)
  const leaks = rows.filter(
    ({ text }) => text.includes(`"${phonePrefix}`) || /先生|女士/.test(text) || words.some((one) => text.includes(one)),
  )
  expect(leaks.slice(0, 3)).toEqual([])
})

test('deadlines of open cases lie around now: green, yellow and red', async () => {
  const [row] = await query<{ green: string; yellow: string; red: string }>(
    `select count(*) filter (where due_at > $1 and warn_at > $1) as green,
       count(*) filter (where due_at > $1 and warn_at <= $1) as yellow,
       count(*) filter (where due_at <= $1) as red from cases.case where closed_at is null`,
    [now],
  )
  expect(Math.min(...Object.values(row!).map(Number))).toBeGreaterThan(1)
})

test('old cases have ended: what still stands is kept for long on purpose', async () => {
  const rows = await query<{ kind: string; state: string }>(
    `select kind, state from cases.case where closed_at is null and opened_at < $1::timestamptz - interval '60 days'
       and state not in ('hung', 'hang_applied', 'deposited', 'deferred')`,
    [now],
  )
  expect(rows).toEqual([])
})

test('every picture that a sample case names is there, and is shown', async () => {
  const [row] = await query<{ named: number; there: number; bare: number }>(
    `with named as (
       select a.case_id, unnest(string_to_array(v.value, ','))::uuid as id
       from cases.action a, jsonb_each_text(coalesce(a.payload->'input', '{}') || coalesce(a.payload->'register'->'facts', '{}')) v
       where v.key like '%Photos')
     select count(*)::int as named,
       count(f.id)::int as there,
       (select count(*)::int from files.file f where (select count(*) from files.variant v where v.file_id = f.id) <> 3) as bare
     from named n left join files.file f on f.id = n.id and f.subject_id = n.case_id::text`,
  )
  expect(row!.named).toBeGreaterThan(100)
  expect(row).toMatchObject({ there: row!.named, bare: 0 })
  const [one] = await query<{ id: string }>(`select id from files.file order by id limit 1`)
  const client = await server.as('dutychief')
  expect(await client.ask(getFile, { params: { id: one!.id } })).toMatchObject({ state: 'ready', type: 'image/jpeg' })
})

test('every demonstration account that handles cases has some', async () => {
  for (const username of ['receiver', 'water', 'fangsong', 'dispatcher', 'town']) {
    const client = await server.as(username)
    const { items } = await client.ask(listCases, { query: { pageSize: 1 } })
    expect(items.length, username).toBe(1)
  }
})

test('the numbers that follow are free', async () => {
  const [row] = await query<{ next: string; most: string }>(
    `select nextval('cases.number') as next, (select max(right(number, 6)::int) from cases.case) as most`,
  )
  expect(Number(row!.next)).toBeGreaterThan(Number(row!.most))
})

test('the same seed and moment make the same cases, another seed makes others', async () => {
  const { year } = city.demo
  const make = async (seed: number): Promise<string> => {
    const stage = { ...(await openStage(filling, year!, moment)), seed }
    const plans = planYear(
      { ...stage, year: { ...year!, behaviours: year!.behaviours.map((one) => ({ ...one, open: {} })) } },
      20,
    )
    return canonicalJson(
      plans.flatMap((plan, index) =>
        live(stage, plan, index + 1)
          .made.rows()
          .actions.map((one) => one.record),
      ) as unknown as Json,
    )
  }
  const first = await make(1)
  expect(await make(1)).toBe(first)
  expect(await make(2)).not.toBe(first)
})

test('what there is no picture of begins in every way but those that ask for one', async () => {
  const { year } = city.demo
  const stage = await openStage(filling, year!, moment)
  const begun = planYear(stage, 400).flatMap((plan, index) => {
    const topics = plan.behaviour.topics.filter((one) => one.scene === undefined)
    if (topics.length === 0) return []
    const { made } = live(stage, { ...plan, behaviour: { ...plan.behaviour, topics }, target: undefined }, index + 1)
    return [made.state.kind]
  })
  expect(new Set(begun)).toEqual(new Set(['grid', 'hotline']))
})
