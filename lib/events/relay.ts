import pg from 'pg'
import { locks } from '#lib/db'
import type { Logger } from '#lib/kernel'
import { committed } from './emit.ts'

/** The channel on which the relay says how far it has published. */
export const channel = 'yiwang_events'

// A transaction's place in the order is certain only when no older one is still running: `xid < xmin of the snapshot`.
// One statement moves the cursor and notifies, so both happen or neither.
const publish = `
  with batch as (
    select xid, id from events.outbox
    where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, id limit 500
  ), last as (
    select xid, id, (select count(*)::int from batch) as count from batch order by xid desc, id desc limit 1
  ), moved as (
    update events.published set xid = last.xid, id = last.id, published_at = clock_timestamp() from last
    returning events.published.xid, events.published.id, last.count
  )
  select xid::text as xid, id::text as id, count, pg_notify('${channel}', xid::text || '.' || id::text) from moved`

export interface Relay {
  stop(): Promise<void>
  /** how many events this relay has published */
  readonly published: number
}

export interface RelayOptions {
  /** login of the workers */
  url: string
  log: Logger
  /** ms between looks when nobody in this process says that something was committed */
  idleMs?: number
  /** how long events are kept for streams that come back */
  keepDays?: number
}

/**
 * Publishes events in commit order: one relay per database (advisory lock), any number may stand by. After a broken
 * connection it begins again where the database says it was.
 */
export function startRelay({ url, log, idleMs = 50, keepDays = 7 }: RelayOptions): Relay {
  let stopped = false
  let published = 0
  let wake: () => void = () => undefined
  const onCommit = (): void => wake()
  committed.on('commit', onCommit)
  const running = run()

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await relayOnce()
      } catch (error) {
        if (!stopped)
          log.warn({ err: (error as Error).message }, 'the event relay lost its connection and begins again')
        await pause(500)
      }
    }
  }

  async function relayOnce(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'yiwang-relay',
      options: '-c role=yiwang_working -c timezone=UTC',
      // A connection that hangs must not hang the relay, nor its stop.
      connectionTimeoutMillis: 10_000,
      query_timeout: 30_000,
      keepAlive: true,
    })
    client.on('error', () => undefined)
    await client.connect()
    try {
      while (!stopped && !(await lockTaken(client))) await pause(1000)
      const at = await client.query<{ xid: string; id: string }>(
        'select xid::text as xid, id::text as id from events.published',
      )
      let { xid, id } = at.rows[0]!
      let tidyAt = 0
      while (!stopped) {
        const moved = await client.query<{ xid: string; id: string; count: number }>({
          name: 'publish',
          text: publish,
          values: [xid, id],
        })
        const row = moved.rows[0]
        if (row !== undefined) {
          ;({ xid, id } = row)
          published += row.count
          continue
        }
        if (Date.now() > tidyAt) {
          tidyAt = Date.now() + 3_600_000
          // The last one published stays: it is where streams that saw everything resume from.
          await client.query(
            `delete from events.outbox where recorded_at < now() - $1 * interval '1 day' and (xid, id) < ($2::xid8, $3::bigint)`,
            [keepDays, xid, id],
          )
        }
        await pause(idleMs)
      }
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async stop() {
      stopped = true
      committed.off('commit', onCommit)
      wake()
      await running
    },
    get published() {
      return published
    },
  }
}

async function lockTaken(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [locks.relay])
  return rows[0]!.taken
}
