import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import {
  actOnCase,
  checkKindRoute,
  getCase,
  getRouting,
  listKinds,
  publishKind,
  publishRouting,
  registerCase,
  simulateRouting,
  type KindDefinition,
} from './contract.ts'
import { command } from './testing/index.ts'

// An invented city and a kind of its own, with states, roles and a loop that no code has heard of, entered as data.

let server: TestServer
let root: TestClient
let clerk: TestClient
let borrower: TestClient
let units: Map<string, string>

beforeAll(async () => {
  server = await startTestServer({ city: 'example' })
  root = await server.as('root')
  clerk = await server.as('clerk')
  borrower = await server.as('green_north')
  units = new Map((await clerk.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
})
afterAll(() => server.stop())

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** Mending a tool: it goes to a workshop and back as often as it takes. */
function mending(version = 1): KindDefinition {
  const plain = { guards: [], input: [], effect: {}, tone: 'primary' as const, by: 'anyone' as const }
  return {
    kind: 'mending',
    version,
    name: words('工具维修', 'Mending'),
    titleField: 'tool',
    textField: 'fault',
    fields: [
      { key: 'tool', name: words('工具', 'Tool'), type: 'text', required: true },
      { key: 'fault', name: words('故障', 'Fault'), type: 'long', required: true, private: true },
    ],
    states: [
      { code: 'broken', name: words('待修', 'Broken'), stage: 'waiting' },
      { code: 'bench', name: words('在修', 'On the bench'), stage: 'working' },
      { code: 'trial', name: words('试用', 'On trial'), stage: 'checking' },
      { code: 'whole', name: words('修好', 'Whole'), stage: 'done' },
      { code: 'scrap', name: words('报废', 'Scrapped'), stage: 'done', ending: 'voided' },
    ],
    register: { name: words('报修', 'Report'), to: 'broken', roles: ['tool_clerk'] },
    clocks: [
      {
        code: 'repair',
        name: words('维修时限', 'Repair'),
        of: 'stage',
        rules: [{ limit: { value: 2, unit: 'work_day' }, source: words('本区规定', 'Our own rule') }],
        runsIn: ['bench'],
        standsIn: ['trial'],
        again: 'old',
      },
    ],
    actions: [
      {
        ...plain,
        code: 'give',
        name: words('交修', 'Give'),
        from: ['broken'],
        to: 'bench',
        roles: ['tool_clerk'],
        input: [{ key: 'shop', name: words('维修单位', 'Workshop'), type: 'unit', required: true }],
        effect: { assignUnitFrom: 'shop' },
      },
      {
        ...plain,
        code: 'try',
        name: words('送试', 'Try'),
        from: ['bench'],
        to: 'trial',
        roles: ['borrower'],
        by: 'holder',
      },
      {
        ...plain,
        code: 'again',
        name: words('再修', 'Again'),
        from: ['trial'],
        to: 'bench',
        roles: ['tool_clerk'],
        tone: 'plain',
      },
      { ...plain, code: 'done', name: words('修好', 'Done'), from: ['trial'], to: 'whole', roles: ['tool_clerk'] },
      {
        ...plain,
        code: 'scrap',
        name: words('报废', 'Scrap'),
        from: ['trial'],
        to: 'scrap',
        roles: ['tool_clerk'],
        tone: 'danger',
        guards: [
          {
            condition: { fact: 'case.done.again', atLeast: 2 },
            reason: words('至少再修两次', 'Mend it twice more first'),
          },
        ],
      },
    ],
    seenBy: ['tool_clerk'],
    revealedTo: ['tool_clerk'],
  }
}

test('asks for log-in, and for a post that may publish', async () => {
  const body = { ...command(), definition: mending() }
  expect(await server.stranger().refused(publishKind, { body })).toBe('identity.not_logged_in')
  expect(await clerk.refused(publishKind, { body })).toBe('cases.may_not_publish')
  expect(await clerk.refused(publishRouting, { body: { ...command(), basedOn: 1, rules: [] } })).toBe(
    'cases.may_not_publish',
  )
})

test('a kind with faults is refused with every one of them, and nothing is there', async () => {
  const dead = mending()
  const definition = { ...dead, actions: dead.actions.filter((one) => one.code !== 'try') }
  const checked = await root.ask(checkKindRoute, { body: { definition } })
  expect(checked.findings.filter((one) => one.severity === 'error').length).toBeGreaterThan(1)
  expect(await root.refused(publishKind, { body: { ...command(), definition } })).toBe('cases.kind_invalid')
  expect(await root.refused(publishKind, { body: { ...command(), definition: 'nonsense' } })).toBe('cases.kind_invalid')
  expect((await root.ask(listKinds, {})).items.map((one) => one.kind)).not.toContain('mending')
})

test('a kind entered through the front door works at once, loop and clock and all; cases stay on their version', async () => {
  const published = await root.ask(publishKind, { body: { ...command(), definition: mending() } })
  expect(published).toMatchObject({ kind: 'mending', version: 1 })
  const input = { tool: '电钻', fault: '不转，联系13900001234' }
  const { caseId } = await clerk.ask(registerCase, { body: { ...command(), kind: 'mending', input } })
  const go = async (who: TestClient, action: string, more: Record<string, string> = {}): Promise<string> => {
    const { case: row } = await clerk.ask(getCase, { params: { id: caseId } })
    const body = { ...command(), basedOn: row.sequence, input: more }
    return (await who.ask(actOnCase, { params: { id: caseId, action }, body })).state
  }
  await go(clerk, 'give', { shop: units.get('YL')! })
  const first = (await clerk.ask(getCase, { params: { id: caseId } })).clocks[0]!
  expect(first).toMatchObject({ code: 'repair', state: 'running', round: 1 })

  // Another version is published meanwhile: this case goes on as it began.
  const second = mending(2)
  const shorter = { ...second, actions: second.actions.filter((one) => one.code !== 'scrap') }
  const states = second.states.filter((one) => one.code !== 'scrap')
  await root.ask(publishKind, { body: { ...command(), definition: { ...shorter, states } } })
  expect(await root.refused(publishKind, { body: { ...command(), definition: mending(2) } })).toBe(
    'cases.version_taken',
  )

  await go(borrower, 'try')
  await expect(go(clerk, 'scrap')).rejects.toThrow('至少再修两次')
  for (let round = 0; round < 2; round += 1) {
    expect(await go(clerk, 'again')).toBe('bench')
    expect(await go(borrower, 'try')).toBe('trial')
  }
  const { clocks } = await clerk.ask(getCase, { params: { id: caseId } })
  expect(clocks[0]).toMatchObject({ state: 'standing', round: 1, deadline: first.deadline })
  expect(await go(clerk, 'scrap')).toBe('scrap')
  const view = await clerk.ask(getCase, { params: { id: caseId } })
  expect(view).toMatchObject({ case: { kindVersion: 1, ending: 'voided' }, kind: { version: 1 } })
  const { running } = await root.ask(checkKindRoute, { body: { definition: mending(3) } })
  expect(running).toEqual([])
})

test('rules find the unit, the first that applies; tried on past cases before they are in force', async () => {
  const rule = (code: string, unit: string, begins: string) => ({
    code,
    name: words(`工具以“${begins}”开头`, `Tools that begin with ${begins}`),
    kind: 'mending',
    when: { fact: 'case.facts.tool', begins },
    to: { unit },
    certain: false,
  })
  const rules = [rule('drills', 'YL', '电'), rule('all', 'QH', '')]
  const tried = await root.ask(simulateRouting, { body: { rules, kind: 'mending' } })
  expect(tried).toMatchObject({ cases: 1, routed: 1, agreed: 1, byRule: [{ rule: 'drills', cases: 1, agreed: 1 }] })
  expect(
    await root.refused(publishRouting, { body: { ...command(), basedOn: 1, rules: [rule('x', 'NOWHERE', '')] } }),
  ).toBe('cases.routing_invalid')
  await root.ask(publishRouting, { body: { ...command(), basedOn: 1, rules } })
  expect(await root.refused(publishRouting, { body: { ...command(), basedOn: 1, rules } })).toBe('cases.moved')
  expect((await clerk.ask(getRouting, {})).version).toBe(2)
  const { caseId } = await clerk.ask(registerCase, {
    body: { ...command(), kind: 'mending', input: { tool: '电锯', fault: '链条断' } },
  })
  const suggested = async () => (await clerk.ask(getCase, { params: { id: caseId } })).suggestion
  expect(await suggested()).toMatchObject({ unit: { id: units.get('YL') }, rule: '2/drills', certain: false })
  const body = { ...command(), basedOn: 1, input: { shop: units.get('YL')! } }
  await clerk.ask(actOnCase, { params: { id: caseId, action: 'give' }, body })
  const { timeline } = await clerk.ask(getCase, { params: { id: caseId } })
  expect(timeline[1]!.routed).toEqual({ rule: '2/drills', certain: false, unitId: units.get('YL') })
})
