import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { actOnCase, getCase, listCases, revealCase, type CaseView } from './contract.ts'
import { command, hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let crew: HotlineCrew
let people: { role: string; unit: string | undefined; client: TestClient }[]

beforeAll(async () => {
  server = await startTestServer()
  crew = await hotlineCrew(server)
  people = [
    { role: 'hotline_receiver', unit: undefined, client: crew.receiver },
    { role: 'hotline_auditor', unit: undefined, client: crew.auditor },
    { role: 'unit_handler', unit: 'B16', client: crew.water },
    { role: 'unit_handler', unit: 'B27', client: crew.green },
    { role: 'unit_handler', unit: 'T003', client: await server.as('fangsong') },
  ]
})
afterAll(() => server.stop())

/** Where a random order has been and where it lies, as a plain model remembers it. */
interface Model {
  id: string
  heldBy: Set<string>
  holder: string | undefined
}

/** Carries an order through units: each step dispatches to one; unless it is the last it is returned. */
async function carried(route: readonly string[]): Promise<Model> {
  const id = await crew.register({ contactName: '钱小满', contactPhone: '13900001234' })
  const byUnit = new Map(people.map((one) => [one.unit, one.client]))
  for (const [index, unit] of route.entries()) {
    await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get(unit)! })
    if (index < route.length - 1) await crew.returned(byUnit.get(unit)!, id)
  }
  return { id, heldBy: new Set(route), holder: route.at(-1) }
}

const anyRoute = fc.array(fc.constantFrom('B16', 'B27', 'T003'), { maxLength: 3 })

test('who sees, who may read in clear, who may act: for every person and any way of an order', async () => {
  await fc.assert(
    fc.asyncProperty(anyRoute, async (route) => {
      const model = await carried(route)
      for (const { role, unit, client } of people) {
        const whole = role !== 'unit_handler'
        const sees = whole || (unit !== undefined && model.heldBy.has(unit))
        const seen = await client.call(getCase, { params: { id: model.id } })
        expect(seen.ok, `${role} ${unit} sees`).toBe(sees)
        const reveals = await client.call(revealCase, { params: { id: model.id }, body: { reason: '核对联系方式' } })
        expect(reveals.ok, `${role} ${unit} reveals`).toBe(whole || (sees && unit === model.holder))
        const may = await client.call(actOnCase, {
          params: { id: model.id, action: 'accept' },
          body: { ...command(), basedOn: (seen.ok ? seen.value : await whatIs(model)).case.sequence + 1, input: {} },
        })
        // Based on what is not so, nobody gets further than being told; strangers are not even told that.
        expect(may.ok ? '' : may.problem.type).toBe(sees ? 'cases.moved' : 'cases.not_found')
        if (seen.ok) await offersAreKept(client, seen.value)
      }
    }),
    { numRuns: 12 },
  )
})

async function whatIs(model: Model): Promise<CaseView> {
  return crew.receiver.ask(getCase, { params: { id: model.id } })
}

/** What a page offers as not allowed, the server refuses; it never refuses what it offered, for want of permission. */
async function offersAreKept(client: TestClient, view: CaseView): Promise<void> {
  for (const action of view.actions) {
    const answer = await client.call(actOnCase, {
      params: { id: view.case.id, action: action.code },
      body: { ...command(), basedOn: view.case.sequence, input: { nonsense: 'x' } },
    })
    expect(answer.ok ? 'done' : answer.problem.type).toBe(
      action.allowed ? 'cases.input_invalid' : 'cases.action_not_allowed',
    )
  }
}

test('a list holds exactly the cases that may be opened', async () => {
  for (const { client } of people) {
    const { items, total } = await client.ask(listCases, { query: { pageSize: 200 } })
    expect(items).toHaveLength(total)
    const opened = await Promise.all(items.slice(0, 10).map((row) => client.call(getCase, { params: { id: row.id } })))
    expect(opened.every((answer) => answer.ok)).toBe(true)
  }
  const everything = await crew.receiver.ask(listCases, { query: { pageSize: 200 } })
  const green = await crew.green.ask(listCases, { query: { pageSize: 200 } })
  const missing = everything.items.filter((row) => !green.items.some((one) => one.id === row.id))
  expect(missing.length).toBeGreaterThan(0)
  for (const row of missing.slice(0, 10)) {
    expect(await crew.green.refused(getCase, { params: { id: row.id } })).toBe('cases.not_found')
  }
})

test('a case that is not there and one that may not be seen are told apart by nobody', async () => {
  const { id } = await carried(['B16'])
  const hidden = await crew.green.call(getCase, { params: { id } })
  const absent = await crew.green.call(getCase, { params: { id: randomUUID() } })
  expect(hidden.ok || absent.ok).toBe(false)
  if (!hidden.ok && !absent.ok)
    expect({ ...hidden.problem, requestId: '' }).toEqual({ ...absent.problem, requestId: '' })
})
