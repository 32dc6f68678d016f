import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import {
  exportStandards,
  getStandard,
  getStandardsOverview,
  listStageLimits,
  listStandards,
  searchStandards,
} from './contract.ts'

let server: TestServer
let reader: TestClient

beforeAll(async () => {
  server = await startTestServer()
  reader = await server.as('water')
})
afterAll(() => server.stop())

const list = (query: Parameters<typeof ask>[0]) => ask(query)
async function ask(query: {
  q?: string
  version?: string
  kind?: 'component' | 'event'
  class?: string
  confidence?: 'low'
  asOf?: string
  sort?: string
  page?: number
  pageSize?: number
}) {
  return reader.ask(listStandards, { query })
}

test('asks for log-in', async () => {
  const stranger = server.stranger()
  for (const route of [listStandards, searchStandards, listStageLimits, exportStandards])
    expect(await stranger.refused(route, { query: {} })).toBe('identity.not_logged_in')
  expect(await stranger.refused(getStandardsOverview, {})).toBe('identity.not_logged_in')
  const one = { params: { id: '2026.component.01001-1' }, query: {} }
  expect(await stranger.refused(getStandard, one)).toBe('identity.not_logged_in')
})

test('everybody reads what the city delivered: lists, classes, stages', async () => {
  const overview = await reader.ask(getStandardsOverview, {})
  expect(overview.versions.map((one) => [one.code, one.standards])).toEqual([
    ['2026', 808],
    ['2013', 22],
    ['city', 18],
    ['district', 1],
  ])
  expect(overview.mayEdit).toBe(false)
  expect(overview.classes).toContainEqual({
    version: '2026',
    kind: 'component',
    code: '01',
    name: '市政公用设施',
  })
  const stages = (await reader.ask(listStageLimits, { query: {} })).items
  expect(stages).toHaveLength(18)
  expect(stages[0]).toMatchObject({
    code: 'accept',
    limit: { value: 10, unit: 'minute' },
    byName: { 'zh-CN': '受理员（座席/信息员）' },
  })
  const { standard } = await reader.ask(getStandard, { params: { id: '2026.component.01001-1' }, query: {} })
  expect(standard).toMatchObject({
    item: { code: '01001', name: '供水井盖', className: '市政公用设施' },
    limit: { value: 2, unit: 'urgent_hour' },
    validFrom: '2026-01-01',
  })
  expect((await list({ asOf: '2025-12-31' })).total).toBe(0)
})

describe('finds', () => {
  test('by the item first, then its other names, then the condition', async () => {
    const { items } = await list({ q: '暴露垃圾' })
    expect(items[0]).toMatchObject({ item: { name: '暴露垃圾' } })
    expect((await list({ q: '窨井盖' })).items.every((one) => one.item.name.includes('井盖'))).toBe(true)
    expect((await list({ q: '供水井盖 异响' })).items.map((one) => one.code)).toEqual(['01001-3'])
    expect((await list({ q: '01001-2' })).items[0]?.code).toBe('01001-2')
  })

  test('what nobody wrote word for word by what it shares with it', async () => {
    const { items } = await list({ q: '小区门口的路灯不亮了' })
    expect(items[0]?.item.name).toContain('路灯')
    expect((await list({ q: '完全无关鷾鷿' })).total).toBe(0)
  })

  test('within every filter, page by page, each once', async () => {
    const events = await list({ kind: 'event', version: '2026', pageSize: 500 })
    expect(events.items.every((one) => one.kind === 'event')).toBe(true)
    expect((await list({ confidence: 'low', pageSize: 500 })).items.every((one) => one.confidence === 'low')).toBe(true)
    for (const sort of ['code', '-limit', 'confidence', 'validFrom', 'item']) {
      const pages = await Promise.all([1, 2].map((page) => list({ sort, page, pageSize: 500 })))
      expect(new Set(pages.flatMap((one) => one.items.map((row) => row.id))).size, sort).toBe(849)
    }
  })

  test('any text at all without a fault', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40, unit: 'binary' }), async (q) => {
        const clean = q.replaceAll('\u0000', '')
        expect((await list({ q: clean, pageSize: 1 })).items.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 40 },
    )
  })
})

test('a form finds the standards of an item of any list, those that fit its words first', async () => {
  const found = async (query: { item?: string; kind?: 'component' | 'event'; q?: string; limit?: number }) =>
    (await reader.ask(searchStandards, { query })).items.map((one) => one.id)
  const national = await found({ kind: 'event', item: '06010' })
  expect(national).toEqual(['2026.event.06010-1', '2026.event.06010-2', '2026.event.06010-3'])
  // the city's 暴露垃圾, the district's, and the code of 2013
  expect(await found({ kind: 'event', item: 'SH01' })).toEqual(national)
  expect(await found({ kind: 'event', item: 'SJ001' })).toEqual(national)
  expect((await found({ kind: 'component', item: '0101' }))[0]).toBe('2026.component.01001-1')
  // a district event that stands for a component, and one that has a standard of the city's list
  expect((await found({ kind: 'event', item: 'SJ058' }))[0]).toBe('2026.component.01001-1')
  expect(await found({ kind: 'event', item: 'SJ051' })).toEqual(['city.event.SH51-1'])
  expect((await found({ kind: 'event', item: '06010', q: '消防通道' }))[0]).toBe('2026.event.06010-2')
  expect(await found({ q: '井盖', limit: 3 })).toHaveLength(3)
  expect(await found({})).toEqual([])
})

test('exports what a filter means', async () => {
  const response = await reader.fetch('/api/grid/standards/export?q=01001&language=en')
  expect(response.headers.get('content-type')).toContain('text/csv')
  const [heading, first] = (await response.text()).split('\r\n')
  expect(heading).toContain('Version,Kind,Item code,Standard code,Filing condition,Limit,Limit unit')
  expect(first).toContain('2026,component,01001,01001-1')
  const book = await reader.fetch('/api/grid/standards/export?q=01001&format=xlsx')
  expect(book.headers.get('content-type')).toContain('spreadsheetml')
  expect(Buffer.from(await book.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK')
})
