import { Worker } from 'node:worker_threads'
import type { Logger } from '#lib/kernel'
import type { Filled } from './fill-year.ts'
import type { FillingOrder } from './worker.ts'

/**
 * Fills the demonstration year in a thread of its own: this one answers requests meanwhile. Stopped in the middle it goes
 * on at the next start.
 */
export function startFilling(order: FillingOrder, log: Logger, say: (line: string) => void): () => Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order })
  const began = performance.now()
  let stopped = false
  const gone = new Promise<void>((resolve) => void worker.once('exit', () => resolve()))
  worker.once('message', (filled: Filled | undefined) => {
    if (filled === undefined) return
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    log.info({ ...filled }, 'the demonstration year is filled')
    say(
      `演示数据已就绪：${filled.cases} 件案件，已逐件核验。Demonstration year: ${filled.cases} cases, all verified (${seconds} s)`,
    )
  })
  worker.once('error', (error: Error) => {
    if (!stopped) log.warn({ err: error.stack }, 'the demonstration year could not be filled; the next start goes on')
  })
  return async () => {
    stopped = true
    await worker.terminate()
    await gone
  }
}
