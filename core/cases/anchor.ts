import type pg from 'pg'
import { createSm3 } from '#lib/crypto'
import { locks, type Pool } from '#lib/db'
import type { Logger } from '#lib/kernel'

interface Entry {
  case_id: string
  sequence: number
  head: Buffer
}

const batchSize = 10_000

/**
 * The hash of an anchor: SM3 over the hash before it and its entries, sorted by case. `batch` gives the entries after a
 * case, at most as many as asked for; a million cases are never held at once.
 */
export async function hashAnchor(
  previous: Uint8Array | undefined,
  batch: (after: string, limit: number) => Promise<Entry[]>,
): Promise<{ hash: Buffer; entries: number }> {
  const hash = createSm3().update(previous ?? Buffer.alloc(32))
  let entries = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await batch(after, batchSize)
    for (const { case_id, sequence, head } of rows) hash.update(`${case_id} ${sequence} `).update(head)
    entries += rows.length
    const last = rows.at(-1)
    if (last === undefined || rows.length < batchSize) return { hash: hash.digest(), entries }
    after = last.case_id
  }
}

// What has moved since the last anchor, in one snapshot of the database.
const moved = `from cases.case c
  where not exists (select from cases.anchor_entry e where e.case_id = c.id and e.sequence = c.sequence)`

/**
 * Writes down where every case's chain ends that has moved since the last anchor. A cut tail is found by it even when
 * the projection was cut to match. Returns the anchor's hash, worth keeping outside; undefined when nothing moved.
 */
export async function makeAnchor(
  client: pg.Client | pg.PoolClient,
): Promise<{ entries: number; hash: string } | undefined> {
  // One at a time: two at once would name the same cases twice. Before the snapshot is taken.
  await client.query('select pg_advisory_lock($1)', [locks.anchor])
  try {
    await client.query('begin isolation level repeatable read')
    const last = await client.query<{ hash: Buffer }>('select hash from cases.anchor order by id desc limit 1')
    const { hash, entries } = await hashAnchor(last.rows[0]?.hash, async (after, limit) => {
      const text = `select c.id as case_id, c.sequence, c.head ${moved} and c.id > $1 order by c.id limit $2`
      return (await client.query<Entry>(text, [after, limit])).rows
    })
    if (entries === 0) {
      await client.query('rollback')
      return undefined
    }
    const made = await client.query<{ id: number }>(
      'insert into cases.anchor (entries, hash) values ($1, $2) returning id',
      [entries, hash],
    )
    await client.query(
      `insert into cases.anchor_entry (anchor_id, case_id, sequence, head) select $1, c.id, c.sequence, c.head ${moved}`,
      [made.rows[0]!.id],
    )
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error(`COMMIT answered ${command}`)
    return { entries, hash: hash.toString('hex') }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.query('select pg_advisory_unlock($1)', [locks.anchor]).catch(() => undefined)
  }
}

const dayMs = 24 * 3_600_000
const lookMs = 600_000

/** Makes the daily anchor: looks every ten minutes whether the last one is a day old, so a restart delays nothing. */
export function startAnchoring(workers: Pool, log: Logger): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const look = (): void => {
    running = running
      .then(() => anchorWhenDue(workers))
      .catch((error: unknown) => log.warn({ err: (error as Error).message }, 'no anchor was made; trying again'))
  }
  const timer = setInterval(look, lookMs)
  look()
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function anchorWhenDue(workers: Pool): Promise<void> {
  const client = await workers.connect()
  try {
    const { rows } = await client.query<{ made_at: Date }>('select made_at from cases.anchor order by id desc limit 1')
    if (rows[0] === undefined || Date.now() - rows[0].made_at.getTime() >= dayMs) await makeAnchor(client)
  } finally {
    client.release()
  }
}
