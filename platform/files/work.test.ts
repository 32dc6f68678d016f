import { randomBytes } from 'node:crypto'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { urlOf } from '#lib/http/contract'
import { startS3, type S3Server, type TestClient } from '#lib/testing'
import { discardFile, getContent, getUpload } from './contract.ts'
import {
  begin,
  command,
  photo,
  sendParts,
  startFileServer,
  uploadFile,
  whenDone,
  type FileServer,
} from './testing/index.ts'
import { tidyFiles } from './work.ts'

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

const never = { uploadHours: 1e6, contentHours: 1e6, looseDays: 1e6 }

describe.each([
  ['a folder', async () => startFileServer()],
  ['a bucket', async () => startFileServer({ s3: s3.options })],
])('in %s', (_, start) => {
  let server: FileServer
  let receiver: TestClient
  beforeAll(async () => {
    server = await start()
    // The server of these tests removes folders that are empty at the wrong moment, with what is being written there.
    await server.desk.store.put('uploads/keep/me', randomBytes(1), 1)
    receiver = await server.as('receiver')
  })
  afterAll(() => server.stop())

  const names = async (): Promise<string[]> => {
    const found: string[] = []
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query<{ object: string }>('select object from files.blob'),
    )
    const folders = new Set(['uploads/', ...rows.map(({ object }) => `${object.slice(0, 3)}`)])
    for (const folder of folders) for await (const { name } of server.desk.store.list(folder)) found.push(name)
    return found.toSorted()
  }
  const age = (table: string, column: string): Promise<unknown> =>
    withClient(server.database.superUrl, (client) =>
      client.query(`update files.${table} set ${column} = ${column} - interval '30 days'`),
    )
  const bytesOf = async (id: string): Promise<Buffer> =>
    Buffer.from(await (await receiver.fetch(urlOf(getContent, { params: { id } }))).arrayBuffer())
  const pdf = (size: number): Buffer<ArrayBuffer> => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)])

  test('a file comes back as it was sent, in part too', async () => {
    const bytes = pdf(5_000_000)
    const file = await uploadFile(receiver, 'a.pdf', bytes)
    await whenDone(receiver, file.id)
    expect((await bytesOf(file.id)).equals(bytes)).toBe(true)
    const response = await receiver.fetch(urlOf(getContent, { params: { id: file.id } }), {
      headers: { range: 'bytes=4000000-4000099' },
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(4_000_000, 4_000_100))).toBe(true)
  })

  test('a content goes when nothing refers to it and that is long ago; not before, not after', async () => {
    const bytes = pdf(1000)
    const one = await uploadFile(receiver, 'one.pdf', bytes)
    const two = await uploadFile(receiver, 'two.pdf', bytes)
    await Promise.all([one, two].map((file) => whenDone(receiver, file.id)))
    const discard = (id: string) => receiver.ask(discardFile, { params: { id }, body: command() })
    await discard(one.id)
    await age('blob', 'touched_at')
    expect(await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })).toMatchObject({ contents: 0 })
    await discard(two.id)
    const before = await names()
    // The same content comes again just now: what was about to be collected is wanted.
    const three = await uploadFile(receiver, 'three.pdf', bytes)
    await whenDone(receiver, three.id)
    expect(await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })).toMatchObject({ contents: 0 })
    expect((await bytesOf(three.id)).equals(bytes)).toBe(true)
    await discard(three.id)
    expect(await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })).toMatchObject({ contents: 0 })
    await age('blob', 'touched_at')
    expect(await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })).toMatchObject({ contents: 1 })
    expect(await names()).toHaveLength(before.length - 1)
  })

  test('of two pictures alike the copies are stored once and stay as long as either', async () => {
    const picture = await photo({ width: 123 })
    const [one, two] = await Promise.all([
      uploadFile(receiver, 'one.jpg', picture),
      uploadFile(receiver, 'two.jpg', picture),
    ])
    await Promise.all([one, two].map((file) => whenDone(receiver, file.id)))
    await receiver.ask(discardFile, { params: { id: one.id }, body: command() })
    await age('blob', 'touched_at')
    await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })
    expect((await bytesOf(two.id)).length).toBeGreaterThan(100)
  })

  test('uploads nobody goes on with go with their parts, and so do files that were never attached', async () => {
    const bytes = pdf(200_000)
    const upload = await begin(receiver, 'a.pdf', bytes.length)
    await sendParts(receiver, upload, bytes)
    const parts = async (): Promise<string[]> => (await names()).filter((name) => name.includes(upload.id))
    expect(await parts()).toHaveLength(1)
    expect(await tidyFiles(server.desk, server.workers, { ...never, uploadHours: 24 })).toMatchObject({
      uploads: 0,
      strays: 0,
    })
    await age('upload', 'touched_at')
    await tidyFiles(server.desk, server.workers, { ...never, uploadHours: 24 })
    expect(await receiver.refused(getUpload, { params: { id: upload.id } })).toBe('files.upload_not_found')
    expect(await tidyFiles(server.desk, server.workers, { ...never, uploadHours: 0 })).toMatchObject({ strays: 1 })
    expect(await parts()).toEqual([])
    await age('file', 'created_at')
    expect((await tidyFiles(server.desk, server.workers, { ...never, looseDays: 7 })).files).toBeGreaterThan(0)
  })

  test('a content whose writer died is cleared away', async () => {
    const id = '0198c0de-0000-7000-8000-000000000001'
    const object = 'aa/bb/dead-writer'
    await server.desk.store.put(object, randomBytes(100), 100)
    await withClient(server.database.superUrl, (client) =>
      client.query(
        `insert into files.blob (id, sm3, size, object, wrapped_key, touched_at) values ($1, $2, 52, $3, '\\x00', now() - interval '2 days')`,
        [id, randomBytes(32), object],
      ),
    )
    expect((await names()).includes(object)).toBe(true)
    expect((await tidyFiles(server.desk, server.workers, { ...never, contentHours: 24 })).contents).toBeGreaterThan(0)
    await expect(server.desk.store.read(object)).rejects.toThrow('There is no blob')
  })
})

test('what was half written when the power went is swept up', async () => {
  const server = await startFileServer({ idle: true })
  const folder = join(server.dataFolder, 'files/incoming')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'abc'), 'half')
  expect((await tidyFiles(server.desk, server.workers, { ...never, uploadHours: 24 })).strays).toBe(0)
  const yesterday = new Date(Date.now() - 25 * 3_600_000)
  await utimes(join(folder, 'abc'), yesterday, yesterday)
  expect((await tidyFiles(server.desk, server.workers, { ...never, uploadHours: 24 })).strays).toBe(1)
  expect(await readdir(folder)).toEqual([])
  await server.stop()
})
