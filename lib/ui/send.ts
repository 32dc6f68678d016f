import { commonProblem, sentence, type CommonCode, type Problem, type Send } from '#lib/http/contract'
import { preferences } from './preferences.ts'
import { createStore, type Store } from './store.ts'
import { hearServerTime } from './time.ts'

/** The server said no, by a declared problem. */
export class Refused<P extends Problem = Problem> extends Error {
  readonly problem: P

  constructor(problem: P) {
    super(problem.title)
    this.name = 'Refused'
    this.problem = problem
  }
}

/** No answer came: whether the request was carried out is not known. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable')
    this.name = 'Unreachable'
  }
}

/** Whether the last request found no server. The shell shows a calm banner while it is so. */
export const connectionLost: Store<boolean> = createStore(false)

/** `left`: the person logged out here and needs no explanation; `over`: it ended under their hands. */
export type SessionEnd = 'left' | 'over'
const sessionListeners = new Set<(end: SessionEnd) => void>()
let leaving = false

/** Tells when any answer, or the event stream, says that nobody is logged in any more. */
export function onSessionLost(listener: (end: SessionEnd) => void): () => void {
  sessionListeners.add(listener)
  return () => sessionListeners.delete(listener)
}

/** The next end of the session is wished for: the stream may say it before the log-out is answered. */
export function leaveSession(): void {
  leaving = true
}

export function loseSession(): void {
  const end = leaving ? 'left' : 'over'
  for (const listener of sessionListeners) listener(end)
}

export function beginSession(): void {
  leaving = false
}

function ownProblem(code: CommonCode, requestId: string): Problem {
  const kind = commonProblem(code)
  return {
    type: code,
    title: sentence(kind.title, preferences.get().language),
    titles: kind.title,
    status: kind.status,
    data: {},
    requestId,
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'type' in body && 'title' in body && 'status' in body
}

/** A gateway in front of a restarting server answers these without a problem of ours. */
const noServer = [502, 503, 504]

/** Sends by `fetch`, in the person's language. Throws `Unreachable` when there is nobody to answer. */
async function exchange(
  { method, url, body, bytes }: Parameters<Send>[0],
  readsBytes: boolean,
): Promise<{ status: number; body: unknown }> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': preferences.get().language }
  if (readsBytes) headers['accept'] = '*/*'
  let content: BodyInit | undefined
  if (body !== undefined) {
    headers['content-type'] = bytes ? 'application/octet-stream' : 'application/json'
    content = bytes ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body)
  }
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      ...(content === undefined ? {} : { body: content }),
    })
    hearServerTime(response.headers.get('date'))
    if (readsBytes && response.ok) return { status: response.status, body: await response.blob() }
    text = await response.text()
  } catch {
    connectionLost.set(true)
    throw new Unreachable()
  }
  let parsed: unknown
  try {
    parsed = text === '' ? {} : JSON.parse(text)
  } catch {
    parsed = undefined
  }
  if (!response.ok && !isProblem(parsed)) {
    if (noServer.includes(response.status)) {
      connectionLost.set(true)
      throw new Unreachable()
    }
    parsed = ownProblem('server.internal', response.headers.get('x-request-id') ?? '')
  }
  connectionLost.set(false)
  if (isProblem(parsed) && parsed.type === ('identity.not_logged_in' satisfies CommonCode)) loseSession()
  return { status: response.status, body: parsed }
}

/** Sends a request that is answered in JSON. */
export const send: Send = (request) => exchange(request, false)

/** Sends a request that is answered with a file, as a `Blob`; a refusal still comes in JSON. */
export const sendForBytes: Send = (request) => exchange(request, true)
