import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFilling, verifyCases, type Filling } from '#core/cases'
import { readMasterKey } from '#lib/crypto'
import { withClient } from '#lib/db'
import { until } from '#lib/testing'
import { Installation } from './installation.testing.ts'

let installation: Installation

beforeAll(async () => {
  installation = await Installation.make(1000)
})
afterAll(async () => {
  await installation.remove()
})

async function filling(): Promise<Filling | undefined> {
  return withClient(await installation.databaseUrl(), readFilling)
}

test(
  'killed while it fills the demonstration year, the next start goes on and makes no case twice',
  { timeout: 300_000 },
  async () => {
    await installation.start()
    await until(async () => ((await filling())?.done ?? 0) > 0, 120_000)
    const before = await filling()
    await installation.killNode()
    await installation.start()
    await until(async () => (await filling())?.ended === true, 150_000)
    const after = await filling()
    expect(after).toMatchObject({ seed: before!.seed, until: before!.until, done: 1000, total: 1000 })
    const key = await readMasterKey(undefined, installation.dataFolder)
    expect(await withClient(await installation.databaseUrl(), (client) => verifyCases(client, key))).toMatchObject({
      cases: 1000,
      findings: [],
    })
  },
)
