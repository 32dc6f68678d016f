import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, until, type TestClient } from '#lib/testing'
import {
  addStandard,
  changeStageLimit,
  changeStandard,
  importStandards,
  listStageLimits,
  listStandards,
  retireStandard,
  withdrawChange,
  withdrawStageChange,
} from './contract.ts'
import { addOne, command, day, standardForm, standardView } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const change = (id: string, basedOn: number, filing: string, more: { validFrom?: string } = {}) => ({
  params: { id },
  body: { ...command(), basedOn, ...standardForm, filing, ...more },
})
const only = (id: string, basedOn: number, more: { validFrom?: string; reason?: string } = {}) => ({
  params: { id },
  body: { ...command(), basedOn, ...more },
})
const filingOn = async (id: string, asOf: string) => (await standardView(admin, id, asOf)).standard.filing

test('every change asks for log-in, and for a role the city names', async () => {
  const id = await addOne(admin, 'P-1')
  const add = { body: { ...command(), version: '2026', kind: 'event' as const, code: 'P-2', ...standardForm } }
  const stage = {
    params: { code: 'verify' },
    body: { ...command(), basedOn: 1, rule: '改', limit: null, confidence: 'low' as const },
  }
  const file = { query: { fileName: 'a.csv' }, body: new TextEncoder().encode('a\n1') }
  const people = ['receiver', 'auditor', 'water', 'fangsong', 'security', 'audit']
  const clients = await Promise.all(people.map((name) => server.as(name)))
  for (const [client, code] of [
    [server.stranger(), 'identity.not_logged_in'] as const,
    ...clients.map((one) => [one, 'grid.may_not_edit'] as const),
  ]) {
    expect(await client.refused(addStandard, add)).toBe(code)
    expect(await client.refused(changeStandard, change(id, 1, '改'))).toBe(code)
    expect(await client.refused(retireStandard, only(id, 1))).toBe(code)
    expect(await client.refused(withdrawChange, only(id, 1))).toBe(code)
    expect(await client.refused(importStandards, file)).toBe(code)
    expect(await client.refused(changeStageLimit, stage)).toBe(code)
    expect(await client.refused(withdrawStageChange, { ...stage, body: { ...command(), basedOn: 1 } })).toBe(code)
  }
  expect((await standardView(admin, id)).history).toHaveLength(1)
})

test('a change counts from its day on; before it the old one counts; it can be taken back until then', async () => {
  const id = await addOne(admin, 'C-1')
  await admin.ask(changeStandard, change(id, 1, '将来的条件', { validFrom: day(10) }))
  expect([await filingOn(id, day(9)), await filingOn(id, day(10))]).toEqual(['测试用立案条件', '将来的条件'])
  expect((await standardView(admin, id)).standard).toMatchObject({
    filing: '测试用立案条件',
    plannedFrom: day(10),
    state: 'valid',
  })
  expect(await admin.refused(changeStandard, change(id, 2, '另改'))).toBe('grid.change_planned')
  expect(await admin.refused(retireStandard, only(id, 2))).toBe('grid.change_planned')
  await admin.ask(withdrawChange, only(id, 2, { reason: '写错了' }))
  const { standard, history } = await standardView(admin, id)
  expect(standard).toMatchObject({ plannedFrom: null, validTo: null, filing: '测试用立案条件' })
  expect(history.map((one) => [one.filing, one.endedBy, one.endedReason, one.current])).toEqual([
    ['将来的条件', '周启航', '写错了', false],
    ['测试用立案条件', null, null, true],
  ])
  expect(await filingOn(id, day(10))).toBe('测试用立案条件')
  expect(await admin.refused(withdrawChange, only(id, 2))).toBe('grid.nothing_planned')
})

test('a change of today counts at once, the second of a day instead of the first; the past is not rewritten', async () => {
  const id = await addOne(admin, 'C-2')
  await admin.ask(changeStandard, change(id, 1, '第二'))
  await admin.ask(changeStandard, change(id, 2, '第三'))
  const { standard, history } = await standardView(admin, id)
  expect([standard.filing, standard.revision, history.length]).toEqual(['第三', 3, 3])
  expect(await admin.refused(withdrawChange, only(id, 3))).toBe('grid.nothing_planned')
  expect(await admin.refused(changeStandard, change(id, 3, '昨天', { validFrom: day(-1) }))).toBe('grid.too_early')
})

test('retired leaves the list from its day on, stays in the history, and comes back under its code', async () => {
  const id = await addOne(admin, 'R-1')
  await admin.ask(retireStandard, only(id, 1, { validFrom: day(3), reason: '不再用' }))
  const listed = async (query: { asOf?: string; state?: 'planned' | 'retired' }) =>
    (await admin.ask(listStandards, { query: { q: 'R-1', ...query } })).total
  expect([await listed({}), await listed({ asOf: day(2) }), await listed({ asOf: day(3) })]).toEqual([1, 1, 0])
  expect([await listed({ state: 'planned' }), await listed({ state: 'retired', asOf: day(3) })]).toEqual([1, 1])
  await admin.ask(withdrawChange, only(id, 1))
  expect(await listed({ asOf: day(3) })).toBe(1)
  await admin.ask(retireStandard, only(id, 1))
  expect(await admin.refused(changeStandard, change(id, 1, '改'))).toBe('grid.standard_retired')
  expect(await addOne(admin, 'R-1')).toBe(id)
  expect((await standardView(admin, id)).standard).toMatchObject({ state: 'valid', revision: 2 })
  expect(await admin.refused(addStandard, {
    body: { ...command(), version: '2026', kind: 'event', code: 'R-1', ...standardForm },
  })).toBe('grid.code_known') // prettier-ignore
})

test('a new standard may begin on a coming day and be taken back', async () => {
  const id = await addOne(admin, 'N-1', { validFrom: day(5) })
  const total = async (asOf: string) => (await admin.ask(listStandards, { query: { q: 'N-1', asOf } })).total
  expect([await total(day(4)), await total(day(5))]).toEqual([0, 1])
  expect((await standardView(admin, id)).standard).toMatchObject({ state: 'planned', plannedFrom: day(5) })
  await admin.ask(withdrawChange, only(id, 1))
  expect(await total(day(5))).toBe(0)
})

test('what does not fit is told field by field, in the language asked for, and nothing is written', async () => {
  const body = {
    ...command(),
    version: '1999',
    kind: 'event' as const,
    code: 'B-1',
    ...standardForm,
    item: '99999',
    filing: ' ',
  }
  const english = await server.as('admin')
  english.language = 'en'
  const count = async () =>
    (
      await withClient(server.database.migrationUrl, (client) =>
        client.query('select (select count(*) from grid.standard) as s, (select count(*) from audit.entry) as a'),
      )
    ).rows
  const before = await count()
  const answer = await admin.call(addStandard, { body })
  expect(answer.ok ? [] : answer.problem.data['faults']).toMatchObject([
    { field: 'version', fault: '没有这个版本' },
    { field: 'filing', fault: '必填' },
  ])
  const other = await english.call(addStandard, { body: { ...body, ...command(), version: '2026' } })
  expect(other.ok ? '' : other.problem.title).toContain('Item code the dictionary has no such item')
  expect(await count()).toEqual(before)
})

test('two changes at once: one is done, one is told; sent twice is done once; the same content changes nothing', async () => {
  const id = await addOne(admin, 'M-1')
  const answers = await Promise.all(['二', '三'].map((text) => admin.call(changeStandard, change(id, 1, text))))
  expect(answers.flatMap((one) => (one.ok ? [] : [one.problem.type]))).toEqual(['grid.standard_moved'])
  const again = change(id, 2, '四')
  expect(await admin.ask(changeStandard, again)).toEqual(await admin.ask(changeStandard, again))
  expect(await admin.ask(changeStandard, change(id, 3, ' 四 '))).toEqual({ id, revision: 3 })
  expect((await standardView(admin, id)).history).toHaveLength(3)
  expect(await admin.refused(changeStandard, change('2026.event.nothing', 1, '改'))).toBe('grid.no_such_standard')
})

test('is audited and heard', async () => {
  const stream = await openStream(await server.as('water'))
  const id = await addOne(admin, 'A-1')
  await until(() => stream.events.some((one) => one.topic === 'grid.standards_changed'))
  expect(stream.events.find((one) => one.topic === 'grid.standards_changed')?.data).toEqual({
    book: 'standards',
    rows: 1,
  })
  await stream.close()
  const { rows } = await withClient(server.database.migrationUrl, (client) =>
    client.query<{ what: string; detail: object }>('select what, detail from audit.entry where subject = $1', [id]),
  )
  expect(rows).toMatchObject([{ what: 'grid.standard_added', detail: { limit: '4 work_hour', revision: 1 } }])
})

test('stage limits change from a day on and the change is taken back', async () => {
  const verify = async (asOf?: string) =>
    (await admin.ask(listStageLimits, { query: asOf === undefined ? {} : { asOf } })).items.find(
      (one) => one.code === 'verify',
    )!
  expect((await verify()).limit).toEqual({ value: 2, unit: 'work_hour' })
  const limit = { value: 3, unit: 'work_hour' as const }
  const body = { ...command(), basedOn: 1, rule: '改', limit, confidence: 'high' as const, validFrom: day(2) }
  await admin.ask(changeStageLimit, { params: { code: 'verify' }, body })
  expect([(await verify()).limit?.value, (await verify(day(2))).limit?.value]).toEqual([2, 3])
  await admin.ask(withdrawStageChange, { params: { code: 'verify' }, body: { ...command(), basedOn: 2 } })
  expect([(await verify(day(2))).limit?.value, (await verify()).plannedFrom]).toEqual([2, null])
  expect(await admin.refused(changeStageLimit, { params: { code: 'no' }, body: { ...body, ...command() } })).toBe(
    'grid.no_such_stage',
  )
})

test('whatever is planned and taken back, in any order, on no day do two rows count', async () => {
  let number = 0
  const acts = fc.array(
    fc.record({ what: fc.constantFrom('change', 'retire', 'back', 'add'), ahead: fc.integer({ min: 0, max: 4 }) }),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const id = await addOne(admin, `Q-${(number += 1)}`)
      for (const { what, ahead } of all) {
        const { revision } = (await standardView(admin, id)).standard
        const validFrom = day(ahead)
        if (what === 'change') await admin.call(changeStandard, change(id, revision, `${Math.random()}`, { validFrom }))
        if (what === 'retire') await admin.call(retireStandard, only(id, revision, { validFrom }))
        if (what === 'back') await admin.call(withdrawChange, only(id, revision))
        if (what === 'add') {
          const body = { version: '2026', kind: 'event' as const, code: `Q-${number}`, ...standardForm, validFrom }
          await admin.call(addStandard, { body: { ...command(), ...body } })
        }
      }
      const { history } = await standardView(admin, id)
      for (let ahead = 0; ahead < 6; ahead++) {
        const on = day(ahead)
        const counting = history.filter((one) => one.validFrom <= on && (one.validTo === null || on < one.validTo))
        expect(counting.length).toBeLessThanOrEqual(1)
        const { standard } = await standardView(admin, id, on)
        expect(standard.state === 'valid' ? standard.filing : undefined).toBe(counting[0]?.filing)
      }
    }),
    { numRuns: 15 },
  )
})

test('the serving role can neither rewrite nor delete history', async () => {
  await withClient(server.database.webUrl, async (client) => {
    await client.query('set role yiwang_serving')
    await expect(client.query('delete from grid.standard')).rejects.toThrow('permission denied')
    await expect(client.query("update grid.standard set filing = 'x'")).rejects.toThrow('permission denied')
    await expect(client.query('update grid.stage_limit set limit_value = 9')).rejects.toThrow('permission denied')
  })
})
