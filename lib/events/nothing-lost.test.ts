import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTransaction, withClient } from '#lib/db'
import { openStream, until, type TestClient } from '#lib/testing'
import { emit } from './emit.ts'
import { Counted, createGround, numbers, type Ground, type Process } from './testing.ts'

let ground: Ground
let web: Process
let client: TestClient

beforeEach(async () => {
  ground = await createGround()
  web = await ground.startProcess()
  client = web.client('reader')
})
afterEach(() => ground.stop())

const writers = 8
const each = 100

/** Many at once: each commits most of its transactions, some with several events, and takes every fifth back. */
async function write(progress: { written: number }, half: Promise<void> = Promise.resolve()): Promise<void> {
  const one = async (writer: number): Promise<void> => {
    for (let count = 0; count < each; count++) {
      if (count === each / 2) await half
      const n = writer * 10_000 + count * 10
      await runTransaction(ground.pool, async (tx) => {
        emit(tx, Counted, { n })
        // Its place is taken here, long before the commit: others pass it by.
        if (count % 3 === 0) await tx.read({ sql: 'select pg_current_xact_id()', parameters: [] })
        if (count % 4 === 0) emit(tx, Counted, { n: n + 1 })
        if (count % 5 === 0) throw new Error('taken back')
      }).catch((error: Error) => expect(error.message).toBe('taken back'))
      progress.written += 1
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => one(writer)))
}

/** A transaction that writes its event first of all and commits last of all. */
async function whileOneIsHeldOpen(work: () => Promise<void>): Promise<void> {
  await withClient(ground.database.webUrl, async (slow) => {
    await slow.query('begin')
    await slow.query('insert into events.outbox (topic, data) values ($1, $2)', [Counted.topic, { n: -1 }])
    await work()
    await slow.query('commit')
  })
}

/** Reads until `done`, closing and resuming after every few events; says one of its own each time, so that there are. */
async function readInPieces(progress: { pieces: number; over: boolean }, done: () => boolean): Promise<number[]> {
  const seen: number[] = []
  let cursor: string | undefined = (await openAndClose()).cursor
  for (;;) {
    const last = done()
    progress.over = last
    const stream = await openStream(client, cursor)
    if (last) await until(() => numbers(stream.events).includes(-2))
    else await until(() => stream.events.length > 0 || done())
    await stream.close()
    seen.push(...numbers(stream.events))
    expect(stream.signals).toEqual([])
    cursor = stream.cursor
    if (last) return seen
    progress.pieces += 1
    if (!done()) await ground.say(-100 - progress.pieces)
  }
}

async function openAndClose() {
  const stream = await openStream(client)
  await stream.close()
  return stream
}

test('every committed event comes exactly once, in commit order, to whoever stays, resumes or outlives a relay', async () => {
  let relay = ground.startRelay()
  const progress = { written: 0, pieces: 0, over: false }
  let finished = false
  const steady = await openStream(client)
  const outliver = await openStream(client)
  const pieces = readInPieces(progress, () => finished)
  let goOn: () => void = () => undefined
  const half = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const writing = write(progress, half)
  await until(() => progress.pieces >= 10 && numbers(outliver.events).length > 0)
  await outliver.close()
  // Begun when others already wrote, committed after all of them; nothing passes it meanwhile, also no new relay.
  await whileOneIsHeldOpen(async () => {
    const held = progress.written
    goOn()
    await until(() => progress.written > held + 200)
    await relay.stop()
    relay = ground.startRelay()
    await writing
    finished = true
    expect(numbers(steady.events).length).toBeLessThan((await ground.committed()).length)
  })
  const early = numbers(outliver.events)
  // The reader in pieces says its last before this one.
  await until(() => progress.over)
  await ground.say(-2)

  const truth = await ground.committed()
  await until(() => numbers(steady.events).includes(-2))
  expect(numbers(steady.events)).toEqual(truth)
  expect(await pieces).toEqual(truth)
  const resumed = await openStream(client, outliver.cursor)
  await until(() => numbers(resumed.events).includes(-2))
  expect([...early, ...numbers(resumed.events)]).toEqual(truth)
  // None of what was taken back, all of what was not, and the slow one in the middle of it.
  expect(truth.filter((n) => n >= 0).every((n) => (Math.floor(n / 10) % 1000) % 5 !== 0)).toBe(true)
  expect(truth.filter((n) => n >= 0)).toHaveLength(writers * (each * 0.8 + each * 0.2))
  expect(truth.indexOf(-1)).toBeLessThan(truth.length - 2)
  await resumed.close()
  await steady.close()
})

test('a relay or listener whose connection is killed begins again and loses nothing', async () => {
  ground.startRelay()
  const stream = await openStream(client)
  const progress = { written: 0 }
  const writing = write(progress)
  for (const [at, application] of [
    [100, 'yiwang-relay'],
    [200, 'yiwang-streams'],
    [350, 'yiwang-relay'],
    [500, 'yiwang-streams'],
  ] as const) {
    await until(() => progress.written >= at)
    await ground.kill(application)
  }
  await writing
  await ground.say(-2)
  await until(() => numbers(stream.events).includes(-2))
  expect(numbers(stream.events)).toEqual(await ground.committed())
  await stream.close()
})

test('what is published while nobody listens arrives when somebody does again', async () => {
  ground.startRelay()
  const stream = await openStream(client)
  await ground.kill('yiwang-streams')
  for (let n = 0; n < 20; n++) await ground.say(n)
  await until(() => stream.events.length === 20)
  expect(numbers(stream.events)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  await stream.close()
})

test('of two relays one publishes; when it goes, the other takes over', async () => {
  // What the city's data said when it was loaded is still to be published.
  const before = (
    await ground.query('select 1 from events.outbox where (xid, id) > (select xid, id from events.published)', [])
  ).length
  const first = ground.startRelay()
  await ground.say(0)
  await until(() => first.published === before + 1)
  const second = ground.startRelay()
  for (let n = 1; n <= 50; n++) await ground.say(n)
  await until(() => first.published + second.published === before + 51)
  expect([first.published, second.published]).toEqual([before + 51, 0])
  await first.stop()
  await ground.say(51)
  await until(() => second.published === 1)
  expect(first.published).toBe(before + 51)
})

test('whoever was served by a process that is ahead is told nothing twice', async () => {
  ground.startRelay()
  // Gathers for so long that it stays behind for the whole test.
  const behind = await ground.startProcess(600_000)
  const stream = await openStream(client)
  for (let n = 0; n < 3; n++) await ground.say(n)
  await until(() => stream.events.length === 3)
  await stream.close()
  const moved = await openStream(behind.client('reader'), stream.cursor)
  expect(moved.signals).toEqual([])
  await ground.say(3)
  await until(() => web.streams.open === 0)
  const back = await openStream(client, stream.cursor)
  await until(() => back.events.length === 1)
  const again = await openStream(behind.client('reader'), back.cursor)
  expect(numbers(again.events)).toEqual([])
  await until(() => moved.events.length === 1)
  expect(numbers(moved.events)).toEqual([3])
  for (const one of [moved, back, again]) await one.close()
})
