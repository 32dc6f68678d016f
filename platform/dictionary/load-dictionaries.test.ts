import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, withClient } from '#lib/db'
import { createLogger } from '#lib/kernel'
import { until, type TestClient } from '#lib/testing'
import { DictionaryBook } from './book.ts'
import { changeEntry, listEntries, retireEntry, type Entry } from './contract.ts'
import type { DictionaryManifest } from './definition.ts'
import { loadDictionaries, type DictionarySeed } from './load-dictionaries.ts'
import { command, entryView } from './testing/index.ts'

let server: TestServer
let admin: TestClient

beforeAll(async () => {
  server = await startTestServer()
  admin = await server.as('admin')
})
afterAll(() => server.stop())

const folder = join(import.meta.dirname, '../../cities/songjiang/dictionary')
const dictionary = 'hotline-categories'
const file = `${dictionary}.csv`

/** What the city delivers, with another text for the hotline categories. */
function seed(change: (text: string) => string = (text) => text): DictionarySeed {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'))
  const files = new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]))
  files.set(file, new TextEncoder().encode(change(readFileSync(join(folder, file), 'utf8'))))
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as DictionaryManifest
  return { manifest, files }
}

/** Delivers as the start of a server does: in one transaction. */
function load(given: DictionarySeed): Promise<void> {
  return withClient(server.database.migrationUrl, async (client) => {
    await client.query('begin')
    await loadDictionaries(client, given)
    await client.query('commit')
  })
}

async function entry(code: string): Promise<Entry> {
  const { items } = await admin.ask(listEntries, { params: { dictionary }, query: { state: 'all' } })
  return items.find((one) => one.code === code)!
}

async function revisions(): Promise<number> {
  const { rows } = await withClient(server.database.migrationUrl, (client) =>
    client.query<{ count: number }>('select count(*)::int as count from dictionary.revision'),
  )
  return rows[0]!.count
}

test('the same files again change nothing', async () => {
  const before = await revisions()
  await load(seed())
  // A blank line at the end is another file, but says the same.
  await load(seed((text) => `${text}\n`))
  expect(await revisions()).toBe(before)
})

test('a new delivery changes what nobody edited, keeps what people edited, and retires what is delivered no more', async () => {
  const edited = await entry('1')
  const params = { dictionary, id: edited.id }
  const form = { name: '我们改的', attributes: {}, confidence: 'low' as const }
  await admin.ask(changeEntry, { params, body: { ...command(), basedOn: edited.revision, ...form } })
  const retired = await entry('3')
  await admin.ask(retireEntry, {
    params: { dictionary, id: retired.id },
    body: { ...command(), basedOn: retired.revision },
  })
  const lines = (text: string): string[] => text.trimEnd().split('\n')
  await load(
    seed((text) =>
      lines(text)
        .filter((line) => !line.startsWith('9,'))
        .map((line) => line.replace(/^(1|2|3),[^,]*/, '$1,新交付$1'))
        .concat('20,新增类,,medium,,')
        .join('\n'),
    ),
  )
  expect(await entry('1')).toMatchObject({ name: '我们改的', delivered: 'differs' })
  expect((await entryView(admin, dictionary, edited.id)).deliveredContent?.name).toBe('新交付1')
  const followed = await entry('2')
  expect(followed).toMatchObject({ name: '新交付2', delivered: 'same' })
  expect((await entryView(admin, dictionary, followed.id)).history.map((one) => one.origin)).toEqual([
    'delivered',
    'delivered',
  ])
  expect(await entry('3')).toMatchObject({ state: 'retired' })
  expect(await entry('9')).toMatchObject({ state: 'retired' })
  expect(await entry('20')).toMatchObject({ name: '新增类', state: 'valid' })
  // Delivered once more, it comes back.
  await load(seed())
  expect(await entry('9')).toMatchObject({ state: 'valid', delivered: 'same' })
  expect(await entry('20')).toMatchObject({ state: 'retired' })
})

test('a delivery that is not good is refused as a whole, with file, row and reason', async () => {
  const before = await revisions()
  await expect(load(seed((text) => `${text}21,,,huge,,\n`))).rejects.toThrow(
    /hotline-categories\.csv row 11: Name required[^]*row 11: Confidence high, medium or low/,
  )
  await expect(load(seed((text) => text.replace('examples', 'nothing')))).rejects.toThrow('columns not known: nothing')
  const { manifest, files } = seed()
  const broken = { ...manifest, dictionaries: [{ ...manifest.dictionaries[0]!, group: 'nowhere' }] }
  await expect(load({ manifest: broken, files })).rejects.toThrow('there is no group nowhere')
  expect(await revisions()).toBe(before)
})

test('the book finds and lists as of any moment, and follows changes', async () => {
  const log = createLogger()
  const pool = createPool(server.database.webUrl, 'yiwang_serving', log)
  const book = await DictionaryBook.open(createReader(pool, { 'yiwang.may': 'server' }), log)
  try {
    expect(book.find('components', '01001')).toMatchObject({ name: '供水井盖', version: '2026', kind: 'component' })
    expect(book.find('components', '0101', { version: '2013' })?.name).toBe('供水井盖')
    expect(book.find('components', '01001', { at: new Date('2020-01-01') })).toBeUndefined()
    expect(book.list('components')).toHaveLength(158)
    expect(book.list('events', { kind: 'event' }).every((one) => one.kind === 'event')).toBe(true)
    const before = new Date()
    const seen = await entry('4')
    const form = { name: '书里也变', attributes: {}, confidence: 'low' as const }
    await admin.ask(changeEntry, {
      params: { dictionary, id: seen.id },
      body: { ...command(), basedOn: seen.revision, ...form },
    })
    // It belongs to another process than the server: it looks every few seconds.
    await until(() => book.find(dictionary, '4')?.name === '书里也变')
    expect(book.find(dictionary, '4', { at: before })?.name).toBe(seen.name)
  } finally {
    book.close()
    await pool.end()
  }
})
