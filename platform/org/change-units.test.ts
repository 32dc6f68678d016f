import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, type TestClient, until } from '#lib/testing'
import { getMe } from '#platform/identity/contract'
import {
  changeOrg,
  findUnits,
  getUnit,
  listChanges,
  listUnits,
  previewChange,
  undoChange,
  type Order,
} from './contract.ts'
import { change, dayFromToday, orderBody, refusal, unitsOn } from './testing/index.ts'

let server: TestServer
let admin: TestClient
let water: TestClient

beforeAll(async () => {
  server = await startTestServer()
  ;[admin, water] = await Promise.all([server.as('admin'), server.as('water')])
})
afterAll(() => server.stop())

async function query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(server.database.superUrl, async (client) => (await client.query(sql, values)).rows as Row[])
}

const rename = (unitId: string, name: string): Order => ({
  kind: 'rename',
  unitId,
  name,
  shortName: name,
  divisionCode: null,
})

/** A contractor of a test's own under the water bureau. */
async function contractor(code: string): Promise<string> {
  const parentId = (await unitsOn(admin)).get('B16')!.id
  const order: Order = {
    kind: 'open',
    code,
    name: `作业${code}`,
    shortName: code,
    divisionCode: null,
    sort: 'contractor',
    parentId,
  }
  return (await change(admin, order, dayFromToday(-30))).opened[0]!
}

describe('a change', () => {
  test('asks for log-in, and for an administrator', async () => {
    const unitId = (await unitsOn(admin)).get('B16')!.id
    const body = orderBody(rename(unitId, '区河道局'))
    expect(await server.stranger().refused(changeOrg, { body })).toBe('identity.not_logged_in')
    for (const username of ['receiver', 'auditor', 'water', 'fangsong']) {
      const client = await server.as(username)
      expect(await client.refused(changeOrg, { body })).toBe('org.may_not_edit')
      const { id: _, occurredAt: __, ...preview } = body
      expect(await client.refused(previewChange, { body: preview })).toBe('org.may_not_edit')
    }
  })

  test('dated tomorrow is there tomorrow and not today, is audited and said, and can be taken back once', async () => {
    const stream = await openStream(water)
    const unitId = (await unitsOn(admin)).get('B27')!.id
    const tomorrow = dayFromToday(1)
    const { changeId } = await change(admin, rename(unitId, '区园林局'), tomorrow, null)
    expect((await unitsOn(water)).get('B27')!.name).toBe('区绿化和市容管理局')
    expect((await unitsOn(water, tomorrow)).get('B27')!.name).toBe('区园林局')
    const said = await until(() => stream.events.find((one) => one.topic === 'org.changed'))
    expect(said.data).toMatchObject({
      changeId,
      kind: 'rename',
      effectiveOn: tomorrow,
      unitIds: [unitId],
      undone: false,
    })
    const upcoming = await admin.ask(listChanges, { query: { upcoming: true } })
    expect(upcoming.items.find((one) => one.id === changeId)).toMatchObject({
      mayUndo: true,
      recordedBy: '周启航',
      kind: 'rename',
    })
    expect((await water.ask(listChanges, { query: {} })).items.some((one) => one.mayUndo)).toBe(false)

    const undo = { params: { id: changeId }, body: { id: crypto.randomUUID(), occurredAt: new Date().toISOString() } }
    expect(await water.refused(undoChange, undo)).toBe('org.may_not_edit')
    await admin.ask(undoChange, undo)
    expect((await unitsOn(water, tomorrow)).get('B27')!.name).toBe('区绿化和市容管理局')
    expect(await admin.refused(undoChange, { ...undo, body: { ...undo.body, id: crypto.randomUUID() } })).toBe(
      'org.already_undone',
    )
    const trail = await query<{ what: string }>('select what from audit.entry where subject = $1 order by id', [
      changeId,
    ])
    expect(trail.map((row) => row.what)).toEqual(['org.rename', 'org.undo'])
    await stream.close()
  })

  test('of today cannot be taken back, and of the past needs its reason', async () => {
    const unitId = await contractor('K01')
    const { changeId } = await change(admin, rename(unitId, '作业一'))
    const body = { id: crypto.randomUUID(), occurredAt: new Date().toISOString() }
    expect(await admin.refused(undoChange, { params: { id: changeId }, body })).toBe('org.already_effective')
    for (const reason of [null, '', '  '])
      expect(await refusal(admin, rename(unitId, '作业二'), dayFromToday(-5), reason)).toBe('org.reason_needed')
    await change(admin, rename(unitId, '作业二'), dayFromToday(-5), '补录')
    const { versions } = await admin.ask(getUnit, { params: { id: unitId }, query: {} })
    expect(versions.map((one) => one.name)).toEqual(['作业一', '作业二', '作业K01'])
  })

  test('sent twice is done once', async () => {
    const unitId = await contractor('K02')
    const body = orderBody(rename(unitId, '作业二号'))
    const first = await admin.ask(changeOrg, { body })
    expect(await admin.ask(changeOrg, { body })).toEqual(first)
    expect((await admin.ask(getUnit, { params: { id: unitId }, query: {} })).changes).toHaveLength(2)
  })

  test('made by many at once leaves one of two units of the same code', async () => {
    const parentId = (await unitsOn(admin)).get('B16')!.id
    const order = (name: string): Order => ({
      kind: 'open',
      code: 'K-twice',
      name,
      shortName: name,
      divisionCode: null,
      sort: 'contractor',
      parentId,
    })
    const answers = await Promise.all(
      ['甲', '乙', '丙'].map((name) => admin.call(changeOrg, { body: orderBody(order(name)) })),
    )
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.problem.type]))).toEqual([
      'org.code_taken',
      'org.code_taken',
    ])
  })

  test('is previewed without being made', async () => {
    const units = await unitsOn(admin)
    const [town, other] = [units.get('T102')!, units.get('T106')!]
    const order: Order = { kind: 'merge', unitIds: [other.id], into: { unitId: town.id } }
    const effectiveOn = dayFromToday(40)
    const preview = await admin.ask(previewChange, { body: { order, effectiveOn, reason: null } })
    expect(preview.after).toBe(preview.before - 1)
    expect(preview.effects.filter((one) => one.what === 'closed').map((one) => one.name)).toEqual(['洞泾镇'])
    expect(preview.effects.filter((one) => one.what === 'changed')).toHaveLength(other.children)
    expect(preview.effects[0]!.what).toBe('closed')
    expect(preview.effects[1]!.fields).toEqual([{ field: 'parentId', before: '洞泾镇', after: '泗泾镇' }])
    expect((await unitsOn(admin, effectiveOn)).has('T106')).toBe(true)
    const bad = { order: { kind: 'move', unitId: town.id, parentId: other.id } as const, effectiveOn, reason: null }
    expect(await admin.refused(previewChange, { body: bad })).toBe('org.sort_not_here')
  })
})

test('two towns merge from a day on: nobody is lost, and the old one leads to the new one', async () => {
  const units = await unitsOn(admin)
  const [one, two] = [units.get('T116')!, units.get('T117')!]
  const effectiveOn = dayFromToday(60)
  const into = { code: 'T199', name: '浦南镇', shortName: '浦南', divisionCode: '310117199' }
  const { opened } = await change(admin, { kind: 'merge', unitIds: [one.id, two.id], into }, effectiveOn)
  const then = await unitsOn(admin, effectiveOn)
  expect(then.get('T199')!.children).toBe(one.children + two.children)
  expect(then.size).toBe(units.size - 1)
  const old = await water.ask(getUnit, { params: { id: one.id }, query: { asOf: effectiveOn } })
  expect(old).toMatchObject({ way: [], successors: [{ id: opened[0], code: 'T199', name: '浦南镇' }] })
  const fresh = await water.ask(getUnit, { params: { id: opened[0]! }, query: { asOf: effectiveOn } })
  expect(fresh.platform?.code).toBe('T199')
  expect(fresh.way.map((unit) => unit.code)).toEqual(['D00', 'T199'])
})

test('whoever has a post in a unit that was closed still logs in', async () => {
  const unitId = await contractor('K03')
  await query(
    `update identity.post set unit_id = $1 where account_id = (select id from identity.account where username = 'traffic')`,
    [unitId],
  )
  await change(admin, { kind: 'close', unitId, successorId: null, childrenTo: null })
  const me = await (await server.as('traffic')).ask(getMe, {})
  expect(me.post.unit.code).toBe('K03')
  expect((await admin.ask(listUnits, {})).items.some((unit) => unit.id === unitId)).toBe(false)
})

test('a search finds by name, short name and code, of its day, a page at a time', async () => {
  const found = async (q: string) => (await water.ask(findUnits, { query: { q } })).items.map((unit) => unit.code)
  expect(await found('水务')).toEqual(['B16'])
  expect(await found('卫健委')).toEqual(['B18'])
  expect(await found('t003')).toEqual(['T003'])
  expect(await found('%')).toEqual([])
  const page = await water.ask(findUnits, { query: { sort: 'committee', page: 2, pageSize: 100, order: 'name' } })
  expect(page).toMatchObject({ total: 299, page: 2 })
  expect(page.items).toHaveLength(100)
  expect((await water.ask(findUnits, { query: { q: '水务', asOf: '2015-12-31' } })).total).toBe(0)
})

test('the table of versions says of every day what the changes say', async () => {
  const unitIds = await Promise.all(['K10', 'K11', 'K12'].map((code) => contractor(code)))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.integer({ min: -20, max: 20 }), fc.boolean()), { maxLength: 5 }),
      async (wishes) => {
        for (const [at, days, moves] of wishes) {
          const to = (await unitsOn(admin)).get(days % 2 === 0 ? 'B16' : 'B27')!.id
          const order: Order = moves
            ? { kind: 'move', unitId: unitIds[at]!, parentId: to }
            : rename(unitIds[at]!, `改${at}${days}`)
          await admin.call(changeOrg, { body: orderBody(order, dayFromToday(days)) })
        }
        for (const days of [-25, -10, 0, 10, 25]) {
          const asOf = dayFromToday(days)
          const tree = await unitsOn(admin, asOf)
          const { items } = await admin.ask(findUnits, { query: { sort: 'contractor', asOf, pageSize: 200 } })
          expect(items.map(({ code, name, parentId }) => [code, name, parentId])).toEqual(
            [...tree.values()]
              .filter((unit) => unit.sort === 'contractor')
              .map(({ code, name, parentId }) => [code, name, parentId])
              .toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)),
          )
        }
      },
    ),
    { numRuns: 8 },
  )
})
