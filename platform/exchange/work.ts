import { open } from '#lib/crypto'
import { createReader, runTransaction, type Pool } from '#lib/db'
import { emit } from '#lib/events'
import { ExchangeChanged } from './contract.ts'
import type { ExchangeDesk } from './desk.ts'
import { openSealed, sealAnswer } from './private.ts'
import { readEnvelope } from './receive-message.ts'
import { signedHeaders } from './signature.ts'
import { countFailure, deleteOldNonces, markReached, pauseSystem, selectOwnKey, systemSetting } from './store.ts'
import { lockMessage, settleMessage, takeMessage, type Outcome, type TakenRow } from './store-messages.ts'

const idleMs = 5_000
const tidyEveryMs = 60_000
const longestAnswer = 64 * 1024

/** Beside each other, so that a system that does not answer holds up neither what comes in nor every other system. */
const hands = ['in', 'out', 'out'] as const

/** Hands over and sends what waits, and forgets old nonces, until it is stopped. Any number of processes may do so. */
export function startExchangeWork(desk: ExchangeDesk, pool: Pool): () => Promise<void> {
  let stopped = false
  const wakes = new Set<() => void>()
  const wake = (): void => {
    for (const one of wakes) one()
  }
  desk.wake.add(wake)
  const abort = new AbortController()
  let tidyAt = 0
  const running = hands.map((direction) => run(direction))

  async function run(direction: 'in' | 'out'): Promise<void> {
    let work = true
    let woken: () => void = () => undefined
    wakes.add(() => {
      work = true
      woken()
    })
    while (!stopped) {
      work = false
      try {
        if (await workOnce(desk, pool, direction, abort.signal)) work = true
        if (direction === 'in' && Date.now() > tidyAt) {
          tidyAt = Date.now() + tidyEveryMs
          await forgetNonces(pool)
        }
      } catch (error) {
        if (!stopped) desk.app.log.warn({ err: error }, 'the exchange of messages was interrupted')
      }
      if (work || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMs)
        woken = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  return async () => {
    stopped = true
    desk.wake.delete(wake)
    abort.abort()
    wake()
    await Promise.all(running)
  }
}

/** Forgets nonces whose requests would be refused for their time. */
export async function forgetNonces(pool: Pool): Promise<void> {
  await runTransaction(pool, async (tx) => tx.write(deleteOldNonces()))
}

/** Tries the message of a direction that has waited longest; false when none may be tried. */
export async function workOnce(
  desk: ExchangeDesk,
  pool: Pool,
  direction: 'in' | 'out',
  signal?: AbortSignal,
): Promise<boolean> {
  const lease = desk.pace.patienceMs + 60_000
  const [[taken]] = await runTransaction(pool, (tx) => tx.read(takeMessage(direction, lease)))
  if (taken === undefined) return false
  await (direction === 'in' ? handOver(desk, pool, taken) : sendOut(desk, pool, taken, signal))
  return true
}

/** Hands an inbound message to its consumer. The row is held meanwhile: no two processes hand it over at once. */
async function handOver(desk: ExchangeDesk, pool: Pool, taken: TakenRow): Promise<void> {
  const { id, system_code: system, type } = taken
  const consumer = desk.consumers.get(type)
  if (consumer === undefined) return settle(pool, taken, { state: 'failed', fault: 'no_consumer' })
  try {
    // The web's pool: a consumer does what a route of its module does.
    await runTransaction(
      desk.app.pool,
      async (tx) => {
        const [[held]] = await tx.read(lockMessage(id))
        if (held?.state !== 'waiting') return
        const bytes = openSealed(desk.masterKey, held.wrapped_key, held.sealed_body)
        const answer = await consumer(tx, { id, system, type, body: readEnvelope(bytes).body })
        const text = Buffer.from(JSON.stringify(answer ?? null))
        const sealedAnswer = sealAnswer(desk.masterKey, held.wrapped_key, text)
        tx.write(settleMessage(id, { state: 'done', fault: null, sealedAnswer }))
        emit(tx, ExchangeChanged, { system })
      },
      systemSetting(system),
    )
  } catch (error) {
    desk.app.log.warn({ err: error, messageId: id, type }, 'a message could not be handed over')
    await settle(pool, taken, retry(desk, taken, 'consumer_failed'))
  }
}

/** What one sending came to. */
type Sent = { fault: null; status: number; answer: Buffer } | { fault: string; status: number | null; final: boolean }

async function sendOut(desk: ExchangeDesk, pool: Pool, taken: TakenRow, signal?: AbortSignal): Promise<void> {
  const { system_code: system } = taken
  const [[key]] = await createReader(pool).read(selectOwnKey(system))
  // No fault of the other side: it is not counted as one.
  if (key === undefined) return settle(pool, taken, retry(desk, taken, 'no_key'))
  const body = openSealed(desk.masterKey, taken.wrapped_key, taken.sealed_body)
  const secret = open(desk.masterKey, key.sealed_secret)
  const sent = await post(desk, taken.address ?? '', { id: key.id, secret }, body, signal)
  // Stopped, not failed: the next process that looks sends it again.
  if (signal?.aborted === true && sent.fault !== null)
    return settle(pool, taken, { state: 'waiting', fault: 'stopped', pauseMs: 0 })
  if (sent.fault === null) {
    const sealedAnswer = sealAnswer(desk.masterKey, taken.wrapped_key, sent.answer)
    return settle(pool, taken, { state: 'done', fault: null, status: sent.status, sealedAnswer }, 'reached')
  }
  const { fault, status } = sent
  if (sent.final) return settle(pool, taken, { state: 'failed', fault, status }, 'reached')
  await settle(pool, taken, { ...retry(desk, taken, fault), status })
  await runTransaction(pool, async (tx) => {
    const [[counted]] = await tx.read(countFailure(system))
    const failures = counted?.failures ?? 0
    if (failures >= desk.pace.breakAfter) tx.write(pauseSystem(system, desk.pace.breakMs(failures)))
  })
}

async function post(
  desk: ExchangeDesk,
  address: string,
  key: { id: string; secret: Uint8Array },
  body: Buffer,
  signal?: AbortSignal,
): Promise<Sent> {
  const url = URL.parse(address)
  if (url === null) return { fault: 'no_address', status: null, final: true }
  const patience = AbortSignal.timeout(desk.pace.patienceMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      // Where it was not told to send to, it does not send: a redirect is a fault of the setting.
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(key, { method: 'POST', path: `${url.pathname}${url.search}`, body }),
      },
      body: new Uint8Array(body),
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    })
    const { status } = response
    const answer = await readAnswer(response)
    if (response.ok) return { fault: null, status, answer }
    // What is refused for what it is would be refused again.
    const final = status >= 300 && status < 500 && status !== 408 && status !== 429
    return { fault: `http_${status}`, status, final }
  } catch (error) {
    if (patience.aborted) return { fault: 'timeout', status: null, final: false }
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown }
    return { fault: typeof code === 'string' ? code : 'unreachable', status: null, final: false }
  }
}

/** The beginning of an answer; what is longer than anybody would read is left where it is. */
async function readAnswer(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    parts.push(part)
    size += part.length
    if (size >= longestAnswer) break
  }
  return Buffer.concat(parts).subarray(0, longestAnswer)
}

function retry(desk: ExchangeDesk, taken: TakenRow, fault: string): Outcome {
  if (taken.tries >= desk.pace.tries) return { state: 'failed', fault }
  return { state: 'waiting', fault, pauseMs: desk.pace.retryMs(taken.tries) }
}

async function settle(pool: Pool, taken: TakenRow, outcome: Outcome, reached?: 'reached'): Promise<void> {
  await runTransaction(pool, async (tx) => {
    tx.write(settleMessage(taken.id, outcome))
    if (reached !== undefined) tx.write(markReached(taken.system_code))
    emit(tx, ExchangeChanged, { system: taken.system_code })
  })
}
