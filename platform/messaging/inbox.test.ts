import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, until, type TestClient } from '#lib/testing'
import {
  countUnread,
  getMessagingSetting,
  getPreference,
  getReceipts,
  listMessages,
  listTemplates,
  markAllRead,
  markMessagesRead,
  setMessagingSetting,
  setPreference,
  writeTemplate,
} from './contract.ts'

let server: TestServer
let admin: TestClient
let water: TestClient
let green: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
  water = await server.as('water')
  green = await server.as('green')
})
afterAll(() => server.stop())

const command = (): { id: string; occurredAt: string } => ({ id: randomUUID(), occurredAt: new Date().toISOString() })
const titles = async (client: TestClient, query: { unread?: boolean; notice?: string; q?: string } = {}) =>
  (await client.ask(listMessages, { query })).items.map((one) => one.title['zh-CN'])
const super_ = (sql: string, values: unknown[] = []) =>
  withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows)

let count = 0
/** A message to the water bureau's people, as a notice would write it; gives its title. */
async function received(): Promise<string> {
  const title = `新派案件 SJ20261122-${String(++count).padStart(6, '0')}`
  await super_(
    `insert into messaging.message (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at)
      select gen_random_uuid(), id, 'proof.received', 0, jsonb_build_object('zh-CN', $1::text, 'en', $1::text), '{"zh-CN": "", "en": ""}', false, $1, now(), now()
      from identity.account where username = 'water'`,
    [title],
  )
  return title
}

/** An urgent message to both, as a notice would write it. */
async function urgent(): Promise<string> {
  const key = `proof ${randomUUID()}`
  await super_(
    `insert into messaging.message (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at)
      select gen_random_uuid(), id, 'proof.urgent', 0, '{"zh-CN": "急", "en": "urgent"}', '{"zh-CN": "急", "en": "urgent"}', true, $1, now(), now()
      from identity.account where username in ('water', 'green')`,
    [key],
  )
  return key
}

test('asks for log-in', async () => {
  const stranger = server.stranger()
  const params = { id: randomUUID() }
  const quiet = { quietMode: 'off' as const, quiet: null, muted: [] }
  expect(await stranger.refused(listMessages, { query: {} })).toBe('identity.not_logged_in')
  expect(await stranger.refused(countUnread, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(getReceipts, { params })).toBe('identity.not_logged_in')
  expect(await stranger.refused(markAllRead, { body: command() })).toBe('identity.not_logged_in')
  expect(await stranger.refused(markMessagesRead, { body: { ...command(), ids: [params.id] } })).toBe(
    'identity.not_logged_in',
  )
  expect(await stranger.refused(getPreference, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(setPreference, { body: { ...command(), ...quiet } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(listTemplates, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(getMessagingSetting, {})).toBe('identity.not_logged_in')
})

describe('the inbox', () => {
  test('is read one by one and as a whole, filtered and searched', async () => {
    await water.ask(markAllRead, { body: command() })
    await received()
    const title = await received()
    const number = title.split(' ')[1]!
    expect((await water.ask(countUnread, {})).unread).toBe(2)
    expect(await titles(water, { unread: true })).toHaveLength(2)
    expect(await titles(water, { q: number })).toEqual([title])
    expect(await titles(water, { notice: 'proof.none' })).toEqual([])
    const [first] = (await water.ask(listMessages, { query: { unread: true } })).items
    const body = { ...command(), ids: [first!.id] }
    expect(await water.ask(markMessagesRead, { body })).toEqual({ unread: 1 })
    expect(await water.ask(markMessagesRead, { body })).toEqual({ unread: 1 })
    expect(await water.ask(markAllRead, { body: { ...command(), notice: 'proof.none' } })).toEqual({
      unread: 1,
    })
    expect(await water.ask(markAllRead, { body: command() })).toEqual({ unread: 0 })
  })

  test('belongs to its owner: nobody else reads it, marks it or learns who has read', async () => {
    await received()
    const [mine] = (await water.ask(listMessages, { query: { unread: true } })).items
    await green.ask(markMessagesRead, { body: { ...command(), ids: [mine!.id] } })
    expect(await titles(water, { unread: true })).toContain(mine!.title['zh-CN'])
    expect(await green.refused(getReceipts, { params: { id: mine!.id } })).toBe('messaging.not_found')
  })

  test('a receipt says when each of those told has read it', async () => {
    const key = await urgent()
    const [mine] = await super_(
      `select m.id from messaging.message m join identity.account a on a.id = m.account_id where dedup_key = $1 and username = 'water'`,
      [key],
    )
    const read = () => water.ask(getReceipts, { params: { id: mine.id } })
    expect((await read()).items).toEqual([
      { name: '陆建平', readAt: null },
      { name: '徐文君', readAt: null },
    ])
    await water.ask(markMessagesRead, { body: { ...command(), ids: [mine.id] } })
    expect((await read()).items).toEqual([
      { name: '陆建平', readAt: expect.any(String) },
      { name: '徐文君', readAt: null },
    ])
  })

  test('an urgent one stays on every screen until somebody opens it, and unread where it was not', async () => {
    const before = (await green.ask(countUnread, {})).unread
    await urgent()
    expect((await green.ask(countUnread, {})).urgent).toHaveLength(1)
    const stream = await openStream(green)
    const [mine] = (await water.ask(countUnread, {})).urgent
    await water.ask(markMessagesRead, { body: { ...command(), ids: [mine!.id] } })
    await until(() => stream.events.some((one) => one.topic === 'messaging.inbox_changed'))
    expect(await green.ask(countUnread, {})).toMatchObject({ unread: before + 1, urgent: [] })
    await stream.close()
  })

  test('what gathers others is read when they are, and they when it is', async () => {
    const make = async (): Promise<{ digest: string; parts: string[] }> => {
      const [{ id: digest }] = await super_(
        `insert into messaging.message (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at, digest_count)
          select gen_random_uuid(), id, 'messaging.digest', 0, '{"zh-CN": "两条", "en": "two"}', '{"zh-CN": "", "en": ""}', false, $1, now(), now(), 2
          from identity.account where username = 'green' returning id`,
        [randomUUID()],
      )
      const parts = await super_(
        `insert into messaging.message (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at, digest_id)
          select gen_random_uuid(), id, 'proof.part', 0, '{"zh-CN": "一条", "en": "one"}', '{"zh-CN": "", "en": ""}', false, $1 || n, now(), now(), $2
          from identity.account, generate_series(1, 2) n where username = 'green' returning id`,
        [randomUUID(), digest],
      )
      return { digest, parts: parts.map((row: { id: string }) => row.id) }
    }
    const state = async (id: string) =>
      (await green.ask(listMessages, { query: {} })).items.find((one) => one.id === id)!
    const first = await make()
    await green.ask(markMessagesRead, { body: { ...command(), ids: [first.digest] } })
    expect((await state(first.digest)).parts.map((part) => part.readAt === null)).toEqual([false, false])
    const second = await make()
    await green.ask(markMessagesRead, { body: { ...command(), ids: [second.parts[0]!] } })
    expect((await state(second.digest)).readAt).toBeNull()
    await green.ask(markMessagesRead, { body: { ...command(), ids: [second.parts[1]!] } })
    expect((await state(second.digest)).readAt).not.toBeNull()
  })
})

describe('how one is told', () => {
  test('is said by each for themselves', async () => {
    const quiet = { from: 22 * 60, until: 7 * 60 }
    const body = { ...command(), quietMode: 'own' as const, quiet, muted: ['jobs.failed'] }
    expect(await green.ask(setPreference, { body })).toEqual({
      quietMode: 'own',
      quiet,
      muted: ['jobs.failed'],
    })
    expect((await green.ask(getPreference, {})).preference).toEqual({
      quietMode: 'own',
      quiet,
      muted: ['jobs.failed'],
    })
    expect((await water.ask(getPreference, {})).preference.quietMode).toBe('city')
    const same = { ...command(), quietMode: 'own' as const, quiet: { from: 5, until: 5 }, muted: [] }
    expect(await green.refused(setPreference, { body: same })).toBe('messaging.quiet_hours_empty')
    const unknown = { ...command(), quietMode: 'off' as const, quiet: null, muted: ['nobody.knows'] }
    expect(await green.refused(setPreference, { body: unknown })).toBe('messaging.no_such_notice')
  })

  test('is set for the city by an administrator; of two at once the second learns it', async () => {
    expect(await water.refused(getMessagingSetting, {})).toBe('messaging.may_not_configure')
    const { setting, channels } = await admin.ask(getMessagingSetting, {})
    expect(setting).toEqual({ quiet: null, digestMinutes: 10, revision: 0 })
    expect(channels.filter((one) => one.on).map((one) => one.code)).toEqual(['inbox'])
    const change = { basedOn: 0, quiet: null, digestMinutes: 20 }
    expect(await water.refused(setMessagingSetting, { body: { ...command(), ...change } })).toBe(
      'messaging.may_not_configure',
    )
    expect((await admin.ask(setMessagingSetting, { body: { ...command(), ...change } })).revision).toBe(1)
    expect(await admin.refused(setMessagingSetting, { body: { ...command(), ...change } })).toBe(
      'messaging.setting_moved',
    )
  })

  test('in words that an administrator may change; every version is kept', async () => {
    const params = { notice: 'jobs.failed' }
    const text = (title: string) => ({
      title: { 'zh-CN': title, en: '{queue}' },
      body: { 'zh-CN': '请处理', en: 'Please look' },
    })
    expect(await water.refused(writeTemplate, { params, body: { ...command(), basedOn: 0, ...text('x') } })).toBe(
      'messaging.may_not_configure',
    )
    const wrong = await admin.call(writeTemplate, { params, body: { ...command(), basedOn: 0, ...text('{phone}') } })
    expect(wrong).toMatchObject({ ok: false, problem: { type: 'messaging.unknown_variable' } })
    expect(wrong.ok ? '' : wrong.problem.title).toContain('{phone}')
    const right = { ...command(), basedOn: 0, ...text('任务坏了 {queue}') }
    expect(await admin.ask(writeTemplate, { params, body: right })).toEqual({ version: 1 })
    expect(await admin.refused(writeTemplate, { params, body: { ...right, ...command() } })).toBe(
      'messaging.template_moved',
    )
    const { items } = await admin.ask(listTemplates, {})
    const versions = items.find((one) => one.notice === 'jobs.failed')!.versions
    expect(versions.map((one) => one.version)).toEqual([1, 0])
    const none = { params: { notice: 'no.such' }, body: { ...command(), basedOn: 0, ...text('x') } }
    expect(await admin.refused(writeTemplate, none)).toBe('messaging.no_such_notice')
    const audited = await super_(`select subject, detail from audit.entry where what = 'messaging.write_template'`)
    expect(audited).toEqual([{ subject: 'jobs.failed', detail: { version: 1 } }])
  })
})
