import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import {
  getRouting,
  getRoutingVersion,
  listRoutingVersions,
  publishRouting,
  simulateRouting,
  tryRouting,
  type RoutingRule,
} from './contract.ts'
import { command, hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let admin: TestClient
let crew: HotlineCrew

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  crew = await hotlineCrew(server)
})
afterAll(() => server.stop())

const complaints: RoutingRule = {
  code: 'complaints',
  name: { 'zh-CN': '投诉由区绿化市容局承办', en: 'Complaints: greening bureau' },
  kind: 'hotline',
  when: { fact: 'case.facts.nature', is: 'complaint' },
  to: { unit: 'B27' },
  certain: false,
  source: '试行办法第三条',
  confidence: 'medium',
}

test('every route asks for log-in; whoever may not publish may read and try, not simulate', async () => {
  const stranger = server.stranger()
  const body = { kind: 'hotline', facts: {} }
  const version = { params: { version: 1 } }
  expect(await stranger.refused(listRoutingVersions, { query: {} })).toBe('identity.not_logged_in')
  expect(await stranger.refused(getRoutingVersion, version)).toBe('identity.not_logged_in')
  expect(await stranger.refused(tryRouting, { body })).toBe('identity.not_logged_in')
  expect(await stranger.refused(simulateRouting, { body: { rules: [] } })).toBe('identity.not_logged_in')
  expect((await crew.receiver.ask(getRouting, {})).mayPublish).toBe(false)
  expect((await crew.receiver.ask(getRoutingVersion, version)).version).toBe(1)
  expect(await crew.receiver.refused(getRoutingVersion, { params: { version: 99 } })).toBe('cases.no_such_routing')
  expect(await crew.receiver.refused(simulateRouting, { body: { rules: [] } })).toBe('cases.may_not_publish')
  expect((await crew.receiver.ask(tryRouting, { body })).unit).toBeNull()
})

test('one case is tried: the unit, the rule, and what was passed over', async () => {
  const { rules } = await admin.ask(getRouting, {})
  const ask = (facts: Record<string, string>, areas: string[] = [], draft?: RoutingRule[]) =>
    admin.ask(tryRouting, { body: { kind: 'hotline', facts, areas, ...(draft === undefined ? {} : { rules: draft }) } })
  expect(await ask({}, ['310117'])).toEqual({
    unit: null,
    rule: null,
    certain: false,
    passed: [{ rule: 'hotline_town', why: 'no_unit' }],
  })
  const drafted = await ask({ nature: 'complaint' }, [], [...rules, complaints])
  expect(drafted).toMatchObject({
    unit: { id: crew.units.get('B27') },
    rule: 'complaints',
    passed: [{ rule: 'hotline_town', why: 'condition' }],
  })
  expect(await admin.refused(tryRouting, { body: { kind: 'nothing', facts: {} } })).toBe('cases.no_such_kind')
})

test('faults are named, each at its rule', async () => {
  const rules = [complaints, { ...complaints, code: 'moon', to: { unit: 'MOON' } }, { ...complaints, kind: 'renting' }]
  const answer = await admin.call(publishRouting, { body: { ...command(), basedOn: 1, rules, reason: '试用' } })
  expect(answer).toMatchObject({
    ok: false,
    problem: {
      type: 'cases.routing_invalid',
      title: expect.stringContaining('moon 没有代码为“MOON”的单位'),
      data: {
        findings: [
          { code: 'unit_unknown', where: '/1/to/unit' },
          { code: 'code_twice', where: '/2/code' },
          { code: 'kind_unknown', where: '/2/kind' },
        ],
      },
    },
  })
})

test('a rule that sends to a sort of units there is not is refused, wherever it comes in', async () => {
  const toSort = (sort: string): RoutingRule[] => [{ ...complaints, code: 'ground', to: { area: true, sort } }]
  const refusal = {
    ok: false,
    problem: {
      type: 'cases.routing_invalid',
      title: expect.stringContaining('ground 没有“parish”这种单位'),
      data: { findings: [{ code: 'sort_unknown', where: '/0/to/sort' }] },
    },
  }
  const publishing = (sort: string) => ({ ...command(), basedOn: 0, rules: toSort(sort), reason: '试用' })
  expect(await admin.call(publishRouting, { body: publishing('parish') })).toMatchObject(refusal)
  expect(await admin.call(simulateRouting, { body: { rules: toSort('parish') } })).toMatchObject(refusal)
  const trial = { kind: 'hotline', facts: {}, rules: toSort('parish') }
  expect(await admin.call(tryRouting, { body: trial })).toMatchObject(refusal)
  // A sort there is goes on to what is asked next.
  expect(await admin.refused(publishRouting, { body: publishing('town') })).toBe('cases.routing_moved')
})

test('what would go elsewhere is known beforehand; published once, in the history with who and why', async () => {
  await crew.inHand()
  const { version, rules } = await admin.ask(getRouting, {})
  const next = [complaints, ...rules]
  const simulated = await admin.ask(simulateRouting, { body: { rules: next, kind: 'hotline' } })
  expect(simulated).toMatchObject({
    cases: 1,
    moved: 1,
    moves: [{ kind: 'hotline', before: null, after: { rule: 'complaints' } }],
  })
  expect((await admin.ask(simulateRouting, { body: { rules } })).moved).toBe(0)
  expect(
    await admin.refused(publishRouting, { body: { ...command(), basedOn: version, rules: next, reason: '' } }),
  ).toBe('request.invalid')
  const body = { ...command(), basedOn: version, rules: next, reason: ' 投诉集中承办 ' }
  const published = await admin.ask(publishRouting, { body })
  expect(await admin.ask(publishRouting, { body })).toEqual(published)
  const history = await crew.receiver.ask(listRoutingVersions, { query: {} })
  expect(history).toMatchObject({
    total: 2,
    items: [
      { version: 2, publishedBy: expect.any(String), reason: '投诉集中承办', count: next.length },
      { version: 1, publishedBy: null, reason: null, count: rules.length },
    ],
  })
  expect((await crew.receiver.ask(getRoutingVersion, { params: { version: 2 } })).rules).toEqual(next)
})
