import { createServer } from 'node:net'

/**
 * The wanted port of the loopback address when it is free, else any free one.
 * Somebody may take it before PostgreSQL does; then PostgreSQL says so and the start is tried again.
 *
 * @param wanted 0 for any
 */
export async function choosePort(wanted: number): Promise<number> {
  const free = await tryPort(wanted)
  if (free !== undefined) return free
  const any = await tryPort(0)
  if (any === undefined) throw new Error('This machine has no free port on 127.0.0.1.')
  return any
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
