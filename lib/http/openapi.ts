import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from './app.ts'

/**
 * Describes every route served after it: OpenAPI 3.1 at `/api/openapi.json`, readable at `/api/docs` with files of our
 * own. Call it before the modules serve theirs.
 */
export async function describeApi(app: App, version: string): Promise<void> {
  await app.fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Yiwang 一网',
        version,
        description: 'Every failure is an RFC 9457 problem whose `type` is a stable code. Commands carry an `id` made by the client and may be sent twice.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'yiwang_session' } } },
      security: [{ session: [] }],
    },
  })
  await app.fastify.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true })
  app.fastify.get('/api/openapi.json', { schema: { hide: true } }, async () => app.fastify.swagger())
}
