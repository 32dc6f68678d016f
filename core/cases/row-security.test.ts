import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let crew: HotlineCrew
let cases: { returned: string; held: string; fresh: string }

beforeAll(async () => {
  server = await startTestServer()
  crew = await hotlineCrew(server)
  const returned = await crew.register()
  await crew.mustAct(crew.receiver, returned, 'dispatch', { unit: crew.units.get('B16')! })
  await crew.returned(crew.water, returned)
  const held = await crew.inHand()
  cases = { returned, held, fresh: await crew.register() }
})
afterAll(() => server.stop())

const tables = ['case', 'action', 'assignment', 'content', 'private', 'private_key']

/** What a statement that asks for everything gets, as the login that serves requests, told this of who asks. */
async function everything(table: string, actor: object | undefined): Promise<Set<string>> {
  return withClient(server.database.webUrl, async (client) => {
    await client.query('set role yiwang_serving')
    await client.query('begin')
    if (actor !== undefined) await client.query(`select set_config('yiwang.actor', $1, true)`, [JSON.stringify(actor)])
    const key = table === 'case' ? 'id' : 'case_id'
    const { rows } = await client.query<{ id: string }>(`select ${key} as id from cases.${table}`)
    return new Set(rows.map((row) => row.id))
  })
}

describe.each(tables)('cases.%s', (table) => {
  const exists = (): string[] => Object.values(cases)

  test('shows nothing to a query that says nothing of who asks', async () => {
    expect(await everything(table, undefined)).toEqual(new Set())
    expect(await everything(table, {})).toEqual(new Set())
    expect(await everything(table, { kinds: [], units: [] })).toEqual(new Set())
  })

  test('shows whole kinds to those who see them', async () => {
    expect(await everything(table, { kinds: ['hotline'], units: [] })).toEqual(new Set(exists()))
    expect(await everything(table, { kinds: ['another'], units: [] })).toEqual(new Set())
  })

  test('shows a unit what it holds or held', async () => {
    const water = { kinds: [], units: [crew.units.get('B16')] }
    expect(await everything(table, water)).toEqual(new Set([cases.returned, cases.held]))
    expect(await everything(table, { kinds: [], units: [crew.units.get('B27')] })).toEqual(new Set())
  })
})

test('what was said of who asks is forgotten with the transaction', async () => {
  await withClient(server.database.webUrl, async (client) => {
    await client.query('set role yiwang_serving')
    await client.query('begin')
    await client.query(`select set_config('yiwang.actor', '{"kinds":["hotline"],"units":[]}', true)`)
    expect((await client.query('select from cases.case')).rowCount).toBe(3)
    await client.query('commit')
    expect((await client.query('select from cases.case')).rowCount).toBe(0)
  })
})

test('a unit cannot change a case it never held', async () => {
  await withClient(server.database.webUrl, async (client) => {
    await client.query('set role yiwang_serving')
    await client.query('begin')
    const units = JSON.stringify({ kinds: [], units: [crew.units.get('B27')] })
    await client.query(`select set_config('yiwang.actor', $1, true)`, [units])
    expect((await client.query(`update cases.case set state = 'closed'`)).rowCount).toBe(0)
    await client.query('rollback')
  })
})
