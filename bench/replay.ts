import pg from 'pg'
import { figure, inParallel, repeat, type Figure } from './measure.ts'
import type { Batch } from './recorded.ts'

/** Connections as the server's own pool has them, straight through `pg`. */
async function connect(url: string, howMany: number): Promise<pg.Client[]> {
  const clients = Array.from({ length: howMany }, () => {
    const options = '-c role=yiwang_serving -c jit=off -c timezone=UTC'
    return new pg.Client({ connectionString: url, options, pipeline: true } as pg.ClientConfig)
  })
  await Promise.all(clients.map((client) => client.connect()))
  return clients
}

/** Sends a batch as the server does: all its statements in one packet, then waits for all answers. */
async function sendBatch(clients: readonly pg.Client[], { connection, queries }: Batch): Promise<void> {
  const client = clients[connection]!
  const { stream } = (client as unknown as { connection: { stream: { cork(): void; uncork(): void } } }).connection
  stream.cork()
  const answers = Promise.all(queries.map((query) => client.query(query as pg.QueryConfig)))
  stream.uncork()
  await answers
}

/** The floor of work done at once: every job is the batches of some requests, one after the other on one connection. */
export async function replayJobs(url: string, jobs: readonly (readonly Batch[][])[], width: number): Promise<Figure> {
  const clients = await connect(url, width * 2)
  try {
    const times: number[] = []
    const seconds = await inParallel(jobs, width, async (requests, lane) => {
      for (const batches of requests) {
        const began = performance.now()
        for (const batch of batches) await sendBatch(clients.slice(lane * 2, lane * 2 + 2), batch)
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
      for (const batch of batches) await sendBatch(clients, batch)
    })
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}
