import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { readMasterKey } from '#lib/crypto'
import { withClient } from '#lib/db'
import { makeAnchor } from './anchor.ts'
import { verifyCases } from './verify.ts'
import { hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let crew: HotlineCrew

beforeAll(async () => {
  server = await startTestServer()
  crew = await hotlineCrew(server)
})
afterAll(() => server.stop())

/** Runs statements as somebody with full rights over the database would, and gives what verifying then finds of the case. */
async function tamper(id: string, ...statements: string[]): Promise<string[]> {
  const masterKey = await readMasterKey(undefined, server.dataFolder)
  return withClient(server.database.superUrl, async (client) => {
    for (const statement of statements) {
      const { rowCount } = await client.query(statement.replaceAll('$id', `'${id}'`))
      // A tampering that changes nothing would prove nothing.
      if (rowCount === 0) throw new Error(`Touched no row: ${statement}`)
    }
    const { findings } = await verifyCases(client, masterKey)
    return findings.filter((finding) => finding.caseId === id).map((finding) => finding.what)
  })
}

const shift = `update cases.action set sequence = sequence + 1000 where case_id = $id and sequence > 3`
const unshift = `update cases.action set sequence = sequence - 999 where case_id = $id and sequence > 1000`
const cutTail = `delete from cases.action where case_id = $id and sequence = 9`

test('finds nothing where nothing was touched', async () => {
  const id = await crew.closed()
  const { cases, actions, findings } = await withClient(server.database.superUrl, async (client) =>
    verifyCases(client, await readMasterKey(undefined, server.dataFolder)),
  )
  expect(findings).toEqual([])
  expect(cases).toBeGreaterThan(0)
  expect(actions).toBeGreaterThanOrEqual(7)
  expect(await tamper(id, 'select 1')).toEqual([])
})

test.each([
  [
    'a payload altered',
    [`update cases.action set payload = jsonb_set(payload, '{to}', '"closed"') where case_id = $id and sequence = 3`],
  ],
  ['an actor altered', [`update cases.action set actor_name = '别人' where case_id = $id and sequence = 5`]],
  [
    'a time altered by a millisecond',
    [
      `update cases.action set occurred_at = occurred_at + interval '1 millisecond' where case_id = $id and sequence = 2`,
    ],
  ],
  ['a row deleted in the middle', [`delete from cases.action where case_id = $id and sequence = 4`]],
  [
    'a row deleted and the rest moved up',
    [
      `delete from cases.action where case_id = $id and sequence = 4`,
      `update cases.action set sequence = sequence - 1 where case_id = $id and sequence > 4`,
      `update cases.case set sequence = 6 where id = $id`,
    ],
  ],
  ['the first row deleted', [`delete from cases.action where case_id = $id and sequence = 1`]],
  [
    'a row inserted',
    [
      shift,
      unshift,
      `insert into cases.action select case_id, 4, gen_random_uuid(), action, actor_id, actor_name, unit_id, unit_name, occurred_at, recorded_at, payload, hash
       from cases.action where case_id = $id and sequence = 3`,
      `update cases.case set sequence = 8 where id = $id`,
    ],
  ],
  [
    'two rows exchanged',
    [
      `update cases.action set sequence = case sequence when 3 then 400 else 3 end where case_id = $id and sequence in (3, 4)`,
      `update cases.action set sequence = 4 where case_id = $id and sequence = 400`,
    ],
  ],
  ['the tail cut', [cutTail]],
  ['every row cut', [`delete from cases.action where case_id = $id`]],
  ['the state altered', [`update cases.case set state = 'received' where id = $id`]],
  ['a holder altered', [`update cases.assignment set unit_name = '别的单位' where case_id = $id`]],
  ['a holder removed', [`delete from cases.assignment where case_id = $id`]],
  ['public facts altered', [`update cases.content set facts = facts || '{"nature":"praise"}' where case_id = $id`]],
  [
    'a sealed text altered',
    [
      `update cases.private set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where case_id = $id and sequence = 1`,
    ],
  ],
  [
    'a sealed text exchanged for another of the same case',
    [
      `update cases.private p set sealed = (select sealed from cases.private where case_id = $id and sequence = 4) where case_id = $id and sequence = 1`,
    ],
  ],
  ['a sealed text removed', [`delete from cases.private where case_id = $id and sequence = 1`]],
])('finds %s', async (_what, statements) => {
  expect(await tamper(await crew.closed(), ...statements)).not.toEqual([])
})

test('finds the rows of a case that was taken away from above them', async () => {
  const found = await tamper(await crew.closed(), 'delete from cases.case where id = $id')
  expect(found.map((what) => what.replace(/^[1-9]\d* rows of cases\./, '').replace(' belong to no case', ''))).toEqual([
    'action',
    'assignment',
    'clock',
    'content',
    'private',
    'private_key',
  ])
})

test('a tail cut together with its projection passes unseen without an anchor, and is found with one', async () => {
  const forge = [
    cutTail,
    `update cases.case c set sequence = 8, state = 'answered', closed_at = null,
       head = (select hash from cases.action where case_id = $id and sequence = 8),
       changed_at = (select recorded_at from cases.action where case_id = $id and sequence = 8) where c.id = $id`,
    `update cases.clock set state = case code when 'calling_back' then 'running' else 'standing' end
       where case_id = $id and code in ('calling_back', 'city', 'inner')`,
  ]
  expect(await tamper(await crew.closed(), ...forge)).toEqual([])
  const id = await crew.closed()
  const anchor = await withClient(server.database.workerUrl, async (client) => {
    await client.query('set role yiwang_working')
    return makeAnchor(client)
  })
  expect(anchor?.entries).toBeGreaterThan(0)
  expect(await tamper(id, ...forge)).toEqual(['an anchor saw action 9; it is gone or another stands in its place'])
})

test('an anchor is made of what moved since the last one, and an altered one is found', async () => {
  const make = () =>
    withClient(server.database.workerUrl, async (client) => {
      await client.query('set role yiwang_working')
      return makeAnchor(client)
    })
  await make()
  expect(await make()).toBeUndefined()
  await crew.register()
  await crew.register()
  expect((await make())?.entries).toBe(2)
  const { findings } = await withClient(server.database.superUrl, async (client) => {
    await client.query(
      `update cases.anchor_entry set sequence = sequence + 7 where anchor_id = (select max(id) from cases.anchor)`,
    )
    return verifyCases(client, undefined)
  })
  expect(findings.map((finding) => finding.what).join()).toMatch(/anchor \d+ was altered/)
})

test('a destroyed key leaves a history that still verifies', async () => {
  expect(await tamper(await crew.closed(), `update cases.private_key set wrapped = null where case_id = $id`)).toEqual(
    [],
  )
})

test('reads the master key it is given, and says so when it is another one', async () => {
  const id = await crew.closed()
  const { findings } = await withClient(server.database.superUrl, async (client) =>
    verifyCases(client, await readMasterKey(undefined, join(server.dataFolder, 'another'))),
  )
  expect(
    findings
      .filter((finding) => finding.caseId === id)
      .map((finding) => finding.what)
      .join(),
  ).toContain('master key')
})
