import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { demoPassword } from '#apps/server/testing'
import { urlOf } from '#lib/http/contract'
import { cloneDatabase, openStream, TestClient, until, type ClonedDatabase } from '#lib/testing'
import { logIn } from '#platform/identity/contract'
import { completeUpload, getContent, getUpload, partSize, putPart } from './contract.ts'
import { begin, command, photo, sendParts, uploadFile, whenDone } from './testing/index.ts'

const root = join(import.meta.dirname, '../..')
let database: ClonedDatabase
let dataFolder: string
let child: ChildProcess | undefined

/** The whole server, as it is started in earnest, in a process of its own. */
async function startChild(): Promise<TestClient> {
  child = spawn(process.execPath, [join(root, 'apps/server/main.ts')], {
    env: {
      ...process.env,
      YIWANG_DATA: dataFolder,
      DATABASE_URL: database.webUrl,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      DATABASE_WORKER_URL: database.workerUrl,
      PORT: '0',
      YIWANG_DEMO_CASES: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text))
  const url = await until(() => /http:\/\/[\d.:]+/.exec(said)?.[0], 30_000)
  const client = new TestClient(url)
  await client.ask(logIn, { body: { username: 'receiver', password: demoPassword } })
  return client
}

async function kill(): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  dataFolder = await mkdtemp(join(tmpdir(), 'yiwang-crash-'))
})
afterAll(async () => {
  await kill()
  await database.drop()
  await rm(dataFolder, { recursive: true, force: true })
})

/** What looks like a film of so many bytes. */
function film(size: number): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), randomBytes(size - 12)])
}

test('a server killed in the middle of an upload, and once more while it completes, loses nothing that it had taken', async () => {
  const bytes = film(5 * partSize + 12_345)
  let client = await startChild()
  const upload = await begin(client, '视频.mp4', bytes.length)
  for (const offset of [0, partSize])
    await client.ask(putPart, {
      params: { id: upload.id },
      query: { offset },
      body: bytes.subarray(offset, offset + partSize),
    })
  const third = client.call(putPart, {
    params: { id: upload.id },
    query: { offset: 2 * partSize },
    body: bytes.subarray(2 * partSize, 3 * partSize),
  })
  await Promise.all([kill(), third.catch(() => undefined)])

  client = await startChild()
  const resumed = await client.ask(getUpload, { params: { id: upload.id } })
  expect([2 * partSize, 3 * partSize]).toContain(resumed.offset)
  await sendParts(client, resumed, bytes)
  const body = command()
  const completing = client.call(completeUpload, { params: { id: upload.id }, body }).catch(() => undefined)
  // Killed as soon as the content begins to be written into its place.
  await until(() => existsSync(join(dataFolder, 'files/incoming')))
  await kill()
  await completing

  client = await startChild()
  const file = await client.ask(completeUpload, { params: { id: upload.id }, body })
  expect((await whenDone(client, file.id)).state).toBe('ready')
  const served = await client.fetch(urlOf(getContent, { params: { id: file.id } }))
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true)
}, 120_000)

test('the uploader hears over the stream when a picture is ready', async () => {
  await kill()
  const client = await startChild()
  const stream = await openStream(client)
  const file = await uploadFile(client, 'a.jpg', await photo())
  await until(() =>
    stream.events.some(
      (event) => event.topic === 'files.ready' && (event.data as { fileId: string }).fileId === file.id,
    ),
  )
  await stream.close()
}, 60_000)

/** Most memory the process has held, in MB. */
async function peak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024
}

test.runIf(existsSync('/proc/self/status'))(
  'a film of 100 MB goes in and out without filling the memory',
  async () => {
    await kill()
    const client = await startChild()
    const pid = child!.pid!
    // What every process takes for its first file is not this file's.
    await whenDone(client, (await uploadFile(client, 'small.mp4', film(3 * partSize))).id)
    const before = await peak(pid)
    const bytes = film(100 * 1024 * 1024)
    const began = performance.now()
    const upload = await begin(client, 'large.mp4', bytes.length)
    await sendParts(client, upload, bytes)
    const sent = performance.now()
    const file = await client.ask(completeUpload, { params: { id: upload.id }, body: command() })
    const completed = performance.now()
    await whenDone(client, file.id)
    const asked = performance.now()
    const hash = createHash('sm3')
    const served = await client.fetch(urlOf(getContent, { params: { id: file.id } }))
    for await (const piece of served.body!) hash.update(piece as Uint8Array)
    const done = performance.now()
    expect(hash.digest('hex')).toBe(createHash('sm3').update(bytes).digest('hex'))
    const grown = (await peak(pid)) - before
    const speed = (from: number, to: number): string => `${(100_000 / (to - from)).toFixed(0)} MB/s`
    process.stdout.write(
      `100 MB: parts ${speed(began, sent)}, completing ${speed(sent, completed)}, download ${speed(asked, done)}, ` +
        `memory ${before.toFixed(0)} MB + ${grown.toFixed(0)} MB\n`,
    )
    expect(grown).toBeLessThan(100)
  },
  120_000,
)
