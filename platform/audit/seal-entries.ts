import type pg from 'pg'
import { locks, type Pool } from '#lib/db'
import type { Logger } from '#lib/kernel'
import { chainStart, hashSeal, sealedColumns, type SealedEntry, type SealHead } from './chain.ts'

/** Entries in one seal at most: a seal is read whole to be verified. */
const maxEntries = 1000

// A transaction's place in the order is certain only when no older one is still running: `xid < xmin of the snapshot`.
const nextEntries = `
  select ${sealedColumns} from audit.entry
  where (xid, id) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
  order by audit.entry.xid, id limit $3`

/**
 * Seals what is not sealed yet and older than the oldest running transaction, at most `limit` entries. Returns the seal;
 * undefined when there was nothing to seal or another worker is at it.
 */
export async function sealEntries(
  client: pg.ClientBase,
  limit = maxEntries,
): Promise<(SealHead & { hash: Buffer }) | undefined> {
  await client.query('begin')
  try {
    const { rows: lock } = await client.query<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
      locks.seal,
    ])
    const seal = lock[0]!.taken ? await nextSeal(client, limit) : undefined
    if (seal === undefined) {
      await client.query('rollback')
      return undefined
    }
    const { command } = await client.query('commit')
    if (command !== 'COMMIT') throw new Error(`COMMIT answered ${command}`)
    return seal
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function nextSeal(client: pg.ClientBase, limit: number): Promise<(SealHead & { hash: Buffer }) | undefined> {
  const { rows: seals } = await client.query<{ id: number; to_xid: string; to_id: number; hash: Buffer }>(
    'select id, to_xid::text as to_xid, to_id, hash from audit.seal order by id desc limit 1',
  )
  const last = seals[0]
  const { rows: entries } = await client.query<SealedEntry>(nextEntries, [last?.to_xid ?? '0', last?.to_id ?? 0, limit])
  const [first, final] = [entries[0], entries.at(-1)]
  if (first === undefined || final === undefined) return undefined
  const head: SealHead = {
    id: (last?.id ?? 0) + 1,
    from_xid: first.xid,
    from_id: first.id,
    to_xid: final.xid,
    to_id: final.id,
    entries: entries.length,
    made_at: new Date(),
  }
  const hash = hashSeal(last?.hash ?? chainStart, head, entries)
  await client.query(
    `insert into audit.seal (id, from_xid, from_id, to_xid, to_id, entries, made_at, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [...Object.values(head), hash],
  )
  return { ...head, hash }
}

const everyMs = 5000

/** Seals every few seconds when there is something to seal. The hash stands in the log too: a witness outside. */
export function startSealing(workers: Pool, log: Logger, every = everyMs): () => Promise<void> {
  let stopped = false
  let running: Promise<void> | undefined
  const look = (): void => {
    running ??= sealAll()
      .catch((error: unknown) => log.warn({ err: (error as Error).message }, 'nothing was sealed; trying again'))
      .finally(() => {
        running = undefined
      })
  }
  async function sealAll(): Promise<void> {
    for (let full = true; full && !stopped;) {
      const client = await workers.connect()
      try {
        const seal = await sealEntries(client)
        full = seal?.entries === maxEntries
        if (seal !== undefined)
          log.info({ seal: seal.id, entries: seal.entries, hash: seal.hash.toString('hex') }, 'audit entries sealed')
      } finally {
        client.release()
      }
    }
  }
  const timer = setInterval(look, every)
  look()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}
