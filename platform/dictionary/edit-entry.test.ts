import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, until, type TestClient } from '#lib/testing'
import {
  addEntry,
  changeEntry,
  listEntries,
  retireEntry,
  takeDelivered,
  withdrawChange,
  type Entry,
} from './contract.ts'
import { addCategory, categoryForm, command, entryView } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const dictionary = 'hotline-categories'
const day = (fromToday: number): string =>
  new Date(Date.now() + (fromToday * 24 + 8) * 3_600_000).toISOString().slice(0, 10)

const change = (
  id: string,
  basedOn: number,
  name: string,
  more: { validFrom?: string; attributes?: Record<string, string> } = {},
) => ({
  params: { dictionary, id },
  body: { ...command(), basedOn, name, attributes: {}, confidence: 'high' as const, ...more },
})
const onlyBasedOn = (id: string, basedOn: number) => ({ params: { dictionary, id }, body: { ...command(), basedOn } })

async function listed(query: {
  q?: string
  state?: 'retired' | 'planned' | 'all'
  asOf?: string
  delivered?: 'differs' | 'own'
}): Promise<Entry[]> {
  return (await admin.ask(listEntries, { params: { dictionary }, query })).items
}

test('asks for log-in, and for a role the city lets edit', async () => {
  const id = await addCategory(admin, 'P1', '权限')
  const add = { params: { dictionary }, body: { ...command(), ...categoryForm, code: 'P2', name: '权限' } }
  for (const [client, code] of [
    [server.stranger(), 'identity.not_logged_in'],
    [await server.as('receiver'), 'dictionary.may_not_edit'],
  ] as const) {
    expect(await client.refused(addEntry, add)).toBe(code)
    expect(await client.refused(changeEntry, change(id, 1, '改'))).toBe(code)
    expect(await client.refused(retireEntry, onlyBasedOn(id, 1))).toBe(code)
    expect(await client.refused(withdrawChange, onlyBasedOn(id, 1))).toBe(code)
    expect(await client.refused(takeDelivered, onlyBasedOn(id, 1))).toBe(code)
  }
  expect((await entryView(admin, dictionary, id)).history).toHaveLength(1)
})

test('a change ends the old content and begins the new; both can be read as of their time', async () => {
  const id = await addCategory(admin, 'H1', '历史一')
  const before = new Date().toISOString()
  await admin.ask(changeEntry, change(id, 1, '历史二', { attributes: { examples: '新例' } }))
  const { entry, history } = await entryView(admin, dictionary, id)
  expect(entry).toMatchObject({ name: '历史二', attributes: { examples: '新例' }, revision: 2, delivered: 'own' })
  expect(history.map((one) => [one.revision, one.name, one.changedBy, one.origin])).toEqual([
    [2, '历史二', '周启航', 'edited'],
    [1, '历史一', '周启航', 'edited'],
  ])
  expect(history[1]!.validTo).toBe(history[0]!.validFrom)
  expect((await listed({ q: 'H1', asOf: before })).map((one) => one.name)).toEqual(['历史一'])
  expect((await listed({ q: 'H1', asOf: day(0) })).map((one) => one.name)).toEqual(['历史二'])
  expect(await listed({ q: 'H1', asOf: day(-1) })).toEqual([])
})

test('retired is not deleted: it leaves the list, stays in the history, and can come back', async () => {
  const id = await addCategory(admin, 'R1', '停用')
  await admin.ask(retireEntry, { ...onlyBasedOn(id, 1), body: { ...command(), basedOn: 1, reason: '不再使用' } })
  expect(await listed({ q: 'R1' })).toEqual([])
  expect((await listed({ q: 'R1', state: 'retired' })).map((one) => one.state)).toEqual(['retired'])
  expect((await entryView(admin, dictionary, id)).history[0]).toMatchObject({
    endedBy: '周启航',
    endedReason: '不再使用',
  })
  expect(await admin.refused(changeEntry, change(id, 1, '改'))).toBe('dictionary.entry_retired')
  expect(await addCategory(admin, 'R1', '又启用')).toBe(id)
  const { entry, history } = await entryView(admin, dictionary, id)
  expect([entry.state, entry.name, history.length]).toEqual(['valid', '又启用', 2])
})

test('a change planned for a coming day waits, blocks others, and can be withdrawn', async () => {
  const id = await addCategory(admin, 'F1', '现在')
  await admin.ask(changeEntry, change(id, 1, '将来', { validFrom: day(10) }))
  const planned = await entryView(admin, dictionary, id)
  expect(planned.entry).toMatchObject({
    name: '现在',
    state: 'valid',
    plannedFrom: new Date(`${day(10)}T00:00:00+08:00`).toISOString(),
  })
  expect((await listed({ q: 'F1', asOf: day(10) })).map((one) => one.name)).toEqual(['将来'])
  expect((await listed({ q: 'F1', state: 'planned' })).map((one) => one.name)).toEqual(['将来'])
  expect(await admin.refused(changeEntry, change(id, 1, '另改'))).toBe('dictionary.change_planned')
  expect(await admin.refused(retireEntry, onlyBasedOn(id, 1))).toBe('dictionary.change_planned')
  await admin.ask(withdrawChange, onlyBasedOn(id, 1))
  const after = await entryView(admin, dictionary, id)
  expect(after.entry).toMatchObject({ name: '现在', plannedFrom: null, validTo: null })
  expect(after.history[0]).toMatchObject({ name: '将来', endedBy: '周启航' })
  expect((await listed({ q: 'F1', asOf: day(10) })).map((one) => one.name)).toEqual(['现在'])
  expect(await admin.refused(withdrawChange, onlyBasedOn(id, 1))).toBe('dictionary.nothing_planned')
  await admin.ask(changeEntry, change(id, 1, '再改'))
  expect((await entryView(admin, dictionary, id)).entry.name).toBe('再改')
})

test('a retirement can be planned and withdrawn too, and the past is not rewritten', async () => {
  const id = await addCategory(admin, 'F2', '到期停用')
  await admin.ask(retireEntry, { params: { dictionary, id }, body: { ...command(), basedOn: 1, validTo: day(3) } })
  expect((await listed({ q: 'F2' }))[0]?.plannedFrom).not.toBeNull()
  expect(await listed({ q: 'F2', asOf: day(4) })).toEqual([])
  await admin.ask(withdrawChange, onlyBasedOn(id, 1))
  expect(await listed({ q: 'F2', asOf: day(4) })).toHaveLength(1)
  expect(await admin.refused(changeEntry, change(id, 1, '昨天', { validFrom: day(-1) }))).toBe('dictionary.too_early')
})

describe('refuses', () => {
  test('what somebody else has changed meanwhile, and a code that is there', async () => {
    const id = await addCategory(admin, 'M1', '一')
    await admin.ask(changeEntry, change(id, 1, '二'))
    expect(await admin.refused(changeEntry, change(id, 1, '三'))).toBe('dictionary.entry_moved')
    const again = { params: { dictionary }, body: { ...command(), ...categoryForm, code: 'M1', name: '一' } }
    expect(await admin.refused(addEntry, again)).toBe('dictionary.code_known')
  })

  test('two changes at once: one is done, one is told', async () => {
    const id = await addCategory(admin, 'M2', '一')
    const answers = await Promise.all(['二', '三'].map((name) => admin.call(changeEntry, change(id, 1, name))))
    expect(answers.filter((one) => one.ok)).toHaveLength(1)
    expect(answers.flatMap((one) => (one.ok ? [] : [one.problem.type]))).toEqual(['dictionary.entry_moved'])
  })

  test('the same new code from two people at once: one of them is told', async () => {
    const add = () => ({ params: { dictionary }, body: { ...command(), ...categoryForm, code: 'M3', name: '一' } })
    const answers = await Promise.all([add(), add()].map((input) => admin.call(addEntry, input)))
    expect(answers.flatMap((one) => (one.ok ? [] : [one.problem.type]))).toEqual(['dictionary.code_known'])
  })

  test('what does not fit the columns, field by field, in the language asked for', async () => {
    const body = {
      ...command(),
      version: '2030',
      kind: 'component',
      code: 'a b',
      name: ' ',
      parent: '99',
      attributes: { family: 'boat', code2013: '9999', nothing: 'x' },
      confidence: 'high' as const,
    }
    const answer = await admin.call(addEntry, { params: { dictionary: 'components' }, body })
    if (answer.ok) throw new Error('should have been refused')
    const faults = answer.problem.data['faults'] as { field: string; fault: string }[]
    expect(faults.map(({ field, fault }) => ({ field, fault }))).toEqual([
      { field: 'version', fault: '没有这个版本' },
      { field: 'code', fault: '不能含空格' },
      { field: 'name', fault: '必填' },
      { field: 'parent', fault: '没有这个上级' },
      { field: 'attributes.code2013', fault: '所引用的条目不存在' },
      { field: 'attributes.family', fault: '不是可选的值' },
      { field: 'attributes.nothing', fault: '没有这一列' },
    ])
    // A form that was refused is read on in another language.
    expect(faults[0]).toMatchObject({ words: { 'zh-CN': '没有这个版本' } })
    expect(answer.problem.titles?.en).toContain('the entry it refers to is not there')
    expect(answer.problem.title).toContain('2013版代码 所引用的条目不存在')
    const english = await server.as('admin')
    english.language = 'en'
    const other = await english.call(addEntry, {
      params: { dictionary: 'components' },
      body: { ...body, ...command() },
    })
    expect(other.ok ? '' : other.problem.title).toContain('2013 code the entry it refers to is not there')
  })

  test('to retire an entry with others below it, or to put one below itself', async () => {
    const components = { dictionary: 'components' }
    const query = { version: '2026', parent: '-' }
    const [top] = (await admin.ask(listEntries, { params: components, query })).items
    const params = { ...components, id: top!.id }
    const refused = await admin.call(retireEntry, { params, body: { ...command(), basedOn: 1 } })
    expect(refused.ok ? '' : refused.problem.data['count']).toBe(top!.children)
    const body = {
      ...command(),
      basedOn: 1,
      name: top!.name,
      attributes: {},
      confidence: 'high' as const,
      parent: '01001',
    }
    expect(await admin.refused(changeEntry, { params, body })).toBe('dictionary.entry_invalid')
  })
})

test('sent twice is done once', async () => {
  const id = await addCategory(admin, 'D1', '一')
  const input = change(id, 1, '二')
  const first = await admin.ask(changeEntry, input)
  expect(await admin.ask(changeEntry, input)).toEqual(first)
  expect((await entryView(admin, dictionary, id)).history).toHaveLength(2)
})

test('the same content again makes no new revision', async () => {
  const id = await addCategory(admin, 'D2', '一')
  const body = { ...command(), ...categoryForm, basedOn: 1, name: ' 一 ' }
  const { version: _, kind: __, ...form } = body
  expect(await admin.ask(changeEntry, { params: { dictionary, id }, body: form })).toEqual({ id, revision: 1 })
})

test('what was edited shows that it differs, and the delivered content can be taken over', async () => {
  const [row] = await listed({ q: '社会管理类' })
  expect(row?.delivered).toBe('same')
  await admin.ask(changeEntry, change(row!.id, row!.revision, '社会治理类'))
  const view = await entryView(admin, dictionary, row!.id)
  expect(view.entry.delivered).toBe('differs')
  expect(view.deliveredContent?.name).toBe('社会管理类')
  expect((await listed({ delivered: 'differs' })).map((one) => one.id)).toEqual([row!.id])
  await admin.ask(takeDelivered, onlyBasedOn(row!.id, view.entry.revision))
  expect((await entryView(admin, dictionary, row!.id)).entry).toMatchObject({ name: '社会管理类', delivered: 'same' })
  const own = await addCategory(admin, 'O1', '自建')
  expect(await admin.refused(takeDelivered, onlyBasedOn(own, 1))).toBe('dictionary.not_delivered')
})

test('is audited and heard', async () => {
  const stream = await openStream(await server.as('water'))
  const id = await addCategory(admin, 'A1', '审计')
  await until(() => stream.events.some((one) => one.topic === 'dictionary.changed'))
  expect(stream.events.find((one) => one.topic === 'dictionary.changed')?.data).toEqual({ dictionary, entries: 1 })
  await stream.close()
  const { rows } = await withClient(server.database.migrationUrl, (client) =>
    client.query<{ what: string; detail: object }>('select what, detail from audit.entry where subject = $1', [id]),
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({ what: 'dictionary.entry_added', detail: { dictionary, code: 'A1', revision: 1 } })
})

test('nothing is there after a refusal', async () => {
  const count = () =>
    withClient(server.database.migrationUrl, (client) =>
      client.query('select (select count(*) from dictionary.revision) as r, (select count(*) from audit.entry) as a'),
    )
  const before = (await count()).rows
  await admin.refused(addEntry, {
    params: { dictionary },
    body: { ...command(), ...categoryForm, code: 'N1', name: '坏', attributes: { nothing: 'x' } },
  })
  expect((await count()).rows).toEqual(before)
})

test('the serving role can neither rewrite nor delete history', async () => {
  await withClient(server.database.webUrl, async (client) => {
    await client.query('set role yiwang_serving')
    await expect(client.query('delete from dictionary.revision')).rejects.toThrow('permission denied')
    await expect(client.query("update dictionary.revision set name = 'x'")).rejects.toThrow('permission denied')
    await expect(client.query('delete from dictionary.entry')).rejects.toThrow('permission denied')
    await expect(client.query('update dictionary.delivery set digest = null')).rejects.toThrow('permission denied')
  })
})
