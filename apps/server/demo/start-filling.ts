import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Finding } from '#core/cases'
import type { Logger } from '#lib/kernel'
import { fillYear, type Filling } from './fill-year.ts'
import type { Gallery } from './gallery.ts'
import type { MadeCases, Maker, YearOrder } from './maker.ts'
import type { MakerOrder, MakerRequest } from './worker.ts'

// More would take the cores from whoever works meanwhile, and each holds a hundred megabytes.
const most = 3

/**
 * Fills the demonstration year by threads of its own: this one answers requests meanwhile, and writes. Stopped in the
 * middle it goes on at the next start.
 */
export function startFilling(
  filling: Filling,
  order: MakerOrder,
  hang: () => Promise<Gallery>,
  log: Logger,
  say: (line: string) => void,
): () => Promise<void> {
  const began = performance.now()
  let stopped = false
  const makers: MakerThread[] = []
  const work = async (): Promise<void> => {
    const hire = (): readonly Maker[] => {
      for (let at = 0; at < Math.min(most, availableParallelism()); at += 1) makers.push(new MakerThread(order))
      return makers
    }
    const filled = await fillYear(filling, hire, hang)
    if (filled === undefined) return
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    log.info({ ...filled }, 'the demonstration year is filled')
    say(
      `演示数据已就绪：${filled.cases} 件案件，已逐件核验。Demonstration year: ${filled.cases} cases, all verified (${seconds} s)`,
    )
  }
  const leave = () => Promise.all(makers.map((maker) => maker.stop()))
  const run = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      const err = error instanceof Error ? error.stack : String(error)
      if (!stopped) log.warn({ err }, 'the demonstration year could not be filled; the next start goes on')
    }
    await leave()
  }
  const ended = run()
  return async () => {
    stopped = true
    await leave()
    await ended
  }
}

/** A maker in a thread; it answers in the order it is asked. */
class MakerThread implements Maker {
  readonly #worker: Worker
  readonly #gone: Promise<void>
  readonly #asked: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = []
  #fault: Error | undefined

  constructor(order: MakerOrder) {
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order })
    this.#worker.on('message', (answer) => this.#asked.shift()?.resolve(answer as never))
    this.#worker.on('error', (error) => this.#end(error as Error))
    this.#gone = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#end(new Error('The thread that makes sample cases has ended'))
        resolve()
      })
    })
  }

  make(order: YearOrder, from: number, count: number): Promise<MadeCases> {
    return this.#ask({ make: [order, from, count] })
  }

  verify(share: { index: number; of: number }): Promise<readonly Finding[]> {
    return this.#ask({ verify: share })
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
    await this.#gone
  }

  #ask<T>(request: MakerRequest): Promise<T> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault)
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject })
      this.#worker.postMessage(request)
    })
  }

  #end(error: Error): void {
    this.#fault ??= error
    for (const { reject } of this.#asked.splice(0)) reject(this.#fault)
  }
}
