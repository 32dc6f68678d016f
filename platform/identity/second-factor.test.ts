import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { hotp, totpCounter } from '#lib/crypto'
import { withClient } from '#lib/db'
import type { TestClient } from '#lib/testing'
import {
  beginSecondFactor,
  confirmSecondFactor,
  enableAccount,
  findColleagues,
  getAccount,
  getMe,
  getOwnSecondFactor,
  logIn,
  removeSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
  switchPost,
} from './contract.ts'
import { command, office, ownPassword, type Office } from './testing/index.ts'

let server: TestServer
let crew: Office
beforeAll(async () => {
  server = await startTestServer({ secondFactorRoles: ['hotline_auditor'] })
  crew = await office(server)
})
afterAll(() => server.stop())

// A code is good for half a minute: in each test the time of day stands still, here and in the server beside it, or a
// step would end between reading a code off and its being checked.
beforeEach(() => void vi.setSystemTime(Date.now()))
afterEach(() => void vi.useRealTimers())

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of a secret in base 32, as an app reads them. */
function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** An authenticator app: the code of the present step, or of one beside it. */
const app = (secret: string) => (away: -1 | 0 | 1 | 2 | -2) => hotp(bytesOf(secret), totpCounter(Date.now()) + away)

/** Somebody who has just turned two-step log-in on with the code of the step before. */
async function withFactor(name: string, role = 'unit_handler') {
  const person = await crew.person(name, [[role, 'B16']])
  const client = await person.enter()
  const { secret } = await client.ask(beginSecondFactor, { body: { password: ownPassword } })
  const code = app(secret)
  const { recoveryCodes } = await client.ask(confirmSecondFactor, { body: { code: code(-1) } })
  return { ...person, client, secret, code, recoveryCodes }
}

async function tryLogIn(username: string, code?: string): Promise<string> {
  const body = { username, password: ownPassword, ...(code === undefined ? {} : { code }) }
  const answer = await server.stranger().call(logIn, { body })
  return answer.ok ? 'in' : answer.problem.type
}

test('every route asks for log-in', async () => {
  const stranger = server.stranger()
  const [password, code] = [ownPassword, '123456']
  expect(await stranger.refused(getOwnSecondFactor, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(beginSecondFactor, { body: { password } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(confirmSecondFactor, { body: { code } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(removeSecondFactor, { body: { password, code } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(renewRecoveryCodes, { body: { code } })).toBe('identity.not_logged_in')
  const reset = { params: { id: crew.units.get('B16')! }, body: command() }
  expect(await stranger.refused(resetSecondFactor, reset)).toBe('identity.not_logged_in')
})

describe('setting it up', () => {
  test('asks for the password, and for a code before log-in asks for one', async () => {
    const person = await crew.person('甲设置', [['unit_handler', 'B16']])
    const client = await person.enter()
    expect(await client.refused(confirmSecondFactor, { body: { code: '123456' } })).toBe(
      'identity.second_factor_not_begun',
    )
    expect(await client.refused(beginSecondFactor, { body: { password: 'wrong' } })).toBe('identity.wrong_password')
    const { secret, uri } = await client.ask(beginSecondFactor, { body: { password: ownPassword } })
    expect(bytesOf(secret)).toHaveLength(20)
    expect(new URL(uri).searchParams.get('secret')).toBe(secret)
    expect(decodeURIComponent(uri)).toMatch(new RegExp(`^otpauth://totp/[^:]+:${person.username}\\?`))
    expect(await client.refused(confirmSecondFactor, { body: { code: app(secret)(2) } })).toBe('identity.wrong_code')
    expect(await tryLogIn(person.username)).toBe('in')
    const { recoveryCodes } = await client.ask(confirmSecondFactor, { body: { code: app(secret)(0) } })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect(await client.ask(getOwnSecondFactor, {})).toEqual({ on: true, required: false, recoveryCodes: 10 })
    expect(await client.refused(beginSecondFactor, { body: { password: ownPassword } })).toBe(
      'identity.second_factor_on',
    )
    expect((await crew.admin.ask(getAccount, { params: { id: person.id } })).secondFactor).toBe(true)
  })

  test('leaves neither secret nor recovery code in clear anywhere', async () => {
    const { secret, recoveryCodes } = await withFactor('乙密存')
    const tables = await query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('identity', 'audit', 'http', 'events')`,
    )
    const plain = recoveryCodes[0]!.replaceAll('-', '')
    for (const { name } of tables) {
      const hits = await query(
        `select 1 from ${name} t where t::text like any (array['%' || $1 || '%', '%' || $2 || '%', '%' || $3 || '%'])`,
        [secret, plain, bytesOf(secret).toString('hex')],
      )
      expect(hits, name).toEqual([])
    }
  })
})

describe('log-in', () => {
  test('asks for a code after the right password alone, and takes each code once', async () => {
    const { username, code } = await withFactor('丙登录')
    const wrong = await server.stranger().call(logIn, { body: { username, password: 'wrong' } })
    expect(wrong.ok ? 'in' : wrong.problem.type).toBe('identity.wrong_credentials')
    expect(await tryLogIn(username)).toBe('identity.second_factor_needed')
    expect(await tryLogIn(username, code(-2))).toBe('identity.wrong_code')
    // The code of the step before was used up when it was turned on.
    expect(await tryLogIn(username, code(-1))).toBe('identity.wrong_code')
    const now = code(0)
    expect(await tryLogIn(username, ` ${now.slice(0, 3)} ${now.slice(3)} `)).toBe('in')
    expect(await tryLogIn(username, now)).toBe('identity.wrong_code')
    expect(await tryLogIn(username, code(1))).toBe('in')
  })

  test('with one code by two at once lets one in', async () => {
    const { username, code } = await withFactor('丁同时')
    const now = code(0)
    const answers = await Promise.all([tryLogIn(username, now), tryLogIn(username, now), tryLogIn(username, now)])
    expect(answers.toSorted()).toEqual(['identity.wrong_code', 'identity.wrong_code', 'in'])
  })

  test('with a recovery code goes on without the app, each once, and is on record', async () => {
    const { id, username, recoveryCodes, client } = await withFactor('戊恢复')
    expect(await tryLogIn(username, recoveryCodes[3]!.toLowerCase())).toBe('in')
    expect(await tryLogIn(username, recoveryCodes[3]!)).toBe('identity.wrong_code')
    expect((await client.ask(getOwnSecondFactor, {})).recoveryCodes).toBe(9)
    const used = await query(`select 1 from audit.entry where what = 'identity.recovery_code_used' and subject = $1`, [
      id,
    ])
    expect(used).toHaveLength(1)
  })

  test('with many wrong codes at once has no more tries than one after the other', async () => {
    const { id, username, code } = await withFactor('子齐猜')
    await Promise.all(Array.from({ length: 12 }, () => tryLogIn(username, code(-2))))
    const failed = await query(
      `select 1 from audit.entry where what = 'identity.second_factor_failed' and subject = $1`,
      [id],
    )
    expect(failed).toHaveLength(5)
    expect(await tryLogIn(username, code(0))).toBe('identity.locked')
  })

  test('with five wrong codes is locked, also for the right one', async () => {
    const { id, username, code } = await withFactor('己猜测')
    for (let tries = 0; tries < 5; tries += 1) expect(await tryLogIn(username, code(-2))).toBe('identity.wrong_code')
    expect(await tryLogIn(username, code(0))).toBe('identity.locked')
    await crew.admin.ask(enableAccount, { params: { id }, body: command() })
    expect(await tryLogIn(username, code(0))).toBe('in')
  })
})

test('it is taken away with password and code; new recovery codes replace the old', async () => {
  const { username, client, code, recoveryCodes } = await withFactor('庚取消')
  const fresh = await client.ask(renewRecoveryCodes, { body: { code: code(0) } })
  expect(await tryLogIn(username, recoveryCodes[0])).toBe('identity.wrong_code')
  expect(await client.refused(removeSecondFactor, { body: { password: 'wrong', code: fresh.recoveryCodes[0]! } })).toBe(
    'identity.wrong_password',
  )
  expect(await client.refused(removeSecondFactor, { body: { password: ownPassword, code: '000000' } })).toBe(
    'identity.wrong_code',
  )
  await client.ask(removeSecondFactor, { body: { password: ownPassword, code: fresh.recoveryCodes[0]! } })
  expect(await client.ask(getOwnSecondFactor, {})).toEqual({ on: false, required: false, recoveryCodes: 0 })
  expect(await tryLogIn(username)).toBe('in')
})

test('an administrator resets it: sessions end, the password alone lets in, and it is on record', async () => {
  const { id, username, client } = await withFactor('辛重置')
  const ask = { params: { id }, body: command() }
  expect(await (await server.as('water')).refused(resetSecondFactor, ask)).toBe('identity.not_allowed')
  expect(await crew.audit.refused(resetSecondFactor, ask)).toBe('identity.not_allowed')
  await crew.admin.ask(resetSecondFactor, ask)
  expect(await client.refused(getMe, {})).toBe('identity.not_logged_in')
  expect(await tryLogIn(username)).toBe('in')
  const kept = await query(`select 1 from audit.entry where what = 'identity.second_factor_reset' and subject = $1`, [
    id,
  ])
  expect(kept).toHaveLength(1)
})

describe('a role that must have one', () => {
  const colleagues = (client: TestClient) => client.call(findColleagues, { query: { q: '甲' } })

  test('does nothing before it is set up', async () => {
    const person = await crew.person('壬须设', [['hotline_auditor', 'C00']])
    const client = await person.enter()
    expect((await client.ask(getMe, {})).secondFactorDue).toBe(true)
    const refused = await colleagues(client)
    expect(refused.ok ? '' : refused.problem.type).toBe('identity.second_factor_due')
    const { secret } = await client.ask(beginSecondFactor, { body: { password: ownPassword } })
    await client.ask(confirmSecondFactor, { body: { code: app(secret)(0) } })
    expect((await client.ask(getMe, {})).secondFactorDue).toBe(false)
    expect((await colleagues(client)).ok).toBe(true)
  })

  test('is not slipped into by a change of post', async () => {
    const person = await crew.person('癸换岗', [
      ['unit_handler', 'B16'],
      ['hotline_auditor', 'C00'],
    ])
    const client = await person.enter()
    expect((await colleagues(client)).ok).toBe(true)
    const me = await client.ask(switchPost, { body: { ...command(), postId: person.posts[1]! } })
    expect(me.secondFactorDue).toBe(true)
    expect(await client.refused(findColleagues, { query: { q: '甲' } })).toBe('identity.second_factor_due')
    await client.ask(switchPost, { body: { ...command(), postId: person.posts[0]! } })
    expect((await colleagues(client)).ok).toBe(true)
  })
})
