import type pg from 'pg'
import { sm3 } from '#lib/crypto'
import { locks } from '#lib/db'

/** How an anchor's entries enter its hash; `verifyCases` computes the same. */
export function hashAnchor(previous: Uint8Array | undefined, entries: readonly { case_id: string; sequence: number; head: Buffer }[]): Buffer {
  const parts = entries.flatMap(({ case_id, sequence, head }) => [`${case_id} ${sequence} `, head])
  return sm3(previous ?? Buffer.alloc(32), ...parts)
}

/**
 * Writes down where every case's chain ends that has moved since the last anchor. A cut tail is found by it even when
 * the projection was cut to match. Returns the anchor's hash, worth keeping outside; undefined when nothing moved.
 */
export async function makeAnchor(client: pg.Client | pg.PoolClient): Promise<{ entries: number; hash: string } | undefined> {
  await client.query('begin')
  try {
    // One at a time: two at once would name the same cases twice.
    await client.query('select pg_advisory_xact_lock($1)', [locks.anchor])
    const { rows: entries } = await client.query<{ case_id: string; sequence: number; head: Buffer }>(
      `select c.id as case_id, c.sequence, c.head from cases.case c
       where not exists (select from cases.anchor_entry e where e.case_id = c.id and e.sequence = c.sequence)
       order by c.id`,
    )
    if (entries.length === 0) {
      await client.query('rollback')
      return undefined
    }
    const last = await client.query<{ hash: Buffer }>('select hash from cases.anchor order by id desc limit 1')
    const hash = hashAnchor(last.rows[0]?.hash, entries)
    const made = await client.query<{ id: number }>('insert into cases.anchor (entries, hash) values ($1, $2) returning id', [entries.length, hash])
    await client.query(
      `insert into cases.anchor_entry (anchor_id, case_id, sequence, head)
       select $1, * from unnest($2::uuid[], $3::int[], $4::bytea[])`,
      [made.rows[0]!.id, entries.map((one) => one.case_id), entries.map((one) => one.sequence), entries.map((one) => one.head)],
    )
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error(`COMMIT answered ${command}`)
    return { entries: entries.length, hash: hash.toString('hex') }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
