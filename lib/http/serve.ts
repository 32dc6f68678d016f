import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { createReader, runTransaction, type Compilable, type Compiled, type Reader, type Transaction } from '#lib/db'
import { chooseLanguage, type Json, type Language } from '#lib/kernel'
import type { Actor } from './actor.ts'
import { serverItself, type App } from './app.ts'
import {
  findReply,
  knownReply,
  replyQuery,
  sentCommand,
  storeReply,
  type ReplyRow,
  type SentCommand,
} from './command-store.ts'
import {
  Bytes,
  commonProblem,
  commonProblems,
  Problem,
  ProblemError,
  type BodyOf,
  type CodeOf,
  type ParamsOf,
  type ProblemData,
  type QueryOf,
  type ReplyOf,
  type RouteShape,
} from './contract.ts'

/** What a handler is given. */
export interface Context<R extends RouteShape> {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  readonly actor: R['access'] extends 'public' ? Actor | undefined : Actor
  /** reads in a GET; elsewhere the request's one transaction, committed when the handler returns */
  readonly tx: R['method'] extends 'GET' ? Reader : Transaction
  readonly language: Language
  readonly requestId: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Ends the request with one of the route's declared problems. */
  readonly fail: (code: CodeOf<R>, data?: ProblemData) => never
}

export type Handler<R extends RouteShape> = (context: Context<R>) => Promise<ReplyOf<R>>

/**
 * Serves a route: authenticates, validates, runs the handler in one transaction (a GET only reads), commits or rolls
 * back here and nowhere else, and answers a command that was sent before with its stored reply.
 */
export function serve<const R extends RouteShape>(app: App, shape: R, handler: Handler<NoInfer<R>>): void {
  app.fastify.route({
    ...routeOptions(app, shape),
    handler: (request, reply) => answer<R, ReplyOf<R>>(app, shape, handler, request, reply),
  })
}

/** What every route has, whatever it answers with: address, schemas, authentication. */
export function routeOptions(app: App, shape: RouteShape): Omit<RouteOptions, 'handler'> {
  return {
    method: shape.method,
    url: `/api${shape.url}`,
    schema: schemaOf(shape),
    ...(shape.maxBytes === undefined ? {} : { bodyLimit: shape.maxBytes }),
    // Before the body: a stranger's megabytes are not read.
    onRequest: async (request) => {
      const actor = await app.authenticate(request)
      if (actor === undefined && shape.access !== 'public')
        throw new ProblemError(commonProblem('identity.not_logged_in'))
      actors.set(request, actor)
    },
    preValidation: async (request) => {
      const isBytes = Buffer.isBuffer(request.body)
      if ((shape.consumes === 'bytes') !== isBytes && (isBytes || shape.consumes === 'bytes')) {
        throw new ProblemError(commonProblem('request.unsupported_type'))
      }
    },
  }
}

/** Runs a route's handler on a request; what it gives is committed. */
export async function answer<R extends RouteShape, T>(
  app: App,
  shape: R,
  handler: (context: Context<R>) => Promise<T>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<T> {
  const context = contextOf(shape, request, reply)
  try {
    return await (shape.method === 'GET'
      ? handler({ ...context, tx: readerFor(app, actors.get(request)) } as unknown as Context<R>)
      : write(app, shape, request, reply, (tx) => handler({ ...context, tx } as unknown as Context<R>)))
  } catch (error) {
    throw checkDeclared(shape, error)
  }
}

/** What an actor reads, row-level security lets them; a stranger reads what is nobody's. */
export function readerFor(app: Pick<App, 'pool' | 'reader' | 'settingsOf'>, actor: Actor | undefined): Reader {
  return actor === undefined ? app.reader : createReader(app.pool, app.settingsOf(actor))
}

const actors = new WeakMap<FastifyRequest, Actor | undefined>()

async function write<T>(
  app: App,
  shape: RouteShape,
  request: FastifyRequest,
  reply: FastifyReply,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const actor = actors.get(request)
  const settings = actor === undefined ? serverItself : app.settingsOf(actor)
  if (shape.command !== true) return counted(reply, (count) => runTransaction(app.pool, count(work), settings))
  const command = sentCommand(
    actor!.accountId,
    `${shape.method} ${request.url}`,
    request.body as { id: string } & Record<string, Json>,
  )
  try {
    const accept = async (tx: Transaction): Promise<T> => {
      const value = await work(lookingForReply(tx, command))
      storeReply(tx, command, value)
      return value
    }
    return await counted(reply, (count) => runTransaction(app.pool, count(accept), settings))
  } catch (error) {
    // Whatever went wrong, a command that was accepted before answers as it did then: its first sending may have
    // moved the case on, or be ending beside this one.
    const known = error instanceof KnownCommand ? error : await findReply(readerFor(app, actor), command)
    if (known === undefined) throw error
    return known.reply as T
  }
}

/** Says in the reply how often the database was waited for: what a command costs is seen from outside. */
async function counted<T>(
  reply: FastifyReply,
  run: (count: (work: (tx: Transaction) => Promise<T>) => (tx: Transaction) => Promise<T>) => Promise<T>,
): Promise<T> {
  let used: Transaction | undefined
  const value = await run((work) => (tx) => {
    used = tx
    return work(tx)
  })
  void reply.header('server-timing', `db;desc="${used?.roundTrips ?? 0} round trips"`)
  return value
}

class KnownCommand extends Error {
  readonly reply: unknown
  constructor(reply: unknown) {
    super('This command was accepted before')
    this.reply = reply
  }
}

/** The look for an earlier sending travels last in the handler's first read: no round trip of its own, and after a row lock. */
function lookingForReply(tx: Transaction, command: SentCommand): Transaction {
  let looked = false
  // Without the row types, which only the handler's own call can know.
  const read = (...queries: (Compilable | Compiled)[]): Promise<unknown[][]> => tx.read(...(queries as never[]))
  return {
    async read(...queries) {
      if (looked) return (await read(...(queries as unknown as Compilable[]))) as never
      looked = true
      const rows = await read(...(queries as unknown as Compilable[]), replyQuery(command))
      const known = knownReply(rows.at(-1) as ReplyRow[], command)
      if (known !== undefined) throw new KnownCommand(known.reply)
      return rows.slice(0, -1) as never
    },
    write: (query, rules) => tx.write(query, rules),
    afterCommit: (what) => tx.afterCommit(what),
    get roundTrips() {
      return tx.roundTrips
    },
  }
}

function contextOf(shape: RouteShape, request: FastifyRequest, reply: FastifyReply): Omit<Context<RouteShape>, 'tx'> {
  return {
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    actor: actors.get(request) as never,
    language: chooseLanguage(request.headers['accept-language']),
    requestId: request.id,
    request,
    reply,
    fail(code, data) {
      const kind = shape.problems.find((one) => one.code === code)
      if (kind === undefined) throw new Error(`${shape.method} ${shape.url} does not declare the problem ${code}`)
      throw new ProblemError(kind, data)
    },
  }
}

/** A problem that the route does not declare is a mistake of ours: a client cannot know it. */
function checkDeclared(shape: RouteShape, error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error
  const known = [...shape.problems, ...commonProblems].some((kind) => kind.code === error.kind.code)
  return known
    ? error
    : new Error(`${shape.method} ${shape.url} does not declare the problem ${error.kind.code}`, { cause: error })
}

function schemaOf(shape: RouteShape): object {
  const problems = Map.groupBy(
    [...shape.problems, ...commonProblems.filter((kind) => mayHappen(shape, kind.code))],
    (kind) => kind.status,
  )
  const file = {
    description: 'the file; `206` with the part a `Range` header asks for, `304` when the `ETag` is the one known',
    content: { 'application/octet-stream': { schema: Bytes } },
  }
  const responses: Record<string, TSchema | object> = { 200: shape.replies === 'bytes' ? file : shape.reply }
  for (const [status, kinds] of problems) {
    responses[status] = {
      description: kinds.map((kind) => `\`${kind.code}\` ${kind.title.en}`).join('; '),
      content: { 'application/problem+json': { schema: Problem } },
    }
  }
  return {
    summary: shape.summary,
    tags: [shape.url.split('/')[1]!],
    ...(shape.params === undefined ? {} : { params: shape.params }),
    ...(shape.query === undefined ? {} : { querystring: { ...shape.query, additionalProperties: false } }),
    ...(shape.body === undefined ? {} : { body: { ...shape.body, additionalProperties: false } }),
    ...(shape.consumes === 'bytes' ? { consumes: ['text/csv', 'application/octet-stream'] } : {}),
    response: responses,
  }
}

function mayHappen(shape: RouteShape, code: string): boolean {
  if (code.startsWith('identity.')) return shape.access !== 'public'
  if (code === 'command.reused') return shape.command === true
  if (code === 'request.range_not_satisfiable') return shape.replies === 'bytes'
  if (code === 'request.too_large' || code === 'request.unsupported_type' || code === 'request.foreign_origin')
    return shape.method !== 'GET'
  return code !== 'request.no_such_route'
}
