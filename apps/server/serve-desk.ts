import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply } from 'fastify'
import type { App } from '#lib/http'

/**
 * Serves the built desk: its files by name, its page for every other address outside /api. Every page gets a nonce of
 * its own, so that the styles the desk makes at run time are allowed and nothing else is.
 */
export async function serveDesk(app: App, folder: string): Promise<void> {
  const file = join(folder, 'index.html')
  if (!existsSync(file)) return
  await app.fastify.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    // Their names carry a hash of their content.
    immutable: true,
    maxAge: '365d',
    cacheControl: true,
    preCompressed: true,
  })
  const send = async (reply: FastifyReply): Promise<FastifyReply> => {
    const nonce = randomBytes(16).toString('base64')
    // Read anew each time: after a rebuild beside the running server an old page would name files that are gone.
    const page = await readFile(file, 'utf8')
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policy(nonce))
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .send(page.replaceAll('__NONCE__', nonce))
  }
  app.fastify.get('/', { schema: { hide: true } }, async (_request, reply) => send(reply))
  app.fastify.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound()
    return send(reply)
  })
}

function policy(nonce: string): string {
  return [
    `default-src 'self'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // React sets style attributes through the DOM, which no policy governs; these are for libraries that write them.
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    // Maps are computed in a worker: our own file, or one the library wraps around its address.
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `form-action 'self'`,
  ].join('; ')
}
