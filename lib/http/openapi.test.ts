import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

interface Operation {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}

async function document(): Promise<{
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
}> {
  const response = await server.stranger().fetch('/api/openapi.json')
  expect(response.headers.get('content-type')).toMatch('application/json')
  return response.json() as never
}

describe('the description of the interface', () => {
  test('is OpenAPI 3.1 and names every route with its parameters, replies and problems', async () => {
    const { openapi, info, paths } = await document()
    expect(openapi).toMatch(/^3\.1\./)
    expect(info.title).toContain('Yiwang')
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    const names = operations.map(({ path, method }) => `${method} ${path}`)
    for (const name of [
      'post /api/session',
      'get /api/cases',
      'post /api/cases/{id}/actions/{action}',
      'get /api/health',
    ])
      expect(names).toContain(name)
    for (const { path, method, operation } of operations) {
      const name = `${method} ${path}`
      expect(operation.summary, name).toBeTruthy()
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path')
      expect(new Set(declared.map((one) => one.name)), name).toEqual(new Set(inPath))
      expect(
        declared.every((one) => one.required === true),
        name,
      ).toBe(true)
      const given = operation.responses['200']?.content
      // a file is given as it is, anything else in JSON
      expect((given?.['application/octet-stream'] ?? given?.['application/json'])?.schema, name).toBeTypeOf('object')
      for (const status of ['400', '500', '503']) {
        const content = operation.responses[status]?.content
        expect(Object.keys(content ?? {}), `${name} ${status}`).toEqual(['application/problem+json'])
      }
      if (method !== 'get') expect(operation.responses['403']?.description, name).toContain('request.foreign_origin')
    }
  })

  test('tells each problem by its code', async () => {
    const { paths } = await document()
    const logIn = paths['/api/session']!['post']!
    expect(logIn.responses['401']!.description).toContain('`identity.wrong_credentials`')
    expect(logIn.responses['429']!.description).toContain('`identity.locked`')
    expect(paths['/api/cases/{id}/actions/{action}']!['post']!.responses['409']!.description).toContain(
      '`command.reused`',
    )
  })

  test('has no reference that leads nowhere', async () => {
    const whole = await document()
    const references = [...JSON.stringify(whole).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]!)
    for (const reference of references) {
      expect(reference).toMatch(/^#\//)
      let at: unknown = whole
      for (const step of reference.slice(2).split('/')) at = (at as Record<string, unknown>)[step]
      expect(at, reference).toBeDefined()
    }
  })

  test('is readable at /api/docs with files of our own', async () => {
    const page = await server.stranger().fetch('/api/docs/')
    const html = await page.text()
    expect(page.status).toBe(200)
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) {
      expect(file).not.toMatch(/^(?:https?:)?\/\//)
      const response = await server.stranger().fetch(new URL(file, 'http://x/api/docs/').pathname)
      expect(response.status, file).toBe(200)
      await response.arrayBuffer()
    }
    expect(page.headers.get('content-security-policy')).toContain(`default-src 'self'`)
    const start = await (await server.stranger().fetch('/api/docs/static/swagger-initializer.js')).text()
    expect(start).not.toMatch(/url:\s*["']https?:/)
  })
})

describe('measurements', () => {
  test('are told to this machine, by route and not by address', async () => {
    await server.stranger().fetch('/api/cases/7f0c1c0a-0000-7000-8000-000000000000')
    const response = await server.stranger().fetch('/metrics')
    const text = await response.text()
    expect(text).toContain('yiwang_http_seconds_count{method="GET",route="/api/cases/:id",status="401"}')
    expect(text).not.toContain('7f0c1c0a')
  })

  test('are not told to others, who come by a proxy', async () => {
    for (const forwarded of ['203.0.113.9', '127.0.0.1, 203.0.113.9']) {
      const response = await server.stranger().fetch('/metrics', { headers: { 'x-forwarded-for': forwarded } })
      expect(response.status).toBe(403)
    }
  })
})
