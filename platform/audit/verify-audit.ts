import type pg from 'pg'
import { settingQuery, type Settings } from '#lib/db'
import { sentence } from '#lib/http/contract'
import type { Language, Words } from '#lib/kernel'
import { chainStart, hashSeal, sealedColumns, type SealedEntry, type SealHead } from './chain.ts'

const faults = {
  seal_gone: { 'zh-CN': '封存批次 {seal} 不见了', en: 'seal {seal} is gone' },
  deleted: {
    'zh-CN': '封存批次 {seal} 应有 {entries} 条记录，现有 {found} 条：记录被删除',
    en: 'seal {seal} covers {entries} entries, {found} are there: entries were deleted',
  },
  put_in: {
    'zh-CN': '封存批次 {seal} 应有 {entries} 条记录，现在更多：有记录被插入',
    en: 'seal {seal} covers {entries} entries, more are there: entries were put in',
  },
  altered: {
    'zh-CN': '封存批次 {seal} 不吻合：它本身、前一批次或其 {entries} 条记录之一被改动',
    en: 'seal {seal} does not fit: it, the seal before it or one of its {entries} entries was altered',
  },
  no_seal: {
    'zh-CN': '没有任何封存批次，而日志已超过一天',
    en: 'there is no seal at all, and the log is older than a day',
  },
  unsealed: {
    'zh-CN': '{entries} 条记录早该封存，最早一条在 {first}',
    en: '{entries} entries should have been sealed long ago, the first is of {first}',
  },
  counter_behind: {
    'zh-CN': '事务编号落后于最后一个封存批次：日志被搬到了另一台数据库服务器',
    en: 'the transaction counter is behind the last seal: the log was carried to another database server',
  },
  witness_gone: {
    'zh-CN': '库外留存的封存值不在其中：封存批次被截去或重做',
    en: 'the seal written down outside is not there: seals were cut off or made anew',
  },
} as const satisfies Readonly<Record<string, Words>>
export type AuditFault = keyof typeof faults

/** What a finding says. */
export function describeFinding({ fault, data }: AuditFinding, language: Language): string {
  return sentence(faults[fault], language, data)
}

/** Something that is not as it was sealed. */
export interface AuditFinding {
  /** the seal it concerns; null where none is */
  readonly seal: number | null
  readonly fault: AuditFault
  readonly data: Readonly<Record<string, string | number>>
}

export interface AuditVerification {
  readonly seals: number
  readonly entries: number
  readonly findings: readonly AuditFinding[]
  /** hash of the last seal, in hex: worth writing down outside; null when there is none */
  readonly head: string | null
}

export interface AuditVerifyOptions {
  /** only this many of the newest seals; all by default */
  readonly newest?: number
  /** seconds after which an entry should have been sealed */
  readonly sealedWithin?: number
  /** hash of a seal, in hex, that was written down outside: it must still be there */
  readonly witness?: string | undefined
  /** what row-level security is told of whoever asks; the database's owner, who asks by default, sees all */
  readonly settings?: Settings
}

interface StoredSeal extends SealHead {
  hash: Buffer
}

type Say = (seal: number | null, fault: AuditFault, data?: AuditFinding['data']) => void

const maxFindings = 1000
const sealColumns = `id, from_xid::text as from_xid, from_id, to_xid::text as to_xid, to_id, entries, made_at, hash`

/**
 * Computes the seals of the audit log anew and compares. Finds an entry that was altered, deleted, put in or exchanged, a
 * cut tail of sealed entries, a seal that was altered or deleted, an entry that should have been sealed long ago. Reads
 * in one snapshot, changes nothing. A tail cut together with its seals is found only against a hash kept outside.
 */
export async function verifyAudit(
  client: pg.ClientBase,
  { newest, sealedWithin = 600, witness, settings }: AuditVerifyOptions = {},
): Promise<AuditVerification> {
  const findings: AuditFinding[] = []
  const say: Say = (seal, fault, data = {}) =>
    void findings.push({ seal, fault, data: seal === null ? data : { seal, ...data } })
  await client.query('begin isolation level repeatable read read only')
  try {
    if (settings !== undefined) {
      const { sql, parameters } = settingQuery(settings)
      await client.query(sql, parameters)
    }
    const { rows: ends } = await client.query<{ last: number | null }>('select max(id) as last from audit.seal')
    const last = ends[0]!.last ?? 0
    const from = newest === undefined ? 1 : Math.max(1, last - newest + 1)
    // The seal before the first one looked at says where that one begins.
    let previous: StoredSeal | undefined
    if (from > 1) {
      const before = await client.query<StoredSeal>(`select ${sealColumns} from audit.seal where id = $1`, [from - 1])
      previous = before.rows[0]
      if (previous === undefined) say(from - 1, 'seal_gone')
    }
    let seals = 0
    let entries = 0
    let expected = from
    for (let id = from - 1; findings.length < maxFindings;) {
      const { rows } = await client.query<StoredSeal>(
        `select ${sealColumns} from audit.seal where id > $1 order by id limit 20`,
        [id],
      )
      if (rows.length === 0) break
      for (const seal of rows) {
        for (; expected < seal.id && expected - from < last; expected += 1) say(expected, 'seal_gone')
        expected = seal.id + 1
        // After a gap nobody knows what this one was chained to; the gap itself is told.
        const known = seal.id === 1 || previous?.id === seal.id - 1
        if (known) entries += await checkSeal(client, seal, previous, say)
        previous = seal
        seals += 1
      }
      id = rows.at(-1)!.id
    }
    if (witness !== undefined) {
      const { rows } = await client.query(`select 1 from audit.seal where encode(hash, 'hex') = $1`, [
        witness.toLowerCase(),
      ])
      if (rows.length === 0) say(null, 'witness_gone')
    }
    if (last === 0) await checkNone(client, say)
    await checkUnsealed(client, previous, sealedWithin, say)
    return { seals, entries, findings, head: previous?.hash.toString('hex') ?? null }
  } finally {
    await client.query('rollback')
  }
}

async function checkSeal(
  client: pg.ClientBase,
  seal: StoredSeal,
  previous: StoredSeal | undefined,
  say: Say,
): Promise<number> {
  const { rows } = await client.query<SealedEntry>(
    `select ${sealedColumns} from audit.entry
     where (xid, id) > ($1::xid8, $2::bigint) and (xid, id) <= ($3::xid8, $4::bigint)
     order by audit.entry.xid, id limit $5`,
    // One more than it may be: an entry put in is then seen, and a forged end cannot make us read the whole log.
    [previous?.to_xid ?? '0', previous?.to_id ?? 0, seal.to_xid, seal.to_id, seal.entries + 1],
  )
  const right = hashSeal(previous?.hash ?? chainStart, seal, rows).equals(seal.hash)
  if (rows.length < seal.entries) {
    say(seal.id, 'deleted', { entries: seal.entries, found: rows.length })
  } else if (rows.length > seal.entries) {
    say(seal.id, 'put_in', { entries: seal.entries })
  } else if (!right) {
    say(seal.id, 'altered', { entries: seal.entries })
  }
  return rows.length
}

async function checkNone(client: pg.ClientBase, say: Say): Promise<void> {
  const { rows } = await client.query<{ old: boolean }>(
    `select exists (select from audit.entry where recorded_at < now() - interval '1 day') as old`,
  )
  if (rows[0]!.old) say(null, 'no_seal')
}

async function checkUnsealed(
  client: pg.ClientBase,
  last: StoredSeal | undefined,
  sealedWithin: number,
  say: Say,
): Promise<void> {
  const { rows } = await client.query<{ count: number; first: string | null; behind: boolean }>(
    `select count(*)::int as count, min(recorded_at)::text as first,
       pg_snapshot_xmax(pg_current_snapshot()) < $1::xid8 as behind
     from audit.entry
     where (xid, id) > ($1::xid8, $2::bigint) and recorded_at < now() - $3 * interval '1 second'`,
    [last?.to_xid ?? '0', last?.to_id ?? 0, sealedWithin],
  )
  const { count, first, behind } = rows[0]!
  if (count > 0) say(null, 'unsealed', { entries: count, first: first ?? '' })
  if (behind) say(null, 'counter_behind')
}
