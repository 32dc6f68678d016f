import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { actOnCase, getCase, listCases, registerCase, revealCase } from './contract.ts'
import { command, finishing, hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let crew: HotlineCrew

beforeAll(async () => {
  server = await startTestServer()
  crew = await hotlineCrew(server)
})
afterAll(() => server.stop())

const sentinel = '钱小满'
const sentinelPhone = '13900001234'
const personal = {
  text: `思贤路桥下护栏断了两根，孩子经过很危险。我叫${sentinel}，电话${sentinelPhone}。`,
  contactName: sentinel,
  contactPhone: sentinelPhone,
}

test('asks for log-in', async () => {
  const stranger = server.stranger()
  const body = { ...command(), basedOn: 1, input: {} }
  expect(await stranger.refused(actOnCase, { params: { id: randomUUID(), action: 'dispatch' }, body })).toBe(
    'identity.not_logged_in',
  )
  expect(await stranger.refused(listCases, { query: {} })).toBe('identity.not_logged_in')
})

test('carries an order from receiving to filing by three roles', async () => {
  const id = await crew.inHand()
  await crew.mustAct(crew.water, id, 'contact', { way: 'phone', note: '已电话联系' })
  expect(await crew.mustAct(crew.water, id, 'finish', finishing)).toBe('endorsing')
  expect(await crew.mustAct(crew.chief, id, 'endorse')).toBe('finished')
  expect(await crew.mustAct(crew.auditor, id, 'approve')).toBe('reporting')
  expect(await crew.mustAct(crew.auditor, id, 'report')).toBe('answered')
  expect(await crew.mustAct(crew.auditor, id, 'archive', { satisfaction: 'yes' })).toBe('closed')
  const { case: row, timeline } = await crew.auditor.ask(getCase, { params: { id } })
  expect(row).toMatchObject({ state: 'closed', sequence: 9, holder: { name: '区水务局' } })
  expect(row.closedAt).not.toBeNull()
  expect(timeline.map((entry) => entry.action)).toEqual([
    'register',
    'dispatch',
    'accept',
    'contact',
    'finish',
    'endorse',
    'approve',
    'report',
    'archive',
  ])
})

test('returned with a reason, an order can go to another unit, and who held it still sees it', async () => {
  const id = await crew.register()
  await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
  expect(await crew.returned(crew.water, id, '不属水务职责，依据三定方案。')).toBe('received')
  await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B27')! })
  expect((await crew.water.ask(getCase, { params: { id } })).case.holder?.name).toContain('绿化')
  expect(await crew.mustAct(crew.green, id, 'accept')).toBe('handling')
})

describe('says why not', () => {
  test('an action needs what its guard asks for', async () => {
    const id = await crew.inHand()
    const answer = await crew.act(crew.water, id, 'finish', finishing)
    expect(answer).toMatchObject({ ok: false, problem: { type: 'cases.action_not_allowed', status: 409 } })
    const offered = (await crew.water.ask(getCase, { params: { id } })).actions.find((one) => one.code === 'finish')
    expect(offered?.allowed).toBe(false)
    expect(answer.ok ? '' : answer.problem.title).toContain(offered!.reason!['zh-CN'])
  })

  test('another unit, another role, another state', async () => {
    const id = await crew.register()
    await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
    expect(await crew.green.refused(getCase, { params: { id } })).toBe('cases.not_found')
    const body = (): { id: string; occurredAt: string; basedOn: number; input: Record<string, string> } => ({
      ...command(),
      basedOn: 2,
      input: {},
    })
    expect(await crew.green.refused(actOnCase, { params: { id, action: 'accept' }, body: body() })).toBe(
      'cases.not_found',
    )
    expect(await crew.receiver.refused(actOnCase, { params: { id, action: 'accept' }, body: body() })).toBe(
      'cases.action_not_allowed',
    )
    expect(await crew.water.refused(actOnCase, { params: { id, action: 'finish' }, body: body() })).toBe(
      'cases.action_not_allowed',
    )
    expect(await crew.water.refused(actOnCase, { params: { id, action: 'explode' }, body: body() })).toBe(
      'cases.no_such_action',
    )
  })

  test('what is filled in is checked field by field, in the language asked for', async () => {
    const id = await crew.register()
    const wrong = await crew.act(crew.receiver, id, 'dispatch', {
      unit: randomUUID(),
      advice: '长'.repeat(501),
      colour: 'red',
    })
    expect(wrong).toMatchObject({ ok: false, problem: { status: 422, data: { keys: ['advice', 'colour', 'unit'] } } })
    expect(wrong.ok ? '' : wrong.problem.title).toContain('承办单位 没有这个单位')
    crew.receiver.language = 'en'
    const missing = await crew.act(crew.receiver, id, 'dispatch', {})
    crew.receiver.language = 'zh-CN'
    expect(missing.ok ? '' : missing.problem.title).toContain('Handling unit is required')
  })

  test('what happened in the future did not happen', async () => {
    const id = await crew.register()
    const body = {
      id: randomUUID(),
      occurredAt: new Date(Date.now() + 3_600_000).toISOString(),
      basedOn: 1,
      input: { unit: crew.units.get('B16')! },
    }
    expect(await crew.receiver.refused(actOnCase, { params: { id, action: 'dispatch' }, body })).toBe(
      'cases.input_invalid',
    )
  })
})

describe('a command', () => {
  test('sent twice is done once and answered the same, also much later', async () => {
    const id = await crew.register()
    const body = { ...command(), basedOn: 1, input: { unit: crew.units.get('B16')! } }
    const send = () => crew.receiver.ask(actOnCase, { params: { id, action: 'dispatch' }, body })
    const first = await send()
    await crew.mustAct(crew.water, id, 'accept')
    expect(await send()).toEqual(first)
    expect((await crew.receiver.ask(getCase, { params: { id } })).case.sequence).toBe(3)
  })

  test('sent ten times at once is done once', async () => {
    const id = await crew.register()
    const body = { ...command(), basedOn: 1, input: { unit: crew.units.get('B16')! } }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => crew.receiver.ask(actOnCase, { params: { id, action: 'dispatch' }, body })),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await crew.receiver.ask(getCase, { params: { id } })).case.sequence).toBe(2)
  })

  test('a registration sent ten times at once makes one case', async () => {
    const cityNumber = randomUUID()
    const body = { ...command(), kind: 'hotline', input: { cityNumber, title: '一', text: '一件事', nature: 'help' } }
    const answers = await Promise.all(Array.from({ length: 10 }, () => crew.receiver.ask(registerCase, { body })))
    expect(new Set(answers.map((answer) => answer.caseId)).size).toBe(1)
    expect(
      (await crew.receiver.ask(listCases, { query: { q: cityNumber.slice(-6) } })).items.filter(
        (row) => row.sourceNumber === cityNumber,
      ),
    ).toHaveLength(1)
  })

  test('with the id of another is refused', async () => {
    const id = await crew.register()
    const body = { ...command(), basedOn: 1, input: { unit: crew.units.get('B16')! } }
    await crew.receiver.ask(actOnCase, { params: { id, action: 'dispatch' }, body })
    const other = { ...body, input: { unit: crew.units.get('B27')! } }
    expect(await crew.receiver.refused(actOnCase, { params: { id, action: 'dispatch' }, body: other })).toBe(
      'command.reused',
    )
  })

  test('based on what is no longer so is refused; of two at once one wins', async () => {
    const id = await crew.register()
    const dispatch = (unit: string) =>
      crew.receiver.call(actOnCase, {
        params: { id, action: 'dispatch' },
        body: { ...command(), basedOn: 1, input: { unit: crew.units.get(unit)! } },
      })
    const answers = await Promise.all([dispatch('B16'), dispatch('B27'), dispatch('B14')])
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
    for (const answer of answers) if (!answer.ok) expect(answer.problem.type).toBe('cases.moved')
  })

  test('a known city number makes no second case: it is added to its own, sent twice once', async () => {
    const input = { cityNumber: randomUUID(), title: '一', text: '一件事', nature: 'help' }
    const made = await crew.receiver.ask(registerCase, { body: { ...command(), kind: 'hotline', input } })
    expect(made).toMatchObject({ appended: false, sequence: 1 })
    const body = { ...command(), kind: 'hotline', input: { ...input, arrival: 'urge', text: '市民再次来电催促' } }
    const urged = await crew.receiver.ask(registerCase, { body })
    expect(urged).toEqual({ ...made, appended: true, sequence: 2 })
    expect(await crew.receiver.ask(registerCase, { body })).toEqual(urged)
    const { timeline, case: row } = await crew.receiver.ask(getCase, { params: { id: made.caseId } })
    expect(timeline.map((entry) => entry.action)).toEqual(['register', 'city_urge'])
    expect(row.marks).toEqual(['urged'])
    expect(await crew.water.refused(registerCase, { body: { ...command(), kind: 'hotline', input } })).toBe(
      'cases.may_not_register',
    )
  })
})

describe('personal data', () => {
  /** An order full of personal data, in the hands of the water bureau. */
  async function personalOrder(): Promise<string> {
    const id = await crew.register(personal)
    await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
    await crew.mustAct(crew.water, id, 'accept')
    return id
  }

  test('stands nowhere in the clear', async () => {
    const id = await personalOrder()
    await crew.mustAct(crew.water, id, 'contact', { way: 'phone', note: `${sentinel}女士说${sentinelPhone}可随时联系` })
    const found = await withClient(server.database.superUrl, async (client) => {
      const tables = await client.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
      )
      const hits: string[] = []
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ hits: number }>(
          `select count(*)::int as hits from ${name} t where t::text like any($1)`,
          [[`%${sentinelPhone}%`]],
        )
        if (rows[0]!.hits > 0) hits.push(name)
      }
      const named = await client.query(`select 1 from cases.action where payload::text like $1`, [`%${sentinel}%`])
      return { hits, inLog: named.rowCount }
    })
    expect(found).toEqual({ hits: [], inLog: 0 })
    const shown = await crew.receiver.ask(getCase, { params: { id } })
    expect(JSON.stringify(shown)).not.toContain(sentinelPhone)
    expect(shown.text).toContain('139****1234')
  })

  test('is read by whoever may, with a reason, and that is audited', async () => {
    const id = await personalOrder()
    const params = { id }
    expect(await crew.green.refused(revealCase, { params, body: { reason: '好奇一下' } })).toBe('cases.not_found')
    const { fields } = await crew.water.ask(revealCase, { params, body: { reason: '需要联系市民' } })
    expect(fields).toMatchObject({ contactName: sentinel, contactPhone: sentinelPhone })
    const audited = await withClient(server.database.superUrl, (client) =>
      client.query<{ detail: { reason: string } }>(
        `select detail from audit.entry where what = 'cases.reveal' and subject = $1`,
        [id],
      ),
    )
    expect(audited.rows).toEqual([{ detail: { reason: '需要联系市民' } }])
  })
})

test('costs two round trips to the database after authentication', async () => {
  const id = await crew.register()
  const response = await crew.receiver.fetch(`/api/cases/${id}/actions/dispatch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...command(), basedOn: 1, input: { unit: crew.units.get('B16')!, advice: '请尽快' } }),
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('server-timing')).toBe('db;desc="2 round trips"')
})

test('change, audit and event stand together, or none of them', async () => {
  const id = await crew.register()
  const counts = async () =>
    withClient(server.database.superUrl, async (client) => {
      const { rows } = await client.query<{ actions: number; audits: number; events: number }>(
        `select (select count(*)::int from cases.action where case_id = $1) as actions,
          (select count(*)::int from audit.entry where subject = $1::text) as audits,
          (select count(*)::int from events.outbox where data->>'caseId' = $1::text) as events`,
        [id],
      )
      return rows[0]
    })
  expect(await counts()).toEqual({ actions: 1, audits: 1, events: 1 })
  await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
  expect(await counts()).toEqual({ actions: 2, audits: 2, events: 2 })
  expect((await crew.act(crew.receiver, id, 'dispatch', { unit: crew.units.get('B27')! })).ok).toBe(false)
  expect(await counts()).toEqual({ actions: 2, audits: 2, events: 2 })
})
