import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf, guarded } from '#lib/testing'
import { csvOf, upload } from './testing/index.ts'

let server: TestServer
let sender: string
let subject: string

beforeAll(async () => {
  server = await startTestServer()
  await upload(await server.as('receiver'), csvOf('A-1'))
  await withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query<{ id: string; account_id: string }>(
      'select id, account_id from hotline.import_run',
    )
    subject = rows[0]!.id
    sender = rows[0]!.account_id
    await client.query(
      `insert into hotline.import_fault (run_id, place, row_number, column_name, field, value, fault)
        values ($1, 1, 2, '标题', 'title', '', '{}')`,
      [subject],
    )
    await client.query(
      `insert into hotline.import_mapping (id, kind, name, columns, constants, saved_by_name)
        values (gen_random_uuid(), 'hotline', '某处', '[]', '{}', '某人')`,
    )
  })
})
afterAll(() => server.stop())

const seeing = (account: string | null, kinds: string[] = ['hotline']) => ({ actor: { account, kinds, units: [] } })

test.each(['hotline.import_run', 'hotline.import_fault', 'hotline.import_mapping'])(
  '%s is for those who see every case of its kind',
  async (table) => {
    const nothing = { seen: 0, changed: 0, added: false }
    for (const asker of [{}, { may: ['server'] }, seeing(sender, []), seeing(sender, ['another'])])
      expect(await graspOf(server.database, asker, table)).toEqual(nothing)
    expect((await graspOf(server.database, seeing(randomUUID()), table)).seen).toBe(1)
  },
)

test('the file of a run is seen by whoever handed it in, and by the work on it, alone', async () => {
  const files = (asker: object): Promise<number | undefined> =>
    guarded(server.database, asker).count('select from files.file where subject_id = $1', [subject])
  expect(await files(seeing(sender, []))).toBe(1)
  expect(await files(seeing(null))).toBe(1)
  expect(await files(seeing(randomUUID()))).toBe(0)
  expect(await files(seeing(null, []))).toBe(0)
  expect(await files({ may: ['server'] })).toBe(0)
  expect(await files({})).toBe(0)
})
