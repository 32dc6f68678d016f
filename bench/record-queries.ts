// Preloaded into the server under measurement: writes down the SQL that a request is answered with, so that the floor
// can do the very same without the server. Only requests that ask for it by a header are written down.
import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import pg from 'pg'
import { recordHeader, type Batch, type Recorded } from './recorded.ts'

type Sent = Batch['queries']

interface Recording {
  readonly batches: Batch[]
  /** the connections it has transactions open on; one that ends makes room for another */
  readonly open: unknown[]
}

const recordings = new Map<string, Recording>()
const present = new AsyncLocalStorage<Recording>()

type Anything = (this: unknown, ...args: unknown[]) => unknown

const client = pg.Client.prototype as unknown as { query: Anything }
const { query } = client
client.query = function record(...args) {
  const recording = present.getStore()
  // What is not a batch is the ROLLBACK after a failure.
  const { statements } = args[0] as { statements?: Sent }
  if (recording !== undefined && statements !== undefined) note(recording, this, statements)
  return query.apply(this, args)
}

function note({ open, batches }: Recording, client: unknown, queries: Sent): void {
  const connection = placeOf(open, client)
  for (const { text } of queries) {
    if (text === 'begin') open[connection] = client
    if (text === 'commit') open[connection] = undefined
  }
  batches.push({ connection, queries })
}

/** Where a client’s transaction is, or the first place that is free. */
function placeOf(open: readonly unknown[], client: unknown): number {
  const own = open.indexOf(client)
  if (own !== -1) return own
  const free = open.indexOf(undefined)
  return free === -1 ? open.length : free
}

const server = http.Server.prototype as unknown as { emit: Anything }
const { emit } = server
server.emit = function listen(...args) {
  const name = args[0] === 'request' ? (args[1] as http.IncomingMessage).headers[recordHeader] : undefined
  if (typeof name !== 'string') return emit.apply(this, args)
  const recording = recordings.get(name) ?? { batches: [], open: [] }
  recordings.set(name, recording)
  return present.run(recording, () => emit.apply(this, args))
}

process.on('message', () => {
  const told: Recorded = new Map([...recordings].map(([name, { batches }]) => [name, batches]))
  recordings.clear()
  process.send?.(told)
})
