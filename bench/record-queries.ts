// Preloaded into the server under measurement: writes down the SQL that a request is answered with, so that the floor
// can do the very same without the server. Only requests that ask for it by a header are written down.
import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import pg from 'pg'
import { recordHeader, type Batch, type Recorded } from './recorded.ts'

interface Recording {
  readonly batches: Batch[]
  /** queries given in one turn of the program travel together: they are one batch */
  joining: boolean
}

const recordings = new Map<string, Recording>()
const present = new AsyncLocalStorage<Recording>()

type Anything = (this: unknown, ...args: unknown[]) => unknown

const client = pg.Client.prototype as unknown as { query: Anything }
const { query } = client
client.query = function record(...args) {
  const recording = present.getStore()
  if (recording !== undefined) note(recording, args[0] as pg.QueryConfig)
  return query.apply(this, args)
}

function note(recording: Recording, { name, text, values }: pg.QueryConfig): void {
  if (!recording.joining) {
    recording.joining = true
    queueMicrotask(() => {
      recording.joining = false
    })
    recording.batches.push([])
  }
  recording.batches
    .at(-1)!
    .push({ text, ...(name === undefined ? {} : { name }), ...(values === undefined ? {} : { values }) })
}

const server = http.Server.prototype as unknown as { emit: Anything }
const { emit } = server
server.emit = function listen(...args) {
  const name = args[0] === 'request' ? (args[1] as http.IncomingMessage).headers[recordHeader] : undefined
  if (typeof name !== 'string') return emit.apply(this, args)
  const recording = recordings.get(name) ?? { batches: [], joining: false }
  recordings.set(name, recording)
  return present.run(recording, () => emit.apply(this, args))
}

process.on('message', () => {
  const told: Recorded = new Map([...recordings].map(([name, { batches }]) => [name, batches]))
  recordings.clear()
  process.send?.(told)
})
