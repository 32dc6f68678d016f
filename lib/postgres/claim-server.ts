import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { ServerAlreadyRunning } from './failures.ts'

// Two halves of an advisory lock's key, "yiwa" and "serv" in ASCII: visible as such in pg_locks.
const LOCK = [0x79697761, 0x73657276] as const
const HEARTBEAT = 15_000
const RETRY = 200

/** A held claim. */
export interface ServerClaim {
  /** gives the claim back and closes its connection; may be called again */
  release(): Promise<void>
  /** resolves, never rejects, when the connection breaks and with it the claim: this server must stop writing; pending for ever after `release` */
  readonly lost: Promise<Error>
}

/** How claims of this process are called in pg_stat_activity. */
export function claimName(): string {
  return `yiwang server ${process.pid}@${hostname()}`.slice(0, 63)
}

/**
 * Claims a database for this server by a session advisory lock on a connection of its own, so the claim ends with the process,
 * however it ends. The URL must lead to PostgreSQL itself: a pooler in transaction mode would give the lock to somebody else.
 *
 * @param url of the database; claims of different databases do not touch each other
 * @param options.patience milliseconds to wait for another holder to go; 10 000 when not given
 * @throws ServerAlreadyRunning when another server still holds the claim then; do not stop the database server in that case
 */
export async function claimServer(url: string, options: { patience?: number } = {}): Promise<ServerClaim> {
  const deadline = Date.now() + (options.patience ?? 10_000)
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: HEARTBEAT,
  })
  let released = false
  const lost = new Promise<Error>((resolve) => {
    const tell = (error: Error): void => {
      if (!released) resolve(error)
    }
    client.on('error', tell)
    client.on('end', () => tell(new Error('The connection that holds the claim of this server has ended.')))
  })
  try {
    await client.connect()
    // Set here, not in the configuration, because the URL's own application_name would win; the idle limit would cut the claim.
    await client.query(`select set_config('application_name', $1, false), set_config('idle_session_timeout', '0', false)`, [
      claimName(),
    ])
    while (!(await tryLock(client))) {
      const left = deadline - Date.now()
      if (left <= 0) throw new ServerAlreadyRunning(await describeHolder(client))
      await delay(Math.min(RETRY, left))
    }
  } catch (error) {
    released = true
    await client.end().catch(() => undefined)
    throw error
  }
  // A silent network drops idle connections; an unanswered heartbeat shows it within half a minute.
  const heartbeat = setInterval(() => {
    client.query('select 1').catch((error: Error) => {
      if (!released) client.emit('error', error)
      void client.end().catch(() => undefined)
    })
  }, HEARTBEAT).unref()
  void lost.then(() => clearInterval(heartbeat))

  return {
    lost,
    async release() {
      if (released) return
      released = true
      clearInterval(heartbeat)
      // Unlocked by word: after `end` the lock lives until the backend has noticed.
      await client.query('select pg_advisory_unlock($1, $2)', [...LOCK]).catch(() => undefined)
      await client.end().catch(() => undefined)
    },
  }
}

/**
 * Whether a live Yiwang server other than this process holds a claim in any database of the cluster.
 *
 * @param client a superuser's, or it sees only its own user's claims
 */
export async function claimedByAnother(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
       and a.application_name <> $3 limit 1`,
    [...LOCK, claimName()],
  )
  return rowCount === 1
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, $2) as locked', [...LOCK])
  return rows[0]?.locked === true
}

async function describeHolder(client: Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string | null; address: string | null; since: Date | null }>(
    `select l.pid, a.application_name as name, host(a.client_addr) as address, a.backend_start as since
     from pg_locks l left join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
       and l.database = (select oid from pg_database where datname = current_database())`,
    [...LOCK],
  )
  const holder = rows[0]
  const facts = [
    holder?.name && `"${holder.name}"`,
    holder?.address && `from ${holder.address}`,
    holder?.since && `since ${holder.since.toISOString()}`,
    holder && `database backend ${holder.pid}`,
  ].filter(Boolean)
  return (
    `Another live Yiwang server uses the database "${client.database}"` +
    (facts.length > 0 ? ` (${facts.join(', ')})` : '') +
    '. Stop it first, or give this one another database.'
  )
}
