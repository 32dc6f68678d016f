import type pg from 'pg'
import { canonicalJson, type Json } from '#lib/kernel'
import { hashAnchor } from './anchor.ts'
import { chainStart, hashAction } from './chain.ts'
import { fold, type ActionRecord, type CaseState } from './fold.ts'
import { openValues, unwrapKey } from './private.ts'
import { seenBy, toRecord, type ActionRow } from './store.ts'

/** Something that is not as the log says. */
export interface Finding {
  readonly caseId: string
  readonly what: string
}

export interface Verification {
  readonly cases: number
  readonly actions: number
  readonly anchors: number
  readonly findings: readonly Finding[]
}

interface StoredCase {
  id: string
  number: string
  kind: string
  kind_version: number
  source_number: string | null
  sequence: number
  head: Buffer
  state: string
  opened_at: Date
  changed_at: Date
  closed_at: Date | null
  due_at: Date | null
  due_clock: string | null
  marks: string[]
  seen_by: string
  area: string | null
  facts: unknown
  assignments: {
    ordinal: number
    part: string
    unit_id: string
    unit_name: string
    since: string
    until: string | null
    visible: boolean
  }[]
  clocks: {
    code: string
    round: number
    state: string
    deadline: string
    warned_at: string | null
    breached_at: string | null
  }[]
  secrets: { sequence: number; sealed: string }[]
  wrapped: Buffer | null
}

const batchSql = `
  select c.*, array_to_string(c.seen_by, ',') as seen_by, t.facts, k.wrapped,
    coalesce((select json_agg(json_build_object('ordinal', ordinal, 'part', part, 'unit_id', unit_id, 'unit_name', unit_name,
      'since', since, 'until', until, 'visible', visible) order by ordinal) from cases.assignment a where a.case_id = c.id), '[]') as assignments,
    coalesce((select json_agg(json_build_object('code', code, 'round', round, 'state', state, 'deadline', deadline,
      'warned_at', warned_at, 'breached_at', breached_at) order by code) from cases.clock r where r.case_id = c.id), '[]') as clocks,
    coalesce((select json_agg(json_build_object('sequence', sequence, 'sealed', encode(sealed, 'base64')) order by sequence)
      from cases.private p where p.case_id = c.id), '[]') as secrets
  from cases.case c
  left join cases.content t on t.case_id = c.id
  left join cases.private_key k on k.case_id = c.id
  where c.id > $1 and get_byte(uuid_send(c.id), 15) % $2 = $3 order by c.id limit 500`

/**
 * Folds every case anew from its actions and compares: chain, projection, assignments, sealed texts against their
 * commitments, anchors; and whether each of their rows has its case. Finds a row that was altered, deleted, inserted or cut
 * off. Reads in one snapshot, changes nothing. Stops collecting at 1,000 findings. `share` looks at every n-th case alone,
 * so that several can share the work; the anchors and what has no case are looked at with the first share.
 */
export async function verifyCases(
  client: pg.Client,
  masterKey: Uint8Array | undefined,
  share: { readonly index: number; readonly of: number } = { index: 0, of: 1 },
): Promise<Verification> {
  const findings: Finding[] = []
  let cases = 0
  let actions = 0
  await client.query('begin isolation level repeatable read read only')
  try {
    for (let after = '00000000-0000-0000-0000-000000000000'; findings.length < 1000;) {
      const { rows } = await client.query<StoredCase>(batchSql, [after, share.of, share.index])
      if (rows.length === 0) break
      const ids = rows.map((row) => row.id)
      const log = await client.query<ActionRow>(
        'select * from cases.action where case_id = any($1) order by case_id, sequence',
        [ids],
      )
      const byCase = Map.groupBy(log.rows, (row) => row.case_id)
      for (const row of rows)
        for (const what of faultsOf(row, byCase.get(row.id) ?? [], masterKey)) findings.push({ caseId: row.id, what })
      cases += rows.length
      actions += log.rows.length
      after = ids.at(-1)!
    }
    const anchors = share.index === 0 ? await checkAnchors(client, findings) : 0
    if (share.index === 0) findings.push(...(await findOrphans(client)))
    return { cases, actions, anchors, findings }
  } finally {
    await client.query('rollback')
  }
}

function faultsOf(stored: StoredCase, rows: ActionRow[], masterKey: Uint8Array | undefined): string[] {
  if (rows.length === 0) return ['the case has no actions']
  const faults: string[] = []
  let previous: Buffer = chainStart
  const records = rows.map(toRecord)
  for (const [index, row] of rows.entries()) {
    if (row.sequence !== index + 1) return [`action ${index + 1} is missing or another stands in its place`]
    const hash = hashAction(previous, records[index]!)
    if (!hash.equals(row.hash)) faults.push(`action ${row.sequence} is not as it was recorded`)
    previous = row.hash
  }
  if (!previous.equals(stored.head) || rows.length !== stored.sequence) {
    faults.push(`the log ends at action ${rows.length}, the case says ${stored.sequence}`)
  }
  let state: CaseState
  try {
    state = fold(records)
  } catch (error) {
    return [...faults, (error as Error).message]
  }
  const differing = differences(state, stored)
  if (differing.length > 0) faults.push(`the projection differs from the log: ${differing.join(', ')}`)
  if (masterKey !== undefined) faults.push(...sealFaults(stored, records, masterKey))
  return faults
}

function differences(state: CaseState, stored: StoredCase): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['number', state.number, stored.number],
    ['kind', `${state.kind} ${state.kindVersion}`, `${stored.kind} ${stored.kind_version}`],
    ['source number', state.sourceNumber, stored.source_number],
    ['state', state.state, stored.state],
    ['opened', state.openedAt, stored.opened_at.toISOString()],
    ['changed', state.changedAt, stored.changed_at.toISOString()],
    ['closed', state.closedAt, stored.closed_at?.toISOString() ?? null],
    ['marks', state.marks.join(), stored.marks.join()],
    ['seen by', seenBy(state).join(), stored.seen_by],
    ['place', state.place?.areas.at(-1) ?? null, stored.area],
    [
      'clocks',
      canonicalJson(state.clocks.map(toClock).toSorted((a, b) => (a.code < b.code ? -1 : 1)) as unknown as Json),
      canonicalJson(stored.clocks.map(storedClock).toSorted((a, b) => (a.code < b.code ? -1 : 1)) as unknown as Json),
    ],
    ['facts', canonicalJson(state.facts), canonicalJson((stored.facts ?? null) as Json)],
    [
      'assignments',
      canonicalJson(state.assignments as unknown as Json),
      canonicalJson(stored.assignments.map(toAssignment) as Json),
    ],
  ]
  return pairs.filter(([, a, b]) => a !== b).map(([name]) => name)
}

function toAssignment(one: StoredCase['assignments'][number]): Json {
  return {
    ordinal: one.ordinal,
    part: one.part,
    unitId: one.unit_id,
    unitName: one.unit_name,
    since: new Date(one.since).toISOString(),
    until: one.until === null ? null : new Date(one.until).toISOString(),
    visible: one.visible,
  }
}

const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString())

function toClock({ code, round, state, deadline, warnedAt, breachedAt }: CaseState['clocks'][number]) {
  return { code, round, state, deadline, warnedAt, breachedAt }
}

function storedClock({ code, round, state, deadline, warned_at, breached_at }: StoredCase['clocks'][number]) {
  return { code, round, state, deadline: iso(deadline), warnedAt: iso(warned_at), breachedAt: iso(breached_at) }
}

function sealFaults(stored: StoredCase, records: readonly ActionRecord[], masterKey: Uint8Array): string[] {
  // A destroyed key is an erasure: nothing can be opened, and nothing is at fault.
  if (stored.wrapped === null) return []
  const faults: string[] = []
  try {
    const key = unwrapKey(masterKey, stored.wrapped)
    for (const { sequence, payload } of records) {
      const secret = stored.secrets.find((one) => one.sequence === sequence)
      if (payload.commitment === undefined && secret === undefined) continue
      if (payload.commitment === undefined || secret === undefined)
        faults.push(`action ${sequence}: its sealed text is missing or surplus`)
      else if (!openValues(key, Buffer.from(secret.sealed, 'base64'), payload.commitment).asCommitted) {
        faults.push(`action ${sequence}: its sealed text is not the one committed to`)
      }
    }
  } catch {
    faults.push('a sealed text or the case’s key was altered, or the master key is another one')
  }
  return faults
}

/** No constraint holds the rows of a case to it (migration 20261123T1210): a case taken away from above them shows here. */
async function findOrphans(client: pg.Client): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const table of ['action', 'assignment', 'clock', 'content', 'private', 'private_key']) {
    const { rows } = await client.query<{ case_id: string; rows: number }>(
      `select case_id, count(*)::int as rows from cases.${table} one
       where not exists (select from cases.case c where c.id = one.case_id) group by 1 order by 1 limit 1000`,
    )
    for (const row of rows)
      findings.push({ caseId: row.case_id, what: `${row.rows} rows of cases.${table} belong to no case` })
  }
  return findings
}

async function checkAnchors(client: pg.Client, findings: Finding[]): Promise<number> {
  const anchors = await client.query<{ id: number; entries: number; hash: Buffer }>(
    'select id, entries, hash from cases.anchor order by id',
  )
  let previous: Buffer | undefined
  for (const anchor of anchors.rows) {
    const { hash } = await hashAnchor(previous, async (after, limit) => {
      const text = `select case_id, sequence, head from cases.anchor_entry
        where anchor_id = $1 and case_id > $2 order by case_id limit $3`
      return (await client.query(text, [anchor.id, after, limit])).rows
    })
    if (!hash.equals(anchor.hash)) findings.push({ caseId: '-', what: `anchor ${anchor.id} was altered` })
    previous = anchor.hash
  }
  const cut = await client.query<{ case_id: string; sequence: number }>(
    `select e.case_id, e.sequence from cases.anchor_entry e
     left join cases.action a on a.case_id = e.case_id and a.sequence = e.sequence
     where a.hash is distinct from e.head order by 1, 2 limit 1000`,
  )
  for (const row of cut.rows) {
    findings.push({
      caseId: row.case_id,
      what: `an anchor saw action ${row.sequence}; it is gone or another stands in its place`,
    })
  }
  return anchors.rows.length
}
