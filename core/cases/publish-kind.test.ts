import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import {
  actOnCase,
  checkKindRoute,
  getCase,
  getKindVersion,
  getRouting,
  listKinds,
  listKindVersions,
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
  const body = { ...command(), definition: mending(), reason: '试用' }
  expect(await server.stranger().refused(publishKind, { body })).toBe('identity.not_logged_in')
  expect(await clerk.refused(publishKind, { body })).toBe('cases.may_not_publish')
  expect(await clerk.refused(publishRouting, { body: { ...command(), basedOn: 1, rules: [], reason: '试用' } })).toBe(
    'cases.may_not_publish',
  )
})

test('a kind with faults is refused with every one of them, and nothing is there', async () => {
  const dead = mending()
  const definition = { ...dead, actions: dead.actions.filter((one) => one.code !== 'try') }
  const checked = await root.ask(checkKindRoute, { body: { definition } })
  expect(checked.findings.filter((one) => one.severity === 'error').length).toBeGreaterThan(1)
  expect(await root.refused(publishKind, { body: { ...command(), definition, reason: '试用' } })).toBe(
    'cases.kind_invalid',
  )
  expect(await root.refused(publishKind, { body: { ...command(), definition: 'nonsense', reason: '试用' } })).toBe(
    'cases.kind_invalid',
  )
  expect((await root.ask(listKinds, {})).items.map((one) => one.kind)).not.toContain('mending')
})

test('a kind that names a role or a code list there is none of is refused, with the fault named', async () => {
  const kind = mending()
  const [give, ...rest] = kind.actions
  const list = { key: 'colour', name: words('颜色', 'Colour'), type: 'code' as const, list: 'colours' }
  const definition = {
    ...kind,
    fields: [...kind.fields, list],
    actions: [{ ...give!, roles: ['tool_clerk', 'smith'] }, ...rest],
  }
  const { findings } = await root.ask(checkKindRoute, { body: { definition } })
  expect(findings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'list_unknown /fields/2/list',
    'role_unknown /actions/0/roles/1',
  ])
  const answer = await root.call(publishKind, { body: { ...command(), definition, reason: '试用' } })
  expect(answer).toMatchObject({
    ok: false,
    problem: {
      type: 'cases.kind_invalid',
      title: expect.stringContaining('没有“smith”这个岗位'),
      data: { findings: [{ code: 'list_unknown' }, { code: 'role_unknown' }] },
    },
  })
  const known = { ...list, list: 'tools' }
  const sound = await root.ask(checkKindRoute, { body: { definition: { ...kind, fields: [...kind.fields, known] } } })
  expect(sound.findings).toEqual([])
})

test('checking asks for log-in and for a post that may publish; what is no kind is said in the reader’s words', async () => {
  expect(await server.stranger().refused(checkKindRoute, { body: { definition: {} } })).toBe('identity.not_logged_in')
  expect(await clerk.refused(checkKindRoute, { body: { definition: mending() } })).toBe('cases.may_not_publish')
  const definition = { ...mending(), version: 'one', states: {} }
  const { findings } = await root.ask(checkKindRoute, { body: { definition } })
  expect(findings).toContainEqual({
    severity: 'error',
    where: '/version',
    code: 'structure',
    words: { 'zh-CN': '应为整数', en: 'This should be a whole number' },
  })
})

test('a kind entered through the front door works at once, loop and clock and all; cases stay on their version', async () => {
  const body = { ...command(), definition: mending(), reason: ' 工具要修 ' }
  const published = await root.ask(publishKind, { body })
  expect(published).toMatchObject({ kind: 'mending', version: 1 })
  expect(await root.ask(publishKind, { body })).toEqual(published)
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
  await root.ask(publishKind, { body: { ...command(), definition: { ...shorter, states }, reason: '不再报废' } })
  expect(await root.refused(publishKind, { body: { ...command(), definition: mending(2), reason: '试用' } })).toBe(
    'cases.version_taken',
  )

  const versions = await clerk.ask(listKindVersions, { params: { kind: 'mending' }, query: {} })
  expect(versions).toMatchObject({
    total: 2,
    items: [
      { version: 2, publishedBy: '管一方', reason: '不再报废', count: 0 },
      { version: 1, publishedBy: '管一方', reason: '工具要修', count: 1 },
    ],
  })
  expect(await clerk.ask(getKindVersion, { params: { kind: 'mending', version: 1 } })).toEqual(mending())
  expect(await clerk.refused(getKindVersion, { params: { kind: 'mending', version: 9 } })).toBe('cases.no_such_kind')
  expect(await clerk.refused(listKindVersions, { params: { kind: 'nothing' }, query: {} })).toBe('cases.no_such_kind')

  // What a third version would strand is said; the case stays where it is all the same.
  const third = mending(3)
  const noBench = {
    ...third,
    states: third.states.filter((one) => one.code !== 'bench'),
    clocks: [{ ...third.clocks![0]!, runsIn: ['trial'], standsIn: [] }],
    actions: third.actions
      .filter((one) => one.code !== 'try' && one.code !== 'again' && one.code !== 'scrap')
      .map((one) => (one.code === 'give' ? { ...one, to: 'trial' } : one)),
  }
  const checked = await root.ask(checkKindRoute, {
    body: { definition: { ...noBench, states: noBench.states.filter((one) => one.code !== 'scrap') } },
  })
  expect(checked).toMatchObject({
    findings: [],
    running: [{ version: 1, state: 'bench', count: 1 }],
    stranded: [{ version: 1, finding: { code: 'state_gone' } }],
  })
  expect((await root.ask(checkKindRoute, { body: { definition: mending(2) } })).findings).toMatchObject([
    { code: 'version_taken', where: '/version' },
  ])

  expect((await clerk.ask(listKinds, {})).mayPublish).toBe(false)
  expect((await root.ask(listKinds, {})).mayPublish).toBe(true)
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
    when: begins === '' ? { all: [] } : { fact: 'case.facts.tool', begins },
    to: { unit },
    certain: false,
  })
  const rules = [rule('drills', 'YL', '电'), rule('all', 'QH', '')]
  const tried = await root.ask(simulateRouting, { body: { rules, kind: 'mending' } })
  expect(tried).toMatchObject({ cases: 1, routed: 1, agreed: 1, byRule: [{ rule: 'drills', cases: 1, agreed: 1 }] })
  expect(
    await root.refused(publishRouting, {
      body: { ...command(), basedOn: 1, rules: [rule('x', 'NOWHERE', '')], reason: '试用' },
    }),
  ).toBe('cases.routing_invalid')
  await root.ask(publishRouting, { body: { ...command(), basedOn: 1, rules, reason: '电动工具归园林' } })
  expect(await root.refused(publishRouting, { body: { ...command(), basedOn: 1, rules, reason: '试用' } })).toBe(
    'cases.routing_moved',
  )
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
