import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, type TestClient } from '#lib/testing'
import {
  changePassword,
  endOwnSessions,
  endPost,
  findColleagues,
  getAccount,
  getMe,
  listAccounts,
  listOwnSessions,
  listStandIns,
  logIn,
  nameStandIn,
  switchPost,
  withdrawStandIn,
} from './contract.ts'
import { command, office, ownPassword, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office

beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
})
afterAll(() => server.stop())

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}
const roleOf = async (client: TestClient) => (await client.ask(getMe, {})).post.role
const hours = (by: number) => new Date(Date.now() + by * 3_600_000).toISOString()

test('every route asks for log-in', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000'
  const client = server.stranger()
  const answers = [
    await client.refused(switchPost, { body: { ...command(), postId: nobody } }),
    await client.refused(changePassword, { body: { current: 'x', next: 'y' } }),
    await client.refused(listOwnSessions, {}),
    await client.refused(endOwnSessions, { body: { ...command(), sessionId: null } }),
    await client.refused(listStandIns, {}),
    await client.refused(nameStandIn, {
      body: { ...command(), postId: nobody, accountId: nobody, from: hours(0), until: hours(1), reason: '休假' },
    }),
    await client.refused(withdrawStandIn, { params: { id: nobody }, body: command() }),
  ]
  expect(new Set(answers)).toEqual(new Set(['identity.not_logged_in']))
})

describe('somebody with two posts', () => {
  test('acts in one at a time: rights and stream change with the post, once however often it is sent', async () => {
    const person = await crew.person('双岗', [
      ['audit_admin', 'C00'],
      ['unit_handler', 'B16'],
    ])
    const client = await person.enter()
    await client.ask(listAccounts, { query: { page: 1, size: 1 } })
    const stream = await openStream(client)
    const body = { ...command(), postId: person.posts[1]! }
    expect((await client.ask(switchPost, { body })).post.role).toBe('unit_handler')
    await client.ask(switchPost, { body })
    await stream.ended
    expect(stream.signals).toEqual(['bye'])
    expect(await roleOf(client)).toBe('unit_handler')
    const audit = await query<{ post: string }>(
      `select post_id as post from audit.entry where what = 'identity.post_switched' and actor_id = $1`,
      [person.id],
    )
    expect(audit).toEqual([{ post: person.posts[1] }])
    expect(await client.refused(listAccounts, { query: { page: 1, size: 1 } })).toBe('identity.not_allowed')
  })

  test('cannot switch to somebody else’s post, or to one that is over', async () => {
    const person = await crew.person('两岗', [
      ['hotline_receiver', 'C01'],
      ['unit_handler', 'B16'],
    ])
    const other = await crew.person('别人', [['leader', 'C00']])
    const client = await person.enter()
    const go = (postId: string) => client.refused(switchPost, { body: { ...command(), postId } })
    expect(await go(other.posts[0]!)).toBe('identity.post_not_found')
    await crew.security.ask(endPost, { params: { id: person.posts[1]! }, body: command() })
    expect(await go(person.posts[1]!)).toBe('identity.post_not_found')
  })

  test('whose present post ends goes on in the other', async () => {
    const person = await crew.person('续岗', [
      ['hotline_receiver', 'C01'],
      ['unit_handler', 'B16'],
    ])
    const client = await person.enter()
    await crew.security.ask(endPost, { params: { id: person.posts[0]! }, body: command() })
    expect(await roleOf(client)).toBe('unit_handler')
  })
})

describe('the password', () => {
  test('is changed with the present one; other sessions end, this one stays', async () => {
    const person = await crew.person('改密', [['unit_handler', 'B16']])
    const [one, other] = [await person.enter(), await person.enter()]
    expect(await one.refused(changePassword, { body: { current: 'wrong', next: 'Meadow-lark-31' } })).toBe(
      'identity.wrong_password',
    )
    await one.ask(changePassword, { body: { current: ownPassword, next: 'Meadow-lark-31' } })
    await one.ask(getMe, {})
    expect(await other.refused(getMe, {})).toBe('identity.not_logged_in')
    const entry = { username: person.username, password: ownPassword }
    expect(await server.stranger().refused(logIn, { body: entry })).toBe('identity.wrong_credentials')
  })

  test('is none of the last five, nor weak, and guessing the present one locks', async () => {
    const person = await crew.person('旧密', [['unit_handler', 'B16']])
    const client = await person.enter()
    const change = (current: string, next: string) => client.call(changePassword, { body: { current, next } })
    const names = ['Meadow-lark-31', 'Meadow-lark-32', 'Meadow-lark-33', 'Meadow-lark-34', 'Meadow-lark-35']
    let current = ownPassword
    expect((await change(current, current)).ok).toBe(false)
    for (const next of names) {
      expect((await change(current, next)).ok).toBe(true)
      current = next
    }
    const again = await change(current, names[0]!)
    expect(again.ok ? '' : again.problem.title).toBe('新密码不可用：与最近五次用过的密码相同')
    expect((await change(current, ownPassword)).ok).toBe(true)
    const weak = await change(ownPassword, 'short')
    expect(weak.ok ? '' : weak.problem.type).toBe('identity.password_refused')
    for (let time = 0; time < 5; time++) await change('wrong', 'Meadow-lark-36')
    const locked = await change(ownPassword, 'Meadow-lark-36')
    expect(locked.ok ? '' : locked.problem.type).toBe('identity.locked')
  })

  test('runs out after ninety days', async () => {
    const person = await crew.person('到期', [['unit_handler', 'B16']])
    const client = await person.enter()
    const age = (days: number) =>
      query(`update identity.account set password_changed_at = now() - $2::int * interval '1 day' where id = $1`, [
        person.id,
        days,
      ])
    await age(89)
    expect((await client.ask(getMe, {})).passwordDue).toBeNull()
    await age(91)
    expect((await client.ask(getMe, {})).passwordDue).toBe('expired')
    expect(await client.refused(listOwnSessions, {})).toBe('identity.password_due')
  })
})

describe('sessions', () => {
  test('are listed with their devices, and ended one by one or all others', async () => {
    const person = await crew.person('多端', [['unit_handler', 'B16']])
    const clients = [await person.enter(), await person.enter(), await person.enter(), await person.enter()]
    const { items } = await clients[0]!.ask(listOwnSessions, {})
    expect(items).toHaveLength(4)
    expect(items.filter((one) => one.current)).toHaveLength(1)
    expect(items.every((one) => one.address === '127.0.0.1')).toBe(true)
    const mine = await clients[1]!.ask(listOwnSessions, {})
    const second = mine.items.find((one) => one.current)!
    await clients[0]!.ask(endOwnSessions, { body: { ...command(), sessionId: second.id } })
    expect(await clients[1]!.refused(getMe, {})).toBe('identity.not_logged_in')
    const stranger = await crew.person('他人', [['unit_handler', 'B16']])
    expect(
      await (await stranger.enter()).refused(endOwnSessions, { body: { ...command(), sessionId: items[0]!.id } }),
    ).toBe('identity.session_not_found')
    const ended = await clients[0]!.ask(endOwnSessions, { body: { ...command(), sessionId: null } })
    expect(ended).toEqual({ ended: 2 })
    await clients[0]!.ask(getMe, {})
  })

  test('end a day after log-in, however much they are used', async () => {
    const person = await crew.person('整日', [['unit_handler', 'B16']])
    const client = await person.enter()
    const age = (by: string) =>
      query(`update identity.session set created_at = now() - $2::interval, seen_at = now() where account_id = $1`, [
        person.id,
        by,
      ])
    await age('23 hours 59 minutes')
    await client.ask(getMe, {})
    await age('24 hours 1 minute')
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
  })

  test('are not kept alive by a stream that opens itself', async () => {
    const person = await crew.person('挂机', [['unit_handler', 'B16']])
    const client = await person.enter()
    await query(`update identity.session set seen_at = now() - interval '7 hours' where account_id = $1`, [person.id])
    await (await openStream(client)).close()
    const still = `select 1 from identity.session where account_id = $1 and seen_at < now() - interval '6 hours'`
    expect(await query(still, [person.id])).toHaveLength(1)
    await client.ask(getMe, {})
    expect(await query(still, [person.id])).toHaveLength(0)
  })
})

describe('a stand-in', () => {
  const named = (postId: string, accountId: string, from = hours(-1), until = hours(8)) => ({
    body: { ...command(), postId, accountId, from, until, reason: '年休假' },
  })

  test('does the work of the absent person’s post, under both names, until it is withdrawn', async () => {
    const absent = await crew.person('张休假', [['hotline_receiver', 'C01']])
    const deputy = await crew.person('李代班', [['unit_handler', 'B16']])
    const [his, hers] = [await absent.enter(), await deputy.enter()]
    expect((await his.ask(findColleagues, { query: { q: '李代' } })).items.map((one) => one.id)).toEqual([deputy.id])
    const { id } = await his.ask(nameStandIn, named(absent.posts[0]!, deputy.id))
    for (const [client, mine] of [
      [his, true],
      [hers, false],
    ] as const) {
      const { items } = await client.ask(listStandIns, {})
      expect(items).toMatchObject([{ id, mine, absent: '张休假', deputy: '李代班', inForce: true, reason: '年休假' }])
    }
    const me = await hers.ask(switchPost, { body: { ...command(), postId: id } })
    expect(me.post).toMatchObject({ role: 'hotline_receiver', standsInFor: '张休假' })
    expect(me.post.until).not.toBeNull()
    // What is handed on once is not handed on again.
    const third = await crew.person('王第三', [['unit_handler', 'B16']])
    expect(await hers.refused(nameStandIn, named(id, third.id))).toBe('identity.not_allowed')
    expect(await (await third.enter()).refused(withdrawStandIn, { params: { id }, body: command() })).toBe(
      'identity.post_not_found',
    )
    const stream = await openStream(hers)
    await his.ask(withdrawStandIn, { params: { id }, body: command() })
    await stream.ended
    expect(await roleOf(hers)).toBe('unit_handler')
    expect((await his.ask(listStandIns, {})).items).toEqual([])
  })

  test('gives nothing before its time, nothing after it, and nothing when the absent person’s post is over', async () => {
    const absent = await crew.person('先到期', [['hotline_receiver', 'C01']])
    const deputy = await crew.person('后到期', [['unit_handler', 'B16']])
    const [his, hers] = [await absent.enter(), await deputy.enter()]
    const posts = async () => (await hers.ask(getMe, {})).posts.map((one) => one.role)
    const later = await his.ask(nameStandIn, named(absent.posts[0]!, deputy.id, hours(1), hours(2)))
    expect(await posts()).toEqual(['unit_handler'])
    await his.ask(withdrawStandIn, { params: { id: later.id }, body: command() })
    const { id } = await his.ask(nameStandIn, named(absent.posts[0]!, deputy.id))
    expect(await posts()).toEqual(['unit_handler', 'hotline_receiver'])
    await hers.ask(switchPost, { body: { ...command(), postId: id } })
    await query(`update identity.post set valid_to = now() where id = $1`, [id])
    expect(await roleOf(hers)).toBe('unit_handler')
    await his.ask(nameStandIn, named(absent.posts[0]!, deputy.id))
    expect(await posts()).toEqual(['unit_handler', 'hotline_receiver'])
    await crew.security.ask(endPost, { params: { id: absent.posts[0]! }, body: command() })
    expect(await posts()).toEqual(['unit_handler'])
  })

  test.each([
    ['after its end', hours(3), hours(1), 'identity.scope_invalid'],
    ['in the past', hours(-9), hours(-1), 'identity.scope_invalid'],
    ['for more than a year', hours(0), hours(24 * 400), 'identity.scope_invalid'],
  ])('does not begin %s', async (_, from, until, code) => {
    const absent = await crew.person('日期', [['hotline_receiver', 'C01']])
    const deputy = await crew.person('代日期', [['unit_handler', 'B16']])
    const client = await absent.enter()
    expect(await client.refused(nameStandIn, named(absent.posts[0]!, deputy.id, from, until))).toBe(code)
  })

  test('never joins two of the three officers', async () => {
    const officer = await crew.person('审计二', [['audit_admin', 'C00']])
    const client = await officer.enter()
    const account = await crew.audit.ask(getMe, {})
    expect(account.post.role).toBe('audit_admin')
    const admin = await crew.admin.ask(getMe, {})
    expect(await client.refused(nameStandIn, named(officer.posts[0]!, admin.account.id))).toBe('identity.not_allowed')
    const view = await crew.security.ask(getAccount, { params: { id: officer.id } })
    expect(view.posts).toHaveLength(1)
  })
})
