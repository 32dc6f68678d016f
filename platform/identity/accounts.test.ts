import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword, startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream } from '#lib/testing'
import {
  changePassword,
  createAccount,
  disableAccount,
  editAccount,
  editPost,
  enableAccount,
  endAccountSessions,
  endPost,
  exportAccounts,
  findColleagues,
  getAccount,
  getMe,
  grantPost,
  listAccounts,
  listRoles,
  logIn,
  resetPassword,
} from './contract.ts'
import { asTheRoleSays, command, office, ownPassword, type Office } from './testing/index.ts'

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
const page = { page: 1, size: 50 }
const nobody = { id: '00000000-0000-4000-8000-000000000000' }
const audited = async (what: string, subject: string) =>
  (await query('select 1 from audit.entry where what = $1 and subject = $2', [what, subject])).length

test('every route asks for log-in, and for an officer', async () => {
  const handler = await server.as('water')
  for (const [client, code] of [
    [server.stranger(), 'identity.not_logged_in'],
    [handler, 'identity.not_allowed'],
  ] as const) {
    expect(await client.refused(listAccounts, { query: page })).toBe(code)
    expect(await client.refused(exportAccounts, { body: {} })).toBe(code)
    expect(await client.refused(getAccount, { params: nobody })).toBe(code)
    const named = { ...command(), username: 'nobody', name: '无名' }
    expect(await client.refused(createAccount, { body: named })).toBe(code)
    expect(await client.refused(editAccount, { params: nobody, body: named })).toBe(code)
    for (const route of [disableAccount, enableAccount, endPost])
      expect(await client.refused(route, { params: nobody, body: command() })).toBe(code)
    expect(await client.refused(resetPassword, { params: nobody, body: {} })).toBe(code)
    expect(await client.refused(endAccountSessions, { params: nobody, body: { ...command(), sessionId: null } })).toBe(
      code,
    )
    const post = { ...command(), role: 'leader', unitId: crew.units.get('C00')!, ...asTheRoleSays }
    expect(await client.refused(grantPost, { params: nobody, body: post })).toBe(code)
    expect(await client.refused(editPost, { params: nobody, body: { ...command(), ...asTheRoleSays } })).toBe(code)
  }
  expect(await server.stranger().refused(listRoles, {})).toBe('identity.not_logged_in')
  expect(await server.stranger().refused(findColleagues, { query: { q: '沈' } })).toBe('identity.not_logged_in')
})

test('the city has its 27 roles, each with a duty in both languages', async () => {
  const { items } = await crew.admin.ask(listRoles, {})
  expect(items).toHaveLength(27)
  expect(items.map((one) => one.code)).toEqual(expect.arrayContaining(['hotline_receiver', 'unit_handler', 'leader']))
  expect(items.every((one) => one.duty?.en !== '' && one.duty?.['zh-CN'] !== '')).toBe(true)
})

describe('an account', () => {
  test('is made without a password, sent twice is made once, and nobody logs in with it', async () => {
    const body = { ...command(), username: 'newcomer', name: '钱多多' }
    const first = await crew.admin.ask(createAccount, { body })
    expect(await crew.admin.ask(createAccount, { body })).toEqual(first)
    expect(await audited('identity.account_created', first.id)).toBe(1)
    expect(
      await crew.admin.refused(createAccount, { body: { ...command(), username: 'newcomer', name: '另一人' } }),
    ).toBe('identity.username_taken')
    for (const password of ['', 'x', 'null'].filter((one) => one !== ''))
      expect(await server.stranger().refused(logIn, { body: { username: 'newcomer', password } })).toBe(
        'identity.wrong_credentials',
      )
  })

  test('with a password and no post says so to whoever knows the password, and to nobody else', async () => {
    const { id, username } = await crew.person('无岗', [])
    const { password: oneTime } = await crew.admin.ask(resetPassword, { params: { id }, body: {} })
    expect(await server.stranger().refused(logIn, { body: { username, password: oneTime } })).toBe('identity.no_post')
    expect(await server.stranger().refused(logIn, { body: { username, password: 'other' } })).toBe(
      'identity.wrong_credentials',
    )
  })

  test('with a given password does nothing before it is changed', async () => {
    const person = await crew.person('新人', [['unit_handler', 'B16']])
    const { password } = await crew.admin.ask(resetPassword, { params: { id: person.id }, body: {} })
    const client = server.stranger()
    const me = await client.ask(logIn, { body: { username: person.username, password } })
    expect(me.passwordDue).toBe('given')
    expect(await client.refused(listRoles, {})).toBe('identity.password_due')
    expect((await client.fetch('/api/events')).status).toBe(403)
    expect((await client.ask(getMe, {})).passwordDue).toBe('given')
    await client.ask(changePassword, { body: { current: password, next: 'Meadow-lark-31' } })
    await client.ask(listRoles, {})
  })

  test('that is disabled is out at once, with its stream; enabled it comes in again', async () => {
    const person = await crew.person('停用', [['unit_handler', 'B16']])
    const client = await person.enter()
    const stream = await openStream(client)
    await crew.admin.ask(disableAccount, { params: { id: person.id }, body: command() })
    await stream.ended
    expect(stream.signals).toEqual(['bye'])
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
    const entry = { body: { username: person.username, password: ownPassword } }
    expect(await server.stranger().refused(logIn, entry)).toBe('identity.disabled')
    expect((await crew.admin.ask(getAccount, { params: { id: person.id } })).state).toBe('disabled')
    await crew.admin.ask(enableAccount, { params: { id: person.id }, body: command() })
    await server.stranger().ask(logIn, entry)
  })

  test('whose password is reset is out, and the password is kept nowhere in clear', async () => {
    const person = await crew.person('重置', [['unit_handler', 'B16']])
    const client = await person.enter()
    const { password } = await crew.admin.ask(resetPassword, { params: { id: person.id }, body: {} })
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
    const kept = await query<{ text: string }>(
      `select entry::text as text from audit.entry as entry union all select command::text from http.command as command
       union all select account::text from identity.account as account`,
    )
    expect(kept.map((row) => row.text).join()).not.toContain(password)
    expect(kept.map((row) => row.text).join()).not.toContain(ownPassword)
  })

  test('is renamed, and its session ended, by an administrator', async () => {
    const person = await crew.person('旧名', [['unit_handler', 'B16']])
    const client = await person.enter()
    await crew.admin.ask(editAccount, {
      params: { id: person.id },
      body: { ...command(), username: person.username, name: '新名' },
    })
    expect((await client.ask(getMe, {})).account.name).toBe('新名')
    const { sessions } = await crew.admin.ask(getAccount, { params: { id: person.id } })
    expect(sessions.map((one) => one.current)).toEqual([false])
    await crew.admin.ask(endAccountSessions, {
      params: { id: person.id },
      body: { ...command(), sessionId: sessions[0]!.id },
    })
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
  })
})

describe('the list', () => {
  test('is searched, filtered, sorted and paged', async () => {
    const person = await crew.person('欧阳%查找', [['leader', 'T003']])
    const found = async (more: object) =>
      (await crew.audit.ask(listAccounts, { query: { ...page, ...more } })).items.map((one) => one.username)
    expect(await found({ q: '欧阳%查' })).toEqual([person.username])
    expect(await found({ q: person.username.toUpperCase() })).toEqual([person.username])
    expect(await found({ role: 'leader', unitId: crew.units.get('T003')! })).toContain(person.username)
    expect(await found({ role: 'leader', unitId: crew.units.get('B16')! })).toEqual([])
    expect(await found({ state: 'locked' })).toEqual([])
    const up = await found({ sort: 'username' })
    expect(await found({ sort: '-username' })).toEqual(up.toReversed())
    expect([
      ...(await found({ sort: 'username', size: 2 })),
      ...(await found({ sort: 'username', size: 2, page: 2 })),
    ]).toEqual(up.slice(0, 4))
    expect((await crew.audit.ask(listAccounts, { query: { ...page, size: 1 } })).total).toBe(up.length)
  })

  test('leaves as CSV in which no name is a formula, and that is audited', async () => {
    await crew.person('=1+1,"x"', [])
    const { csv, count } = await crew.admin.ask(exportAccounts, { body: { q: '=1+1' } })
    expect(count).toBe(1)
    expect(csv.split('\r\n')[0]).toBe('\uFEFF用户名,姓名,岗位,单位编号,电话,单位,状态,最近使用')
    expect(csv).toContain(`"'=1+1,""x"""`)
    expect(await query(`select 1 from audit.entry where what = 'identity.accounts_exported'`)).toHaveLength(1)
  })
})

describe('posts', () => {
  test('come from the security administrator alone, and never twice', async () => {
    const { id, posts } = await crew.person('授权', [['unit_handler', 'B16']])
    const body = () => ({ ...command(), role: 'unit_handler', unitId: crew.units.get('B16')!, ...asTheRoleSays })
    expect(await crew.admin.refused(grantPost, { params: { id }, body: body() })).toBe('identity.not_allowed')
    expect(await crew.security.refused(grantPost, { params: { id }, body: body() })).toBe('identity.post_exists')
    await crew.security.ask(endPost, { params: { id: posts[0]! }, body: command() })
    await crew.security.ask(grantPost, { params: { id }, body: body() })
    const { posts: now } = await crew.audit.ask(getAccount, { params: { id } })
    expect(now.map((one) => one.inForce)).toEqual([true, false])
  })

  test.each([
    ['a role that is not there', { role: 'emperor' }],
    ['a unit that is not there', { unitId: nobody.id }],
    ['listed reach without units', { reach: 'listed' as const }],
    ['units without listed reach', { units: [nobody.id] }],
    ['an end that is past', { validTo: '2020-01-01T00:00:00Z' }],
  ])('are refused with %s', async (_, wrong) => {
    const { id } = await crew.person('无效', [])
    const body = { ...command(), role: 'leader', unitId: crew.units.get('B16')!, ...asTheRoleSays, ...wrong }
    expect(await crew.security.refused(grantPost, { params: { id }, body })).toBe('identity.scope_invalid')
  })

  test('that change open the streams in them anew; the last one that ends takes the session with it', async () => {
    const person = await crew.person('变更', [['unit_handler', 'B16']])
    const client = await person.enter()
    const stream = await openStream(client)
    const scope = { ...asTheRoleSays, places: ['310117'], sensitivity: 0 as const }
    await crew.security.ask(editPost, { params: { id: person.posts[0]! }, body: { ...command(), ...scope } })
    await stream.ended
    expect(stream.signals).toEqual(['bye'])
    await client.ask(getMe, {})
    await crew.security.ask(endPost, { params: { id: person.posts[0]! }, body: command() })
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
  })

  test('of the three officers lie in three hands, and the last of each stays', async () => {
    const all = await crew.audit.ask(listAccounts, { query: { ...page, role: 'security_admin' } })
    const security = await crew.audit.ask(getAccount, { params: { id: all.items[0]!.id } })
    const [admin] = (await crew.audit.ask(listAccounts, { query: { ...page, role: 'admin' } })).items
    const post = { ...command(), role: 'audit_admin', unitId: crew.units.get('C00')!, ...asTheRoleSays }
    expect(await crew.security.refused(grantPost, { params: { id: admin!.id }, body: post })).toBe(
      'identity.not_allowed',
    )
    expect(
      await crew.security.refused(grantPost, {
        params: { id: security.id },
        body: { ...post, ...command(), role: 'leader' },
      }),
    ).toBe('identity.not_allowed')
    expect(await crew.admin.refused(disableAccount, { params: { id: security.id }, body: command() })).toBe(
      'identity.not_allowed',
    )
    expect(await crew.admin.refused(resetPassword, { params: { id: security.id }, body: {} })).toBe(
      'identity.not_allowed',
    )
  })
})

test('demonstration accounts still log in with their common password', async () => {
  const me = await server.stranger().ask(logIn, { body: { username: 'twin', password: demoPassword } })
  expect(me.posts.map((one) => one.role)).toEqual(['hotline_receiver', 'hotline_auditor'])
})
