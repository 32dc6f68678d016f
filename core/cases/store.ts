import { sql as raw, type Expression, type Insertable, type SqlBool } from 'kysely'
import { fixed, fixedRows, sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Database } from '#database'
import type { StoredPayload } from './action.ts'
import type { ActionRecord, Assignment, CaseState, ClockRun } from './fold.ts'
import { nextPoint } from './step-clocks.ts'

type CaseTables =
  | 'cases.action'
  | 'cases.assignment'
  | 'cases.case'
  | 'cases.clock'
  | 'cases.content'
  | 'cases.kind'
  | 'cases.private'
  | 'cases.private_key'
  | 'cases.routing'

export const sql = sqlFor<Pick<Database, CaseTables>>()

export function selectKinds(): Compilable<{ definition: unknown }> {
  return sql.selectFrom('cases.kind').select('definition').orderBy('kind').orderBy('version')
}

/** How many versions of kinds there are: it only grows. */
export function selectKindCount(): Compilable<{ count: number }> {
  return sql.selectFrom('cases.kind').select(raw<number>`count(*)`.as('count'))
}

/** As many fresh running numbers as asked for. */
export function nextNumbers(count: number): Compiled<{ number: number }> {
  return manyNumbers({ count })
}
const manyNumbers = fixed(({ count }: { count: number }) =>
  sql
    .selectFrom(raw<{ one: number }>`generate_series(1, ${count}::int)`.as('series'))
    .select(raw<number>`nextval('cases.number')`.as('number')),
)

/** Holds a case's row until the transaction ends: its chain has only one next action. Opens to the policies what belongs to it. */
export function lockCase(id: string): Compiled<{ kind: string; head: Buffer }> {
  return lockById({ id })
}
const held = raw<string>`set_config('yiwang.case', id::text, true)`.as('held')
const lockById = fixed(({ id }: { id: string }) =>
  sql.selectFrom('cases.case').select(['kind', 'head', held]).where('id', '=', id).forUpdate(),
)

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
export function selectActions(caseId: string): Compiled<ActionRow> {
  return actionsOf({ caseId })
}
const actionsOf = fixed(({ caseId }: { caseId: string }) =>
  sql.selectFrom('cases.action').selectAll().where('case_id', '=', caseId).orderBy('sequence'),
)

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
    payload: row.payload as StoredPayload,
  }
}

export function insertActions(actions: readonly { record: ActionRecord; hash: Buffer }[]): Compiled<unknown> {
  return addActions(
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
const addActions = fixedRows((rows: readonly Insertable<Database['cases.action']>[]) =>
  sql.insertInto('cases.action').values(rows),
)

/** The columns of a case that may be derived from its state and a little of its kind. */
export interface CaseProjection {
  readonly state: CaseState
  readonly head: Buffer
  /** clocks that do not count into the moment the case is due */
  readonly aside: readonly string[]
  readonly category: string | null
  readonly outerDueAt: string | null
  readonly ending: string | null
}

function changingValues({ state, head, aside, category, outerDueAt, ending }: CaseProjection) {
  const due = dueOf(state, aside)
  return {
    sequence: state.sequence,
    head,
    state: state.state,
    changed_at: state.changedAt,
    closed_at: state.closedAt,
    due_at: due?.deadline ?? null,
    due_clock: due?.code ?? null,
    warn_at: due?.warnAt ?? null,
    outer_due_at: outerDueAt,
    lon: state.place?.lon ?? null,
    lat: state.place?.lat ?? null,
    area: state.place?.areas.at(-1) ?? null,
    category,
    sensitivity: state.sensitivity,
    seen_by: seenBy(state),
    marks: [...state.marks],
    ending,
  }
}

/** Units that hold a case, or held it and still see it. */
export function seenBy({ assignments }: Pick<CaseState, 'assignments'>): string[] {
  return [...new Set(assignments.filter((one) => one.visible).map((one) => one.unitId))].toSorted()
}

/** The clock that is up first of those that run. */
export function dueOf(state: CaseState, aside: readonly string[]): ClockRun | undefined {
  return state.clocks
    .filter((run) => run.state === 'running' && !aside.includes(run.code))
    .toSorted((a, b) => (a.deadline < b.deadline ? -1 : a.deadline > b.deadline ? 1 : 0))[0]
}

export function insertCases(cases: readonly CaseProjection[]): Compiled<unknown> {
  return addCases(
    cases.map((one) => ({
      id: one.state.id,
      number: one.state.number,
      kind: one.state.kind,
      kind_version: one.state.kindVersion,
      source_number: one.state.sourceNumber,
      opened_at: one.state.openedAt,
      ...changingValues(one),
    })),
  )
}
const addCases = fixedRows((rows: readonly Insertable<Database['cases.case']>[]) =>
  sql.insertInto('cases.case').values(rows),
)

export function updateCase(one: CaseProjection): Compiled<unknown> {
  return changeCase({ id: one.state.id, ...changingValues(one) })
}
const changeCase = fixed(({ id, ...changing }: { id: string } & ReturnType<typeof changingValues>) =>
  sql.updateTable('cases.case').set(changing).where('id', '=', id),
)

/** Writes clocks as they now are. */
export function putClocks(clocks: readonly { caseId: string; run: ClockRun }[]): Compiled<unknown> {
  return putClockRows(
    clocks.map(({ caseId, run }) => ({
      case_id: caseId,
      code: run.code,
      round: run.round,
      state: run.state,
      started_at: run.startedAt,
      since: run.since,
      limit_value: run.limit?.value ?? null,
      limit_unit: run.limit?.unit ?? null,
      deadline: run.deadline,
      warn_at: run.warnAt,
      warned_at: run.warnedAt,
      breached_at: run.breachedAt,
      graded: run.graded,
      next_at: nextPoint(run)?.at ?? null,
    })),
  )
}
const putClockRows = fixedRows((rows: readonly Insertable<Database['cases.clock']>[]) =>
  sql
    .insertInto('cases.clock')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['case_id', 'code']).doUpdateSet((set) => ({
        round: set.ref('excluded.round'),
        state: set.ref('excluded.state'),
        started_at: set.ref('excluded.started_at'),
        since: set.ref('excluded.since'),
        limit_value: set.ref('excluded.limit_value'),
        limit_unit: set.ref('excluded.limit_unit'),
        deadline: set.ref('excluded.deadline'),
        warn_at: set.ref('excluded.warn_at'),
        warned_at: set.ref('excluded.warned_at'),
        breached_at: set.ref('excluded.breached_at'),
        graded: set.ref('excluded.graded'),
        next_at: set.ref('excluded.next_at'),
      })),
    ),
)

/** The clocks that ring before a moment, the earliest first. */
export function selectDue(until: Date, most: number): Compilable<{ case_id: string; next_at: Date | null }> {
  return sql
    .selectFrom('cases.clock')
    .select(['case_id', 'next_at'])
    .where('next_at', '<=', until)
    .orderBy('next_at')
    .limit(most)
}

/** When the next clock rings. */
export function selectNextRing(): Compilable<{ next_at: Date | null }> {
  return sql.selectFrom('cases.clock').select('next_at').where('next_at', 'is not', null).orderBy('next_at').limit(1)
}

/** Open cases with a clock that a calendar moves, after an id. */
export function selectClocked(after: string, most: number): Compilable<{ case_id: string }> {
  return sql
    .selectFrom('cases.clock')
    .select('case_id')
    .distinct()
    .where('state', '!=', 'ended')
    .where('limit_value', 'is not', null)
    .where('case_id', '>', after)
    .orderBy('case_id')
    .limit(most)
}

/** Closed cases of a kind, the newest first, for trying rules on. */
export function selectDispatched(kind: string | undefined, most: number): Compilable<{ id: string }> {
  const query = sql
    .selectFrom('cases.case as c')
    .select('c.id')
    .where(raw<SqlBool>`exists (select from cases.assignment a where a.case_id = c.id and a.part = 'main')`)
    .orderBy('c.opened_at', 'desc')
    .limit(most)
  return kind === undefined ? query : query.where('c.kind', '=', kind)
}

/** The histories of several cases. */
export function selectHistories(ids: readonly string[]): Compilable<ActionRow> {
  return sql
    .selectFrom('cases.action')
    .selectAll()
    .where(raw<SqlBool>`case_id = any(${ids}::uuid[])`)
    .orderBy('case_id')
    .orderBy('sequence')
}

/** Writes assignments as they now are, whether they are new or have just ended. */
export function putAssignments(rows: readonly { caseId: string; one: Assignment }[]): Compiled<unknown> {
  return putAssignmentRows(
    rows.map(({ caseId, one }) => ({
      case_id: caseId,
      ordinal: one.ordinal,
      part: one.part,
      unit_id: one.unitId,
      unit_name: one.unitName,
      since: one.since,
      until: one.until,
      visible: one.visible,
    })),
  )
}
const putAssignmentRows = fixedRows((rows: readonly Insertable<Database['cases.assignment']>[]) =>
  sql
    .insertInto('cases.assignment')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['case_id', 'ordinal'])
        .doUpdateSet((set) => ({ until: set.ref('excluded.until'), visible: set.ref('excluded.visible') })),
    ),
)

export interface ContentSeed {
  caseId: string
  title: string
  body: string
  facts: Readonly<Record<string, string>>
  terms: string[]
}

export function insertContents(contents: readonly ContentSeed[]): Compiled<unknown> {
  return addContents(contents.map(({ facts, ...rest }) => ({ ...rest, facts: JSON.stringify(facts) })))
}
const addContents = fixedRows((rows: readonly (Omit<ContentSeed, 'facts'> & { facts: string })[]) =>
  sql.insertInto('cases.content').values(
    rows.map(({ caseId, title, body, facts, terms }) => ({
      case_id: caseId,
      title,
      body,
      facts,
      search: raw<string>`array_to_tsvector(${terms}::text[])`,
    })),
  ),
)

export function updateFacts(caseId: string, facts: Readonly<Record<string, string>>): Compiled<unknown> {
  return changeFacts({ caseId, facts: JSON.stringify(facts) })
}
const changeFacts = fixed(({ caseId, facts }: { caseId: string; facts: string }) =>
  sql.updateTable('cases.content').set({ facts }).where('case_id', '=', caseId),
)

export function insertPrivateKeys(keys: readonly { caseId: string; wrapped: Buffer }[]): Compiled<unknown> {
  return addKeys(keys.map(({ caseId, wrapped }) => ({ case_id: caseId, wrapped })))
}
const addKeys = fixedRows((rows: readonly Insertable<Database['cases.private_key']>[]) =>
  sql.insertInto('cases.private_key').values(rows),
)

export function insertPrivate(
  rows: readonly { caseId: string; sequence: number; sealed: Buffer }[],
): Compiled<unknown> {
  return addPrivate(rows.map(({ caseId, sequence, sealed }) => ({ case_id: caseId, sequence, sealed })))
}
const addPrivate = fixedRows((rows: readonly Insertable<Database['cases.private']>[]) =>
  sql.insertInto('cases.private').values(rows),
)

export function selectPrivateKey(caseId: string): Compiled<{ wrapped: Buffer | null }> {
  return keyOf({ caseId })
}
const keyOf = fixed(({ caseId }: { caseId: string }) =>
  sql.selectFrom('cases.private_key').select('wrapped').where('case_id', '=', caseId),
)

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

/** The case with a source number. */
export function selectBySource(kind: string, number: string): Compiled<{ id: string }> {
  return bySource({ kind, number })
}
const bySource = fixed(({ kind, number }: { kind: string; number: string }) =>
  sql.selectFrom('cases.case').select('id').where('kind', '=', kind).where('source_number', '=', number),
)

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
  /** units whose cases are seen */
  readonly units: readonly string[]
  readonly places: readonly string[] | null
  readonly categories: readonly string[] | null
  /** of kinds seen whole, the most sensitive cases that are */
  readonly sensitivity: 0 | 1 | 2
}

export interface CaseFilter {
  readonly sight: Sight
  readonly kind: string | undefined
  readonly states: readonly string[]
  /** only what this unit handles or joins in now */
  readonly heldBy: string | undefined
  /** only what this platform holds now */
  readonly platform: string | undefined
  readonly due: 'over' | 'soon' | undefined
  readonly now: Date
  readonly area: string | undefined
  readonly category: string | undefined
  readonly mark: string | undefined
  readonly openedFrom: string | undefined
  readonly openedBefore: string | undefined
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
  platform_id: string | null
  platform_name: string | null
  due_at: Date | null
  due_clock: string | null
  warn_at: Date | null
  outer_due_at: Date | null
  lon: number | null
  lat: number | null
  area: string | null
  category: string | null
  sensitivity: number
  marks: string[]
  ending: string | null
}

/** The condition for `cases.case as c` that a filter means. Parts that cannot apply are left out: they cost an index. */
function matching(filter: CaseFilter): Expression<SqlBool> {
  const { sight, kind, states, heldBy, platform, digits, terms } = filter
  const parts: Expression<SqlBool>[] = []
  if (kind === undefined || !sight.kinds.includes(kind)) parts.push(seen(sight))
  else if (sight.sensitivity < 2) parts.push(raw<SqlBool>`(c.sensitivity < 2 or c.seen_by && ${sight.units}::uuid[])`)
  if (sight.places !== null) parts.push(raw<SqlBool>`cases.reaches('places', c.area)`)
  if (sight.categories !== null) parts.push(raw<SqlBool>`cases.reaches('categories', c.category)`)
  if (kind !== undefined) parts.push(raw<SqlBool>`c.kind = ${kind}`)
  if (states.length === 1) parts.push(raw<SqlBool>`c.state = ${states[0]}`)
  if (states.length > 1) parts.push(raw<SqlBool>`c.state = any(${states}::text[])`)
  if (heldBy !== undefined) {
    parts.push(raw<SqlBool>`exists (
      select from cases.assignment h
      where h.case_id = c.id and h.unit_id = ${heldBy}::uuid and h.until is null and h.part in ('main', 'joint'))`)
  }
  if (platform !== undefined) {
    parts.push(raw<SqlBool>`exists (
      select from cases.assignment p
      where p.case_id = c.id and p.unit_id = ${platform}::uuid and p.until is null and p.part = 'platform')`)
  }
  parts.push(...narrowing(filter))
  const found: Expression<SqlBool>[] = []
  if (digits !== undefined) {
    found.push(raw<SqlBool>`select cases.with_number_ending(${[...digits].toReversed().join('')})`)
  }
  if (terms !== undefined) found.push(raw<SqlBool>`select cases.with_words(${terms}::tsquery)`)
  if (found.length > 0) parts.push(raw<SqlBool>`c.id in (${raw.join(found, raw` union all `)})`)
  return raw<SqlBool>`${raw.join(parts, raw` and `)}`
}

function narrowing({ due, now, area, category, mark, openedFrom, openedBefore }: CaseFilter): Expression<SqlBool>[] {
  return [
    ...(due === 'over' ? [raw<SqlBool>`c.due_at <= ${now}`] : []),
    ...(due === 'soon' ? [raw<SqlBool>`c.due_at > ${now} and c.warn_at <= ${now}`] : []),
    ...(area === undefined ? [] : [raw<SqlBool>`starts_with(c.area, ${area})`]),
    ...(category === undefined ? [] : [raw<SqlBool>`starts_with(c.category, ${category})`]),
    ...(mark === undefined ? [] : [raw<SqlBool>`${mark} = any(c.marks)`]),
    ...(openedFrom === undefined ? [] : [raw<SqlBool>`c.opened_at >= ${openedFrom}`]),
    ...(openedBefore === undefined ? [] : [raw<SqlBool>`c.opened_at < ${openedBefore}`]),
  ]
}

/** Kinds seen whole, as far as sensitivity goes, or what the units hold or held and still see. */
function seen({ kinds, units, sensitivity }: Sight): Expression<SqlBool> {
  // What the units have first: row security then asks of these cases only, not of every case in the order of the list.
  const held = raw<SqlBool>`c.id in (
    select a.case_id from cases.assignment a where a.visible and a.unit_id = any(${units}::uuid[]))`
  if (kinds.length === 0) return held
  return sensitivity < 2
    ? raw<SqlBool>`((c.kind = any(${kinds}::text[]) and c.sensitivity < 2) or ${held})`
    : raw<SqlBool>`(c.kind = any(${kinds}::text[]) or ${held})`
}

const sortColumns = { changed: 'c.changed_at', opened: 'c.opened_at', number: 'c.number', due: 'c.due_at' } as const

/** Rows of a list for the cases that `page` names, in no order. */
export function listRows(page: Expression<unknown>) {
  return sql
    .selectFrom('cases.case as c')
    .innerJoin('cases.content as t', 't.case_id', 'c.id')
    .leftJoin('cases.assignment as h', (join) =>
      join.onRef('h.case_id', '=', 'c.id').on('h.until', 'is', null).on('h.part', '=', 'main'),
    )
    .leftJoin('cases.assignment as p', (join) =>
      join.onRef('p.case_id', '=', 'c.id').on('p.until', 'is', null).on('p.part', '=', 'platform'),
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
      'p.unit_id as platform_id',
      'p.unit_name as platform_name',
      'c.due_at',
      'c.due_clock',
      'c.warn_at',
      'c.outer_due_at',
      'c.lon',
      'c.lat',
      'c.area',
      'c.category',
      'c.sensitivity',
      'c.marks',
      'c.ending',
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

/** More is counted by nobody: a person only wants to know that there are many. */
export const mostCounted = 10_000

/** How many cases match, up to one more than `mostCounted`. */
export function countMatching(filter: CaseFilter): Compilable<{ count: number }> {
  return sql
    .selectFrom(
      raw<{
        one: number
      }>`(select 1 as one from cases.case as c where ${matching(filter)} limit ${mostCounted + 1})`.as('counted'),
    )
    .select(raw<number>`count(*)`.as('count'))
}

/** The same for each of these states of these kinds: a range of an index each, however many cases have ended. */
export function countStates(
  filter: CaseFilter,
  states: readonly { readonly kind: string; readonly state: string }[],
): Compilable<{ state: string; count: number }> {
  const kinds = states.map((one) => one.kind)
  const codes = states.map((one) => one.state)
  return sql
    .selectFrom(
      raw<{ kind: string; state: string }>`unnest(${kinds}::text[], ${codes}::text[])`.as(raw<never>`s(kind, state)`),
    )
    .select(raw<string>`s.state`.as('state'))
    .select(
      raw<number>`sum((select count(*) from (
        select from cases.case as c
        where c.kind = s.kind and c.state = s.state and ${matching({ ...filter, states: [] })} limit ${mostCounted + 1}) counted))::int8`.as(
        'count',
      ),
    )
    .groupBy(raw`s.state`)
}

/** One case as a list row, if it may be seen. */
export function selectCase(id: string, sight: Sight): Compilable<CaseListRow> {
  return listRows(raw`select ${id}::uuid`).where(seen(sight))
}
