// Preloaded into the server under measurement: writes down the SQL that a request is answered with, so that the floor
// can do the very same without the server. Only requests that ask for it by a header are written down.
import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import pg from 'pg'
import { recordHeader, type Batch, type Recorded } from './recorded.ts'

interface Recording {
  readonly batches: Batch[]
  /** the connections it has transactions open on; one that ends makes room for another */
  readonly open: unknown[]
  /** queries given to a connection in one turn of the program travel together: they are one batch */
  joining: Map<number, Batch>
}

const recordings = new Map<string, Recording>()
const present = new AsyncLocalStorage<Recording>()

type Anything = (this: unknown, ...args: unknown[]) => unknown

const client = pg.Client.prototype as unknown as { query: Anything }
const { query } = client
client.query = function record(...args) {
  const recording = present.getStore()
  if (recording !== undefined) note(recording, this, args[0] as pg.QueryConfig)
  return query.apply(this, args)
}

function note(recording: Recording, client: unknown, { name, text, values }: pg.QueryConfig): void {
  const connection = placeOf(recording.open, client)
  if (/^begin/i.test(text)) recording.open[connection] = client
  if (/^(commit|rollback)/i.test(text)) recording.open[connection] = undefined
  if (recording.joining.size === 0) queueMicrotask(() => recording.joining.clear())
  let batch = recording.joining.get(connection)
  if (batch === undefined) {
    batch = { connection, queries: [] }
    recording.joining.set(connection, batch)
    recording.batches.push(batch)
  }
  batch.queries.push({ text, ...(name === undefined ? {} : { name }), ...(values === undefined ? {} : { values }) })
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
  const recording = recordings.get(name) ?? { batches: [], open: [], joining: new Map() }
  recordings.set(name, recording)
  return present.run(recording, () => emit.apply(this, args))
}

process.on('message', () => {
  const told: Recorded = new Map([...recordings].map(([name, { batches }]) => [name, batches]))
  recordings.clear()
  process.send?.(told)
})
