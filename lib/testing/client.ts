import { call, type Answer, type InputOf, type ReplyOf, type RouteShape, type Send } from '#lib/http/contract'

/** A client at the front door: real HTTP, its own cookie, any language. */
export class TestClient {
  readonly url: string
  cookie: string | undefined
  language = 'zh-CN'

  constructor(url: string) {
    this.url = url
  }

  /** Calls a declared route. */
  async call<const R extends RouteShape>(shape: R, input: NoInfer<InputOf<R>>): Promise<Answer<R>> {
    return call(this.send, shape, input)
  }

  /** Calls a route that must succeed; fails with the problem when it does not. */
  async ask<const R extends RouteShape>(shape: R, input: NoInfer<InputOf<R>>): Promise<ReplyOf<R>> {
    const answer = await this.call(shape, input)
    if (!answer.ok) throw new Error(`${shape.method} ${shape.url}: ${JSON.stringify(answer.problem)}`)
    return answer.value
  }

  /** Calls a route that must fail; gives the problem's code. */
  async refused<const R extends RouteShape>(shape: R, input: NoInfer<InputOf<R>>): Promise<string> {
    const answer = await this.call(shape, input)
    if (answer.ok)
      throw new Error(`${shape.method} ${shape.url} should have been refused: ${JSON.stringify(answer.value)}`)
    return answer.problem.type
  }

  readonly send: Send = async ({ method, url, body, bytes }) => {
    const response = await this.fetch(url, {
      method,
      ...(body === undefined
        ? {}
        : bytes
          ? { body: body as Uint8Array<ArrayBuffer>, headers: { 'content-type': 'application/octet-stream' } }
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return { status: response.status, body: await response.json() }
  }

  /** Any request, with this client's cookie. */
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('accept-language', this.language)
    if (this.cookie !== undefined) headers.set('cookie', this.cookie)
    const response = await fetch(`${this.url}${url}`, { ...init, headers })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.cookie = set.split(';')[0]
    return response
  }
}
