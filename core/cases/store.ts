import { sql as raw, type Expression, type SqlBool } from 'kysely'
import { sqlFor, type Compilable } from '#lib/db'
import type { Database } from '#database'
import type { ActionPayload, ActionRecord, Assignment, CaseState } from './fold.ts'

type CaseTables =
  | 'cases.action'
  | 'cases.assignment'
  | 'cases.case'
  | 'cases.content'
  | 'cases.kind'
  | 'cases.private'
  | 'cases.private_key'

export const sql = sqlFor<Pick<Database, CaseTables>>()

export function selectKinds(): Compilable<{ definition: unknown }> {
  return sql.selectFrom('cases.kind').select('definition').orderBy('kind').orderBy('version')
}

/** As many fresh running numbers as asked for. */
export function nextNumbers(count: number): Compilable<{ number: number }> {
  return sql
    .selectFrom(raw<{ one: number }>`generate_series(1, ${count}::int)`.as('series'))
    .select(raw<number>`nextval('cases.number')`.as('number'))
}

/** Holds a case's row until the transaction ends: its chain can have only one next action. */
export function lockCase(id: string): Compilable<{ kind: string; head: Buffer }> {
  return sql.selectFrom('cases.case').select(['kind', 'head']).where('id', '=', id).forUpdate()
}

export interface ActionRow {
  case_id: string
  sequence: number
  command_id: string
  action: string
  actor_id: string
  actor_name: string
  unit_id: string
  unit_name: string
  occurred_at: Date
  recorded_at: Date
  payload: unknown
  hash: Buffer
}

/** The whole history of a case. */
export function selectActions(caseId: string): Compilable<ActionRow> {
  return sql.selectFrom('cases.action').selectAll().where('case_id', '=', caseId).orderBy('sequence')
}

/** A row of the log as the fold and the chain know it. */
export function toRecord(row: ActionRow): ActionRecord {
  return {
    caseId: row.case_id,
    sequence: row.sequence,
    commandId: row.command_id,
    action: row.action,
    actorId: row.actor_id,
    actorName: row.actor_name,
    unitId: row.unit_id,
    unitName: row.unit_name,
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    payload: row.payload as ActionPayload,
  }
}

export function insertActions(actions: readonly { record: ActionRecord; hash: Buffer }[]): Compilable<unknown> {
  return sql.insertInto('cases.action').values(
    actions.map(({ record, hash }) => ({
      case_id: record.caseId,
      sequence: record.sequence,
      command_id: record.commandId,
      action: record.action,
      actor_id: record.actorId,
      actor_name: record.actorName,
      unit_id: record.unitId,
      unit_name: record.unitName,
      occurred_at: record.occurredAt,
      recorded_at: record.recordedAt,
      payload: JSON.stringify(record.payload),
      hash,
    })),
  )
}

function caseValues(state: CaseState, head: Buffer) {
  return {
    id: state.id,
    number: state.number,
    kind: state.kind,
    kind_version: state.kindVersion,
    source_number: state.sourceNumber,
    sequence: state.sequence,
    head,
    state: state.state,
    opened_at: state.openedAt,
    changed_at: state.changedAt,
    closed_at: state.closedAt,
  }
}

export function insertCases(cases: readonly { state: CaseState; head: Buffer }[]): Compilable<unknown> {
  return sql.insertInto('cases.case').values(cases.map(({ state, head }) => caseValues(state, head)))
}

export function updateCase(state: CaseState, head: Buffer): Compilable<unknown> {
  const { sequence, state: code, changed_at, closed_at } = caseValues(state, head)
  return sql
    .updateTable('cases.case')
    .set({ sequence, head, state: code, changed_at, closed_at })
    .where('id', '=', state.id)
}

/** Writes an assignment as it now is, whether it is new or has just ended. */
export function putAssignment(caseId: string, one: Assignment): Compilable<unknown> {
  return sql
    .insertInto('cases.assignment')
    .values({
      case_id: caseId,
      ordinal: one.ordinal,
      part: one.part,
      unit_id: one.unitId,
      unit_name: one.unitName,
      since: one.since,
      until: one.until,
    })
    .onConflict((conflict) => conflict.columns(['case_id', 'ordinal']).doUpdateSet({ until: one.until }))
}

export interface ContentSeed {
  caseId: string
  title: string
  body: string
  facts: Readonly<Record<string, string>>
  terms: string[]
}

export function insertContents(contents: readonly ContentSeed[]): Compilable<unknown> {
  return sql.insertInto('cases.content').values(
    contents.map(({ caseId, title, body, facts, terms }) => ({
      case_id: caseId,
      title,
      body,
      facts: JSON.stringify(facts),
      search: raw<string>`array_to_tsvector(${terms}::text[])`,
    })),
  )
}

export function insertPrivateKeys(keys: readonly { caseId: string; wrapped: Buffer }[]): Compilable<unknown> {
  return sql.insertInto('cases.private_key').values(keys.map(({ caseId, wrapped }) => ({ case_id: caseId, wrapped })))
}

export function insertPrivate(
  rows: readonly { caseId: string; sequence: number; sealed: Buffer }[],
): Compilable<unknown> {
  return sql
    .insertInto('cases.private')
    .values(rows.map(({ caseId, sequence, sealed }) => ({ case_id: caseId, sequence, sealed })))
}

export function selectPrivateKey(caseId: string): Compilable<{ wrapped: Buffer | null }> {
  return sql.selectFrom('cases.private_key').select('wrapped').where('case_id', '=', caseId)
}

export function selectPrivate(caseId: string): Compilable<{ sequence: number; sealed: Buffer }> {
  return sql
    .selectFrom('cases.private')
    .select(['sequence', 'sealed'])
    .where('case_id', '=', caseId)
    .orderBy('sequence')
}

export function selectContent(caseId: string): Compilable<{ title: string; body: string }> {
  return sql.selectFrom('cases.content').select(['title', 'body']).where('case_id', '=', caseId)
}

/** Which of these source numbers are here already. */
export function knownSourceNumbers(
  kind: string,
  numbers: readonly string[],
): Compilable<{ source_number: string | null }> {
  return sql
    .selectFrom('cases.case')
    .select('source_number')
    .where('kind', '=', kind)
    .where(raw<SqlBool>`source_number = any(${numbers}::text[])`)
}

/** Who asks for a list: roles that see whole kinds, everybody else what their unit holds or held. */
export interface Sight {
  /** kinds seen whole */
  readonly kinds: readonly string[]
  readonly unitId: string
}

export interface CaseFilter {
  readonly sight: Sight
  readonly kind: string | undefined
  readonly states: readonly string[]
  /** only what this unit holds now */
  readonly heldBy: string | undefined
  readonly digits: string | undefined
  readonly terms: string | undefined
}

export interface CaseListRow {
  id: string
  number: string
  kind: string
  kind_version: number
  source_number: string | null
  sequence: number
  state: string
  opened_at: Date
  changed_at: Date
  closed_at: Date | null
  title: string
  facts: unknown
  holder_id: string | null
  holder_name: string | null
}

/** The condition for `cases.case as c` that a filter means. Parts that cannot apply are left out: they cost an index. */
function matching(filter: CaseFilter): Expression<SqlBool> {
  const { sight, kind, states, heldBy, digits, terms } = filter
  const parts: Expression<SqlBool>[] = []
  if (kind === undefined || !sight.kinds.includes(kind)) parts.push(seen(sight))
  if (kind !== undefined) parts.push(raw<SqlBool>`c.kind = ${kind}`)
  if (states.length === 1) parts.push(raw<SqlBool>`c.state = ${states[0]}`)
  if (states.length > 1) parts.push(raw<SqlBool>`c.state = any(${states}::text[])`)
  if (heldBy !== undefined) {
    parts.push(raw<SqlBool>`exists (
      select from cases.assignment h where h.case_id = c.id and h.unit_id = ${heldBy}::uuid and h.until is null)`)
  }
  const found: Expression<SqlBool>[] = []
  if (digits !== undefined) {
    found.push(raw<SqlBool>`select cases.with_number_ending(${[...digits].toReversed().join('')})`)
  }
  if (terms !== undefined) found.push(raw<SqlBool>`select cases.with_words(${terms}::tsquery)`)
  if (found.length > 0) parts.push(raw<SqlBool>`c.id in (${raw.join(found, raw` union all `)})`)
  return raw<SqlBool>`${raw.join(parts, raw` and `)}`
}

/** Kinds seen whole, or what the unit holds or held. */
function seen({ kinds, unitId }: Sight): Expression<SqlBool> {
  const held = raw<SqlBool>`exists (select from cases.assignment a where a.case_id = c.id and a.unit_id = ${unitId}::uuid)`
  return kinds.length === 0 ? held : raw<SqlBool>`(c.kind = any(${kinds}::text[]) or ${held})`
}

const sortColumns = { changed: 'c.changed_at', opened: 'c.opened_at', number: 'c.number' } as const

/** Rows of a list for the cases that `page` names, in no order. */
function listRows(page: Expression<unknown>) {
  return sql
    .selectFrom('cases.case as c')
    .innerJoin('cases.content as t', 't.case_id', 'c.id')
    .leftJoin('cases.assignment as h', (join) =>
      join.onRef('h.case_id', '=', 'c.id').on('h.until', 'is', null).on('h.part', '=', 'main'),
    )
    .select([
      'c.id',
      'c.number',
      'c.kind',
      'c.kind_version',
      'c.source_number',
      'c.sequence',
      'c.state',
      'c.opened_at',
      'c.changed_at',
      'c.closed_at',
      't.title',
      't.facts',
      'h.unit_id as holder_id',
      'h.unit_name as holder_name',
    ])
    .where(raw<SqlBool>`c.id in (${page})`)
}

/** A page of a list: its ids are found first, so that a late page does not read the texts of all before it. */
export function selectCases(filter: CaseFilter, sort: string, page: number, pageSize: number): Compilable<CaseListRow> {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const column = sortColumns[sort.replace('-', '') as keyof typeof sortColumns]
  const ids = sql
    .selectFrom('cases.case as c')
    .select('c.id')
    .where(matching(filter))
    .orderBy(column, direction)
    .orderBy('c.id', direction)
    .limit(pageSize)
    .offset((page - 1) * pageSize)
  return listRows(ids).orderBy(column, direction).orderBy('c.id', direction)
}

export function countStates(filter: CaseFilter): Compilable<{ state: string; count: number }> {
  return sql
    .selectFrom('cases.case as c')
    .select('c.state')
    .select(raw<number>`count(*)`.as('count'))
    .where(matching(filter))
    .groupBy('c.state')
}

/** One case as a list row, if it may be seen. */
export function selectCase(id: string, sight: Sight): Compilable<CaseListRow> {
  return listRows(raw`select ${id}::uuid`).where(seen(sight))
}
