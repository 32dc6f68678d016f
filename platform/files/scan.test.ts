import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { urlOf } from '#lib/http/contract'
import { until, type TestClient } from '#lib/testing'
import { checkFileStore, getContent, getFile, getFileStore, getOriginal } from './contract.ts'
import { photo, startFileServer, uploadFile, whenDone, type FileServer } from './testing/index.ts'

// The harmless string that every scanner is agreed to find (EICAR).
const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

/** A server of clamd's protocol, on a port of its own, that finds one string. */
interface Clamd {
  readonly port: number
  /** answers nothing and hangs up, as one that is starting does */
  away: boolean
  scanned: number
  stop(): Promise<void>
}

async function startClamd(maxBytes: number): Promise<Clamd> {
  const state = { away: false, scanned: 0 }
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (state.away) return socket.destroy()
    let held = Buffer.alloc(0)
    let mode: 'command' | 'pieces' = 'command'
    const content: Buffer[] = []
    let length = 0
    socket.on('data', (part) => {
      held = Buffer.concat([held, part as Buffer])
      if (mode === 'command') {
        const end = held.indexOf(0)
        if (end < 0) return
        const command = held.toString('latin1', 0, end)
        held = held.subarray(end + 1)
        if (command === 'zPING') return socket.end('PONG\0')
        if (command !== 'zINSTREAM') return socket.end('UNKNOWN COMMAND\0')
        mode = 'pieces'
      }
      while (held.length >= 4) {
        const size = held.readUInt32BE(0)
        if (size === 0) {
          state.scanned += 1
          return socket.end(Buffer.concat(content).includes(eicar) ? 'stream: Eicar-Signature FOUND\0' : 'stream: OK\0')
        }
        if (held.length < 4 + size) return
        content.push(held.subarray(4, 4 + size))
        length += size
        if (length > maxBytes) return socket.end('INSTREAM size limit exceeded. ERROR\0')
        held = held.subarray(4 + size)
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return Object.assign(state, {
    port,
    stop: () => new Promise<void>((done) => void server.close(() => done())),
  })
}

let clamd: Clamd
let server: FileServer
let receiver: TestClient

beforeAll(async () => {
  clamd = await startClamd(3_000_000)
  server = await startFileServer({ clamd: `127.0.0.1:${clamd.port}` })
  receiver = await server.as('receiver')
})
afterAll(async () => {
  await server.stop()
  await clamd.stop()
})

const content = (id: string): Promise<Response> => receiver.fetch(urlOf(getContent, { params: { id } }))
const pdf = (text: string): Buffer<ArrayBuffer> =>
  Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(100_000), Buffer.from(text)])

test('a clean file is served', async () => {
  const before = clamd.scanned
  const file = await uploadFile(receiver, 'a.jpg', await photo())
  expect((await whenDone(receiver, file.id)).state).toBe('ready')
  expect(clamd.scanned).toBe(before + 1)
  expect((await content(file.id)).status).toBe(200)
})

test('an infected one is not, not even as it came; that is said, told and on record', async () => {
  const file = await uploadFile(receiver, 'a.pdf', pdf(eicar))
  expect(await whenDone(receiver, file.id)).toMatchObject({ state: 'infected', finding: 'Eicar-Signature' })
  const refused = await content(file.id)
  expect([refused.status, await refused.json()]).toMatchObject([
    403,
    { type: 'files.infected', data: { finding: 'Eicar-Signature' } },
  ])
  const original = await receiver.fetch(urlOf(getOriginal, { params: { id: file.id } }), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '我就要看' }),
  })
  expect(original.status).toBe(403)
  const { rows } = await withClient(server.database.superUrl, (client) =>
    client.query(
      `select (select count(*)::int from events.outbox where topic = 'files.infected' and data->>'fileId' = $1) as said,
        (select detail->>'finding' from audit.entry where what = 'files.infected' and subject = $1) as recorded`,
      [file.id],
    ),
  )
  expect(rows[0]).toEqual({ said: 1, recorded: 'Eicar-Signature' })
})

test('while the scanner is away nothing is served; when it is back the file is', async () => {
  clamd.away = true
  const admin = await server.as('admin')
  const file = await uploadFile(receiver, 'a.pdf', pdf(''))
  await until(async () => {
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query<{ tries: number }>(
        "select tries from files.file where id = $1 and try_at < now() + interval '1 minute'",
        [file.id],
      ),
    )
    return (rows[0]?.tries ?? 0) > 0
  })
  expect(await receiver.ask(getFile, { params: { id: file.id } })).toMatchObject({ state: 'processing' })
  expect(((await (await content(file.id)).json()) as { type: string }).type).toBe('files.not_ready')
  expect(await admin.ask(checkFileStore, { body: {} })).toMatchObject({ store: 'ok', scanner: 'failing' })
  expect((await admin.ask(getFileStore, {})).waitingSince).not.toBeNull()
  clamd.away = false
  await withClient(server.database.superUrl, (client) =>
    client.query('update files.file set try_at = now() where id = $1', [file.id]),
  )
  for (const wake of server.desk.wake) wake()
  expect((await whenDone(receiver, file.id)).state).toBe('ready')
  expect(await admin.ask(checkFileStore, { body: {} })).toMatchObject({ scanner: 'ok', scannerFault: null })
})

test('what the scanner refuses to look at stays unserved', async () => {
  const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_900_000)])
  const file = await uploadFile(receiver, 'a.pdf', large)
  await until(async () => {
    const { rows } = await withClient(server.database.superUrl, (client) =>
      client.query<{ tries: number }>(
        "select tries from files.file where id = $1 and try_at < now() + interval '1 minute'",
        [file.id],
      ),
    )
    return (rows[0]?.tries ?? 0) > 0
  })
  expect((await receiver.ask(getFile, { params: { id: file.id } })).state).toBe('processing')
})
