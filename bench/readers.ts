// The readers of the event bench, in a thread of their own: as many open streams as asked for, each event timed.
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

const { url, cookie, readers } = workerData as { url: string; cookie: string; readers: number }
const { hostname, port } = new URL(url)
const latencies: number[] = []
let expected = Number.POSITIVE_INFINITY

/** Opens a stream as plain text over a socket: a fetch for each would cost more than the server. */
function open(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET /api/events HTTP/1.1\r\nhost: ${hostname}\r\ncookie: ${cookie}\r\naccept: text/event-stream\r\n\r\n`,
      )
    })
    socket.setEncoding('utf8')
    socket.on('error', reject)
    let rest = ''
    socket.on('data', (text: string) => {
      const now = Date.now()
      const whole = rest + text
      let last = 0
      for (const match of whole.matchAll(/"recordedAt":"([^"]+)"/g)) {
        latencies.push(now - Date.parse(match[1]!))
        last = match.index + match[0].length
      }
      // A time may be cut in two by the network.
      rest = whole.slice(Math.max(last, whole.length - 64))
      if (whole.includes('id: ')) resolve()
      tell()
    })
  })
}

function tell(): void {
  if (latencies.length >= expected) {
    expected = Number.POSITIVE_INFINITY
    parentPort!.postMessage(Float64Array.from(latencies))
  }
}

for (let one = 0; one < readers; one += 50) {
  await Promise.all(Array.from({ length: Math.min(50, readers - one) }, open))
}
parentPort!.on('message', ({ expected: each }: { expected: number }) => {
  expected = each * readers
  tell()
  // What has not come after this does not come: the count says so.
  setTimeout(() => {
    expected = 0
    tell()
  }, 15_000).unref()
})
parentPort!.postMessage('open')
