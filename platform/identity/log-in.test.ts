import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { demoPassword, startTestServer, type TestServer } from '#apps/server/testing'
import { hashPassword, newKey } from '#lib/crypto'
import { createPool, withClient } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, openStream, TestClient, until } from '#lib/testing'
import { getDemo, getMe, logIn, logOut } from './contract.ts'
import { authenticate, serveIdentity } from './index.ts'
import { plainRules } from './rules.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}

/** An account of a test's own, in the water bureau. */
async function account(username: string): Promise<string> {
  const [made] = await query<{ id: string }>(
    `insert into identity.account (id, username, name, password_hash) values (gen_random_uuid(), $1, $1, $2) returning id`,
    [username, await hashPassword(demoPassword, 1000)],
  )
  await query(
    `insert into identity.post (id, account_id, role, unit_id)
      select gen_random_uuid(), $1, role, unit_id from identity.post limit 1`,
    [made!.id],
  )
  return made!.id
}

async function tryLogIn(username: string, password: string, client = server.stranger()): Promise<Response> {
  return client.fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
}

const audited = (subject: string) =>
  query<{ what: string; actor: string | null; text: string }>(
    `select what, actor_id as actor, entry::text as text from audit.entry where subject = $1 order by id`,
    [subject],
  )

describe('log-in', () => {
  test('answers a wrong password and an unknown name alike', async () => {
    await account('alike')
    const answers = []
    for (const name of ['alike', 'nobody']) {
      const response = await tryLogIn(name, 'wrong')
      const { requestId, ...body } = (await response.json()) as { requestId: string }
      expect(requestId).toBeTruthy()
      answers.push([response.status, response.headers.get('set-cookie'), body])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]![0]).toBe(401)
  })

  test('takes the user name however it is written', async () => {
    await account('case')
    for (const name of ['case', 'CASE', ' Case '])
      expect(
        (await server.stranger().ask(logIn, { body: { username: name, password: demoPassword } })).account.username,
      ).toBe('case')
  })

  test('gives a cookie no script reads, no other site sends, and of whose token only a hash is kept', async () => {
    await account('cookie')
    const response = await tryLogIn('cookie', demoPassword)
    const cookie = response.headers.get('set-cookie')!
    expect(cookie).toMatch(/^yiwang_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const token = /=([\w-]{43});/.exec(cookie)![1]!
    const rows = await query<{ hash: Buffer; text: string }>(
      'select token_hash as hash, session::text as text from identity.session',
    )
    expect(rows.some((row) => row.hash.equals(createHash('sm3').update(token).digest()))).toBe(true)
    expect(rows.map((row) => row.text).join()).not.toContain(token)
    expect(await response.text()).not.toContain(token)
  })

  test('keeps neither password nor token in the audit, and every try in it', async () => {
    const id = await account('watched')
    const client = server.stranger()
    await tryLogIn('watched', 'wrong-secret')
    await client.ask(logIn, { body: { username: 'watched', password: demoPassword } })
    await client.ask(logOut, {})
    const failed = await audited(id)
    expect(failed.map(({ what, actor }) => [what, actor])).toEqual([['identity.log_in_failed', null]])
    const [session] = await query<{ id: string }>('select id from identity.session where account_id = $1', [id])
    const lived = await audited(session!.id)
    expect(lived.map(({ what, actor }) => [what, actor])).toEqual([
      ['identity.log_in', id],
      ['identity.log_out', id],
    ])
    expect([...failed, ...lived].map((row) => row.text).join()).not.toMatch(/secret|Yiwang-demo/)
  })
})

describe('a name that does not exist', () => {
  /** What a try shows to whoever makes it. */
  async function seen(username: string, password: string): Promise<object> {
    const response = await tryLogIn(username, password)
    const { requestId, ...body } = (await response.json()) as Record<string, unknown>
    expect(requestId).toBeTypeOf('string')
    return { status: response.status, body, headers: [...response.headers.keys()].toSorted() }
  }

  test('is answered, counted and locked like one that does', async () => {
    await account('present')
    for (let time = 0; time < 7; time++) {
      const [known, unknown] = [await seen('present', 'wrong'), await seen('absent-name', 'wrong')]
      expect(unknown).toEqual(known)
      expect(known).toMatchObject({ status: time < 5 ? 401 : 429 })
    }
    expect(
      await query(
        `select key from identity.failure where sort = 'name' and locked_until > now() and key in ('present', 'absent-name') order by key`,
      ),
    ).toEqual([{ key: 'absent-name' }, { key: 'present' }])
  })

  test('takes as much time', async () => {
    // A password of as many rounds as a real one has; by turns, and of each the quickest, since a busy machine only adds.
    const hash = await hashPassword('a real one')
    await query(
      `insert into identity.account (id, username, name, password_hash)
        select gen_random_uuid(), 'timed' || n, 'timed', $1 from generate_series(1, 5) n`,
      [hash],
    )
    const spent = async (name: string): Promise<number> => {
      const began = performance.now()
      await tryLogIn(name, 'wrong')
      return performance.now() - began
    }
    const [known, unknown] = [[] as number[], [] as number[]]
    for (let n = 1; n <= 5; n += 1) {
      known.push(await spent(`timed${n}`))
      unknown.push(await spent(`timeless${n}`))
    }
    const ratio = Math.min(...unknown) / Math.min(...known)
    expect(ratio).toBeGreaterThan(1 / 3)
    expect(ratio).toBeLessThan(3)
  })

  test('leaves no trace of what was typed in the audit: it may be a password', async () => {
    await tryLogIn('typed-by-mistake', 'wrong')
    const rows = await query<{ text: string }>(
      `select e::text as text from audit.entry e where what = 'identity.log_in_failed' and subject is null`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map((row) => row.text).join()).not.toContain('typed-by-mistake')
  })
})

describe('the count of failures', () => {
  test('by address locks a machine that goes through names', async () => {
    await query(
      `insert into identity.failure (sort, key, failures, last_at) values ('address', '127.0.0.1', 99, now())
        on conflict (sort, key) do update set failures = 99, last_at = now()`,
    )
    await account('bystander')
    expect((await tryLogIn('one-more', 'wrong')).status).toBe(401)
    expect((await tryLogIn('bystander', demoPassword)).status).toBe(429)
    await query(`delete from identity.failure where sort = 'address'`)
    expect((await tryLogIn('bystander', demoPassword)).status).toBe(200)
  })

  test('is forgotten after a day, and never grows beyond its bound', async () => {
    await query(
      `insert into identity.failure (sort, key, failures, last_at)
        select 'name', 'old' || n, 1, now() - interval '25 hours' from generate_series(1, 150) n`,
    )
    await query(
      `insert into identity.failure (sort, key, failures, last_at)
        select 'name', 'filler' || n, 1, now() - n * interval '1 second' from generate_series(1, 50000) n`,
    )
    await tryLogIn('the-last-drop', 'wrong')
    const [row] = await query<{ old: number; rows: number }>(
      `select count(*) filter (where key like 'old%')::int as old, count(*)::int as rows from identity.failure`,
    )
    expect(row).toMatchObject({ old: 0, rows: 50_000 })
    expect(await query(`select 1 from identity.failure where key = 'the-last-drop'`)).toHaveLength(1)
    await query(`delete from identity.failure where key like 'filler%'`)
  })
})

describe('wrong passwords', () => {
  test('five lock for a quarter of an hour, also against the right one', async () => {
    await account('locked')
    for (let time = 0; time < 5; time++) expect((await tryLogIn('locked', 'wrong')).status).toBe(401)
    const response = await tryLogIn('locked', demoPassword)
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({
      type: 'identity.locked',
      data: { minutes: 15 },
      title: '密码错误次数过多，请 15 分钟后再试',
    })
    await query(`update identity.failure set locked_until = locked_until - interval '15 minutes' where key = 'locked'`)
    expect((await tryLogIn('locked', demoPassword)).status).toBe(200)
  })

  test('are counted in a row: a right one in between begins anew', async () => {
    await account('between')
    for (let time = 0; time < 4; time++) await tryLogIn('between', 'wrong')
    expect((await tryLogIn('between', demoPassword)).status).toBe(200)
    for (let time = 0; time < 4; time++) await tryLogIn('between', 'wrong')
    expect((await tryLogIn('between', demoPassword)).status).toBe(200)
    expect(await query(`select 1 from identity.failure where key = 'between'`)).toEqual([])
  })

  test('ten at once are all counted, and lock', async () => {
    const id = await account('burst')
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await tryLogIn('burst', 'wrong')).status),
    )
    expect(statuses.every((status) => status === 401 || status === 429)).toBe(true)
    const failures = statuses.filter((status) => status === 401).length
    expect(await audited(id)).toHaveLength(failures)
    expect((await tryLogIn('burst', demoPassword)).status).toBe(429)
  })

  test('a right one does not let in when the account was locked while it was checked', async () => {
    const id = await account('race')
    const answer = await withClient(server.database.superUrl, async (client) => {
      await client.query(
        `insert into identity.failure (sort, key, failures, last_at) values ('name', 'race', 4, now())`,
      )
      await client.query('begin')
      await client.query(`update identity.failure set locked_until = now() + interval '15 minutes' where key = 'race'`)
      const pending = tryLogIn('race', demoPassword)
      await until(async () => {
        const waiting = await query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return waiting.length > 0
      })
      await client.query('commit')
      return pending
    })
    expect(answer.status).toBe(429)
    expect(await query('select 1 from identity.session where account_id = $1', [id])).toEqual([])
  })
})

describe('a session', () => {
  test('is over at once after log-out, with its stream and no other', async () => {
    await account('leaver')
    const logged = async (): Promise<TestClient> => {
      const client = server.stranger()
      await client.ask(logIn, { body: { username: 'leaver', password: demoPassword } })
      return client
    }
    const [leaving, staying] = [await logged(), await logged()]
    const streams = [await openStream(leaving), await openStream(staying)]
    const cookie = leaving.cookie
    const response = await leaving.fetch('/api/session', { method: 'DELETE' })
    expect(response.headers.get('set-cookie')).toBe('yiwang_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0')
    leaving.cookie = cookie
    expect(await leaving.refused(getMe, {})).toBe('identity.not_logged_in')
    await streams[0]!.ended
    expect(streams[0]!.signals).toEqual(['bye'])
    expect((await staying.ask(getMe, {})).account.username).toBe('leaver')
    expect(streams[1]!.signals).toEqual([])
    await streams[1]!.close()
  })

  test('ends after eight hours in which nobody used it, and is kept alive by use', async () => {
    const id = await account('idle')
    const client = server.stranger()
    await client.ask(logIn, { body: { username: 'idle', password: demoPassword } })
    const unused = (time: string) =>
      query(`update identity.session set seen_at = now() - $2::interval where account_id = $1`, [id, time])
    await unused('7 hours 59 minutes')
    expect((await client.ask(getMe, {})).account.username).toBe('idle')
    await until(
      async () =>
        (
          await query(
            `select 1 from identity.session where account_id = $1 and seen_at > now() - interval '1 minute'`,
            [id],
          )
        ).length > 0,
    )
    await unused('8 hours 1 minute')
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
    expect(
      await query(`select 1 from identity.session where account_id = $1 and seen_at > now() - interval '1 hour'`, [id]),
    ).toEqual([])
  })

  test.each([
    '',
    'yiwang_session=',
    'yiwang_session=x',
    `yiwang_session=${'a'.repeat(43)}`,
    'other=1; yiwang_session=%00',
  ])('is not made by a cookie that is none: %s', async (cookie) => {
    const client = server.stranger()
    client.cookie = cookie
    expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
  })
})

test('secure cookies and no demonstration accounts, when the settings say so', async () => {
  expect((await server.stranger().ask(getDemo, {})).accounts.map((one) => one.username)).toContain('receiver')
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const log = createLogger('silent')
  const rules = plainRules
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 2)
  const app = createApp({
    pool,
    log,
    metrics: createMetrics(),
    authenticate: (request) => authenticate(request, app, rules),
  })
  serveIdentity(app, { rules, secureCookies: true, masterKey: newKey(), demoPassword: undefined })
  const client = new TestClient(await app.fastify.listen({ host: '127.0.0.1', port: 0 }))
  expect(await client.ask(getDemo, {})).toEqual({ password: null, accounts: [] })
  const response = await tryLogIn('receiver', demoPassword, client)
  expect(response.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Secure$/)
  await app.fastify.close()
  await pool.end()
  await database.drop()
})
