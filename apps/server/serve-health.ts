import { timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { sm3 } from '#lib/crypto'
import { serve, type App, type Metrics } from '#lib/http'
import { problem, route } from '#lib/http/contract'

const notReady = problem('health.database_away', 503, {
  'zh-CN': '数据库暂时无法连接',
  en: 'The database cannot be reached',
})

const getHealth = route({
  method: 'GET',
  url: '/health',
  summary: 'Whether this server can do its work',
  access: 'public',
  reply: Type.Object({ status: Type.Literal('ok'), version: Type.String() }),
  problems: [notReady],
})

export interface HealthOptions {
  version: string
  metrics: Metrics
  /** asked for as a bearer token from anywhere but this machine; undefined: only this machine may read */
  metricsToken: string | undefined
}

/** Serves `/api/health` for load balancers and `/metrics` for Prometheus. */
export function serveHealth(app: App, { version, metrics, metricsToken }: HealthOptions): void {
  serve(app, getHealth, async ({ fail }) => {
    await app.pool.query('select 1').catch(() => fail('health.database_away'))
    return { status: 'ok' as const, version }
  })
  app.fastify.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)
    const bearer = request.headers.authorization ?? ''
    // Digests are equally long and say nothing by the time their comparison takes.
    const granted = metricsToken === undefined ? local : timingSafeEqual(sm3(bearer), sm3(`Bearer ${metricsToken}`))
    if (!granted) return reply.code(403).type('text/plain').send('metrics are not for you\n')
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}
