import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { until } from '#lib/testing'
import { confirmAddress, listUnresolved } from '#platform/geo/contract'
import { getCase, registerCase } from './contract.ts'
import { command } from './testing/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('a case whose address nobody can place waits for somebody who knows, and then lies there', async () => {
  const [acceptor, admin] = [await server.as('acceptor'), await server.as('admin')]
  const address = '松江区无名新路9977弄3号'
  const input = { source: 'supervisor', title: '路灯不亮', text: '路灯不亮。', itemKind: 'component', address }
  const { caseId } = await acceptor.ask(registerCase, { body: { ...command(), kind: 'grid', input } })
  const look = () => acceptor.ask(getCase, { params: { id: caseId } })
  expect((await look()).case).toMatchObject({ point: null, area: null })
  const { items } = await admin.ask(listUnresolved, { query: { search: '无名新路', page: 1, pageSize: 20 } })
  expect(items).toHaveLength(1)
  const body = { ...command(), lon: 121.2315, lat: 31.0365 }
  expect(await admin.ask(confirmAddress, { params: { id: items[0]!.id }, body })).toMatchObject({ told: 1 })
  const placed = await until(async () => {
    const view = await look()
    return view.case.point === null ? undefined : view
  })
  expect(placed.case.point).toEqual([121.2315, 31.0365])
  expect(placed.case.area).toMatch(/^310117\d{9}$/)
  expect(placed.timeline.at(-1)).toMatchObject({ action: 'place.settled', tick: true })
})
