import { connect, type Socket } from 'node:net'

/** What a scanner says of a file. */
export type Verdict = { readonly clean: true } | { readonly clean: false; readonly finding: string }

/** A virus scanner. What cannot be scanned throws, and the file stays unserved. */
export interface Scanner {
  /** for people: what and where */
  readonly address: string
  scan(content: AsyncIterable<Uint8Array>): Promise<Verdict>
  /** Throws when the scanner is not there. */
  greet(): Promise<void>
}

const silenceMs = 60_000

/**
 * ClamAV's daemon by its INSTREAM command (clamd(8)): `zINSTREAM\0`, pieces with their length in four bytes before
 * them, a length of zero; the answer is one line. `address` is `host:port` or the path of a socket.
 */
export function clamd(address: string): Scanner {
  async function talk(command: string, send: (socket: Socket) => Promise<void>): Promise<string> {
    const [host, port] = address.split(/:(?=\d+$)/)
    const socket = port === undefined ? connect(address) : connect(Number(port), host)
    const heard: Buffer[] = []
    const closed = new Promise<void>((resolve, reject) => {
      socket.on('data', (part) => heard.push(part))
      socket.once('end', resolve)
      socket.once('close', () => resolve())
      socket.once('error', reject)
      socket.setTimeout(silenceMs, () => socket.destroy(new Error(`silent for ${silenceMs / 1000} s`)))
    })
    // Said by whoever awaits it below; a scanner that hangs up early is no unhandled failure.
    closed.catch(() => undefined)
    try {
      socket.write(`z${command}\0`)
      await Promise.race([send(socket), closed])
      await closed
    } catch (error) {
      // A scanner that refuses (a file beyond its limit) answers and hangs up while we still send.
      if (heard.length === 0)
        throw new Error(`The virus scanner at ${address}: ${(error as Error).message}`, { cause: error })
    } finally {
      socket.destroy()
    }
    return Buffer.concat(heard).toString().replace(/\0.*$/s, '').trim()
  }

  return {
    address,
    async scan(content) {
      const answer = await talk('INSTREAM', async (socket) => {
        for await (const piece of content) {
          if (socket.destroyed || socket.readableEnded) return
          const length = Buffer.alloc(4)
          length.writeUInt32BE(piece.length)
          socket.write(length)
          if (!socket.write(piece)) await drained(socket)
        }
        socket.write(Buffer.alloc(4))
      })
      if (/^stream: OK$/.test(answer)) return { clean: true }
      const found = /^stream: (.+) FOUND$/.exec(answer)
      if (found !== null) return { clean: false, finding: found[1]!.slice(0, 200) }
      throw new Error(`The virus scanner at ${address} answered: ${answer === '' ? 'nothing' : answer}`)
    },
    async greet() {
      const answer = await talk('PING', async () => undefined)
      if (answer !== 'PONG')
        throw new Error(`The virus scanner at ${address} answered: ${answer === '' ? 'nothing' : answer}`)
    },
  }
}

async function drained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go)
      resolve()
    }
    socket.on('drain', go).on('close', go)
  })
}
