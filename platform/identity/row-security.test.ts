import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { graspOf, guarded } from '#lib/testing'
import { nameStandIn } from './contract.ts'
import { rightsOf, officerRoles } from './policy.ts'
import { command, office, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
let people: { absent: string; deputy: string; third: string }
beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
  const absent = await crew.person('甲离岗', [['hotline_receiver', 'C00']])
  const deputy = await crew.person('乙代岗', [['unit_handler', 'B16']])
  const third = await crew.person('丙旁人', [['unit_handler', 'B16']])
  const [his] = [await absent.enter(), await deputy.enter(), await third.enter()]
  const from = new Date().toISOString()
  const until = new Date(Date.now() + 3_600_000).toISOString()
  const body = { ...command(), postId: absent.posts[0]!, accountId: deputy.id, from, until, reason: '培训' }
  await his.ask(nameStandIn, { body })
  people = { absent: absent.id, deputy: deputy.id, third: third.id }
  await query(`insert into identity.failure (sort, key, failures, last_at) values ('name', 'somebody', 1, now())`)
  for (const id of [absent.id, deputy.id, third.id])
    await query(`insert into identity.phone (account_id, sealed, digest) values ($1, '', 'digest')`, [id])
  await query(`insert into identity.former_password (account_id, password_hash) values ($1, 'x')`, [third.id])
})
afterAll(() => server.stop())

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}
const as = (account: string, may: string[] = []) => guarded(server.database, { actor: { account }, may })
const nothing = { seen: 0, changed: 0, added: false }
const guardedTables = ['account', 'post', 'session', 'failure', 'phone'].map((table) => `identity.${table}`)
const keyOf: Readonly<Record<string, string>> = { 'identity.account': 'id' }

describe.each(guardedTables)('%s', (table) => {
  test('shows and lets change nothing without a word of who asks', async () => {
    expect(await graspOf(server.database, {}, table)).toEqual(nothing)
    expect(await graspOf(server.database, { actor: {}, may: ['server', 'audit.read', 'org.edit'] }, table)).toEqual(
      nothing,
    )
  })

  test('shows an officer everything', async () => {
    const [row] = await query<{ rows: number }>(`select count(*)::int as rows from ${table}`)
    const { seen } = await graspOf(server.database, { actor: { account: people.third }, may: ['identity.see'] }, table)
    expect(row!.rows).toBeGreaterThan(0)
    expect(seen).toBe(row!.rows)
  })
})

describe.each(['identity.account', 'identity.post', 'identity.session', 'identity.phone'])('%s', (table) => {
  const owner = keyOf[table] ?? 'account_id'
  const ownersSeenBy = async (account: string): Promise<Set<string>> =>
    new Set(
      (await as(account).rows<{ owner: string }>(`select ${owner} as owner from ${table}`)).map((row) => row.owner),
    )

  test('shows a person themselves', async () => {
    expect(await ownersSeenBy(people.third)).toEqual(new Set([people.third]))
  })

  test('shows an absent person and their stand-in what the stand-in turns on', async () => {
    for (const one of [people.absent, people.deputy]) {
      const seen = await ownersSeenBy(one)
      expect(seen).toContain(one)
      for (const id of seen) expect([people.absent, people.deputy]).toContain(id)
    }
  })

  test('lets a person change nothing of another’s', async () => {
    const columns = {
      'identity.account': 'name',
      'identity.post': 'reach',
      'identity.session': 'ended_at',
      'identity.phone': 'digest',
    }
    const column = columns[table as keyof typeof columns]
    const change = `update ${table} set ${column} = ${column} where ${owner} <> $1`
    expect((await as(people.third).count(change, [people.third])) ?? 0).toBe(0)
  })
})

describe('secrets', () => {
  test.each([
    'select password_hash from identity.account',
    'select token_hash from identity.session',
    'select * from identity.former_password',
    'select * from identity.set_up',
    'delete from identity.set_up',
    `update identity.account set password_hash = 'x'`,
    'update identity.session set token_hash = null',
  ])('are told and changed by no query of a request: %s', async (statement) => {
    expect(
      await as(people.third, ['identity.see', 'identity.manage', 'identity.grant']).count(statement),
    ).toBeUndefined()
  })

  test('are one’s own behind the door for changing a password', async () => {
    const [own] = await as(people.third).rows<{ hashes: number }>(
      'select count(*)::int as hashes from identity.own_passwords()',
    )
    expect(own).toEqual({ hashes: 2 })
    const other = 'select identity.set_password($1, $2, true)'
    expect(await as(people.third).count(other, [people.absent, 'stolen'])).toBeUndefined()
    expect(await guarded(server.database, {}).count(other, [people.absent, 'stolen'])).toBeUndefined()
    expect(await as(people.third).count(other, [people.third, 'mine'])).toBe(1)
    expect(await as(people.third, ['identity.see']).count(other, [people.absent, 'reset'])).toBe(1)
  })
})

const post = `insert into identity.post (id, account_id, role, unit_id, deputy_of, valid_to)
  values (gen_random_uuid(), $1, $2, gen_random_uuid(), $3, now() + interval '1 hour')`

describe('a post', () => {
  test('is given by the security administrator alone, but for a stand-in in one’s own post', async () => {
    const [own] = await query<{ id: string }>('select id from identity.post where account_id = $1', [people.absent])
    const rights = ['identity.see', 'identity.manage', 'identity.grant']
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(rights),
        fc.constantFrom('unit_handler', 'admin', 'security_admin'),
        fc.boolean(),
        fc.constantFrom(people.absent, people.third),
        async (may, role, standIn, giver) => {
          const given = await as(giver, may).count(post, [people.deputy, role, standIn ? own!.id : null])
          const expected = may.includes('identity.grant') || (standIn && giver === people.absent)
          expect(given).toBe(expected ? 1 : undefined)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('cannot be made to reach further by its owner', async () => {
    const widen = `update identity.post set reach = 'all' where account_id = $1`
    expect(await as(people.third).count(widen, [people.third])).toBeUndefined()
    expect(await as(people.third, ['identity.see', 'identity.grant']).count(widen, [people.third])).toBe(1)
  })
})

test('rights are those of the policy: officers see, one makes accounts, another gives posts', () => {
  expect(Object.fromEntries([...officerRoles, 'unit_handler'].map((role) => [role, rightsOf({ role })]))).toEqual({
    admin: ['identity.see', 'identity.manage'],
    security_admin: ['identity.see', 'identity.grant'],
    audit_admin: ['identity.see'],
    unit_handler: [],
  })
})

test('roles are read by everybody logged in', async () => {
  expect(await guarded(server.database, {}).count('select from identity.role')).toBe(0)
  expect(await as(people.third).count('select from identity.role')).toBeGreaterThan(0)
})
