/** What the tests of this folder share: a proxy before PostgreSQL that counts round trips and cuts connections. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

export interface Proxy {
  /** the database's URL, by way of the proxy */
  readonly url: string
  /** how often a client spoke and waited for the answer, log-in included */
  readonly turns: number
  /** `before`: a COMMIT is not let through; `after`: it is, and its answer is not; either way the connection is cut */
  cutAtCommit: 'before' | 'after' | undefined
}

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const state = { turns: 0, cutAtCommit: undefined as Proxy['cutAtCommit'] }
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    let speaking: 'client' | 'server' = 'server'
    let cutting = false
    const cut = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    client.on('data', (chunk) => {
      if (speaking === 'server') state.turns += 1
      speaking = 'client'
      if (state.cutAtCommit !== undefined && chunk.includes('commit\0')) {
        if (state.cutAtCommit === 'before') return cut()
        cutting = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      speaking = 'server'
      if (cutting) cut()
      else client.write(chunk)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    get turns() {
      return state.turns
    },
    get cutAtCommit() {
      return state.cutAtCommit
    },
    set cutAtCommit(when) {
      state.cutAtCommit = when
    },
  }
}
