import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sm3Hex } from '#lib/crypto'
import type { App } from './app.ts'
import { commonProblem, ProblemError, type RouteShape } from './contract.ts'
import { answer, routeOptions, type Context } from './serve.ts'

/** A file as a route answers with it. */
export interface BytesReply {
  /** bytes of the whole */
  readonly size: number
  readonly type: string
  /** names this content and no other; without quotes */
  readonly tag: string
  /** kept by a browser under this name; undefined: shown in the page */
  readonly attachment?: string
  /** the name for whoever keeps what is shown */
  readonly name: string
  /** gives the bytes `start`…`end`, both included; read only after the answer was decided */
  readonly read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

/** A file that is at hand as a whole, made for whoever asks: it is kept by the browser under its name. */
export function wholeFile(file: {
  readonly bytes: Uint8Array
  readonly type: string
  readonly name: string
}): BytesReply {
  const { bytes, type, name } = file
  return {
    size: bytes.length,
    type,
    tag: sm3Hex(bytes).slice(0, 32),
    name,
    attachment: name,
    read: async function* (start, end) {
      yield bytes.subarray(start, end + 1)
    },
  }
}

export type BytesHandler<R extends RouteShape & { replies: 'bytes' }> = (context: Context<R>) => Promise<BytesReply>

/**
 * Serves a route that answers with a file: authentication, validation, problems and transaction as `serve` does, then
 * the bytes as a stream, in part where asked for (RFC 9110 §14), not at all where the client has them (§13).
 */
export function serveBytes<const R extends RouteShape & { replies: 'bytes' }>(
  app: App,
  shape: R,
  handler: BytesHandler<NoInfer<R>>,
): void {
  app.fastify.route({
    ...routeOptions(app, shape),
    handler: async (request, reply) => {
      const file = await answer<R, BytesReply>(app, shape, handler, request, reply)
      return sendFile(app, file, request, reply)
    },
  })
}

async function sendFile(
  app: App,
  file: BytesReply,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const tag = `"${file.tag}"`
  void reply
    .header('etag', tag)
    .header('accept-ranges', 'bytes')
    // Seen again only after asking whether one still may; nothing is left for the next person at this computer.
    .header('cache-control', 'private, no-cache')
    .header('x-content-type-options', 'nosniff')
    // Whatever is inside: no script, no form, no origin of ours.
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', disposition(file))
  if (request.method === 'GET' && knows(request.headers['if-none-match'], tag)) return reply.code(304).send()
  const range = wanted(request, file.size, tag)
  if (range === 'none') {
    void reply.header('content-range', `bytes */${file.size}`)
    throw new ProblemError(commonProblem('request.range_not_satisfiable'))
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 }
  if (range !== undefined) void reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size}`)
  if (request.method === 'HEAD')
    return reply.type(file.type).header('content-length', file.size).send(Readable.from([]))
  // The first bytes are fetched before anything is said: what cannot be read at all is told as a problem.
  const bytes = file.read(start, end)[Symbol.asyncIterator]()
  const first = await bytes.next()
  const body = Readable.from(rest(first, bytes), { objectMode: false, highWaterMark: 256 * 1024 })
  body.once('error', (error) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      app.log.error({ err: error, requestId: request.id }, 'a file broke off while it was sent')
  })
  return reply
    .type(file.type)
    .header('content-length', end - start + 1)
    .send(body)
}

async function* rest(first: IteratorResult<Uint8Array>, bytes: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for (let one = first; one.done !== true; one = await bytes.next()) yield one.value
  } finally {
    await bytes.return?.()
  }
}

function knows(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  // Weak comparison, as the rule for If-None-Match is.
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
}

/** The one range a request asks for; undefined: the whole, also where a header cannot be understood. */
function wanted(
  request: FastifyRequest,
  size: number,
  tag: string,
): { start: number; end: number } | 'none' | undefined {
  const header = request.headers.range
  const condition = request.headers['if-range']
  if (header === undefined || (condition !== undefined && condition !== tag)) return undefined
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim())
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size)
    return length === 0 ? 'none' : { start: size - length, end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (match[2] !== '' && Number(match[2]) < start) return undefined
  return start >= size ? 'none' : { start, end }
}

/** RFC 6266 with the extended name of RFC 8187, and a plain one for whoever does not know that. */
function disposition({ attachment, name }: BytesReply): string {
  const given = attachment ?? name
  const plain = given.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_')
  const extended = encodeURIComponent(given).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${attachment === undefined ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${extended}`
}
