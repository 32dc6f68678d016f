import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startServer, testSettings, type RunningServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { cloneDatabase, TestClient, type ClonedDatabase } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import { createAccount, getDemo, getMe, getSetUp, grantPost, logIn, setUp } from './contract.ts'
import { asTheRoleSays, command } from './testing/index.ts'

let database: ClonedDatabase
let folder: string
let server: RunningServer
let said: string[]

async function start(): Promise<void> {
  said = []
  server = await startServer({ ...testSettings(database, folder), demo: false }, (line) => void said.push(line))
}
const code = () => /[A-Z2-9]{5}(?:-[A-Z2-9]{5}){4}/.exec(said.join())?.[0]
const client = () => new TestClient(server.url)

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  folder = await mkdtemp(join(tmpdir(), 'yiwang-data-'))
  await withClient(database.superUrl, (one) => one.query('truncate identity.account cascade'))
  await start()
})
afterAll(async () => {
  await server.stop()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const first = { username: 'root.admin', name: '首任', password: 'Meadow-lark-31' }

test('without demonstration and accounts the console says a code, of which only a hash is kept', async () => {
  expect(await client().ask(getDemo, {})).toEqual({ password: null, accounts: [] })
  expect(await client().ask(getSetUp, {})).toEqual({ needed: true })
  const kept = await withClient(database.superUrl, (one) =>
    one.query('select set_up::text as text from identity.set_up'),
  )
  expect(kept.rows).toHaveLength(1)
  expect(kept.rows[0].text).not.toContain(code()!)
})

test('a new start says a new code, and the old one is nothing', async () => {
  const old = code()!
  await server.stop()
  await start()
  expect(code()).not.toBe(old)
  expect(await client().refused(setUp, { body: { code: old, ...first } })).toBe('identity.wrong_set_up_code')
})

test('a weak password is refused and the code stays; with a good one it makes the administrator, once', async () => {
  const given = code()!.toLowerCase().replaceAll('-', ' ')
  expect(await client().refused(setUp, { body: { code: given, ...first, password: 'short' } })).toBe(
    'identity.password_refused',
  )
  const both = await Promise.all(
    ['one', 'two'].map((name) => client().call(setUp, { body: { code: given, ...first, username: `root.${name}` } })),
  )
  expect(both.filter((answer) => answer.ok)).toHaveLength(1)
  expect(await client().ask(getSetUp, {})).toEqual({ needed: false })
  expect(await client().refused(setUp, { body: { code: given, ...first } })).toBe('identity.wrong_set_up_code')
})

test('the first administrator appoints the first security administrator, nothing else, and no second', async () => {
  const { rows } = await withClient(database.superUrl, (one) => one.query('select username from identity.account'))
  const admin = client()
  await admin.ask(logIn, { body: { username: rows[0].username, password: first.password } })
  expect((await admin.ask(getMe, {})).post.role).toBe('admin')
  const unitId = (await admin.ask(listUnits, {})).items[0]!.id
  const make = async (username: string) =>
    (await admin.ask(createAccount, { body: { ...command(), username, name: username } })).id
  const post = (role: string) => ({ ...command(), role, unitId, ...asTheRoleSays })
  const [security, other] = [await make('security'), await make('other')]
  expect(await admin.refused(grantPost, { params: { id: security }, body: post('leader') })).toBe(
    'identity.not_allowed',
  )
  await admin.ask(grantPost, { params: { id: security }, body: post('security_admin') })
  expect(await admin.refused(grantPost, { params: { id: other }, body: post('security_admin') })).toBe(
    'identity.not_allowed',
  )
})

test('with an account there is no code at a start', async () => {
  await server.stop()
  await start()
  expect(code()).toBeUndefined()
})
