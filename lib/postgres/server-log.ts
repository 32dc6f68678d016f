import { closeSync, openSync } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

const LARGEST = 20 * 1024 * 1024
const TAIL_BYTES = 16 * 1024
const TAIL_LINES = 20

/** `server.log` of a PostgreSQL folder: PostgreSQL writes it by itself, so it goes on when this process dies. */
export interface ServerLog {
  readonly path: string
  /** opens it for a child process, which gets the descriptor; the caller's copy is closed by `close` */
  open(): { descriptor: number; close(): void }
  /** size in bytes, 0 when missing */
  size(): Promise<number>
  /** the last lines written after byte `from`, at most 20 */
  tail(from?: number): Promise<string>
  /** moves a log above 20 MB to `server.log.1`, replacing the one before; only while no server writes it */
  rotate(): Promise<void>
}

export function serverLog(folder: string): ServerLog {
  const path = join(folder, 'server.log')

  const size = async (): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0

  return {
    path,
    size,
    open() {
      const descriptor = openSync(path, 'a', 0o600)
      return { descriptor, close: () => closeSync(descriptor) }
    },
    async tail(from = 0) {
      const end = await size()
      const start = Math.max(from, end - TAIL_BYTES)
      if (end <= start) return ''
      const file = await open(path, 'r')
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
        return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
      } finally {
        await file.close()
      }
    },
    async rotate() {
      if ((await size()) > LARGEST) await rename(path, `${path}.1`)
    },
  }
}
