import pg from 'pg'

/** Runs `work` on a connection of its own, for what pools are not for: setting up, listening, holding a lock. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'yiwang' })
  // An end of the server is told by the query that fails; unhandled here, it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
