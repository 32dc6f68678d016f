import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { BlobMissing, checkName, StoreFailed, type BlobStore } from './store.ts'

/** An S3 service of any maker; addressed path-style, since few in a government network have a name per bucket. */
export interface S3Options {
  /** e.g. https://oss.example.gov.cn */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

interface Call {
  method: 'GET' | 'PUT' | 'DELETE'
  name?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Uint8Array | AsyncIterable<Uint8Array>
}

// A silent connection is given up after this; a long transfer is not silent.
const silenceMs = 30_000
const attempts = 3

/** Keeps blobs as objects of a bucket. An object appears whole when its PUT is answered: S3 knows no half objects. */
export function s3Store(options: S3Options): BlobStore {
  const base = new URL(options.endpoint)
  const path = `${base.pathname.replace(/\/$/, '')}/${options.bucket}`

  async function call(what: Call): Promise<IncomingMessage> {
    if (what.name !== undefined) checkName(what.name)
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === attempts || (what.body !== undefined && !(what.body instanceof Uint8Array))
      try {
        const answer = await send(what)
        if (answer.statusCode! < 500 || last) return answer
        answer.resume()
      } catch (error) {
        if (last) throw new StoreFailed(`${options.endpoint}: ${(error as Error).message}`, { cause: error })
      }
      await pause(100 * 4 ** attempt)
    }
  }

  async function send({ method, name, query = {}, headers = {}, body }: Call): Promise<IncomingMessage> {
    const url = new URL(base)
    url.pathname = name === undefined ? path : `${path}/${name}`
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      // Content goes unsigned: what we store is sealed and proves itself, and a stream has no digest beforehand.
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      accessKeyId: options.accessKeyId,
      secretAccessKey: options.secretAccessKey,
      region: options.region,
      service: 's3',
    }).sign()
    const begin = signed.url.protocol === 'https:' ? httpsRequest : httpRequest
    const request = begin(signed.url, {
      method,
      headers: { ...Object.fromEntries(signed.headers), ...headers },
      timeout: silenceMs,
    })
    request.on('timeout', () => request.destroy(new Error(`silent for ${silenceMs / 1000} s`)))
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', reject)
    })
    if (body === undefined || body instanceof Uint8Array) request.end(body)
    // A refusal may come before all is sent; then the answer counts and not the broken pipe.
    else
      void pipeline(Readable.from(body, { objectMode: false }), request).catch((error: Error) => request.destroy(error))
    return answered
  }

  return {
    kind: 's3',
    place: `${base.origin}${path}`,
    async put(name, content, size) {
      const headers = { 'content-length': String(size), 'content-type': 'application/octet-stream' }
      const answer = await call({ method: 'PUT', name, headers, body: content })
      await expectStatus(answer, [200])
    },
    async read(name, range) {
      const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` }
      const answer = await call({ method: 'GET', name, headers })
      if (answer.statusCode === 404) {
        answer.resume()
        throw new BlobMissing(name)
      }
      if (answer.statusCode === (range === undefined ? 200 : 206)) return answer
      await expectStatus(answer, [])
      throw new StoreFailed('unreachable')
    },
    async remove(name) {
      const answer = await call({ method: 'DELETE', name })
      await expectStatus(answer, [200, 204, 404])
    },
    async *list(prefix) {
      let after = ''
      for (let more = true; more;) {
        // The first version of the listing, which every maker's service knows.
        const query = { prefix, ...(after === '' ? {} : { marker: after }) }
        const xml = await expectStatus(await call({ method: 'GET', query }), [200])
        more = tag(xml, 'IsTruncated') === 'true'
        for (const [, content] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          after = tag(content!, 'Key')!
          yield {
            name: after,
            size: Number(tag(content!, 'Size')),
            changedAt: new Date(tag(content!, 'LastModified')!),
          }
        }
      }
    },
  }
}

async function expectStatus(answer: IncomingMessage, expected: readonly number[]): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  if (expected.includes(answer.statusCode!)) return text
  throw new StoreFailed(`the S3 service answered ${answer.statusCode} ${tag(text, 'Code') ?? ''}`.trimEnd())
}

/** The text of an element of S3's own small XML, whose names and numbers need no escaping but this. */
function tag(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1]?.replaceAll('&amp;', '&').replaceAll('&quot;', '"')
}
