import { randomBytes } from 'node:crypto'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Pool } from '#lib/db'
import { createReader, type Reader, type Settings } from '#lib/db'
import { chooseLanguage, type Logger, type Words } from '#lib/kernel'
import type { Actor } from './actor.ts'
import { commonProblem, ProblemError, wordsBy } from './contract.ts'
import { answerProblem } from './problem.ts'
import { measure, type Metrics } from './metrics.ts'

/** What a module's routes are served on. */
export interface App {
  readonly fastify: FastifyInstance
  readonly pool: Pool
  /**
   * For what is read or kept beside a request's transaction, while that holds a connection of the pool. Taken from the pool
   * as well, as many requests at once as it has connections would all wait for one more.
   */
  readonly side: Pool
  /** reads as the server itself, for nobody: what is open, and nothing of a person */
  readonly reader: Reader
  readonly log: Logger
  /** who a request comes from; undefined for a stranger */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor | undefined>
  /** what row-level security is told of an actor, for every transaction made for them */
  readonly settingsOf: (actor: Actor) => Settings
  /**
   * Says what row-level security is to let people do that not everybody may, as rights `<module>.<word>`: each module says
   * its own, by the same rule as its policy.
   */
  readonly allow: (rights: (actor: Actor) => readonly string[]) => void
}

export interface AppOptions {
  pool: Pool
  /** connections apart from the pool's; default: the pool, for who serves nobody */
  side?: Pool
  log: Logger
  authenticate: App['authenticate']
  /** default: the account alone, which lets it see nothing that is guarded */
  settingsOf?: App['settingsOf']
  metrics: Metrics
}

const stopMs = 10_000

/** Makes the HTTP application: validation, problems, the origin rule, metrics; no route of its own. */
export function createApp({
  pool,
  side = pool,
  log,
  authenticate,
  settingsOf = accountAlone,
  metrics,
}: AppOptions): App {
  const instance: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    genReqId: () => randomBytes(9).toString('base64url'),
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    // What was asked is answered before a stop; streams end by themselves, and nothing else holds it up for long.
    forceCloseConnections: 'idle',
    trustProxy: 'loopback',
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply, log),
  })
  instance.addHook('preClose', async () => {
    const patience = setTimeout(() => instance.server.closeAllConnections(), stopMs)
    instance.server.once('close', () => clearTimeout(patience))
  })
  // Fastify reads plain text on its own; here a body says what it is or is refused.
  instance.removeContentTypeParser('text/plain')
  // Addresses carry text, so numbers in them are read from text; a body says exactly what it means or is refused.
  const common = { allErrors: true, useDefaults: true, strict: false } as const
  const loose = formats(new Ajv2020({ ...common, coerceTypes: true }))
  const strict = formats(new Ajv2020(common))
  instance.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : loose).compile(schema as object),
  )
  instance.addContentTypeParser(
    ['text/csv', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  instance.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    refuseForeignOrigin(request)
  })
  instance.addHook('preValidation', async (request) => refuseUnstorableText(request))
  instance.setErrorHandler((error, request, reply) => answerProblem(error, request, reply, log))
  instance.setNotFoundHandler((request, reply) =>
    answerProblem(new ProblemError(commonProblem('request.no_such_route')), request, reply, log),
  )
  measure(instance, metrics)
  const rules: ((actor: Actor) => readonly string[])[] = []
  return {
    fastify: instance,
    pool,
    side,
    reader: createReader(side, serverItself),
    log,
    authenticate,
    settingsOf: (actor) => ({ ...settingsOf(actor), ...rightsSetting(rules.flatMap((rights) => rights(actor))) }),
    allow: (rights) => void rules.push(rights),
  }
}

/** What row-level security is told of rights. */
export function rightsSetting(rights: readonly string[]): Settings {
  return { 'yiwang.may': rights.join(',') }
}

/** What it is told when the server itself reads: nobody asks, and what is open to everybody logged in is open to it. */
export const serverItself: Settings = rightsSetting(['server'])

function accountAlone(actor: Actor): Settings {
  return { 'yiwang.actor': JSON.stringify({ account: actor.accountId }) }
}

function formats(ajv: Ajv2020): Ajv2020 {
  // ajv-formats is CommonJS: its function is the default of the default under Node's ES modules
  ;(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv)
  return ajv
}

/** A browser says where a request comes from: what changes things must come from our own pages. */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const foreign =
    site === undefined
      ? origin !== undefined && URL.parse(origin)?.host !== request.headers.host
      : site !== 'same-origin' && site !== 'none'
  if (foreign) throw new ProblemError(commonProblem('request.foreign_origin'))
}

const unstorableText: Words = { 'zh-CN': '含有无法保存的字符', en: 'contains characters that cannot be stored' }

/** PostgreSQL stores neither NUL nor half a surrogate pair; both are told here, for every route. */
function refuseUnstorableText(request: FastifyRequest): void {
  for (const part of ['params', 'query', 'body'] as const) {
    const value = request[part]
    if (Buffer.isBuffer(value)) continue
    const where = unstorable(value, `/${part}`)
    if (where === undefined) continue
    const language = chooseLanguage(request.headers['accept-language'])
    const message = unstorableText[language]
    throw new ProblemError(commonProblem('request.invalid'), {
      where: wordsBy((one) => `${where} ${unstorableText[one]}`),
      faults: [{ path: where, message }],
    })
  }
}

function unstorable(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? path : undefined
  if (value === null || typeof value !== 'object') return undefined
  for (const [key, one] of Object.entries(value)) {
    const found = unstorable(key, path) ?? unstorable(one, `${path}/${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
