import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, withClient, type Pool } from '#lib/db'
import { createLogger } from '#lib/kernel'
import { until } from '#lib/testing'
import { DictionaryBook } from '#platform/dictionary'
import { Standards } from './book.ts'
import { readGrid, type GridSeed } from './city-standards.ts'
import { changeStandard } from './contract.ts'
import { loadStandards } from './load-standards.ts'
import { command, day, standardForm, standardView } from './testing/index.ts'
import { readFile } from 'node:fs/promises'

let server: TestServer
let pool: Pool
let dictionary: DictionaryBook
let book: Standards
let seed: GridSeed

beforeAll(async () => {
  server = await startTestServer()
  const log = createLogger()
  pool = createPool(server.database.webUrl, 'yiwang_serving', log)
  dictionary = await DictionaryBook.open(createReader(pool, { 'yiwang.may': 'server' }), log)
  const folder = join(import.meta.dirname, '../../cities/songjiang/grid')
  const [settings, standards, stageLimits] = await Promise.all(
    ['grid.json', 'standards.csv', 'stage-limits.csv'].map((name) => readFile(join(folder, name))),
  )
  const synonyms = new TextEncoder().encode('name,words\n井盖,窨井盖\n')
  const items = (code: string, version: string) =>
    new Map(
      (['component', 'event', ''] as const).flatMap((kind) =>
        dictionary.list(code, { version, kind }).map((one) => [one.code, one.name] as const),
      ),
    )
  const roles = new Set([
    'admin',
    'acceptor',
    'supervisor',
    'duty_chief',
    'dispatcher',
    'handler_dept',
    'town_operator',
  ])
  seed = readGrid(
    { settings: JSON.parse(settings!.toString('utf8')), standards: standards!, stageLimits: stageLimits!, synonyms },
    { items, roles },
  )
  book = await Standards.open(createReader(pool, { 'yiwang.may': 'server' }), log, dictionary, seed)
})
afterAll(async () => {
  book.close()
  dictionary.close()
  await pool.end()
  await server.stop()
})

const now = () => new Date()
const id = '2026.event.06010-1'

test('finds, lists, searches and tells limits as of any moment', () => {
  expect(book.find(id, now())?.filing).toContain('0.1平方米')
  expect(book.find(id, new Date('2025-12-31T23:59:59+08:00'))).toBeUndefined()
  expect(book.find(id, new Date('2026-01-01T00:00:00+08:00'))?.revision).toBe(1)
  expect(book.limitOf(id, now())).toEqual({ value: 4, unit: 'work_hour' })
  expect(book.limitOf('nothing', now())).toBeUndefined()
  expect(book.ofItem('event', 'SJ001', now()).map((row) => row.item)).toEqual(['06010', '06010', '06010'])
  expect(book.search('暴露垃圾', now(), 2)).toHaveLength(2)
  expect(book.stageLimit('verify', now())).toEqual({ limit: { value: 2, unit: 'work_hour' }, by: 'supervisor' })
  expect(book.stageLimit('handle', now())).toBeUndefined()
})

test('every item of every list has standards of its own or of what it stands for', () => {
  const lacking = seed.settings.versions.flatMap(({ items }) =>
    (['component', 'event'] as const).flatMap((kind) => {
      const from = items[kind]
      if (from === undefined) return []
      const kinds = dictionary.definition(from.dictionary)?.kinds ?? []
      return dictionary
        .list(from.dictionary, { version: from.version, kind: kinds.length === 0 ? '' : kind })
        .filter((one) => one.code.length > 2 && book.ofItem(kind, one.code, now()).length === 0)
        .map((one) => `${kind} ${one.code} ${one.name}`)
    }),
  )
  expect(lacking).toEqual([])
})

test('follows what another process changed', async () => {
  const admin = await server.as('admin')
  const body = { ...command(), basedOn: 1, ...standardForm, filing: '别处改过的条件' }
  await admin.ask(changeStandard, { params: { id }, body })
  // It belongs to another process than the server: it looks every few seconds.
  await until(() => book.find(id, now())?.filing === '别处改过的条件')
  expect(book.search('别处改过', now(), 5).map((row) => row.id)).toEqual([id])
})

test('a new delivery changes what nobody edited, from today on, and the same one nothing', async () => {
  const admin = await server.as('admin')
  const load = (change: (row: GridSeed['standards'][number]) => GridSeed['standards'][number][]) =>
    withClient(server.database.migrationUrl, async (client) => {
      await client.query('begin')
      await loadStandards(client, { ...seed, standards: seed.standards.flatMap(change) })
      await client.query('commit')
    })
  await load((row) => [row])
  expect((await standardView(admin, '2026.event.06010-2')).history).toHaveLength(1)
  await load((row) => {
    if (row.key.code === '06010-3') return []
    const isMine = row.key.code === '06010-2' || row.key.code === '06010-1'
    return [isMine ? { ...row, content: { ...row.content, filing: '新交付的条件' } } : row]
  })
  const delivered = await standardView(admin, '2026.event.06010-2')
  expect(delivered.standard).toMatchObject({ filing: '新交付的条件', validFrom: day(0), origin: 'delivered' })
  expect(delivered.history[1]).toMatchObject({ validTo: day(0) })
  expect((await standardView(admin, id)).standard.filing).toBe('别处改过的条件')
  expect((await standardView(admin, '2026.event.06010-3')).standard.state).toBe('retired')
})
