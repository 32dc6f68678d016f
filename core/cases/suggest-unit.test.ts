import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { actOnCase, getCase, registerCase, suggestUnit } from './contract.ts'

let server: TestServer
let acceptor: TestClient

beforeAll(async () => {
  server = await startTestServer()
  acceptor = await server.as('acceptor')
})
afterAll(() => server.stop())

const envelope = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

async function report(category: string, more: Record<string, string> = {}): Promise<string> {
  const input = {
    source: 'supervisor',
    title: '井盖松动',
    text: '井盖松动，行人绕行。',
    itemKind: 'component',
    address: '无名新路9977弄',
    category,
    ...more,
  }
  return (await acceptor.ask(registerCase, { body: { ...envelope(), kind: 'grid', input } })).caseId
}

async function suggestion(id: string, action: string, input: Record<string, string | null>) {
  const reply = await acceptor.ask(suggestUnit, { params: { id }, body: { action, input } })
  return reply.suggestion
}

test('asks for log-in; a case out of sight is not there; an action that does not exist is named', async () => {
  const id = await report('01001')
  const body = { action: 'accept', input: {} }
  expect(await server.stranger().refused(suggestUnit, { params: { id }, body })).toBe('identity.not_logged_in')
  const village = await server.as('village')
  expect(await village.refused(suggestUnit, { params: { id }, body })).toBe('cases.not_found')
  const nothing = { ...body, action: 'dance' }
  expect(await acceptor.refused(suggestUnit, { params: { id }, body: nothing })).toBe('cases.no_such_action')
})

test('names the unit of what the form says, and of the case where the form says nothing', async () => {
  const id = await report('01001')
  const asItIs = (await acceptor.ask(getCase, { params: { id } })).suggestion
  const shortcut = 'accept_dispatch'
  expect(asItIs).not.toBeNull()
  expect(await suggestion(id, shortcut, {})).toEqual(asItIs)
  expect(await suggestion(id, shortcut, { category: null })).toEqual(asItIs)
  const trees = await suggestion(id, shortcut, { category: '04001' })
  expect(trees).toMatchObject({ certain: true, unit: { name: expect.stringContaining('绿化') } })
  expect(trees?.unit.id).not.toBe(asItIs?.unit.id)
  // A field that the form does not put down about the case moves nothing.
  expect(await suggestion(id, 'dispatch', { category: '04001' })).toEqual(asItIs)
  // Asking changed nothing.
  expect(await acceptor.ask(getCase, { params: { id } })).toMatchObject({ suggestion: asItIs, case: { sequence: 1 } })
})

test('what it names is where the one key then sends the case, by the same rule', async () => {
  const id = await report('01001')
  const named = await suggestion(id, 'accept_dispatch', { category: '04001' })
  const input = { category: '04001', standard: '2026.component.04001-1', unit: named!.unit.id }
  const body = { ...envelope(), basedOn: 1, input }
  await acceptor.ask(actOnCase, { params: { id, action: 'accept_dispatch' }, body })
  const { timeline } = await acceptor.ask(getCase, { params: { id } })
  const { routed, assigned } = timeline.at(-1)!
  expect(routed).toEqual({ rule: named!.rule, certain: true, unitId: named!.unit.id })
  expect(assigned?.id).toBe(named!.unit.id)
})
