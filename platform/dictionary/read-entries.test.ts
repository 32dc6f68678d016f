import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { compareVersions, exportEntries, getEntry, listDictionaries, listEntries } from './contract.ts'

let server: TestServer
let reader: TestClient

beforeAll(async () => {
  server = await startTestServer()
  reader = await server.as('water')
})
afterAll(() => server.stop())

const components = { dictionary: 'components' }

test('asks for log-in', async () => {
  const stranger = server.stranger()
  const id = '00000000-0000-4000-8000-000000000000'
  expect(await stranger.refused(listDictionaries, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(listEntries, { params: components, query: {} })).toBe('identity.not_logged_in')
  expect(await stranger.refused(getEntry, { params: { ...components, id } })).toBe('identity.not_logged_in')
  expect(await stranger.refused(compareVersions, { params: components, query: {} })).toBe('identity.not_logged_in')
  expect(await stranger.refused(exportEntries, { params: components, query: { format: 'csv' } })).toBe(
    'identity.not_logged_in',
  )
})

test('lists every delivered dictionary with its columns and counts; only editors may edit', async () => {
  const { items, mayEdit } = await reader.ask(listDictionaries, {})
  expect(mayEdit).toBe(false)
  expect((await (await server.as('admin')).ask(listDictionaries, {})).mayEdit).toBe(true)
  const counts = Object.fromEntries(items.map((one) => [one.definition.code, one.entries]))
  // 153 classes and their 5 groups of 2026, 120 and 5 of 2013
  expect(counts).toMatchObject({ components: 283, 'events-city-57': 57, roles: 27 })
  expect(items.every((one) => one.differing === 0)).toBe(true)
  expect(items[0]?.definition.mapping).toEqual({ column: 'code2013', from: '2026', to: '2013' })
})

describe('finds', () => {
  const find = async (query: Parameters<typeof list>[0]) => (await list(query)).items
  const list = (query: {
    q?: string
    version?: string
    parent?: string
    confidence?: 'low'
    sort?: string
    page?: number
    pageSize?: number
  }) => reader.ask(listEntries, { params: components, query })

  test('by part of a name, of a code and of an attribute, in any letter case', async () => {
    expect((await find({ q: '水井盖', version: '2026' })).map((one) => one.name)).toContain('供水井盖')
    expect((await find({ q: '01001', version: '2026' })).map((one) => one.code)).toContain('01001')
    expect((await find({ q: 'COVER 井盖', version: '2026' })).length).toBeGreaterThan(3)
    expect(await find({ q: '没有这样的东西' })).toEqual([])
  })

  test('what a pattern would take for a wildcard is only a character', async () => {
    expect(await find({ q: '%' })).toEqual([])
    expect(await find({ q: '_____' })).toEqual([])
    expect(await find({ q: "'" })).toEqual([])
  })

  test('by level: the top, and what is right below one', async () => {
    const top = await find({ parent: '-', version: '2026' })
    expect(top.map((one) => one.name)).toEqual([
      '市政公用设施',
      '交通设施',
      '市容环卫设施',
      '园林绿化设施',
      '其他管理部件',
    ])
    const below = await list({ parent: '05', version: '2026', pageSize: 500 })
    expect(below.total).toBe(top[4]!.children)
    expect(below.items[0]).toMatchObject({ parent: '05', parentName: '其他管理部件', children: 0 })
  })

  test('page by page, in every order, each entry once', async () => {
    for (const sort of ['position', '-code', 'name', 'confidence', '-attribute.family', 'attribute.authority']) {
      const pages = await Promise.all([1, 2, 3].map((page) => find({ sort, page, pageSize: 100 })))
      expect(new Set(pages.flat().map((one) => one.id)).size, sort).toBe(283)
    }
  })

  test('sorts numbers as numbers', async () => {
    const { items } = await reader.ask(listEntries, {
      params: { dictionary: 'events-district-100' },
      query: { sort: '-attribute.limit', pageSize: 500 },
    })
    const limits = items.map((one) => one.attributes['limit'] as number)
    expect(limits).toEqual(limits.toSorted((one, other) => other - one))
    expect(limits[0]).toBe(30)
  })
})

test('an unknown dictionary, entry or order is told', async () => {
  const params = { dictionary: 'nothing' }
  expect(await reader.refused(listEntries, { params, query: {} })).toBe('dictionary.no_such_dictionary')
  const id = '00000000-0000-4000-8000-000000000000'
  expect(await reader.refused(getEntry, { params: { ...components, id } })).toBe('dictionary.no_such_entry')
  const sorted = await reader.refused(listEntries, { params: components, query: { sort: 'name; drop table' } })
  expect(sorted).toBe('request.invalid')
})

test('two editions stand side by side: what became what, what is new, what is gone', async () => {
  const compare = (query: { show?: 'new' | 'gone' | 'renamed'; q?: string }) =>
    reader.ask(compareVersions, { params: { dictionary: 'events' }, query: { pageSize: 500, ...query } })
  const all = await compare({})
  expect(all.counts).toEqual({ both: 66, renamed: 7, new: 31, gone: 9 })
  expect(all.total).toBe(106)
  const renamed = await compare({ show: 'renamed' })
  expect(renamed.items.map((one) => `${one.to!.name}→${one.from!.name}`)).toContain('商业噪音→噪声扰民')
  const gone = await compare({ show: 'gone' })
  expect(gone.items.every((one) => one.from === null)).toBe(true)
  expect(gone.items.map((one) => one.to!.name)).toContain('路面塌陷')
  expect((await compare({ q: '噪声' })).total).toBe(1)
  const none = await reader.ask(compareVersions, { params: { dictionary: 'roles' }, query: {} })
  expect(none.total).toBe(0)
})

test('exports what the filter means, as CSV for Excel and as JSON', async () => {
  const csv = await reader.fetch('/api/dictionaries/components/export?format=csv&version=2013&q=%E4%BA%95%E7%9B%96')
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="components-\d{4}-\d\d-\d\d\.csv"/)
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csv.arrayBuffer())
  expect(text.split('\r\n')[0]).toMatch(/^\ufeff版本,类别,代码,名称,英文名称,上级代码,顺序,2013版代码,/)
  expect(text.split('\r\n').filter((line) => line.startsWith('2013,component,')).length).toBeGreaterThan(3)
  const english = await reader.fetch('/api/dictionaries/components/export?format=csv&language=en&q=01001')
  expect(await english.text()).toContain('Version,Kind,Code,Name')
  const json = (await (await reader.fetch('/api/dictionaries/roles/export?format=json')).json()) as {
    entries: object[]
  }
  expect(json.entries).toHaveLength(27)
})
