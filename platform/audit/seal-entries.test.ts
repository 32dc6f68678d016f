import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { locks, withClient } from '#lib/db'
import { cloneDatabase, until, type ClonedDatabase } from '#lib/testing'
import { sealEntries } from './seal-entries.ts'
import { verifyAudit } from './verify-audit.ts'

let database: ClonedDatabase

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
})
afterAll(() => database.drop())

async function working<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(database.workerUrl, async (client) => {
    await client.query('set role yiwang_working')
    return work(client)
  })
}

const note = (client: pg.Client, what: string) => client.query('insert into audit.entry (what) values ($1)', [what])

// A test beside these may have an import or a whole city in one transaction.
vi.setConfig({ testTimeout: 180_000 })
const patience = 60_000

/**
 * Seals until nothing is left; gives what each seal covers. Other tests' transactions run on the same server and hold
 * sealing back while they do.
 */
async function drain(client: pg.Client, limit?: number): Promise<number[]> {
  const counts: number[] = []
  await until(async () => {
    for (let seal = await sealEntries(client, limit); seal !== undefined; seal = await sealEntries(client, limit))
      counts.push(seal.entries)
    const { rows } = await client.query<{ left: number }>(
      `select count(*)::int as left from audit.entry
       where not exists (select from audit.seal where (to_xid, to_id) >= (entry.xid, entry.id))`,
    )
    return rows[0]!.left === 0
  }, patience)
  return counts
}

test('seals in batches, each chained to the one before', async () => {
  await working(async (client) => {
    await drain(client)
    for (let n = 0; n < 7; n += 1) await note(client, `test.${n}`)
    const counts = await drain(client, 3)
    expect(Math.max(...counts)).toBeLessThanOrEqual(3)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7)
    expect(await sealEntries(client)).toBeUndefined()
    expect((await verifyAudit(client)).findings).toEqual([])
  })
})

test('waits for an older transaction, so that its entry cannot slip behind a seal', async () => {
  await working(async (client) => {
    await drain(client)
    await withClient(database.superUrl, async (slow) => {
      await slow.query('begin')
      await note(slow, 'test.slow')
      await note(client, 'test.quick')
      expect(await sealEntries(client)).toBeUndefined()
      await slow.query('commit')
    })
    expect((await drain(client)).reduce((sum, count) => sum + count, 0)).toBe(2)
    const { rows } = await client.query<{ what: string }>(
      'select what from audit.entry order by xid desc, id desc limit 2',
    )
    // The quick one was stored first, and yet comes behind.
    expect(rows.map((row) => row.what)).toEqual(['test.quick', 'test.slow'])
    expect((await verifyAudit(client)).findings).toEqual([])
  })
})

test('one at a time: whoever comes second goes away', async () => {
  await working(async (client) => {
    await note(client, 'test.one')
    await withClient(database.superUrl, async (other) => {
      await other.query('select pg_advisory_lock($1)', [locks.seal])
      expect(await sealEntries(client)).toBeUndefined()
    })
  })
})

test('two workers at once make one chain', async () => {
  await working((one) =>
    working(async (two) => {
      for (let n = 0; n < 40; n += 1) {
        await note(n % 2 === 0 ? one : two, 'test.both')
        await Promise.all([sealEntries(one, 1), sealEntries(two, 1)])
      }
      await drain(one)
      expect((await verifyAudit(one)).findings).toEqual([])
    }),
  )
})

test.each(['yiwang_serving', 'yiwang_working'])('%s can neither change nor delete an entry or a seal', async (role) => {
  await withClient(database.superUrl, async (client) => {
    await note(client, 'test.kept')
    await sealEntries(client)
    await client.query(`set role ${role}`)
    for (const [table, column] of [
      ['audit.entry', 'what'],
      ['audit.seal', 'entries'],
    ]) {
      await expect(client.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow('permission denied')
      await expect(client.query(`delete from ${table}`)).rejects.toThrow('permission denied')
      await expect(client.query(`truncate ${table}`)).rejects.toThrow('permission denied')
    }
  })
})

test('the login that serves makes no seals', async () => {
  await withClient(database.superUrl, async (client) => {
    await note(client, 'test.served')
    await client.query('set role yiwang_serving')
    // Even one who reads the log: whoever does not finds nothing to seal.
    await client.query(`select set_config('yiwang.may', 'audit.read', false)`)
    const tried = await until(async () => {
      try {
        return (await sealEntries(client)) !== undefined && 'sealed'
      } catch (error) {
        return (error as Error).message
      }
    }, patience)
    expect(tried).toContain('permission denied')
  })
})
