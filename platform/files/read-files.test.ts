import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runTransaction, withClient } from '#lib/db'
import { readerFor } from '#lib/http'
import { urlOf } from '#lib/http/contract'
import type { TestClient } from '#lib/testing'
import { attach, attachProblems, filesOf, type Subject } from './index.ts'
import { findActor } from '#platform/identity'
import { discardFile, getContent, getFile, getFileStore, getOriginal, listFiles, type FileView } from './contract.ts'
import { command, phoneExif, photo, startFileServer, uploadFile, whenDone, type FileServer } from './testing/index.ts'

let server: FileServer
let receiver: TestClient
let water: TestClient

beforeAll(async () => {
  server = await startFileServer()
  receiver = await server.as('receiver')
  water = await server.as('water')
  // What a module of its own would bring with its migration.
  await withClient(server.database.superUrl, (client) =>
    client.query(`
      create schema trial;
      grant usage on schema trial to yiwang_serving;
      create function trial.sees_file(subject text) returns boolean language sql stable as $$ select subject = 'one' $$`),
  )
})
afterAll(() => server.stop())

type Query = Parameters<typeof urlOf>[1]['query']

const fetchContent = (client: TestClient, id: string, init: RequestInit = {}, query: Query = {}): Promise<Response> =>
  client.fetch(urlOf(getContent, { params: { id }, query }), init)
const problemOf = async (response: Response): Promise<string> => ((await response.json()) as { type: string }).type
const fetchOriginal = (client: TestClient, id: string, reason: string): Promise<Response> =>
  client.fetch(urlOf(getOriginal, { params: { id } }), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason }),
  })

async function ready(client: TestClient, name: string, bytes: Buffer<ArrayBuffer>): Promise<FileView> {
  const file = await uploadFile(client, name, bytes)
  return whenDone(client, file.id)
}

/** Attaches a file to a subject of a module made up for the test, in the person's name. */
async function give(username: string, fileId: string, subject: Subject): Promise<void> {
  const actor = await findActor(server.desk.app, username)
  await runTransaction(
    server.desk.app.pool,
    (tx) => attach(tx, fileId, subject, actor!),
    server.desk.app.settingsOf(actor!),
  )
}

test('asks for log-in', async () => {
  const stranger = server.stranger()
  const params = { id: randomUUID() }
  expect(await stranger.refused(getFile, { params })).toBe('identity.not_logged_in')
  expect(await problemOf(await fetchContent(stranger, params.id))).toBe('identity.not_logged_in')
  expect(await problemOf(await fetchOriginal(stranger, params.id, 'because'))).toBe('identity.not_logged_in')
  expect(await stranger.refused(listFiles, { query: { module: 'x', subject: 'y' } })).toBe('identity.not_logged_in')
})

describe('a photo', () => {
  let original: Buffer<ArrayBuffer>
  let file: FileView
  beforeAll(async () => {
    original = await photo({ width: 1600, height: 1200, exif: phoneExif as never, orientation: 6 })
    file = await ready(receiver, '现场照片 1.JPG', original)
  })

  test('has time, place and size as the camera wrote them, upright', () => {
    expect(file).toMatchObject({ state: 'ready', width: 1200, height: 1600, takenAt: '2026-11-20T00:15:30.000Z' })
    expect(file.place!.lon).toBeCloseTo(121 + 13 / 60 + 24 / 3600, 6)
    expect(file.place!.lat).toBeCloseTo(31 + 1 / 60 + 57.84 / 3600, 6)
    expect(file.place!.datum).toBe('unstated')
    expect(file.variants).toEqual([
      { name: 'show', width: 1200, height: 1600 },
      { name: 'large', width: 960, height: 1280 },
      { name: 'small', width: 240, height: 320 },
    ])
  })

  test('is shown upright and without anything the camera wrote', async () => {
    for (const variant of [undefined, 'large', 'small']) {
      const response = await fetchContent(receiver, file.id, {}, { variant })
      expect(response.status).toBe(200)
      const bytes = Buffer.from(await response.arrayBuffer())
      expect(bytes.toString('latin1')).not.toMatch(/Secret|SN-424242|Exif|GPS/)
      const { exif, orientation, width, height } = await sharp(bytes).metadata()
      expect(exif).toBeUndefined()
      expect(orientation ?? 1).toBe(1)
      expect(width / height).toBeCloseTo(0.75)
      // What lay at the left lies above after a turn to the right.
      const { data } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      expect(data[0]).toBeGreaterThan(150)
      expect(data.at(-3)).toBeLessThan(80)
    }
  })

  test('lies in the store unreadable, the camera’s notes in no table', async () => {
    const folder = join(server.dataFolder, 'files')
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of names.filter((one) => one.isFile())) {
      const bytes = await readFile(join(entry.parentPath, entry.name))
      expect(bytes.includes('Secret')).toBe(false)
      expect(bytes.includes(original.subarray(200, 232))).toBe(false)
    }
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query(`select count(*)::int as hits from files.file f where f::text like '%Secret%'`),
    )
    expect(rows[0]).toEqual({ hits: 0 })
  })

  test('is given as it came only with a reason, which is on record', async () => {
    expect((await fetchOriginal(receiver, file.id, '')).status).toBe(400)
    const response = await fetchOriginal(receiver, file.id, '核对拍摄时间')
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect(Buffer.from(await response.arrayBuffer()).equals(original)).toBe(true)
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query(
        `select detail->>'reason' as reason from audit.entry where what = 'files.original' and subject = $1`,
        [file.id],
      ),
    )
    expect(rows).toEqual([{ reason: '核对拍摄时间' }])
  })

  test('is sent with a tag, a safe name, and no rights', async () => {
    const response = await fetchContent(receiver, file.id, {}, { download: true })
    await response.arrayBuffer()
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-disposition': `attachment; filename="____ 1.JPG"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%E7%85%A7%E7%89%87%201.JPG`,
    })
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    const again = await fetchContent(receiver, file.id, { headers: { 'if-none-match': response.headers.get('etag')! } })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0])
  })
})

describe('any part of a file', () => {
  let bytes: Buffer<ArrayBuffer>
  let id: string
  beforeAll(async () => {
    bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(300_000)])
    id = (await ready(receiver, 'a.pdf', bytes)).id
  })
  const part = async (range: string, more: Record<string, string> = {}) => {
    const response = await fetchContent(receiver, id, { headers: { range, ...more } })
    return {
      status: response.status,
      range: response.headers.get('content-range'),
      body: Buffer.from(await response.arrayBuffer()),
    }
  }

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=65535-65536', 65_535, 65_536],
    ['bytes=100-', 100, 300_008],
    ['bytes=-5', 300_004, 300_008],
    ['bytes=300008-999999', 300_008, 300_008],
    ['bytes=-999999', 0, 300_008],
  ])('%s', async (range, start, end) => {
    const { status, range: said, body } = await part(range)
    expect([status, said]).toEqual([206, `bytes ${start}-${end}/300009`])
    expect(body.equals(bytes.subarray(start, end + 1))).toBe(true)
  })

  test('beyond the end there is none; what makes no sense gives all; an old tag gives all', async () => {
    const beyond = await part('bytes=300009-')
    expect([beyond.status, beyond.range]).toEqual([416, 'bytes */300009'])
    for (const range of ['bytes=5-2', 'lines=1-2', 'bytes=1-2,5-6', 'bytes=-'])
      expect((await part(range)).body.equals(bytes)).toBe(true)
    expect((await part('bytes=0-9', { 'if-range': '"another"' })).status).toBe(200)
  })

  test('HEAD says how long it is and sends nothing', async () => {
    const response = await fetchContent(receiver, id, { method: 'HEAD' })
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '300009'])
  })

  test('a client that goes away in the middle harms nobody', async () => {
    for (let round = 0; round < 5; round += 1) {
      const abort = new AbortController()
      const response = await fetchContent(receiver, id, { signal: abort.signal })
      await response.body!.getReader().read()
      abort.abort()
      await turn()
    }
    expect((await part('bytes=0-9')).status).toBe(206)
  })
})

describe('who may see a file', () => {
  const subject = { module: 'trial', id: 'one' }

  test('first its uploader alone, then whom its module lets', async () => {
    let readers = ['receiver']
    const asked: string[] = []
    server.desk.policies.set('trial', {
      mayRead: async (actor, id) =>
        asked.push(id) > 0 && readers.includes(actor.role === 'unit_handler' ? 'water' : 'receiver'),
      mayReadOriginal: async () => false,
    })
    const file = await ready(receiver, 'a.jpg', await photo())
    expect(await water.refused(getFile, { params: { id: file.id } })).toBe('files.not_found')
    expect((await fetchContent(water, file.id)).status).toBe(404)
    await expect(give('water', file.id, subject)).rejects.toThrow('files.not_found')

    await give('receiver', file.id, subject)
    await give('receiver', file.id, subject)
    await expect(give('receiver', file.id, { module: 'trial', id: 'two' })).rejects.toThrow('files.attached')
    expect(attachProblems.map((kind) => kind.code)).toEqual(
      expect.arrayContaining(['files.not_found', 'files.attached']),
    )
    expect((await fetchContent(water, file.id)).status).toBe(404)
    readers = ['receiver', 'water']
    expect((await fetchContent(water, file.id)).status).toBe(200)
    expect(
      (await water.ask(listFiles, { query: { module: 'trial', subject: 'one' } })).items.map((one) => one.id),
    ).toEqual([file.id])
    expect(
      (await filesOf(readerFor(server.desk.app, await findActor(server.desk.app, 'water')), subject)).map(
        (one) => one.id,
      ),
    ).toEqual([file.id])
    expect(await problemOf(await fetchOriginal(water, file.id, '看看原图'))).toBe('files.may_not_read_original')
    readers = ['water']
    expect(await receiver.refused(getFile, { params: { id: file.id } })).toBe('files.not_found')
    expect(new Set(asked)).toEqual(new Set(['one']))
  })

  test('what belongs to a module without a rule nobody sees', async () => {
    const file = await ready(receiver, 'a.jpg', await photo())
    await give('receiver', file.id, { module: 'lawless', id: '1' })
    expect(await receiver.refused(getFile, { params: { id: file.id } })).toBe('files.not_found')
    expect(await receiver.refused(listFiles, { query: { module: 'lawless', subject: '1' } })).toBe('files.not_found')
  })

  test('one’s own file goes while it belongs to nothing', async () => {
    const file = await ready(receiver, 'a.jpg', await photo())
    expect(await water.refused(discardFile, { params: { id: file.id }, body: command() })).toBe('files.not_found')
    await receiver.ask(discardFile, { params: { id: file.id }, body: command() })
    expect(await receiver.refused(getFile, { params: { id: file.id } })).toBe('files.not_found')
    const kept = await ready(receiver, 'a.jpg', await photo())
    await give('receiver', kept.id, { module: 'lawless', id: '2' })
    expect(await receiver.refused(discardFile, { params: { id: kept.id }, body: command() })).toBe('files.attached')
  })
})

test('a stored content that was touched is not served', async () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(200_000)])
  const file = await ready(receiver, 'a.pdf', bytes)
  const { rows } = await withClient(server.database.superUrl, (client) =>
    client.query<{ object: string }>(
      'select b.object from files.blob b join files.file f on f.blob_id = b.id where f.id = $1',
      [file.id],
    ),
  )
  const path = join(server.dataFolder, 'files', rows[0]!.object)
  const stored = await readFile(path)
  const harmed = Buffer.from(stored)
  harmed[40]! ^= 1
  await writeFile(path, harmed)
  expect(await problemOf(await fetchContent(receiver, file.id))).toBe('server.internal')
  // Harm further on is found when that part is reached: the answer breaks off instead of lying.
  await writeFile(path, stored)
  await truncate(path, stored.length - 10)
  await expect(fetchContent(receiver, file.id).then((response) => response.arrayBuffer())).rejects.toThrow()
  await writeFile(path, stored)
  expect(Buffer.from(await (await fetchContent(receiver, file.id)).arrayBuffer()).equals(bytes)).toBe(true)
})

test('the settings of the store are for those who manage it', async () => {
  const admin = await server.as('admin')
  expect(await receiver.refused(getFileStore, {})).toBe('files.may_not_manage')
  const told = await admin.ask(getFileStore, {})
  expect(told).toMatchObject({ store: { kind: 'folder' }, scanner: null })
  expect(told.stored.blobs).toBeGreaterThan(0)
  expect(told.counts.find((row) => row.sort === 'picture' && row.state === 'ready')?.files).toBeGreaterThan(0)
})

const street = join(import.meta.dirname, '../../../../shared/data/images_street')

describe.runIf(existsSync(street))('real photos of streets', () => {
  test('become pictures', async () => {
    const names = (await readdir(street)).filter((name) => name.endsWith('.jpg')).slice(0, 5)
    for (const name of names) {
      const file = await ready(receiver, name, Buffer.from(await readFile(join(street, name))))
      expect(file).toMatchObject({ state: 'ready', sort: 'picture' })
      expect(file.variants.map((one) => one.name)).toEqual(expect.arrayContaining(['show', 'large', 'small']))
    }
  })
})
