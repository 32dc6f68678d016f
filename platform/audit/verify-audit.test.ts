import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { withClient } from '#lib/db'
import { cloneDatabase, until, type ClonedDatabase } from '#lib/testing'
import { chainStart, hashSeal, sealedColumns, type SealedEntry, type SealHead } from './chain.ts'
import { sealEntries } from './seal-entries.ts'
import { verifyAudit, type AuditVerifyOptions } from './verify-audit.ts'

let database: ClonedDatabase

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
})
afterAll(() => database.drop())

// A test beside these may have an import or a whole city in one transaction.
vi.setConfig({ testTimeout: 200_000 })

const asSuper = <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => withClient(database.superUrl, work)

const insert = `insert into audit.entry (what, subject, detail) select 'cases.reveal', 'S' || n, jsonb_build_object('reason', '核实', 'n', n)
  from generate_series(1, $1::int) as n`

/** A log of its own in three seals; other tests’ transactions on the same server may hold one back for a while. */
async function fresh(client: pg.Client): Promise<void> {
  await client.query('truncate audit.entry, audit.seal')
  for (let seal = 0; seal < 3; seal += 1) {
    await client.query(insert, [4])
    await until(async () => {
      await sealEntries(client)
      const { rows } = await client.query<{ sum: number }>(
        'select coalesce(sum(entries), 0)::int as sum from audit.seal',
      )
      return rows[0]!.sum === 4 * (seal + 1)
    }, 60_000)
  }
}

const faults = async (client: pg.Client, options?: AuditVerifyOptions): Promise<string[]> =>
  (await verifyAudit(client, options)).findings.map((finding) => finding.fault)

const nth = (n: number) => `(select id from audit.entry order by xid, id offset ${n - 1} limit 1)`

test('finds nothing where nothing was touched', async () => {
  await asSuper(async (client) => {
    await fresh(client)
    const { seals, entries, findings, head } = await verifyAudit(client)
    expect({ findings, entries }).toEqual({ findings: [], entries: 12 })
    expect(seals).toBeGreaterThanOrEqual(3)
    expect(head).toMatch(/^[0-9a-f]{64}$/)
    expect(await faults(client, { witness: head! })).toEqual([])
  })
})

test.each([
  ['a detail altered', 'altered', [`update audit.entry set detail = '{"reason":"别的"}' where id = ${nth(6)}`]],
  ['a person altered', 'altered', [`update audit.entry set actor_name = '别人' where id = ${nth(1)}`]],
  [
    'a moment altered by a microsecond',
    'altered',
    [`update audit.entry set recorded_at = recorded_at + interval '1 microsecond' where id = ${nth(12)}`],
  ],
  ['a case number altered', 'altered', [`update audit.entry set subject_name = '1' where id = ${nth(5)}`]],
  ['an entry deleted', 'deleted', [`delete from audit.entry where id = ${nth(7)}`]],
  ['the first entry deleted', 'deleted', [`delete from audit.entry where id = ${nth(1)}`]],
  ['the tail of sealed entries cut', 'deleted', [`delete from audit.entry where id >= ${nth(11)}`]],
  ['every entry deleted', 'deleted', [`delete from audit.entry`]],
  [
    'an entry put in',
    'put_in',
    [
      `insert into audit.entry (id, xid, what) overriding system value select -5, xid, what from audit.entry where id = ${nth(6)}`,
    ],
  ],
  [
    'an entry deleted and another put in its place',
    'altered',
    [
      `insert into audit.entry (id, xid, what, recorded_at) overriding system value select -6, xid, what, recorded_at from audit.entry where id = ${nth(6)}`,
      `delete from audit.entry where id = ${nth(7)}`,
    ],
  ],
  [
    'two entries exchanged',
    'altered',
    [
      `update audit.entry e set subject = other.subject from audit.entry other
       where (e.id, other.id) in ((${nth(6)}, ${nth(7)}), (${nth(7)}, ${nth(6)}))`,
    ],
  ],
  ['a seal’s hash altered', 'altered', [`update audit.seal set hash = sha256('x') where id = 2`]],
  ['a seal’s time altered', 'altered', [`update audit.seal set made_at = made_at + interval '1 hour' where id = 3`]],
  ['a seal’s count altered', 'deleted', [`update audit.seal set entries = entries + 1 where id = 2`]],
  ['a seal’s end moved', 'deleted', [`update audit.seal set to_id = to_id - 1 where id = 2`]],
  ['a seal deleted', 'seal_gone', [`delete from audit.seal where id = 2`]],
  ['the first seal deleted', 'seal_gone', [`delete from audit.seal where id = 1`]],
  [
    'the last seal deleted, and not made anew',
    'unsealed',
    [
      `update audit.entry set recorded_at = recorded_at - interval '1 hour' where id = ${nth(12)}`,
      `delete from audit.seal where id = 3`,
    ],
  ],
])('finds %s', async (_what, fault, statements) => {
  await asSuper(async (client) => {
    await client.query('begin')
    await fixed(client)
    for (const statement of statements) {
      const { rowCount } = await client.query(statement)
      // A tampering that changes nothing would prove nothing.
      if (rowCount === 0) throw new Error(`Touched no row: ${statement}`)
    }
    await client.query('commit')
    expect(await faults(client)).toContain(fault)
  })
})

/** The same with known bounds: three seals of four entries each, whatever else runs on the server. */
async function fixed(client: pg.Client): Promise<void> {
  await client.query('truncate audit.entry, audit.seal')
  let previous: Buffer = chainStart
  for (let id = 1; id <= 3; id += 1) {
    await client.query(
      `insert into audit.entry (xid, what, subject, detail)
       select $2::text::xid8, 'cases.reveal', 'S' || n, jsonb_build_object('reason', '核实', 'n', n) from generate_series(1, $1::int) as n`,
      [4, 100 + id],
    )
    const { rows } = await client.query<SealedEntry>(
      `select ${sealedColumns} from audit.entry where xid = $1::text::xid8 order by audit.entry.xid, id`,
      [100 + id],
    )
    const [first, last] = [rows[0]!, rows.at(-1)!]
    const head: SealHead = {
      id,
      from_xid: first.xid,
      from_id: Number(first.id),
      to_xid: last.xid,
      to_id: Number(last.id),
      entries: rows.length,
      made_at: new Date(),
    }
    previous = hashSeal(previous, head, rows)
    await client.query(
      `insert into audit.seal (id, from_xid, from_id, to_xid, to_id, entries, made_at, hash) values ($1,$2,$3,$4,$5,$6,$7,$8)`,
      [...Object.values(head), previous],
    )
  }
}

test('what the tampering starts from is whole', async () => {
  await asSuper(async (client) => {
    await client.query('begin')
    await fixed(client)
    await client.query('commit')
    expect(await faults(client)).toEqual([])
  })
})

test('seals cut off together with their entries are found by a hash kept outside', async () => {
  await asSuper(async (client) => {
    await fresh(client)
    const { head, seals } = await verifyAudit(client)
    await client.query(
      `delete from audit.entry where (xid, id) >= (select from_xid, from_id from audit.seal where id = $1)`,
      [seals],
    )
    await client.query(`delete from audit.seal where id = $1`, [seals])
    expect(await faults(client)).toEqual([])
    expect(await faults(client, { witness: head! })).toEqual(['witness_gone'])
  })
})

test('looks at the newest seals alone when asked, and begins where the one before them ends', async () => {
  await asSuper(async (client) => {
    await client.query('begin')
    await fixed(client)
    await client.query(`update audit.entry set what = 'x' where id = ${nth(2)}`)
    await client.query('commit')
    const newest = await verifyAudit(client, { newest: 2 })
    expect(newest).toMatchObject({ seals: 2, entries: 8, findings: [] })
    expect(await faults(client)).toEqual(['altered'])
  })
})
