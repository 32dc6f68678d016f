import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, startTestServer, TestClock, testSettings, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { dayInShanghai } from '#lib/kernel'
import { TestClient, until } from '#lib/testing'
import { explainDeadline, setDays } from '#platform/calendar/contract'
import { listMessages } from '#platform/messaging/contract'
import { actOnCase, getCase, listCases, readClocks, type CaseView } from './contract.ts'
import { verifyCases } from './verify.ts'
import { hotlineCrew, type HotlineCrew } from './testing/index.ts'

const clock = new TestClock()
let server: TestServer
let crew: HotlineCrew

beforeAll(async () => {
  server = await startTestServer({ clock })
  crew = await hotlineCrew(server)
})
afterAll(() => server.stop())

const command = () => ({ id: crypto.randomUUID(), occurredAt: clock.now().toISOString() })
const look = (id: string, client = crew.receiver): Promise<CaseView> => client.ask(getCase, { params: { id } })
const actionsOf = (view: CaseView): string[] => view.timeline.map((entry) => entry.action)
const clockOf = (view: CaseView, code: string) => view.clocks.find((one) => one.code === code)!

/** Goes on to just behind a moment, however far that is: working time stands still over weekends and holidays. */
const skipTo = (moment: string): void => clock.skip((Date.parse(moment) - clock.now().getTime()) / 3_600_000 + 0.1)

/** Waits until a case has an action that nobody sent. */
async function rung(id: string, action: string, client?: TestClient): Promise<CaseView> {
  return until(async () => {
    const view = await look(id, client)
    return actionsOf(view).includes(action) ? view : undefined
  })
}

test('a clock warns, then is over; the unit is told, the list shows it, and whoever was typing is not put off', async () => {
  const id = await crew.inHand()
  const before = await look(id)
  expect(before.case.due).toMatchObject({ clock: 'inner' })
  skipTo(clockOf(before, 'inner').warnAt!)
  const warned = await rung(id, 'clock.warned', crew.water)
  expect(clockOf(warned, 'inner').warnedAt).not.toBeNull()
  // What the page was based on before the clock rang is still what a person did last.
  const contact = { ...command(), basedOn: before.case.sequence, input: { way: 'phone', note: '已联系' } }
  await crew.water.ask(actOnCase, { params: { id, action: 'contact' }, body: contact })
  skipTo(clockOf(before, 'inner').deadline)
  const over = await until(async () => {
    const view = await look(id, crew.water)
    return clockOf(view, 'inner').breachedAt === null ? undefined : view
  })
  expect(actionsOf(over)).toContain('clock.breached')
  expect(clockOf(over, 'inner')).toMatchObject({ state: 'running', breachedAt: clockOf(before, 'inner').deadline })
  const late = await crew.water.ask(listCases, { query: { due: 'over', sort: 'due' } })
  expect(late.items.map((row) => row.id)).toContain(id)
  await until(async () => {
    const { items } = await crew.water.ask(listMessages, { query: {} })
    const told = items.filter((one) => one.link === `/cases/${id}`).map((one) => one.notice)
    return told.includes('cases.warned') && told.includes('cases.breached')
  })
  const { ledgers } = await crew.water.ask(readClocks, { params: { id } })
  const inner = ledgers.find((one) => one.code === 'inner')!
  expect(inner.deadline).toBe(clockOf(before, 'inner').deadline)
  expect(inner.entries[0]!.words['zh-CN']).toContain('工作日')
})

test('a case that nobody handles is over all the same', async () => {
  const id = await crew.register()
  skipTo(clockOf(await look(id), 'dispatching').deadline)
  const view = await rung(id, 'clock.breached')
  expect(clockOf(view, 'dispatching').breachedAt).not.toBeNull()
})

test('a holiday declared later moves the deadlines of open cases, once, and of no closed one', async () => {
  const open = await crew.inHand()
  const closed = await crew.closed()
  const before = await look(open)
  const admin = await server.as('admin')
  // The next day on which anybody works: one that is off anyhow would move nothing.
  const query = { from: clock.now().toISOString(), amount: 1, unit: 'work_day' } as const
  const day = dayInShanghai(new Date((await admin.ask(explainDeadline, { query })).deadline))
  await admin.ask(setDays, {
    body: { ...command(), firstDay: day, lastDay: day, working: false, reason: '全区停工一日' },
  })
  const after = await rung(open, 'clock.recomputed')
  expect(clockOf(after, 'inner').deadline > clockOf(before, 'inner').deadline).toBe(true)
  expect(after.timeline.filter((one) => one.action === 'clock.recomputed')).toHaveLength(1)
  expect(actionsOf(await look(closed))).not.toContain('clock.recomputed')
})

test('clocks that rang while nothing ran are rung at the start, in their order; of a warning and a breach only the breach', async () => {
  const first = await crew.inHand()
  const second = await crew.inHand()
  await server.halt()
  // Five working days three times over, and a Spring Festival between.
  clock.skip(24 * 45)
  const again = await startServer(testSettings(server.database, server.dataFolder), () => undefined, clock)
  try {
    const receiver = new TestClient(again.url)
    receiver.cookie = crew.receiver.cookie
    for (const id of [first, second]) {
      const view = await rung(id, 'clock.breached', receiver)
      const ticks = view.timeline.filter((one) => one.tick && one.clocks.some((step) => step.clock === 'inner'))
      expect(ticks.map((one) => one.action)).toEqual(['clock.breached', 'clock.graded'])
      const times = view.timeline.filter((one) => one.tick).map((one) => one.clocks[0]!.at)
      expect(times).toEqual(times.toSorted())
    }
    const { findings } = await withClient(server.database.superUrl, (client) => verifyCases(client, undefined))
    expect(findings).toEqual([])
  } finally {
    await again.stop()
  }
})
