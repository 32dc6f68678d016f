import type { FastifyReply, FastifyRequest } from 'fastify'
import { isConnectionLoss } from '#lib/db'
import { chooseLanguage, type Language, type Logger, type Words } from '#lib/kernel'
import { commonProblem, ProblemError, saidIn, sentence, wordsBy, type Problem, type ProblemData } from './contract.ts'
import { faultsOf, type AjvFault } from './fault.ts'

/**
 * The one place where an error becomes an answer (RFC 9457). What is declared is told; what is not says only "internal"
 * and leaves its text in the log.
 */
export async function answerProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): Promise<void> {
  const language = chooseLanguage(request.headers['accept-language'])
  const { kind, data } = declared(error, log, request, language)
  const titles = wordsBy((one) => sentence(kind.title, one, data))
  const body: Problem = {
    type: kind.code,
    title: titles[language],
    titles,
    status: kind.status,
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, saidIn(value, language)])),
    requestId: request.id,
  }
  await reply
    .code(kind.status)
    // The reply's schema is that of success; a problem is written as it stands.
    .serializer((value: unknown) => JSON.stringify(value))
    // RFC 9457 defines no charset for it: JSON is UTF-8.
    .type('application/problem+json')
    .header('content-language', language)
    // An address that cannot be read never comes by the hook that sets it.
    .header('x-request-id', request.id)
    .send(body)
}

function declared(error: unknown, log: Logger, request: FastifyRequest, language: Language): ProblemError {
  if (error instanceof ProblemError) return error
  const known = error as {
    validation?: AjvFault[]
    validationContext?: string
    code?: string
    statusCode?: number
  }
  if (known.validation !== undefined) {
    const part = known.validationContext === 'querystring' ? 'query' : (known.validationContext ?? '')
    const faults = faultsOf(part, known.validation, language)
    const where = wordsBy((one) =>
      faultsOf(part, known.validation!, one)
        .slice(0, 3)
        .map((fault) => `${fault.path} ${fault.message}`)
        .join(one === 'en' ? '; ' : '；'),
    )
    return new ProblemError(commonProblem('request.invalid'), { where, faults } satisfies ProblemData)
  }
  if (known.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || known.statusCode === 413)
    return new ProblemError(commonProblem('request.too_large'))
  if (known.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || known.statusCode === 415)
    return new ProblemError(commonProblem('request.unsupported_type'))
  if (known.statusCode !== undefined && known.statusCode >= 400 && known.statusCode < 500) {
    log.info({ err: error, requestId: request.id }, 'a request could not be read')
    return new ProblemError(commonProblem('request.invalid'), { where: unreadable(known.code) })
  }
  log.error({ err: error, requestId: request.id, url: request.routeOptions.url }, 'a request failed')
  return new ProblemError(commonProblem(isBusy(error) ? 'server.busy' : 'server.internal'))
}

/** What is wrong with a request that cannot even be read. */
function unreadable(code: string | undefined): Words {
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return { 'zh-CN': '内容为空', en: 'the content is empty' }
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return { 'zh-CN': '内容不是 JSON', en: 'the content is not JSON' }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return { 'zh-CN': '地址太长', en: 'the address is too long' }
  if (code === 'FST_ERR_BAD_URL') return { 'zh-CN': '地址写法有误', en: 'the address is not well written' }
  return { 'zh-CN': '无法读取', en: 'it cannot be read' }
}

// lock waited for too long, deadlock, serialisation failure, too many connections
const busyCodes = new Set(['55P03', '40P01', '40001', '53300'])

/** The database is away, starting, or others were in the way: worth trying again, and nothing half done. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'CommitUnknown' || busyCodes.has((error as { code?: string }).code ?? '')) return true
  return isConnectionLoss(error) || error.message.startsWith('timeout exceeded when trying to connect')
}
