import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Bench } from './bench.ts'
import { figure, type Line } from './measure.ts'
import { act, openDesk, register, type Desk } from './life.ts'
import type { BenchServer } from './cluster.ts'

const perSecond = 50
const seconds = 10
const openCases = 40

/**
 * (c) How long an event takes from its transaction to every reader, while 50 commands a second are done. Floor: the same
 * with one reader; what is gathered for 100 ms is part of both.
 */
export const benchEvents: Bench = async ({ cluster, filled }) => {
  await cluster.clone(filled, 'events')
  const server = await cluster.serve('events')
  const desk = await openDesk(server.url)
  const ids: string[] = []
  for (let one = 0; one < openCases; one += 1) {
    const id = await register(desk)
    await act(desk.receiver, id, 1, 'dispatch', { unit: desk.unit })
    await act(desk.water, id, 2, 'accept')
    ids.push(id)
  }
  const sequences = new Map(ids.map((id) => [id, 3]))
  const alone = await measure(server, desk, sequences, 1)
  const crowd = await measure(server, desk, sequences, 1000)
  await server.stop()
  await cluster.drop('events')
  const note = `floor: 1 reader; Node used ${crowd.cpu.toFixed(0)} % of a core (1 reader: ${alone.cpu.toFixed(0)} %)`
  return [{ bench: 'events', what: '1,000 readers, 50 commands/s', ours: crowd.arrival, floor: alone.arrival, note }]
}

async function measure(
  server: BenchServer,
  desk: Desk,
  sequences: Map<string, number>,
  readers: number,
): Promise<{ arrival: Line['ours']; cpu: number }> {
  const worker = new Worker(new URL('./readers.ts', import.meta.url), {
    workerData: { url: server.url, cookie: desk.auditor.cookie, readers },
  })
  await once(worker, 'message')
  const cpu = await server.cpu()
  const began = performance.now()
  const sent: Promise<void>[] = []
  const ids = [...sequences.keys()]
  for (let one = 0; one < perSecond * seconds; one += 1) {
    await pause(Math.max(0, began + (one * 1000) / perSecond - performance.now()))
    const id = ids[one % ids.length]!
    const basedOn = sequences.get(id)!
    sequences.set(id, basedOn + 1)
    sent.push(act(desk.water, id, basedOn, 'contact', { way: 'phone' }))
  }
  await Promise.all(sent)
  const took = (performance.now() - began) / 1000
  const used = (await server.cpu()) - cpu
  worker.postMessage({ expected: sent.length })
  const [latencies] = (await once(worker, 'message')) as [Float64Array]
  await worker.terminate()
  if (latencies.length !== sent.length * readers)
    throw new Error(`${latencies.length} events arrived instead of ${sent.length * readers}`)
  return { arrival: figure([...latencies], took), cpu: (used / took) * 100 }
}
