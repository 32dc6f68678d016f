import { randomBytes, randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sm3Hex } from '#lib/crypto'
import { withClient } from '#lib/db'
import { type TestClient, until } from '#lib/testing'
import { cancelUpload, completeUpload, createUpload, getFile, getUpload, partSize, putPart } from './contract.ts'
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

let server: FileServer
let receiver: TestClient
let water: TestClient

beforeAll(async () => {
  server = await startFileServer()
  receiver = await server.as('receiver')
  water = await server.as('water')
})
afterAll(() => server.stop())

/** Bytes that are a PDF as far as anybody looks. */
function pdf(size: number): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])
}

const complete = (client: TestClient, id: string) => client.ask(completeUpload, { params: { id }, body: command() })
const refused = (client: TestClient, id: string) => client.refused(completeUpload, { params: { id }, body: command() })
const put = (client: TestClient, id: string, offset: number, body: Uint8Array<ArrayBuffer>) =>
  client.call(putPart, { params: { id }, query: { offset }, body })

test('asks for log-in', async () => {
  const stranger = server.stranger()
  const params = { id: randomUUID() }
  expect(await stranger.refused(createUpload, { body: { ...command(), name: 'a.pdf', size: 1 } })).toBe(
    'identity.not_logged_in',
  )
  expect(await stranger.refused(putPart, { params, query: { offset: 0 }, body: new Uint8Array(1) })).toBe(
    'identity.not_logged_in',
  )
  expect(await stranger.refused(completeUpload, { params, body: command() })).toBe('identity.not_logged_in')
})

test('takes a file in parts and makes it one', async () => {
  const bytes = pdf(partSize + 100_000)
  const upload = await begin(receiver, '情况 说明.pdf', bytes.length, { sm3: sm3Hex(bytes) })
  expect(upload).toMatchObject({ offset: 0, partSize, fileId: null })
  expect(await put(receiver, upload.id, 0, bytes.subarray(0, partSize))).toMatchObject({
    ok: true,
    value: { offset: partSize },
  })
  expect((await receiver.ask(getUpload, { params: { id: upload.id } })).offset).toBe(partSize)
  await put(receiver, upload.id, partSize, bytes.subarray(partSize))
  const file = await complete(receiver, upload.id)
  expect(file).toMatchObject({ name: '情况 说明.pdf', sort: 'document', type: 'application/pdf', size: bytes.length })
  expect(await receiver.ask(getUpload, { params: { id: upload.id } })).toMatchObject({
    offset: bytes.length,
    fileId: file.id,
  })
  expect((await whenDone(receiver, file.id)).state).toBe('ready')
})

describe('parts', () => {
  test('sent twice, also at once, are stored once; out of order they are refused with the place to go on', async () => {
    const bytes = pdf(3 * 65_536 + 5)
    const upload = await begin(receiver, 'a.pdf', bytes.length)
    const first = bytes.subarray(0, 65_536)
    const answers = await Promise.all([1, 2, 3, 4].map(() => put(receiver, upload.id, 0, first)))
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, value: { offset: 65_536 } })
    expect(await put(receiver, upload.id, 2 * 65_536, bytes.subarray(2 * 65_536))).toMatchObject({
      ok: false,
      problem: { type: 'files.out_of_order', data: { offset: 65_536 } },
    })
    expect(await put(receiver, upload.id, 0, pdf(65_536))).toMatchObject({
      ok: false,
      problem: { type: 'files.out_of_order', data: { offset: 65_536 } },
    })
    await sendParts(receiver, { ...upload, offset: 65_536 }, bytes)
    expect((await complete(receiver, upload.id)).size).toBe(bytes.length)
  })

  test('have the length that was agreed', async () => {
    const bytes = pdf(200_000)
    const upload = await begin(receiver, 'a.pdf', bytes.length)
    for (const body of [bytes.subarray(0, 1000), Buffer.concat([bytes, Buffer.alloc(1)]), new Uint8Array(0)]) {
      const answer = await put(receiver, upload.id, 0, body)
      expect(answer.ok ? '' : answer.problem.type).toMatch(/^files\.part_refused|^request\./)
    }
    expect(await put(receiver, upload.id, 0, new Uint8Array(partSize + 1))).toMatchObject({
      problem: { type: 'request.too_large' },
    })
    expect((await receiver.ask(getUpload, { params: { id: upload.id } })).offset).toBe(0)
  })

  test('of somebody else’s upload nobody takes', async () => {
    const upload = await begin(receiver, 'a.pdf', 100)
    expect(await water.refused(getUpload, { params: { id: upload.id } })).toBe('files.upload_not_found')
    expect(await put(water, upload.id, 0, pdf(100))).toMatchObject({ problem: { type: 'files.upload_not_found' } })
    expect(await refused(water, upload.id)).toBe('files.upload_not_found')
    expect(await water.refused(cancelUpload, { params: { id: upload.id }, body: command() })).toBe(
      'files.upload_not_found',
    )
    await receiver.ask(cancelUpload, { params: { id: upload.id }, body: command() })
    expect(await put(receiver, upload.id, 0, pdf(100))).toMatchObject({ problem: { type: 'files.upload_ended' } })
  })
})

describe('completing', () => {
  test('before all has arrived is refused, and the upload goes on', async () => {
    const bytes = pdf(70_000)
    const upload = await begin(receiver, 'a.pdf', bytes.length)
    expect(await refused(receiver, upload.id)).toBe('files.incomplete')
    await sendParts(receiver, upload, bytes)
    expect((await complete(receiver, upload.id)).size).toBe(70_000)
  })

  test('ten times at once makes one file', async () => {
    const bytes = pdf(150_000)
    const upload = await begin(receiver, 'a.pdf', bytes.length)
    await sendParts(receiver, upload, bytes)
    const files = await Promise.all(Array.from({ length: 10 }, () => complete(receiver, upload.id)))
    expect(new Set(files.map((file) => file.id)).size).toBe(1)
    expect((await complete(receiver, upload.id)).id).toBe(files[0]!.id)
  })

  test('with another digest than announced ends the upload', async () => {
    const bytes = pdf(1000)
    const upload = await begin(receiver, 'a.pdf', bytes.length, { sm3: sm3Hex('something else') })
    await sendParts(receiver, upload, bytes)
    expect(await refused(receiver, upload.id)).toBe('files.digest_differs')
    expect(await refused(receiver, upload.id)).toBe('files.upload_ended')
  })

  test('of the same content by many at once stores it once', async () => {
    const bytes = pdf(200_000)
    const files = await Promise.all(
      [receiver, receiver, water, water].map((client, index) => uploadFile(client, `${index}.pdf`, bytes)),
    )
    expect(new Set(files.map((file) => file.id)).size).toBe(4)
    const stored = await withClient(server.database.superUrl, (client) =>
      client.query('select distinct blob_id from files.file where id = any($1)', [files.map((file) => file.id)]),
    )
    expect(stored.rowCount).toBe(1)
  })
})

describe('what a file is, its bytes say', () => {
  test('a program named as a picture is refused with the first part', async () => {
    const program = Buffer.concat([Buffer.from('MZ'), randomBytes(500)])
    const upload = await begin(receiver, 'IMG_0001.jpg', program.length)
    const answer = await put(receiver, upload.id, 0, program)
    expect(answer).toMatchObject({
      ok: false,
      problem: { type: 'files.type_not_allowed', data: { found: 'Windows EXE' } },
    })
    expect(answer.ok ? '' : answer.problem.title).toContain('JPG PNG')
  })

  test('a picture named as a program is a picture, and is called one', async () => {
    const file = await uploadFile(receiver, '..\\..\\evil\u202egpj.exe', await photo())
    expect(file).toMatchObject({ name: 'evilgpj.exe.jpg', sort: 'picture', type: 'image/jpeg' })
  })

  test('too large for its sort is refused with the first part, whatever the largest sort may be', async () => {
    const upload = await begin(receiver, 'a.amr', 6 * 1024 * 1024)
    const part = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(65_530)])
    expect(await put(receiver, upload.id, 0, part)).toMatchObject({
      problem: { type: 'files.too_large', data: { limit: 5 } },
    })
    expect(
      await receiver.refused(createUpload, { body: { ...command(), name: 'a.mp4', size: 121 * 1024 * 1024 } }),
    ).toBe('files.too_large')
    await receiver.ask(cancelUpload, { params: { id: upload.id }, body: command() })
  })

  test('a picture of a few bytes and endless pixels is refused unread', async () => {
    const bomb = await photo({ width: 30_000, height: 2000 })
    const upload = await begin(receiver, 'bomb.jpg', bomb.length)
    await sendParts(receiver, upload, bomb)
    expect(await refused(receiver, upload.id)).toBe('files.too_many_pixels')
  })

  test('a picture cut off is told as broken', async () => {
    const whole = await photo({ width: 1500, height: 1500 })
    const file = await uploadFile(receiver, 'half.jpg', Buffer.from(whole.subarray(0, whole.length / 2)))
    expect((await whenDone(receiver, file.id)).state).toBe('broken')
  })
})

test('one account has only so many uploads under way', async () => {
  const green = await server.as('green')
  const uploads = await Promise.all(Array.from({ length: 5 }, () => begin(green, 'a.pdf', 100)))
  const sixth = { ...command(), name: 'a.pdf', size: 100 }
  expect(await green.refused(createUpload, { body: sixth })).toBe('files.too_many_uploads')
  const others = await Promise.all(
    Array.from({ length: 10 }, () => water.call(createUpload, { body: { ...command(), name: 'a.pdf', size: 100 } })),
  )
  expect(others.filter((answer) => answer.ok)).toHaveLength(5)
  await green.ask(cancelUpload, { params: { id: uploads[0]!.id }, body: command() })
  expect((await green.ask(createUpload, { body: sixth })).id).toBe(sixth.id)
})

test('an upload begun twice by one command is one upload', async () => {
  const traffic = await server.as('traffic')
  const body = { ...command(), name: 'a.pdf', size: 100 }
  expect(await traffic.ask(createUpload, { body })).toEqual(await traffic.ask(createUpload, { body }))
})

test('a store that fails is told, and the part can be sent again', async () => {
  const traffic = await server.as('traffic')
  const bytes = pdf(1000)
  const upload = await begin(traffic, 'a.pdf', bytes.length)
  // The work on what came before would make the folder anew.
  await until(async () => {
    const waiting = `select from files.file where state = 'processing' limit 1`
    return (await withClient(server.database.superUrl, (client) => client.query(waiting))).rowCount === 0
  })
  // The store's own folder turned into a file: nothing can be written there.
  const folder = `${server.dataFolder}/files`
  await rename(folder, `${folder}.away`)
  await writeFile(folder, '')
  expect(await put(traffic, upload.id, 0, bytes)).toMatchObject({ problem: { type: 'files.store_away', status: 503 } })
  await rm(folder)
  await rename(`${folder}.away`, folder)
  expect(await put(traffic, upload.id, 0, bytes)).toMatchObject({ ok: true, value: { offset: 1000 } })
})

test('makes file, audit entry and end of the upload together', async () => {
  const traffic = await server.as('traffic')
  const file = await uploadFile(traffic, 'a.pdf', pdf(1000))
  const { rows } = await withClient(server.database.superUrl, (client) =>
    client.query(
      `select (select count(*)::int from audit.entry where what = 'files.upload' and subject = $1::text) as audits,
        (select count(*)::int from files.upload where file_id = $1::uuid) as uploads,
        (select count(*)::int from files.part p join files.upload u on u.id = p.upload_id where u.file_id = $1::uuid) as parts`,
      [file.id],
    ),
  )
  expect(rows[0]).toEqual({ audits: 1, uploads: 1, parts: 0 })
  expect(await water.refused(getFile, { params: { id: file.id } })).toBe('files.not_found')
})
