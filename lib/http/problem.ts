import type { FastifyReply, FastifyRequest } from 'fastify'
import { isConnectionLoss } from '#lib/db'
import { chooseLanguage, type Logger } from '#lib/kernel'
import { commonProblem, ProblemError, sentence, type Problem, type ProblemData } from './contract.ts'

/**
 * The one place where an error becomes an answer (RFC 9457). What is declared is told; what is not says only "internal"
 * and leaves its text in the log.
 */
export async function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): Promise<void> {
  const { kind, data } = declared(error, log, request)
  const body: Problem = {
    type: kind.code,
    title: sentence(kind.title, chooseLanguage(request.headers['accept-language']), data),
    status: kind.status,
    data: { ...data },
    requestId: request.id,
  }
  await reply
    .code(kind.status)
    // The reply's schema is that of success; a problem is written as it stands.
    .serializer((value: unknown) => JSON.stringify(value))
    .type('application/problem+json; charset=utf-8')
    .header('content-language', chooseLanguage(request.headers['accept-language']))
    .send(body)
}

function declared(error: unknown, log: Logger, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error
  const known = error as { validation?: { instancePath: string; message?: string; params?: object }[]; validationContext?: string; code?: string; statusCode?: number }
  if (known.validation !== undefined) {
    const faults = known.validation.map((fault) => ({ path: `/${known.validationContext ?? ''}${fault.instancePath}`, message: fault.message ?? '' }))
    const where = faults.slice(0, 3).map((fault) => `${fault.path} ${fault.message}`).join('; ')
    return new ProblemError(commonProblem('request.invalid'), { where, faults } satisfies ProblemData)
  }
  if (known.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || known.statusCode === 413) return new ProblemError(commonProblem('request.too_large'))
  if (known.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || known.statusCode === 415) return new ProblemError(commonProblem('request.unsupported_type'))
  if (known.statusCode !== undefined && known.statusCode >= 400 && known.statusCode < 500) {
    return new ProblemError(commonProblem('request.invalid'), { where: (error as Error).message })
  }
  log.error({ err: error, requestId: request.id, url: request.routeOptions.url }, 'a request failed')
  return new ProblemError(commonProblem(isBusy(error) ? 'server.busy' : 'server.internal'))
}

/** The database is away, starting, or a lock was waited for too long: worth trying again, and nothing half done. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'CommitUnknown' || (error as { code?: string }).code === '55P03') return true
  const code = (error as { code?: string }).code ?? ''
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code)) return true
  if (/Connection terminated|connection timeout|timeout exceeded when trying to connect/i.test(error.message)) return true
  return 'severity' in error && isConnectionLoss(error)
}
