import pg from 'pg'
import { locks } from '#lib/db'
import type { Logger } from '#lib/kernel'
import { committed } from './emit.ts'

/** The channel on which the relay says how far it has published. */
export const channel = 'yiwang_events'

// A transaction's place in the order is certain only when no older one is still running: `xid < xmin of the snapshot`.
// One statement moves the cursor and notifies, so both happen or neither. When somebody hears an event of the batch
// ($3: the topics heard) it only tells them; the cursor then moves in the transaction in which they have written.
const publish = `
  with batch as (
    select * from events.outbox
    where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, id limit 500
  ), last as (
    select xid, id, (select count(*)::int from batch) as count from batch order by xid desc, id desc limit 1
  ), heard as (
    select jsonb_agg(jsonb_build_object('place', xid::text || '.' || id::text, 'topic', topic, 'data', data,
      'recordedAt', to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by xid, id) as events
    from batch where topic = any($3)
  ), moved as (
    update events.published set xid = last.xid, id = last.id, published_at = clock_timestamp() from last
    where (select events from heard) is null
    returning events.published.xid, events.published.id
  )
  select last.xid::text as xid, last.id::text as id, last.count, heard.events,
    (select pg_notify('${channel}', moved.xid::text || '.' || moved.id::text) from moved)
  from last, heard`

// Moves only from where the batch began: two relays can never both have written for it.
const move = `
  update events.published set xid = $1::xid8, id = $2::bigint, published_at = clock_timestamp()
  where (xid, id) = ($3::xid8, $4::bigint)
  returning pg_notify('${channel}', xid::text || '.' || id::text)`

/** An event as the relay tells it to whoever hears it. */
export interface HeardEvent {
  /** its place in the outbox, `xid.id`: the same however often it is told */
  readonly place: string
  readonly topic: string
  readonly data: unknown
  readonly recordedAt: string
}

/**
 * Turns events into rows (jobs) in the relay's own transaction: they stand when, and only if, the relay has moved past
 * their events. What `write` throws holds every later event back, so it must not throw for what one event says.
 */
export interface Hearer {
  readonly topics: readonly string[]
  write(
    query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }>,
    events: readonly HeardEvent[],
  ): Promise<void>
}

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
  hearer?: Hearer
}

/**
 * Publishes events in commit order: one relay per database (advisory lock), any number may stand by. After a broken
 * connection it begins again where the database says it was.
 */
export function startRelay({ url, log, idleMs = 50, keepDays = 7, hearer }: RelayOptions): Relay {
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
      // Its few statements are always the same, and mostly take longer to plan than to run. What a crash takes back of its
      // work (the cursor, and the jobs that came of the events before it) it does again: it need not wait for the disk.
      options: '-c role=yiwang_working -c timezone=UTC -c plan_cache_mode=force_generic_plan -c synchronous_commit=off',
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
        const found = await client.query<Batch>({
          name: 'publish',
          text: publish,
          values: [xid, id, hearer?.topics ?? []],
        })
        const row = found.rows[0]
        if (row !== undefined) {
          if (row.events !== null) await tell(client, hearer!, row, { xid, id })
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

interface Batch {
  /** place of its last event */
  xid: string
  id: string
  count: number
  /** those that somebody hears; null when nobody does */
  events: HeardEvent[] | null
}

/** Lets the hearer write, and moves the cursor, in one transaction. A failure ends the connection, and so both. */
async function tell(client: pg.Client, hearer: Hearer, batch: Batch, from: { xid: string; id: string }): Promise<void> {
  await client.query('begin')
  await hearer.write((text, values) => client.query(text, values), batch.events!)
  const { rowCount } = await client.query({
    name: 'move',
    text: move,
    values: [batch.xid, batch.id, from.xid, from.id],
  })
  if (rowCount !== 1) throw new Error('another relay has moved the cursor')
  const { command } = await client.query('commit')
  if (command !== 'COMMIT') throw new Error(`COMMIT answered ${command}`)
}

async function lockTaken(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [locks.relay])
  return rows[0]!.taken
}
