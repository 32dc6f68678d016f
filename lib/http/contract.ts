import { Type, type Static, type TProperties, type TSchema } from 'typebox'
import type { Language, Words } from '#lib/kernel/contract'
import { languages } from '#lib/kernel/contract'

/**
 * A way a route can fail, declared once: stable code, HTTP status and the sentence a person reads.
 * `{name}` in a sentence is replaced from the problem's data.
 */
export interface ProblemKind<Code extends string = string> {
  readonly code: Code
  readonly status: number
  readonly title: Words
}

/** Declares a problem. Codes are `<module>.<what_is_wrong>` and are never reused for another meaning. */
export function problem<const Code extends string>(code: Code, status: number, title: Words): ProblemKind<Code> {
  return { code, status, title }
}

type EachLanguage = { [L in Language]: ReturnType<typeof Type.String> }

/** Values of a problem. One that is said in words may be `Words`: it is told in the language asked for. */
export type ProblemData = { readonly [key: string]: unknown }

/** Thrown anywhere below a route to end it with a declared problem; mapped to RFC 9457 in one place. */
export class ProblemError<Code extends string = string> extends Error {
  readonly kind: ProblemKind<Code>
  readonly data: ProblemData

  constructor(kind: ProblemKind<Code>, data: ProblemData = {}) {
    super(kind.code)
    this.name = 'ProblemError'
    this.kind = kind
    this.data = data
  }
}

/** What an RFC 9457 `application/problem+json` body of ours holds. */
export const Problem = Type.Object({
  type: Type.String({ description: 'stable code, e.g. cases.not_found' }),
  title: Type.String({ description: 'a sentence in the language asked for' }),
  titles: Type.Optional(
    Type.Object(Object.fromEntries(languages.map((language) => [language, Type.String()])) as EachLanguage, {
      description: 'the same sentence in every language, for whoever changes theirs while it is shown',
    }),
  ),
  status: Type.Integer(),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description: 'values named in the sentence, or rows and fields at fault',
  }),
  requestId: Type.String({ description: 'names this request in the log' }),
})
export type Problem<Code extends string = string> = Omit<Static<typeof Problem>, 'type'> & { type: Code }

/** Problems any route may answer; a route lists only its own. */
export const commonProblems = [
  problem('request.invalid', 400, { 'zh-CN': '请求内容有误：{where}', en: 'The request is not valid: {where}' }),
  problem('request.too_large', 413, { 'zh-CN': '内容超过允许的大小', en: 'The content is larger than allowed' }),
  problem('request.unsupported_type', 415, { 'zh-CN': '不支持这种内容类型', en: 'This content type is not supported' }),
  problem('request.range_not_satisfiable', 416, {
    'zh-CN': '所要求的部分超出文件范围',
    en: 'The part asked for lies outside the file',
  }),
  problem('request.no_such_route', 404, { 'zh-CN': '没有这个地址', en: 'There is no such address' }),
  problem('request.foreign_origin', 403, {
    'zh-CN': '请求来自其他网站，已拒绝',
    en: 'The request comes from another site and was refused',
  }),
  problem('identity.not_logged_in', 401, { 'zh-CN': '请先登录', en: 'Please log in first' }),
  problem('identity.password_due', 403, {
    'zh-CN': '请先修改密码，再继续使用',
    en: 'Please change your password before you go on',
  }),
  problem('identity.second_factor_due', 403, {
    'zh-CN': '您的岗位须先设置两步验证，再继续使用',
    en: 'Your post asks for two-step log-in: set it up before you go on',
  }),
  problem('command.reused', 409, {
    'zh-CN': '这个命令编号已用于另一项内容',
    en: 'This command id was already used for something else',
  }),
  problem('server.busy', 503, {
    'zh-CN': '系统暂时繁忙，请稍后重试',
    en: 'The system is busy, please try again shortly',
  }),
  problem('server.internal', 500, {
    'zh-CN': '系统内部出错，已记录，请稍后重试',
    en: 'Something went wrong on our side; it has been logged. Please try again later',
  }),
] as const
export type CommonCode = (typeof commonProblems)[number]['code']

/** The common problem of a code, for throwing. */
export function commonProblem(code: CommonCode): ProblemKind {
  return commonProblems.find((kind) => kind.code === code)!
}

/** Fills the `{names}` of a sentence from data. */
export function sentence(words: Words, language: Language, data: ProblemData = {}): string {
  return words[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = saidIn(data[name], language)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole
  })
}

/** A value of a problem in one language: of `Words` that language, anything else as it stands. */
export function saidIn(value: unknown, language: Language): unknown {
  return isWords(value) ? value[language] : value
}

function isWords(value: unknown): value is Words {
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return keys.length === languages.length && languages.every((language) => keys.includes(language))
}

/** What is said of the same thing in each language. */
export function wordsBy(say: (language: Language) => string): Words {
  return Object.fromEntries(languages.map((language) => [language, say(language)])) as unknown as Words
}

/** `Words` as a schema, for replies that carry texts of a city or a case kind. */
export const WordsSchema = Type.Object(
  Object.fromEntries(languages.map((language) => [language, Type.String()])) as EachLanguage,
)

/**
 * The envelope of every command: `id` is made by the client, so that sending twice does once; `occurredAt` is when it
 * happened in the world (offline work), the server adds when it was recorded.
 */
export function Command<P extends TProperties>(properties: P) {
  return Type.Object({
    id: Type.String({ format: 'uuid', description: 'made by the client; the same command sent twice is done once' }),
    occurredAt: Type.String({ format: 'date-time', description: 'when it happened' }),
    ...properties,
  })
}

export interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** below `/api`, with `:name` parameters */
  readonly url: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** `bytes`: the body is a file sent as it is, at most `maxBytes` long */
  readonly consumes?: 'bytes'
  readonly maxBytes?: number
  /** `bytes`: answers with a file as it is, in parts where asked for; `reply` is then `Bytes` */
  readonly replies?: 'bytes'
  readonly reply: TSchema
  /** who may call it at all; what an account may do is the module's policy. Default: a logged-in account */
  readonly access?: 'public'
  /** the body is a `Command`: the reply is stored with it, and sent again when the command is */
  readonly command?: true
  readonly problems: readonly ProblemKind[]
}

/** The reply of a route that answers with a file. */
export const Bytes = Type.Unsafe<Blob>({ type: 'string', format: 'binary' })

/** Declares a route. One value gives validation, serialisation, OpenAPI, the handler's and the client's types. */
export function route<const R extends RouteShape>(shape: R): R {
  return shape
}

type StaticOf<S> = S extends TSchema ? Static<S> : undefined
export type ParamsOf<R extends RouteShape> = StaticOf<R['params']>
export type QueryOf<R extends RouteShape> = StaticOf<R['query']>
export type BodyOf<R extends RouteShape> = R['consumes'] extends 'bytes' ? Uint8Array<ArrayBuffer> : StaticOf<R['body']>
export type ReplyOf<R extends RouteShape> = Static<R['reply']>
export type CodeOf<R extends RouteShape> = R['problems'][number]['code']

type Needs<Key extends string, Value> = Value extends undefined
  ? { readonly [K in Key]?: undefined }
  : { readonly [K in Key]: Value }
export type InputOf<R extends RouteShape> = Needs<'params', ParamsOf<R>> &
  Needs<'query', QueryOf<R>> &
  Needs<'body', BodyOf<R>>

/** What `call` needs of the outside: sends one request and gives back status and parsed body. */
export type Send = (request: {
  method: RouteShape['method']
  url: string
  body: unknown
  bytes: boolean
}) => Promise<{ status: number; body: unknown }>

export type Answer<R extends RouteShape> =
  | { readonly ok: true; readonly value: ReplyOf<R> }
  | { readonly ok: false; readonly problem: Problem<CodeOf<R> | CommonCode> }

/** The address a route and its input name, `/api` included. */
export function urlOf(shape: RouteShape, input: { params?: unknown; query?: unknown }): string {
  const params = (input.params ?? {}) as Record<string, string>
  const path = shape.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries((input.query ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(key, String(one))
  }
  const text = search.toString()
  return `/api${path}${text === '' ? '' : `?${text}`}`
}

/** Calls a route. Declared failures come back as values; only a broken connection throws. */
export async function call<const R extends RouteShape>(
  send: Send,
  shape: R,
  input: NoInfer<InputOf<R>>,
): Promise<Answer<R>> {
  const { status, body } = await send({
    method: shape.method,
    url: urlOf(shape, input),
    body: input.body,
    bytes: shape.consumes === 'bytes',
  })
  if (status >= 200 && status < 300) return { ok: true, value: body as ReplyOf<R> }
  return { ok: false, problem: body as Problem<CodeOf<R> | CommonCode> }
}

/** A page of a list: rows, how many match in all, and the page asked for. */
export function PageOf<S extends TSchema>(item: S) {
  return Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    page: Type.Integer(),
    pageSize: Type.Integer(),
  })
}
