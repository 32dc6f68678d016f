import pg from 'pg'
import { runBatch } from '#lib/db'
import { figure, inParallel, repeat, type Figure } from './measure.ts'
import type { Batch } from './recorded.ts'

/** Connections as the server's own pool has them. */
async function connect(url: string, howMany: number): Promise<pg.Client[]> {
  const clients = Array.from({ length: howMany }, () => {
    const options = '-c role=yiwang_serving -c jit=off -c timezone=UTC'
    return new pg.Client({ connectionString: url, options })
  })
  await Promise.all(clients.map((client) => client.connect()))
  return clients
}

/** The floor of work done at once: every job is the batches of some requests, one after the other on one connection. */
export async function replayJobs(url: string, jobs: readonly (readonly Batch[][])[], width: number): Promise<Figure> {
  const clients = await connect(url, width * 2)
  try {
    const times: number[] = []
    const seconds = await inParallel(jobs, width, async (requests, lane) => {
      for (const batches of requests) {
        const began = performance.now()
        for (const { connection, queries } of batches) await runBatch(clients[lane * 2 + connection]!, queries)
        times.push(performance.now() - began)
      }
    })
    return figure(times, seconds, jobs.length)
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** The floor of one reading request, repeated. */
export async function replayRead(url: string, batches: readonly Batch[]): Promise<Figure> {
  const clients = await connect(url, 2)
  try {
    return await repeat(async () => {
      for (const { connection, queries } of batches) await runBatch(clients[connection]!, queries)
    })
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}
