import type { Transaction } from '#lib/db'
import { ProblemError, type Actor, type App } from '#lib/http'
import type { Json } from '#lib/kernel'
import { mayNotManage } from './contract.ts'
import { mayManage } from './policy.ts'

/** A message as the module that takes it is given it. */
export interface InMessage {
  /** the same however often it is handed over: what was done for it before is not done again */
  readonly id: string
  readonly system: string
  readonly type: string
  readonly body: Json
}

/**
 * Takes messages of a type; what it does and the message's end are one transaction. What it gives is the answer. What it
 * throws is tried again later. It must know a message it has seen by its id: an administrator may replay it.
 */
export type Consumer = (tx: Transaction, message: InMessage) => Promise<Json | undefined>

/** How patient the work is. */
export interface Pace {
  /** so often a message is tried before it is given up */
  readonly tries: number
  /** pause after the n-th try, in ms */
  readonly retryMs: (tries: number) => number
  /** after so many failures in a row a system is left alone */
  readonly breakAfter: number
  /** for how long, after n failures in a row, in ms */
  readonly breakMs: (failures: number) => number
  /** so long an outside system has to answer, in ms */
  readonly patienceMs: number
}

const usual: Pace = {
  tries: 10,
  retryMs: (tries) => Math.min(5_000 * 2 ** Math.min(tries, 10), 900_000),
  breakAfter: 5,
  breakMs: (failures) => Math.min(30_000 * 2 ** Math.min(Math.max(failures - 5, 0), 10), 600_000),
  patienceMs: 15_000,
}

/** What every use case of the module needs: made once at start. */
export interface ExchangeDesk {
  readonly app: App
  /** seals secrets and the messages' own keys */
  readonly masterKey: Uint8Array
  readonly pace: Pace
  readonly consumers: Map<string, Consumer>
  /** hears that there is work */
  readonly wake: Set<() => void>
}

/** Makes what the module works with; `ping` is answered from the start. */
export function createExchange(app: App, masterKey: Uint8Array, pace: Pace = usual): ExchangeDesk {
  const desk: ExchangeDesk = { app, masterKey, pace, consumers: new Map(), wake: new Set() }
  consume(desk, 'ping', async () => ({ pong: true }))
  return desk
}

/** Says who takes messages of a type. One consumer a type. */
export function consume(desk: ExchangeDesk, type: string, consumer: Consumer): void {
  if (desk.consumers.has(type)) throw new Error(`Messages of the type ${type} have a consumer already`)
  desk.consumers.set(type, consumer)
}

/** Ends a request of somebody who may not manage outside systems. */
export function requireManager(actor: Pick<Actor, 'role'>): void {
  if (!mayManage(actor)) throw new ProblemError(mayNotManage)
}

/** Wakes the work of this process once the transaction stands. */
export function wakeAfter(desk: ExchangeDesk, tx: Transaction): void {
  tx.afterCommit(() => {
    for (const wake of desk.wake) wake()
  })
}
