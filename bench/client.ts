import http from 'node:http'
import { call, type InputOf, type ReplyOf, type RouteShape, type Send } from '#lib/http/contract'
import { logIn } from '#platform/identity/contract'
import { recordHeader } from './recorded.ts'

/** A lean client that keeps its connections: what it costs itself is part of what is measured on the same cores. */
export class BenchClient {
  readonly #url: URL
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  cookie = ''

  constructor(url: string) {
    this.#url = new URL(url)
  }

  static async logIn(url: string, username: string): Promise<BenchClient> {
    const client = new BenchClient(url)
    await client.ask(logIn, { body: { username, password: 'Yiwang-demo-1' } })
    return client
  }

  /** Calls a route that must succeed; `record`: under which name its SQL is written down. */
  async ask<const R extends RouteShape>(shape: R, input: NoInfer<InputOf<R>>, record?: string): Promise<ReplyOf<R>> {
    const answer = await call(this.#send(record), shape, input)
    if (!answer.ok) throw new Error(`${shape.method} ${shape.url}: ${JSON.stringify(answer.problem)}`)
    return answer.value
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(record: string | undefined): Send {
    return async ({ method, url, body, bytes }) => {
      const payload = body === undefined ? undefined : bytes ? (body as Uint8Array) : Buffer.from(JSON.stringify(body))
      const headers = {
        cookie: this.cookie,
        ...(record === undefined ? {} : { [recordHeader]: record }),
        ...(payload === undefined
          ? {}
          : { 'content-type': bytes ? 'text/csv' : 'application/json', 'content-length': payload.length }),
      }
      const { hostname, port } = this.#url
      return new Promise((resolve, reject) => {
        const request = http.request({ hostname, port, method, path: url, headers, agent: this.#agent }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const [set] = response.headers['set-cookie'] ?? []
            if (set !== undefined) this.cookie = set.split(';')[0]!
            resolve({ status: response.statusCode!, body: JSON.parse(Buffer.concat(chunks).toString()) })
          })
        })
        request.on('error', reject)
        request.end(payload)
      })
    }
  }
}
