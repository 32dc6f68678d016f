import { afterAll, beforeAll, expect, test } from 'vitest'
import { getImport, mapImport, startImport, uploadImport, type ImportRun } from '#core/hotline/contract'
import { countCases } from '#core/cases/contract'
import { TestClient, until } from '#lib/testing'
import { logIn } from '#platform/identity/contract'
import { randomUUID } from 'node:crypto'
import { Installation } from './installation.testing.ts'

let installation: Installation
const rows = 3000

beforeAll(async () => {
  installation = await Installation.make()
})
afterAll(() => installation.remove())

const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

async function receiver(): Promise<TestClient> {
  const client = new TestClient(installation.url)
  await client.ask(logIn, { body: { username: 'receiver', password: 'Yiwang-demo-1' } })
  return client
}

test(
  'an import whose server is killed again and again ends by itself with each order once and the right count',
  { timeout: 180_000 },
  async () => {
    await installation.start()
    let client = await receiver()
    const lines = Array.from({ length: rows }, (_, at) => `K-${at},路灯不亮,第 ${at} 盏,求助`)
    const body = new TextEncoder().encode(['市工单编号,标题,诉求内容,诉求性质', ...lines].join('\n'))
    const { id, mapping } = await client.ask(uploadImport, { query: { fileName: 'k.csv' }, body })
    const run = (): Promise<ImportRun> => client.ask(getImport, { params: { id } })
    await client.ask(mapImport, { params: { id }, body: { ...command(), columns: mapping.columns, constants: {} } })
    await until(async () => (await run()).state === 'checked', 60_000)
    await client.ask(startImport, { params: { id }, body: { ...command(), goodRowsOnly: false } })
    const seen: number[] = []
    for (let kill = 0; kill < 3; kill += 1) {
      const before = (await run()).imported
      await until(async () => (await run()).imported > before, 60_000)
      seen.push((await run()).imported)
      await installation.killNode()
      await installation.start()
      client = await receiver()
    }
    await until(async () => (await run()).state === 'done', 90_000)
    expect(seen.every((count) => count > 0 && count < rows)).toBe(true)
    expect(await run()).toMatchObject({ imported: rows, doneRows: rows, good: rows, bad: 0 })
    expect((await client.ask(countCases, { query: {} })).total).toBe(rows)
  },
)
