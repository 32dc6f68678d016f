import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import { addEntry, changeEntry, listEntries, retireEntry, withdrawChange } from './contract.ts'
import { command, entryView } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const dictionary = 'hotline-callback'
const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10)

type Step = { do: 'put' | 'plan' | 'retire' | 'withdraw'; code: string; name: string }
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('put', 'put', 'plan', 'retire', 'withdraw'),
  code: fc.constantFrom('X1', 'X2'),
  name: fc.constantFrom('甲', '乙', '丙', '丁'),
})

/** Does a step as far as it is allowed. */
async function perform({ do: what, code, name }: Step): Promise<void> {
  const seen = (await admin.ask(listEntries, { params: { dictionary }, query: { q: code, state: 'all' } })).items[0]
  const form = { name, attributes: {}, confidence: 'low' as const, ...(what === 'plan' ? { validFrom: tomorrow } : {}) }
  if (seen === undefined || (seen.state === 'retired' && what !== 'withdraw')) {
    if (what === 'retire' || what === 'withdraw') return
    await admin.call(addEntry, { params: { dictionary }, body: { ...command(), version: '', kind: '', code, ...form } })
    return
  }
  const params = { dictionary, id: seen.id }
  const basedOn = seen.revision
  if (what === 'retire') await admin.call(retireEntry, { params, body: { ...command(), basedOn } })
  else if (what === 'withdraw') await admin.call(withdrawChange, { params, body: { ...command(), basedOn } })
  else await admin.call(changeEntry, { params, body: { ...command(), basedOn, ...form } })
}

async function state(asOf?: string): Promise<string[]> {
  const query = { q: 'X', sort: 'code', ...(asOf === undefined ? {} : { asOf }) }
  const { items } = await admin.ask(listEntries, { params: { dictionary }, query })
  return items.filter((one) => one.code.startsWith('X')).map((one) => `${one.code} ${one.name}`)
}

/** A moment after all that was written, and before all that will be. */
async function moment(): Promise<string> {
  const at = new Date()
  while (Date.now() <= at.getTime() + 2) await new Promise((resolve) => setImmediate(resolve))
  return new Date(at.getTime() + 1).toISOString()
}

test('as-of reads give back every past state, whatever is done afterwards', { timeout: 120_000 }, async () => {
  const past: { at: string; state: string[] }[] = []
  // Some states for certain: random steps may begin by planning everything for a coming day, and then little moves.
  const certain: Step[] = [
    { do: 'put', code: 'X1', name: '甲' },
    { do: 'put', code: 'X1', name: '乙' },
    { do: 'put', code: 'X2', name: '丙' },
    { do: 'retire', code: 'X2', name: '' },
  ]
  for (const one of certain) {
    await perform(one)
    past.push({ at: await moment(), state: await state() })
  }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      for (const one of steps) {
        await perform(one)
        const at = await moment()
        past.push({ at, state: await state() })
      }
      for (const { at, state: then } of past.slice(-12)) expect(await state(at)).toEqual(then)
    }),
    { numRuns: 12 },
  )
  for (const { at, state: then } of past) expect(await state(at)).toEqual(then)
  // The steps did something: three states for certain (taking X2 away leads back to one), by chance more.
  expect(new Set(past.map((one) => one.state.join())).size).toBeGreaterThan(2)
})

test('at no moment is more than one revision of a key valid', async () => {
  const { rows } = await withClient(server.database.migrationUrl, (client) =>
    client.query(`select count(*)::int as pairs from dictionary.revision a join dictionary.revision b
      on a.entry_id = b.entry_id and a.revision < b.revision
      and tstzrange(a.valid_from, a.valid_to) && tstzrange(b.valid_from, b.valid_to)`),
  )
  expect(rows).toEqual([{ pairs: 0 }])
})

test('the database itself refuses a second valid revision', async () => {
  const body = {
    ...command(),
    version: '',
    kind: '',
    code: 'Y1',
    name: '一',
    attributes: {},
    confidence: 'low' as const,
  }
  const { id } = await admin.ask(addEntry, { params: { dictionary }, body })
  expect((await entryView(admin, dictionary, id)).history).toHaveLength(1)
  await withClient(server.database.migrationUrl, async (client) => {
    await expect(
      client.query(
        `insert into dictionary.revision (entry_id, revision, valid_from, name, position, attributes, confidence, source,
           note, search, digest, origin)
         select entry_id, 2, now(), name, position, attributes, confidence, source, note, search, digest, origin
         from dictionary.revision where entry_id = $1`,
        [id],
      ),
    ).rejects.toThrow('revision_overlap')
  })
})
