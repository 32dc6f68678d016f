import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { createPool, type Pool } from '#lib/db'
import { cloneDatabase, TestClient, type ClonedDatabase } from '#lib/testing'
import { createApp, type App } from './app.ts'
import { Command, problem, ProblemError, route } from './contract.ts'
import { createMetrics } from './metrics.ts'
import { describeApi } from './openapi.ts'
import { serve } from './serve.ts'

const full = problem('proof.full', 409, { 'zh-CN': '已满：{most}', en: 'Full: {most}' })
const foreign = problem('proof.foreign', 418, { 'zh-CN': '别处的', en: 'of elsewhere' })

const echo = route({
  method: 'POST',
  url: '/proof/echo/:name',
  summary: 'Says what it was told',
  params: Type.Object({ name: Type.String() }),
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1 })), q: Type.Optional(Type.String()) }),
  body: Type.Object({
    text: Type.String({ minLength: 1, maxLength: 5 }),
    kind: Type.Optional(Type.Union([Type.Literal('a'), Type.Literal('b')])),
    when: Type.Optional(Type.String({ format: 'date-time' })),
    count: Type.Optional(Type.Integer()),
  }),
  reply: Type.Object({ name: Type.String(), text: Type.String(), page: Type.Optional(Type.Integer()) }),
  access: 'public',
  problems: [],
})
const fails = route({
  method: 'GET',
  url: '/proof/fails/:how',
  summary: 'Fails',
  params: Type.Object({ how: Type.String() }),
  reply: Type.Object({}),
  access: 'public',
  problems: [full],
})
const order = route({
  method: 'POST',
  url: '/proof/orders',
  summary: 'A command that only writes',
  body: Command({ what: Type.String() }),
  reply: Type.Object({ count: Type.Integer() }),
  command: true,
  problems: [full],
})

let database: ClonedDatabase
let pool: Pool
let app: App
let client: TestClient
let done = 0
const logged: string[] = []

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) })
  pool = createPool(database.webUrl, 'yiwang_serving', log)
  app = createApp({
    pool,
    log,
    metrics: createMetrics(),
    authenticate: async ({ headers: { cookie } }) =>
      cookie === undefined
        ? undefined
        : {
            accountId: cookie,
            sessionId: '',
            postId: '',
            name: '',
            role: '',
            unitId: '',
            unitName: '',
            scope: { units: null, places: null, categories: null, sensitivity: 0 },
          },
  })
  await describeApi(app, '0')
  serve(app, echo, async ({ params, body, query }) => ({ ...params, ...query, text: body.text, secret: 'undeclared' }))
  serve(app, fails, async ({ params, fail }) => {
    if (params.how === 'declared') return fail('proof.full', { most: 3 })
    if (params.how === 'worded') return fail('proof.full', { most: { 'zh-CN': '书架', en: 'the shelf' } })
    if (params.how === 'undeclared') throw new ProblemError(foreign)
    if (params.how === 'deadlock') throw Object.assign(new Error('deadlock'), { severity: 'ERROR', code: '40P01' })
    throw new Error('the secret is 42')
  })
  serve(app, order, async ({ body, fail }) => {
    if (body.what === 'too much') return fail('proof.full', { most: 1 })
    return { count: ++done }
  })
  client = new TestClient(await app.fastify.listen({ host: '127.0.0.1', port: 0 }))
})
afterAll(async () => {
  await app.fastify.close()
  await pool.end()
  await database.drop()
})
beforeEach(() => {
  logged.length = 0
  client.language = 'zh-CN'
  client.cookie = undefined
})

interface Told {
  status: number
  type: string
  title: string
  data: { faults?: { path: string; message: string }[] }
  requestId: string
}

async function told(response: Response): Promise<Told> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('content-language')).toBe(client.language)
  const body = (await response.json()) as Told
  expect(body.status).toBe(response.status)
  expect(body.requestId).toBe(response.headers.get('x-request-id'))
  return body
}

async function post(body: unknown, url = '/api/proof/echo/x', headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return client.fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } })
}

describe('what is not valid is said in the language asked for', () => {
  test.each([
    [{}, '/body/text', '缺少', 'is missing'],
    [{ text: '' }, '/body/text', '不能为空', 'must not be empty'],
    [{ text: '123456' }, '/body/text', '最多 5 个字', 'must have at most 5 characters'],
    [{ text: 1 }, '/body/text', '应为文字', 'must be text'],
    [{ text: 'a', colour: 'red' }, '/body/colour', '不是这里的内容', 'is not known here'],
    [{ text: 'a', kind: 'c' }, '/body/kind', '只能是 a、b', 'must be a or b'],
    [
      { text: 'a', when: 'now' },
      '/body/when',
      '应为带时区的时间（如 2026-05-20T13:45:00+08:00）',
      'must be a time with its zone',
    ],
    [{ text: 'a', count: '1' }, '/body/count', '应为整数', 'must be a whole number'],
    [[], '/body', '应为对象', 'must be an object'],
  ])('%j', async (body, path, chinese, english) => {
    const inChinese = await told(await post(body))
    expect(inChinese).toMatchObject({ type: 'request.invalid', title: `请求内容有误：${path} ${chinese}` })
    expect(inChinese.data.faults).toEqual([{ path, message: chinese }])
    client.language = 'en'
    const inEnglish = await told(await post(body))
    expect(inEnglish.title).toBe(`The request is not valid: ${path} ${english}`)
  })

  test.each([
    ['?page=0', '/query/page 不能小于 1'],
    ['?page=x', '/query/page 应为整数'],
    ['?pgae=1', '/query/pgae 不是这里的内容'],
  ])('the address %s', async (search, where) => {
    expect((await told(await post({ text: 'a' }, `/api/proof/echo/x${search}`))).title).toBe(`请求内容有误：${where}`)
  })

  test('all faults at once, in one sentence', async () => {
    const { data, title } = await told(await post({ text: '', count: 1.5, a: 1, b: 2 }))
    expect(data.faults).toHaveLength(4)
    expect(title.split('；')).toHaveLength(3)
  })

  test.each([
    ['{', '内容不是 JSON'],
    ['', '内容为空'],
    ['{"__proto__": {"text": "a"}}', '内容不是 JSON'],
  ])('a body that is none: %s', async (body, where) => {
    expect((await told(await post(body))).title).toBe(`请求内容有误：${where}`)
  })
})

describe('is refused, never a 500', () => {
  const nul = '\\u0000'
  const half = '\\ud800'
  test.each([
    ['NUL in a body', '/api/proof/echo/x', `{"text":"${nul}"}`],
    ['half a surrogate in a body', '/api/proof/echo/x', `{"text":"${half}"}`],
    ['NUL in a key', '/api/proof/echo/x', `{"text":"a","${nul}":1}`],
    ['NUL in the address', '/api/proof/echo/a%00b', '{"text":"a"}'],
    ['NUL in the query', '/api/proof/echo/x?q=%00', '{"text":"a"}'],
    ['broken UTF-8 in the address', '/api/proof/echo/%ED%A0%80', '{"text":"a"}'],
    ['a broken escape in the address', '/api/proof/echo/%zz', '{"text":"a"}'],
  ])('%s', async (_, url, body) => {
    expect(await told(await post(body, url))).toMatchObject({ status: 400, type: 'request.invalid' })
  })

  test('an address that is too long', async () => {
    const response = await client.fetch(`/api/proof/fails/${'x'.repeat(300)}`)
    expect(await told(response)).toMatchObject({ status: 400, title: '请求内容有误：地址太长' })
  })

  test('broken UTF-8 in the query is read as a mark of its own', async () => {
    expect((await post({ text: 'a' }, '/api/proof/echo/x?q=%ED%A0%80')).status).toBeLessThan(500)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'text/csv', 'application/xml', 'nonsense'])(
    'the content type %s',
    async (type) => {
      const response = await post('text=a', undefined, { 'content-type': type })
      expect(await told(response)).toMatchObject({ status: 415, type: 'request.unsupported_type' })
    },
  )

  test('too much', async () => {
    expect(await told(await post({ text: 'a'.repeat(1_100_000) }))).toMatchObject({ status: 413 })
  })

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://elsewhere.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{}, 200],
  ])('another origin: %j is %i', async (headers, status) => {
    // fetch of a browser's kind fills some of these itself
    const { statusCode, body } = await app.fastify.inject({
      method: 'POST',
      url: '/api/proof/echo/x',
      headers: headers as Record<string, string>,
      payload: { text: 'a' },
    })
    expect(statusCode).toBe(status)
    if (status === 403) expect(JSON.parse(body)).toMatchObject({ type: 'request.foreign_origin' })
  })

  test('our own origin by its name is let in', async () => {
    const headers = { origin: 'https://desk.example:8443', host: 'desk.example:8443' }
    const answer = await app.fastify.inject({
      method: 'POST',
      url: '/api/proof/echo/x',
      headers,
      payload: { text: 'a' },
    })
    expect(answer.statusCode).toBe(200)
  })

  test.each([
    ['GET', '/api/nowhere'],
    ['GET', '/nowhere'],
    ['PUT', '/api/proof/echo/x'],
    ['OPTIONS', '/api/proof/echo/x'],
  ])('%s at an address that is none: %s', async (method, url) => {
    expect(await told(await client.fetch(url, { method }))).toMatchObject({
      status: 404,
      type: 'request.no_such_route',
    })
  })

  test('a preflight of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' }
    const answer = await app.fastify.inject({ method: 'OPTIONS', url: '/api/proof/echo/x', headers })
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a stranger, before what they send is read', async () => {
    expect((await told(await post('{', '/api/proof/orders'))).status).toBe(401)
  })
})

test('HEAD answers as GET does, without a body', async () => {
  const response = await client.fetch('/api/openapi.json', { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

describe('a failure', () => {
  test('that is declared carries its data in its sentence', async () => {
    expect(await told(await client.fetch('/api/proof/fails/declared'))).toMatchObject({ status: 409, title: '已满：3' })
    expect(logged).toEqual([])
  })

  test('is told in the language asked for, and its sentence in every other; so are values that are words', async () => {
    const full = await told(await client.fetch('/api/proof/fails/declared'))
    expect(full).toMatchObject({ titles: { 'zh-CN': '已满：3', en: 'Full: 3' } })
    const worded = await told(await client.fetch('/api/proof/fails/worded'))
    expect(worded).toMatchObject({ title: '已满：书架', data: { most: '书架' } })
    expect(worded).toMatchObject({ titles: { 'zh-CN': '已满：书架', en: 'Full: the shelf' } })
  })

  test('that nobody expected says nothing of itself, and is in the log under its number', async () => {
    const response = await told(await client.fetch('/api/proof/fails/unexpected'))
    expect(response).toMatchObject({ status: 500, type: 'server.internal', data: {} })
    expect(JSON.stringify(response)).not.toMatch(/42|secret|stack/)
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('the secret is 42')
    expect(logged[0]).toContain(response.requestId)
  })

  test('that the route does not declare is a mistake of ours', async () => {
    expect(await told(await client.fetch('/api/proof/fails/undeclared'))).toMatchObject({ status: 500 })
    expect(logged.join('')).toContain('does not declare the problem proof.foreign')
  })

  test('of a deadlock is worth trying again', async () => {
    expect(await told(await client.fetch('/api/proof/fails/deadlock'))).toMatchObject({
      status: 503,
      type: 'server.busy',
    })
  })
})

test('what the reply does not declare does not leave', async () => {
  const response = await post({ text: 'a' }, '/api/proof/echo/x?page=2')
  expect(await response.json()).toEqual({ name: 'x', text: 'a', page: 2 })
})

describe('a command that only writes', () => {
  const send = (body: object) => client.call(order, { body: body as { id: string; occurredAt: string; what: string } })
  const command = (what: string): object => ({ id: randomUUID(), occurredAt: new Date().toISOString(), what })
  beforeEach(() => {
    client.cookie = randomUUID()
  })

  test('sent twice, or ten times at once, is answered as the first time', async () => {
    const body = command('one')
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(body)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await send(body)).toEqual(answers[0])
  })

  test('with the id of another, or of another person, is refused', async () => {
    const body = command('one')
    await send(body)
    expect(await client.refused(order, { body: { ...body, what: 'two' } as never })).toBe('command.reused')
    client.cookie = randomUUID()
    expect(await client.refused(order, { body: body as never })).toBe('command.reused')
  })

  test('that failed was not done, and may be sent again', async () => {
    const body = command('too much')
    expect(await client.refused(order, { body: body as never })).toBe('proof.full')
    expect(await client.refused(order, { body: body as never })).toBe('proof.full')
  })
})

test('a stop answers what was asked before it', async () => {
  const slow = createApp({ pool, log: app.log, metrics: createMetrics(), authenticate: async () => undefined })
  let finish: () => void = () => undefined
  const begun = new Promise<void>((begin) => {
    serve(slow, fails, async () => {
      begin()
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return {}
    })
  })
  const url = await slow.fastify.listen({ host: '127.0.0.1', port: 0 })
  const answer = fetch(`${url}/api/proof/fails/x`)
  await begun
  const closed = slow.fastify.close()
  finish()
  expect((await answer).status).toBe(200)
  await closed
})
