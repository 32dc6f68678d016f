import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { inject } from 'vitest'
import { demoPassword } from '#apps/server/testing'
import { createPool, type Pool } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import type { BodyOf } from '#lib/http/contract'
import { createLogger } from '#lib/kernel'
import { readMasterKey } from '#lib/crypto'
import { cloneDatabase, TestClient, until, type ClonedDatabase } from '#lib/testing'
import { createFileDesk, serveFiles, startFileWork, type FileDesk, type FileRules } from '../index.ts'
import { authenticate, serveIdentity } from '#platform/identity'
import { logIn } from '#platform/identity/contract'
import { completeUpload, createUpload, getFile, partSize, putPart, type FileView, type Upload } from '../contract.ts'
import type { FileDeskOptions } from '../desk.ts'

/** The rules of the tests: those of no city, with small limits. */
export const testRules: FileRules = {
  types: [
    'image/jpeg',
    'image/png',
    'image/webp',
    'image/gif',
    'application/pdf',
    'video/mp4',
    'audio/amr',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  maxMegabytes: { picture: 20, video: 120, audio: 5, document: 20 },
  maxMegapixels: 30,
  maxUnpackedMegabytes: 50,
  openUploads: 5,
  managers: ['admin'],
}

/** The module alone, served on a database of its own. */
export interface FileServer {
  readonly url: string
  readonly desk: FileDesk
  readonly workers: Pool
  readonly database: ClonedDatabase
  readonly dataFolder: string
  as(username: string): Promise<TestClient>
  stranger(): TestClient
  stop(): Promise<void>
}

/** Starts the module alone, with settings of the test's own. */
export async function startFileServer(
  options: Partial<Pick<FileDeskOptions, 's3' | 'clamd' | 'rules'>> & { idle?: true } = {},
): Promise<FileServer> {
  const database = await cloneDatabase(inject('superUrl'), inject('template'))
  const dataFolder = await mkdtemp(join(tmpdir(), 'yiwang-files-'))
  const log = createLogger(process.env['YIWANG_LOG'] ?? 'silent')
  const pool = createPool(database.webUrl, 'yiwang_serving', log)
  const workers = createPool(database.workerUrl, 'yiwang_working', log, 3)
  const app = createApp({
    pool,
    log,
    metrics: createMetrics(),
    authenticate: (request) => authenticate(request, app),
  })
  const masterKey = await readMasterKey(undefined, dataFolder)
  const desk = createFileDesk({
    app,
    masterKey,
    rules: options.rules ?? testRules,
    dataFolder,
    s3: options.s3,
    clamd: options.clamd,
  })
  serveIdentity(app, { secureCookies: false, masterKey, demoPassword })
  serveFiles(desk)
  const stopWork = options.idle === true ? async () => undefined : startFileWork(desk, workers)
  const url = await app.fastify.listen({ host: '127.0.0.1', port: 0 })
  const stranger = (): TestClient => new TestClient(url)
  return {
    url,
    desk,
    workers,
    database,
    dataFolder,
    stranger,
    async as(username) {
      const client = stranger()
      await client.ask(logIn, { body: { username, password: demoPassword } })
      return client
    },
    async stop() {
      await app.fastify.close()
      await stopWork()
      await pool.end()
      await workers.end()
      await database.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** Begins an upload. */
export async function begin(
  client: TestClient,
  name: string,
  size: number,
  more: Partial<Pick<BodyOf<typeof createUpload>, 'sm3' | 'place' | 'datum'>> = {},
): Promise<Upload> {
  return client.ask(createUpload, { body: { ...command(), name, size, ...more } })
}

/** Sends all parts of an upload that are missing. */
export async function sendParts(client: TestClient, upload: Upload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let offset = upload.offset; offset < bytes.length; offset += partSize)
    await client.ask(putPart, {
      params: { id: upload.id },
      query: { offset },
      body: bytes.subarray(offset, offset + partSize),
    })
}

/** Uploads a file as a person does; it may still be in the works. */
export async function uploadFile(
  client: TestClient,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  more: Parameters<typeof begin>[3] = {},
): Promise<FileView> {
  const upload = await begin(client, name, bytes.length, more)
  await sendParts(client, upload, bytes)
  return client.ask(completeUpload, { params: { id: upload.id }, body: command() })
}

/** A file when the work on it is done. */
export async function whenDone(client: TestClient, id: string): Promise<FileView> {
  return until(async () => {
    const file = await client.ask(getFile, { params: { id } })
    return file.state === 'processing' ? undefined : file
  })
}

/** A picture with a red left half, as a camera writes one; `exif` by groups and names as sharp knows them. */
export async function photo({
  width = 400,
  height = 300,
  exif = {},
  orientation = 1,
}: {
  width?: number
  height?: number
  exif?: Record<string, Record<string, string>>
  orientation?: number
} = {}): Promise<Buffer<ArrayBuffer>> {
  const left = { create: { width: Math.floor(width / 2), height, channels: 3 as const, background: '#d00' } }
  const picture = sharp({ create: { width, height, channels: 3, background: '#0a0' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .withExif(exif)
    .withMetadata({ orientation })
  return Buffer.from(await picture.jpeg({ quality: 92 }).toBuffer())
}

/** What a telephone writes into a photo taken at 2026-11-20 08:15:30 at a place. */
export const phoneExif = {
  IFD0: { Make: 'SecretMaker', Model: 'SecretModel X1', Software: 'SecretSoft 9' },
  IFD2: { DateTimeOriginal: '2026:11:20 08:15:30', BodySerialNumber: 'SN-424242' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '31/1 1/1 5784/100',
    GPSLongitudeRef: 'E',
    GPSLongitude: '121/1 13/1 2400/100',
  },
} as const
