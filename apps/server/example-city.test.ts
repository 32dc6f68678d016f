import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { actOnCase, getCase, listKinds, registerCase } from '#core/cases/contract'
import { newId } from '#lib/kernel'
import { type TestClient, until } from '#lib/testing'
import { getYear, listProfiles } from '#platform/calendar/contract'
import { listDictionaries, listEntries } from '#platform/dictionary/contract'
import { getFileRules } from '#platform/files/contract'
import { getLines, listLevels, locatePoint, resolveAddress } from '#platform/geo/contract'
import { createAccount, getDemo, getMe, getSetUp, listRoles, logIn, setUp } from '#platform/identity/contract'
import { getMessagingSetting, listMessages, setMessagingSetting } from '#platform/messaging/contract'
import { getCity, listUnits, readTree } from '#platform/org/contract'
import { loadCity, readCity } from './city.ts'
import { startTestServer, type TestServer } from './testing/index.ts'

// A city that shares nothing with the tests' own: whatever works here is read from its folder, not written in code.

let server: TestServer
let clerk: TestClient

beforeAll(async () => {
  server = await startTestServer({ city: 'example' })
  clerk = await server.as('clerk')
})
afterAll(() => server.stop())

const command = () => ({ id: newId(), occurredAt: new Date().toISOString() })

test('everybody of the city logs in, and the city has its own name', async () => {
  const { accounts } = await server.stranger().ask(getDemo, {})
  expect(accounts.map((one) => one.username).toSorted()).toEqual([
    'books',
    'clerk',
    'east',
    'green_north',
    'keys',
    'root',
  ])
  for (const { username } of accounts) {
    const me = await (await server.as(username)).ask(getMe, {})
    expect(me.account.username).toBe(username)
  }
  expect((await clerk.ask(getCity, {})).name['zh-CN']).toBe('示例区')
  const roles = (await (await server.as('books')).ask(listRoles, {})).items.map((one) => one.code)
  expect(roles.toSorted()).toEqual(['admin', 'audit_admin', 'borrower', 'security_admin', 'tool_clerk'])
})

test('the tree of units is that of its lists, in sorts of its own', async () => {
  const { items } = await clerk.ask(listUnits, {})
  expect(items).toHaveLength(11)
  expect(new Set(items.map((one) => one.sort))).toEqual(new Set(['region', 'hub', 'township', 'office', 'hamlet']))
  const tree = await clerk.ask(readTree, { query: {} })
  const town = tree.items.find((one) => one.code === 'QH')!
  expect(tree.items.filter((one) => one.parentId === town.id).map((one) => one.code)).toEqual(['99010101', '99010102'])
})

test('a point lies in its areas, an address is found among its places', async () => {
  const { items: levels } = await clerk.ask(listLevels, {})
  expect(levels.map((one) => one.code)).toEqual(['whole', 'township', 'hamlet'])
  const { areas } = await clerk.ask(locatePoint, { query: { x: 100.06, y: 30.03 } })
  expect(areas.map((one) => one.name)).toEqual(['示例区', '白石镇', '上石村'])
  const door = await clerk.ask(resolveAddress, { body: { text: '虚构市示例区青禾镇稻香路25号' } })
  expect(door.candidates[0]).toMatchObject({
    kind: 'door',
    areas: [{ code: '9901' }, { code: '990101' }, { code: '99010102' }],
  })
  const outside = await clerk.ask(resolveAddress, { body: { text: '中山中路748号' } })
  expect(outside.resolved).toBe(false)
})

test('its map has its own roads, bus line and water', async () => {
  const { features } = await clerk.ask(getLines, {})
  expect(features.map(({ properties: { sort, name } }) => `${sort} ${name}`)).toEqual([
    'road 青白大道',
    'road 河滨路',
    'bus_line 1路',
    'water 示例河',
    'water 青湖',
  ])
})

test('the calendar has its own hours and its own holiday besides the state’s', async () => {
  const { profiles, assignments } = await clerk.ask(listProfiles, {})
  expect(profiles.map((one) => one.code)).toEqual(['field_hours', 'watch'])
  expect(assignments.filter((one) => one.unitId === null)).toMatchObject([{ profile: 'field_hours' }])
  const { days } = await clerk.ask(getYear, { params: { year: 2026 } })
  const day = (wanted: string) => days.find((one) => one.day === wanted)
  expect(day('2026-09-09')).toMatchObject({ working: false, kind: 'override' })
  expect(day('2026-10-01')).toMatchObject({ working: false, kind: 'holiday' })
})

test('dictionary, file rules and notices are its own', async () => {
  const { items: books } = await clerk.ask(listDictionaries, {})
  expect(books.map((one) => one.definition.code)).toEqual(['tools'])
  const query = { page: 1, pageSize: 50 }
  const { items } = await clerk.ask(listEntries, { params: { dictionary: 'tools' }, query })
  expect(items.map((one) => one.code).toSorted()).toEqual(['G', 'G1', 'G2', 'W', 'W1'])
  expect((await clerk.ask(getFileRules, {})).types.map((one) => one.ending)).toEqual(['jpg', 'png', 'pdf'])
  const { setting } = await (await server.as('root')).ask(getMessagingSetting, {})
  expect(setting).toMatchObject({ quiet: { from: 22 * 60, until: 6 * 60 }, digestMinutes: 30 })
})

test('a loan is registered, lent, told to the borrower, kept once, brought back and settled', async () => {
  const borrower = await server.as('green_north')
  const other = await server.as('east')
  // The city keeps quiet at night, and the tests run at any hour.
  const loud = { ...command(), quiet: null, digestMinutes: 30, basedOn: 0 }
  await (await server.as('root')).ask(setMessagingSetting, { body: loud })
  const { items: kinds } = await clerk.ask(listKinds, {})
  expect(kinds.map((one) => one.kind)).toEqual(['tool_loan'])
  const units = new Map((await clerk.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
  const input = { tool: '高枝锯', purpose: '修剪行道树' }
  const body = { ...command(), kind: 'tool_loan', input }
  expect(await borrower.refused(registerCase, { body })).toBe('cases.may_not_register')
  const { caseId: id } = await clerk.ask(registerCase, { body })
  const act = async (client: TestClient, action: string, given: Record<string, string> = {}) => {
    const { sequence } = (await clerk.ask(getCase, { params: { id } })).case
    return client.call(actOnCase, { params: { id, action }, body: { ...command(), basedOn: sequence, input: given } })
  }
  const done = async (...asked: Parameters<typeof act>) => {
    const answer = await act(...asked)
    return answer.ok ? answer.value.state : answer.problem.type
  }
  expect((await clerk.ask(getCase, { params: { id } })).case.number).toMatch(/^EX\d{8}-\d{6}$/)
  expect(await done(clerk, 'lend', { borrower: units.get('YL')! })).toBe('out')
  await until(async () => (await borrower.ask(listMessages, { query: {} })).items.length === 1)
  expect((await borrower.ask(listMessages, { query: {} })).items[0]!.body['zh-CN']).toContain('工具借用：高枝锯')
  expect(await done(other, 'keep')).toBe('cases.not_found')
  expect(await done(borrower, 'keep')).toBe('out')
  expect(await done(borrower, 'keep')).toBe('cases.action_not_allowed')
  expect(await done(borrower, 'bring_back', { condition: 'whole' })).toBe('back')
  expect(await done(clerk, 'settle')).toBe('settled')
})

test('without demonstration the first administrator is set up, at the head of its tree', async () => {
  const lines: string[] = []
  const real = await startTestServer({ city: 'example', demo: false, say: (line) => void lines.push(line) })
  try {
    const code = /[A-Z2-9]{5}(?:-[A-Z2-9]{5}){4}/.exec(lines.join())![0]
    const client = real.stranger()
    expect(await client.ask(getSetUp, {})).toEqual({ needed: true })
    const password = 'Meadow-lark-31'
    await client.ask(setUp, { body: { code, username: 'first', name: '首任', password } })
    await client.ask(logIn, { body: { username: 'first', password } })
    expect((await client.ask(getMe, {})).post).toMatchObject({ role: 'admin', unit: { name: '示例区' } })
    await client.ask(createAccount, { body: { ...command(), username: 'second', name: '次任' } })
  } finally {
    await real.stop()
  }
})

test('a database of one city does not take another, and a city that is not there is named', async () => {
  const other = await readCity('songjiang')
  const load = withClient(server.database.migrationUrl, (client) => loadCity(client, other, true))
  await expect(load).rejects.toThrow('holds the city 9901, not 310117')
  await expect(readCity('nowhere')).rejects.toThrow(/There is no city nowhere; there are example, songjiang/)
})
