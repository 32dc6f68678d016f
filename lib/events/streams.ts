import type { ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import pg from 'pg'
import type { Static, TSchema } from 'typebox'
import type { Logger } from '#lib/kernel'
import { commonProblem, ProblemError, type Actor, type App } from '#lib/http'
import type { EventKind, StreamedEvent } from './contract.ts'
import { channel } from './relay.ts'
import {
  cursorText,
  eventAt,
  eventsBetween,
  isBefore,
  parseCursor,
  publishedCursor,
  type Cursor,
  type OutboxRow,
} from './store.ts'

export interface StreamsOptions {
  app: App
  /** login that listens */
  url: string
  log: Logger
  /** ms over which events are gathered into one message; 100 at most, or people feel it */
  batchMs?: number
  /** ms after which an open stream is asked again who it belongs to; 60,000 by default */
  recheckMs?: number
}

export interface Streams {
  /** Lets an event out to those who may hear it. What nobody lets out stays inside. */
  hear<S extends TSchema>(kind: EventKind<S>, mayHear: (actor: Actor, data: Static<S>) => boolean): void
  /** Closes the streams of a session when this event names it. */
  endSessionOn<S extends TSchema>(kind: EventKind<S>, sessionOf: (data: Static<S>) => string): void
  /** Closes them so that they are opened anew, with the rights the session has from now on. */
  reopenSessionOn<S extends TSchema>(kind: EventKind<S>, sessionOf: (data: Static<S>) => string): void
  readonly open: number
  stop(): Promise<void>
}

interface Stream {
  readonly actor: Actor
  readonly request: FastifyRequest
  readonly response: ServerResponse
  checkedAt: number
  cursor: Cursor
  ended: boolean
}

/** Why a stream says goodbye: nobody is logged in any more, or it is to be opened anew with other rights. */
type Farewell = 'session_ended' | 'reconnect'

const maxCatchUp = 1000
const maxUnsent = 1024 * 1024
const keepAliveMs = 15_000
const recheckAfterMs = 60_000
const retryMs = 1000

/** Serves `GET /api/events` and keeps every open stream fed, in commit order, nothing lost and nothing twice. */
export async function createStreams({
  app,
  url,
  log,
  batchMs = 100,
  recheckMs = recheckAfterMs,
}: StreamsOptions): Promise<Streams> {
  const streams = new Set<Stream>()
  const audiences = new Map<string, (actor: Actor, data: never) => boolean>()
  const endings = new Map<string, { sessionOf: (data: never) => string; why: Farewell }>()
  let position = await published()
  let wanted = position
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  // Catching up and distributing take turns, so that a stream that joins misses nothing between the two.
  let turn: Promise<void> = Promise.resolve()
  let listener: pg.Client | undefined
  const listening = listen()
  const keepAlive = setInterval(() => {
    for (const stream of streams) send(stream, `id: ${cursorText(stream.cursor)}\n\n`)
    // A listening connection can die without a word (a firewall that forgets it); this finds out what it did not say.
    published().then(want, () => undefined)
  }, keepAliveMs)
  // Sessions also end, and posts change, by the mere passing of time, which no event says.
  const rechecking = setInterval(() => {
    const due = Date.now() - recheckMs
    for (const stream of streams) if (stream.checkedAt <= due) void recheck(stream)
  }, recheckMs / 4)
  // An open stream would hold a stop of the server up for ever.
  app.fastify.addHook('preClose', async () => close())

  app.fastify.get('/api/events', { schema: { hide: true }, exposeHeadRoute: false }, async (request, reply) => {
    // Before asking who it is: an end of the session from here on is among the events the stream begins with.
    const from = position
    const actor = await app.authenticate(request)
    if (actor === undefined) throw new ProblemError(commonProblem('identity.not_logged_in'))
    const asked = parseCursor(
      String(request.headers['last-event-id'] ?? (request.query as { after?: string }).after ?? ''),
    )
    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    })
    response.write('retry: 1000\n\n')
    const stream: Stream = { actor, request, response, cursor: from, ended: false, checkedAt: Date.now() }
    response.on('close', () => streams.delete(stream))
    response.on('error', () => streams.delete(stream))
    // A stream that could not be filled up to the present is ended; its client comes back and asks again.
    await inTurn(() => join(stream, asked ?? from)).catch(() => end(stream))
  })

  async function join(stream: Stream, after: Cursor): Promise<void> {
    if (isBefore(position, after)) {
      // Its client was served by a process that is ahead of this one.
      notice(await published())
      await distribute()
    }
    stream.cursor = position
    if (isBefore(after, position)) await catchUp(stream, after)
    else if (isBefore(position, after)) reset(stream)
    send(stream, `id: ${cursorText(position)}\n\n`)
    if (stopped) end(stream)
    if (!stream.ended && !stream.response.closed) streams.add(stream)
  }

  async function catchUp(stream: Stream, after: Cursor): Promise<void> {
    const [[kept], rows] = await app.reader.read(eventAt(after), eventsBetween(after, position, maxCatchUp))
    if ((kept === undefined && after.xid !== '0') || rows.length === maxCatchUp) reset(stream)
    else deliver(stream, rows)
  }

  /** The events since the stream's cursor cannot be told one by one: its client is to read everything anew. */
  function reset(stream: Stream): void {
    send(stream, `event: reset\nid: ${cursorText(position)}\ndata: {}\n\n`)
  }

  async function distribute(): Promise<void> {
    // What is published meanwhile waits for the next gathering, or a steady flow would never be gathered.
    const upTo = wanted
    while (!stopped && isBefore(position, upTo)) {
      const [rows] = await app.reader.read(eventsBetween(position, upTo, 500))
      const last = rows.at(-1)
      // Everything up to there was committed before the relay said so; an empty answer means it was tidied away.
      if (last === undefined) {
        position = upTo
        return
      }
      for (const stream of streams) deliver(stream, rows)
      position = { xid: last.xid, id: last.id }
    }
  }

  function deliver(stream: Stream, rows: readonly OutboxRow[]): void {
    const heard: StreamedEvent[] = []
    let over: Farewell | undefined
    for (const row of rows) {
      if (mayHear(stream, row)) {
        heard.push({ topic: row.topic, data: row.data, recordedAt: row.recorded_at.toISOString() })
      }
      stream.cursor = { xid: row.xid, id: row.id }
      const ending = endings.get(row.topic)
      if (ending?.sessionOf(row.data as never) !== stream.actor.sessionId) continue
      over = ending.why
      break
    }
    if (heard.length > 0)
      send(stream, `event: batch\nid: ${cursorText(stream.cursor)}\ndata: ${JSON.stringify(heard)}\n\n`)
    if (over !== undefined) end(stream, over)
  }

  function mayHear(stream: Stream, row: OutboxRow): boolean {
    try {
      return audiences.get(row.topic)?.(stream.actor, row.data as never) === true
    } catch (error) {
      // An event of a shape its audience does not know must not stop all the others.
      log.error({ err: error, topic: row.topic }, 'an event was let out to nobody')
      return false
    }
  }

  function send(stream: Stream, text: string): void {
    if (stream.ended) return
    if (stream.response.writableLength <= maxUnsent) return void stream.response.write(text)
    // Whoever reads too slowly is cut off and comes back with its cursor, instead of filling our memory.
    stream.ended = true
    streams.delete(stream)
    stream.response.destroy()
  }

  /** Asks anew who a stream belongs to: whoever is logged out by now hears nothing more, nor whoever acts in another post. */
  async function recheck(stream: Stream): Promise<void> {
    stream.checkedAt = Date.now()
    try {
      const actor = await app.authenticate(stream.request)
      if (actor === undefined) end(stream, 'session_ended')
      else if (JSON.stringify(actor) !== JSON.stringify(stream.actor)) end(stream, 'reconnect')
    } catch (error) {
      if (error instanceof ProblemError) end(stream, 'reconnect')
      else log.warn({ err: (error as Error).message }, 'a stream could not be checked; trying again')
    }
  }

  function end(stream: Stream, why?: Farewell): void {
    if (stream.ended) return
    stream.ended = true
    streams.delete(stream)
    stream.response.end(why === undefined ? '' : `event: bye\ndata: ${JSON.stringify({ why })}\n\n`)
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = turn.then(work)
    turn = next.catch((error: unknown) =>
      log.warn({ err: (error as Error).message }, 'events could not be distributed; trying again'),
    )
    return next
  }

  function notice(cursor: Cursor): void {
    if (isBefore(wanted, cursor)) wanted = cursor
  }

  function want(cursor: Cursor, waitMs: number = batchMs): void {
    notice(cursor)
    if (stopped || timer !== undefined || !isBefore(position, wanted)) return
    timer = setTimeout(() => {
      timer = undefined
      inTurn(distribute).catch(() => want(wanted, retryMs))
    }, waitMs)
  }

  async function published(): Promise<Cursor> {
    const [[cursor]] = await app.reader.read(publishedCursor())
    return cursor!
  }

  async function listen(): Promise<void> {
    while (!stopped) {
      const client = new pg.Client({
        connectionString: url,
        application_name: 'yiwang-streams',
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
      })
      listener = client
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve())
        client.on('end', () => resolve())
      })
      try {
        await client.connect()
        client.on('notification', ({ payload }) => want(parseCursor(payload ?? '') ?? wanted))
        await client.query(`listen ${channel}`)
        // What was published while nobody listened was notified to nobody.
        want(await published())
        if (!stopped) await lost
      } catch {
        if (!stopped) await new Promise((resolve) => setTimeout(resolve, 500))
      }
      await client.end().catch(() => undefined)
    }
  }

  function close(): void {
    stopped = true
    clearInterval(keepAlive)
    clearInterval(rechecking)
    clearTimeout(timer)
    for (const stream of streams) end(stream)
  }

  return {
    hear: (kind, mayHear) => void audiences.set(kind.topic, mayHear),
    endSessionOn: (kind, sessionOf) => void endings.set(kind.topic, { sessionOf, why: 'session_ended' }),
    reopenSessionOn: (kind, sessionOf) => void endings.set(kind.topic, { sessionOf, why: 'reconnect' }),
    get open() {
      return streams.size
    },
    async stop() {
      close()
      await listener?.end().catch(() => undefined)
      await listening
      await turn
    },
  }
}
