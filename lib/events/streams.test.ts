import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTransaction } from '#lib/db'
import { openStream, until } from '#lib/testing'
import { eventStreamUrl } from './contract.ts'
import { emit } from './emit.ts'
import { Counted, createGround, Ended, numbers, Secret, type Ground, type Process } from './testing.ts'

let ground: Ground
let web: Process

beforeAll(async () => {
  ground = await createGround()
  ground.startRelay()
  web = await ground.startProcess()
})
afterAll(() => ground.stop())

/** Says a number and waits until a stream of its own has heard it, so that everybody has. */
async function sayAndHear(n: number): Promise<string> {
  const stream = await openStream(web.client('witness'))
  await ground.say(n)
  await until(() => numbers(stream.events).includes(n))
  await stream.close()
  return stream.cursor
}

test('asks for log-in, with a problem', async () => {
  const response = await web.client().fetch(eventStreamUrl)
  expect(response.status).toBe(401)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(await response.json()).toMatchObject({ type: 'identity.not_logged_in' })
})

test('HEAD opens no stream', async () => {
  const response = await web.client('a').fetch(eventStreamUrl, { method: 'HEAD' })
  expect(response.status).toBe(404)
  expect(web.streams.open).toBe(0)
})

test.each([
  'rubbish',
  '1.2.3',
  '-1.5',
  '0x1.2',
  '99999999999999999999999.1',
  '1.9999999999999999999',
  "1.1';drop",
  '',
  'null',
])('a Last-Event-ID that is none (%s) begins at the present', async (cursor) => {
  await sayAndHear(1)
  const stream = await openStream(web.client('a'), cursor)
  await ground.say(2)
  await until(() => numbers(stream.events).includes(2))
  expect(stream.signals).toEqual([])
  expect(numbers(stream.events)).not.toContain(1)
  await stream.close()
})

test.each(['18446744073709551615.1', '7.7'])('a cursor that never was (%s) is told to read anew', async (cursor) => {
  await sayAndHear(1)
  const stream = await openStream(web.client('a'), cursor)
  await until(() => stream.signals.includes('reset'))
  await ground.say(3)
  await until(() => numbers(stream.events).includes(3))
  expect(numbers(stream.events)).toEqual([3])
  await stream.close()
})

test('a cursor whose event was tidied away is told to read anew, and goes on from there', async () => {
  const old = await sayAndHear(10)
  const kept = await sayAndHear(11)
  await sayAndHear(12)
  await ground.query(`delete from events.outbox where (data->>'n')::int = 10`)
  const late = await openStream(web.client('a'), old)
  await until(() => late.signals.includes('reset'))
  const inTime = await openStream(web.client('a'), kept)
  await ground.say(13)
  await until(() => numbers(late.events).includes(13) && numbers(inTime.events).includes(13))
  expect(numbers(late.events)).toEqual([13])
  expect(inTime.signals).toEqual([])
  expect(numbers(inTime.events)).toEqual([12, 13])
  for (const one of [late, inTime]) await one.close()
})

test('whoever missed more than a thousand reads anew instead of being flooded', async () => {
  const cursor = await sayAndHear(20)
  await runTransaction(ground.pool, async (tx) => {
    for (let n = 0; n < 1100; n++) emit(tx, Counted, { n: 1000 + n })
  })
  await sayAndHear(21)
  const stream = await openStream(web.client('a'), cursor)
  await until(() => stream.signals.includes('reset'))
  expect(stream.events).toEqual([])
  await stream.close()
})

test('an event is heard by its audience alone; one that breaks its audience stops nobody', async () => {
  const [ann, bob] = [await openStream(web.client('ann')), await openStream(web.client('bob'))]
  await runTransaction(ground.pool, async (tx) => {
    emit(tx, Secret, { for: 'ann' })
    emit(tx, Secret, { for: 'break' })
    emit(tx, Counted, { n: 30 })
  })
  await until(() => numbers(ann.events).includes(30) && numbers(bob.events).includes(30))
  expect(ann.events.filter((one) => one.topic === Secret.topic).map((one) => one.data)).toEqual([{ for: 'ann' }])
  expect(bob.events.map((one) => one.topic)).toEqual([Counted.topic])
  for (const one of [ann, bob]) await one.close()
})

test('the end of a session closes its streams with bye, tells them nothing after it, and no others', async () => {
  const first = await openStream(web.client('ann'))
  const second = await openStream(web.client('ann'))
  const other = await openStream(web.client('bob'))
  await runTransaction(ground.pool, async (tx) => {
    emit(tx, Counted, { n: 40 })
    emit(tx, Ended, { sessionId: 'ann' })
    emit(tx, Counted, { n: 41 })
  })
  await Promise.all([first.ended, second.ended])
  for (const one of [first, second]) {
    expect(one.signals).toEqual(['bye'])
    expect(numbers(one.events)).toEqual([40])
  }
  await until(() => numbers(other.events).includes(41))
  expect(other.signals).toEqual([])
  await other.close()
})

test('a session that ended while its stream was away is closed on its return', async () => {
  const stream = await openStream(web.client('ann'))
  await stream.close()
  await runTransaction(ground.pool, async (tx) => emit(tx, Ended, { sessionId: 'ann' }))
  await sayAndHear(45)
  // The double of an application that still takes the session for running, as one that just asked may.
  const back = await openStream(web.client('ann'), stream.cursor)
  await back.ended
  expect([back.signals, back.events]).toEqual([['bye'], []])
})

test('a burst arrives in few messages, and soon', async () => {
  const patient = await ground.startProcess(100)
  const { response, messages } = await rawStream(patient)
  const lags: number[] = []
  const began = performance.now()
  for (let burst = 1; burst <= 3; burst += 1) {
    for (let n = 0; n < 100; n++) await ground.say(5000 + n)
    const spoken = performance.now()
    await until(() => messages().flatMap((message) => numbers(message)).length === 100 * burst)
    lags.push(performance.now() - spoken)
  }
  const batches = messages().length
  response.destroy()
  expect(batches).toBeLessThanOrEqual((performance.now() - began) / 100 + 1)
  // One gathering and one look of the relay; a busy machine does not stand still after every burst.
  expect(Math.min(...lags)).toBeLessThan(1000)
  await patient.stop()
})

/** The stream as it comes off the wire: its batches, one array of events each. */
async function rawStream(
  from: Process,
): Promise<{ response: IncomingMessage; messages: () => { topic: string; data: unknown }[][] }> {
  const { url } = from.client()
  const response = await new Promise<IncomingMessage>((resolve) =>
    get(`${url}${eventStreamUrl}`, { headers: { cookie: 'raw' } }, resolve),
  )
  let text = ''
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  response.on('error', () => undefined)
  await until(() => text.includes('id:'))
  return {
    response,
    messages: () =>
      text
        .split('\n\n')
        .slice(0, -1)
        .filter((message) => message.startsWith('event: batch'))
        .map(
          (message) => JSON.parse(message.slice(message.indexOf('data: ') + 6)) as { topic: string; data: unknown }[],
        ),
  }
}

test('whoever does not read is cut off, nobody else is, and can resume', async () => {
  const stopped = await ground.startProcess(5)
  const before = await openStream(stopped.client('reader'))
  const { response, messages } = await rawStream(stopped)
  response.pause()
  const text = 'x'.repeat(500_000)
  let said = 0
  // As much as the sockets between the two take, and a megabyte. Whoever does read has heard each before the next is
  // said: on a busy machine both sides of its stream share one thread, and it would look deaf as well.
  while (stopped.streams.open === 2) {
    await ground.say(6000 + said++, text)
    await until(() => numbers(before.events).length === said)
  }
  expect(stopped.streams.open).toBe(1)
  response.resume()
  await new Promise<void>((resolve) => response.once('close', () => resolve()))
  const received = messages().flatMap((message) => numbers(message))
  expect(received.length).toBeLessThan(said)
  expect(received).toEqual(numbers(before.events).slice(0, received.length))
  await before.close()
  await stopped.stop()
})

test('stopping the server ends its streams at once, and a stream that comes meanwhile does not stay', async () => {
  const took: number[] = []
  for (let time = 0; time < 3; time += 1) {
    const going = await ground.startProcess()
    const streams = await Promise.all(Array.from({ length: 20 }, (_, n) => openStream(going.client(`s${n}`))))
    const began = performance.now()
    const late = openStream(going.client('late')).then(
      (stream) => stream.ended,
      () => undefined,
    )
    await going.stop()
    await Promise.all([...streams.map((stream) => stream.ended), late])
    took.push(performance.now() - began)
    expect(going.streams.open).toBe(0)
    expect(streams.flatMap((stream) => stream.signals)).toEqual([])
  }
  // Of several, for a busy machine may stand still in the middle of one.
  expect(Math.min(...took)).toBeLessThan(2000)
})

test('an open stream is asked again who it belongs to: other rights, or none, end it', async () => {
  const process = await ground.startProcess(20, 40)
  const [moved, over, same] = await Promise.all(
    ['moved', 'over', 'same'].map((session) => openStream(process.client(session))),
  )
  ground.posts.set('moved', 'another post')
  ground.posts.set('over', null)
  await Promise.all([moved!.ended, over!.ended])
  expect([moved!.signals, over!.signals, same!.signals]).toEqual([['bye'], ['bye'], []])
  expect(process.streams.open).toBe(1)
  await process.stop()
})
