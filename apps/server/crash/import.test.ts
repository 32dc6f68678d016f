import { randomInt, randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { getImport, mapImport, startImport, uploadImport, type ImportRun } from '#core/hotline/contract'
import { countCases } from '#core/cases/contract'
import { withClient } from '#lib/db'
import { TestClient, until } from '#lib/testing'
import { logIn } from '#platform/identity/contract'
import { Installation } from './installation.testing.ts'

const rows = 3000

const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

async function receiver(url: string): Promise<TestClient> {
  const client = new TestClient(url)
  await client.ask(logIn, { body: { username: 'receiver', password: 'Yiwang-demo-1' } })
  return client
}

test(
  'an import whose server is killed again and again ends by itself with each order once and the right count',
  { timeout: 300_000 },
  async () => {
    const installation = await Installation.make()
    onTestFinished(() => installation.remove())
    await installation.start()
    let client = await receiver(installation.url)
    const lines = Array.from({ length: rows }, (_, at) => `K-${at},路灯不亮,第 ${at} 盏,求助`)
    const body = new TextEncoder().encode(['市工单编号,标题,诉求内容,诉求性质', ...lines].join('\n'))
    const { id, mapping } = await client.ask(uploadImport, { query: { fileName: 'k.csv' }, body })
    const run = (): Promise<ImportRun> => client.ask(getImport, { params: { id } })
    await client.ask(mapImport, { params: { id }, body: { ...command(), columns: mapping.columns, constants: {} } })
    await until(async () => (await run()).state === 'checked', 60_000)
    await withClient(await installation.databaseUrl(), async (gate) => {
      // However long somebody sleeps, it is not over before it is killed: it gets by a batch at a time.
      const shut = async (): Promise<void> => {
        await gate.query('begin')
        await gate.query('lock table cases.case in share mode')
      }
      // What waits goes first, and then it is shut again.
      const letOneBy = async (): Promise<void> => {
        await gate.query('commit')
        await shut()
      }
      await shut()
      await client.ask(startImport, { params: { id }, body: { ...command(), goodRowsOnly: false } })
      for (let kill = 0; kill < 3; kill += 1) {
        const before = (await run()).imported
        await until(async () => {
          await letOneBy()
          return (await run()).imported > before
        }, 60_000)
        for (let more = randomInt(3); more > 0; more -= 1) await letOneBy()
        expect(await run()).toMatchObject({ state: 'importing' })
        await installation.killNode()
        await installation.start()
        client = await receiver(installation.url)
      }
      await gate.query('commit')
    })
    await until(async () => (await run()).state === 'done', 90_000)
    expect(await run()).toMatchObject({ imported: rows, doneRows: rows, good: rows, bad: 0 })
    expect((await client.ask(countCases, { query: {} })).total).toBe(rows)
  },
)
