import type { ServerResponse } from 'node:http'
import pg from 'pg'
import type { Static, TSchema } from 'typebox'
import type { Logger } from '#lib/kernel'
import { commonProblem, ProblemError, type Actor, type App } from '#lib/http'
import type { EventKind, StreamedEvent } from './contract.ts'
import { channel } from './relay.ts'
import { cursorText, eventAt, eventsBetween, isBefore, parseCursor, publishedCursor, type Cursor, type OutboxRow } from './store.ts'

export interface StreamsOptions {
  app: App
  /** login that listens */
  url: string
  log: Logger
  /** ms over which events are gathered into one message; 100 at most, or people feel it */
  batchMs?: number
}

export interface Streams {
  /** Lets an event out to those who may hear it. What nobody lets out stays inside. */
  hear<S extends TSchema>(kind: EventKind<S>, mayHear: (actor: Actor, data: Static<S>) => boolean): void
  /** Closes the streams of a session when this event names it. */
  endSessionOn<S extends TSchema>(kind: EventKind<S>, sessionOf: (data: Static<S>) => string): void
  readonly open: number
  stop(): Promise<void>
}

interface Stream {
  readonly actor: Actor
  readonly response: ServerResponse
  cursor: Cursor
}

const maxCatchUp = 1000
const maxUnsent = 1024 * 1024
const keepAliveMs = 15_000

/** Serves `GET /api/events` and keeps every open stream fed, in commit order, nothing lost and nothing twice. */
export async function createStreams({ app, url, log, batchMs = 100 }: StreamsOptions): Promise<Streams> {
  const streams = new Set<Stream>()
  const audiences = new Map<string, (actor: Actor, data: never) => boolean>()
  const endings = new Map<string, (data: never) => string>()
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
  }, keepAliveMs)

  app.fastify.get('/api/events', { schema: { hide: true } }, async (request, reply) => {
    const actor = await app.authenticate(request)
    if (actor === undefined) throw new ProblemError(commonProblem('identity.not_logged_in'))
    const asked = parseCursor(String(request.headers['last-event-id'] ?? (request.query as { after?: string }).after ?? ''))
    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    })
    response.write('retry: 1000\n\n')
    const stream: Stream = { actor, response, cursor: position }
    response.on('close', () => streams.delete(stream))
    await inTurn(() => join(stream, asked))
  })

  async function join(stream: Stream, asked: Cursor | undefined): Promise<void> {
    stream.cursor = position
    if (stream.response.closed) return
    if (asked === undefined) send(stream, `id: ${cursorText(position)}\n\n`)
    else if (isBefore(asked, position)) await catchUp(stream, asked)
    streams.add(stream)
  }

  async function catchUp(stream: Stream, asked: Cursor): Promise<void> {
    const [[kept], rows] = await app.reader.read(eventAt(asked), eventsBetween(asked, position, maxCatchUp))
    if ((kept === undefined && asked.xid !== '0') || rows.length === maxCatchUp) {
      return send(stream, `event: reset\nid: ${cursorText(position)}\ndata: {}\n\n`)
    }
    deliver(stream, rows)
  }

  async function distribute(): Promise<void> {
    while (isBefore(position, wanted)) {
      const [rows] = await app.reader.read(eventsBetween(position, wanted, 500))
      const last = rows.at(-1)
      // Everything up to `wanted` was committed before the relay said so; an empty answer means it was tidied away.
      if (last === undefined) {
        position = wanted
        return
      }
      for (const stream of streams) deliver(stream, rows)
      position = { xid: last.xid, id: last.id }
    }
  }

  function deliver(stream: Stream, rows: readonly OutboxRow[]): void {
    const last = rows.at(-1)
    if (last === undefined) return
    stream.cursor = { xid: last.xid, id: last.id }
    const heard: StreamedEvent[] = []
    for (const row of rows) {
      if (audiences.get(row.topic)?.(stream.actor, row.data as never) === true) {
        heard.push({ topic: row.topic, data: row.data, recordedAt: row.recorded_at.toISOString() })
      }
    }
    if (heard.length > 0) send(stream, `event: batch\nid: ${cursorText(stream.cursor)}\ndata: ${JSON.stringify(heard)}\n\n`)
    for (const row of rows) {
      if (endings.get(row.topic)?.(row.data as never) === stream.actor.sessionId) return end(stream, 'session_ended')
    }
  }

  function send(stream: Stream, text: string): void {
    stream.response.write(text)
    // Whoever reads too slowly is cut off and comes back with its cursor, instead of filling our memory.
    if (stream.response.writableLength > maxUnsent) end(stream, undefined)
  }

  function end(stream: Stream, why: string | undefined): void {
    streams.delete(stream)
    stream.response.end(why === undefined ? '' : `event: bye\ndata: ${JSON.stringify({ why })}\n\n`)
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = turn.then(work)
    turn = next.catch((error: unknown) => log.warn({ err: (error as Error).message }, 'events could not be distributed; trying again'))
    return next
  }

  function want(cursor: Cursor): void {
    if (isBefore(wanted, cursor)) wanted = cursor
    if (timer !== undefined || !isBefore(position, wanted)) return
    timer = setTimeout(() => {
      timer = undefined
      inTurn(distribute).catch(() => {
        if (!stopped) want(wanted)
      })
    }, batchMs)
  }

  async function published(): Promise<Cursor> {
    const [[cursor]] = await app.reader.read(publishedCursor())
    return cursor!
  }

  async function listen(): Promise<void> {
    while (!stopped) {
      const client = new pg.Client({ connectionString: url, application_name: 'yiwang-streams' })
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve())
        client.on('end', () => resolve())
      })
      try {
        await client.connect()
        listener = client
        client.on('notification', ({ payload }) => want(parseCursor(payload ?? '') ?? wanted))
        await client.query(`listen ${channel}`)
        // What was published while nobody listened was notified to nobody.
        want(await published())
        await lost
      } catch {
        if (!stopped) await new Promise((resolve) => setTimeout(resolve, 500))
      }
      await client.end().catch(() => undefined)
    }
  }

  return {
    hear: (kind, mayHear) => void audiences.set(kind.topic, mayHear),
    endSessionOn: (kind, sessionOf) => void endings.set(kind.topic, sessionOf),
    get open() {
      return streams.size
    },
    async stop() {
      stopped = true
      clearInterval(keepAlive)
      clearTimeout(timer)
      for (const stream of streams) end(stream, undefined)
      await listener?.end().catch(() => undefined)
      await listening
      await turn
    },
  }
}
