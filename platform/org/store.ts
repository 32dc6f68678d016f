import { sql as raw, type RawBuilder } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import { dayInShanghai, type Words } from '#lib/kernel'
import type { Database } from '#database'
import type { Day, Step, UnitVersion } from './forest.ts'

const sql = sqlFor<Pick<Database, 'org.unit' | 'org.version' | 'org.change' | 'org.sort' | 'org.book'>>()

/** A unit as other modules read it. */
export interface UnitRow {
  id: string
  code: string
  name: string
  sort: string
  parent_id: string | null
}

const unitColumns = ['unit.id', 'unit.code', 'version.name', 'version.sort', 'version.parent_id'] as const
const day = (text: Day) => raw<Day>`${text}::date`

/** The query for one unit that is open today, for a use case of another module to send together with its own. */
export function findUnitQuery(id: string): Compilable<UnitRow> {
  const today = day(dayInShanghai(new Date()))
  return sql
    .selectFrom('org.unit as unit')
    .innerJoin('org.version as version', 'version.unit_id', 'unit.id')
    .select(unitColumns)
    .where('unit.id', '=', id)
    .where('version.valid_from', '<=', today)
    .where((is) => is.or([is('version.valid_to', 'is', null), is('version.valid_to', '>', today)]))
}

/** The query for all units that are open today, for a use case of another module to send together with its own. */
export function selectUnits(): Compilable<UnitRow> {
  const today = day(dayInShanghai(new Date()))
  return sql
    .selectFrom('org.unit as unit')
    .innerJoin('org.version as version', 'version.unit_id', 'unit.id')
    .select(unitColumns)
    .where('version.valid_from', '<=', today)
    .where((is) => is.or([is('version.valid_to', 'is', null), is('version.valid_to', '>', today)]))
    .orderBy('version.position')
}

/** A unit as it is today, or as it last was when it is closed: people may still have posts in it. */
export function findLastQuery(id: string): Compilable<UnitRow> {
  return sql
    .selectFrom('org.unit as unit')
    .innerJoin('org.version as version', 'version.unit_id', 'unit.id')
    .select(unitColumns)
    .where('unit.id', '=', id)
    .where('version.valid_from', '<=', day(dayInShanghai(new Date())))
    .orderBy('version.valid_from', 'desc')
    .limit(1)
}

export interface IdentityRow {
  id: string
  code: string
  confidence: string | null
  source: string | null
}

export interface ChangeRow {
  id: string
  sequence: number
  kind: string
  effective_on: Day
  from_units: string[]
  to_units: string[]
  steps: Step[]
  reason: string | null
  recorded_at: Date
  recorded_by_name: string | null
  undone_at: Date | null
  undone_by_name: string | null
}

export interface SortRow {
  code: string
  name: Words
  platform: boolean
  handles: boolean
  under: string[]
}

/** How often the organisation was changed. */
export function selectCount(): Compilable<{ changes: number }> {
  return sql.selectFrom('org.book').select('changes')
}

/** The same, held until the transaction ends: changes are made one after the other. */
export function lockBook(): Compilable<{ changes: number }> {
  return sql.selectFrom('org.book').select('changes').forUpdate()
}

export function countChange(): Compilable<unknown> {
  return sql.updateTable('org.book').set({ changes: raw<number>`changes + 1` })
}

export function selectIdentities(): Compilable<IdentityRow> {
  return sql.selectFrom('org.unit').select(['id', 'code', 'confidence', 'source'])
}

export function selectSorts(): Compilable<SortRow> {
  return sql
    .selectFrom('org.sort')
    .select(['code', 'platform', 'handles', 'under'])
    .select(raw<Words>`name`.as('name'))
    .orderBy('position')
}

const changeColumns = [
  'id',
  'sequence',
  'kind',
  'from_units',
  'to_units',
  'reason',
  'recorded_at',
  'recorded_by_name',
  'undone_at',
  'undone_by_name',
] as const

/** All changes with what they do, those taken back too. */
export function selectChanges(): Compilable<ChangeRow> {
  return sql
    .selectFrom('org.change')
    .select(changeColumns)
    .select([raw<Day>`effective_on::text`.as('effective_on'), raw<Step[]>`steps`.as('steps')])
    .orderBy('sequence')
}

/** A page of changes, the latest effective first; with how many there are. */
export function selectChangePage(
  after: Day | undefined,
  page: number,
  pageSize: number,
): Compilable<ChangeRow & { total: number }> {
  return sql
    .selectFrom('org.change')
    .select(changeColumns)
    .select([
      raw<Day>`effective_on::text`.as('effective_on'),
      raw<Step[]>`steps`.as('steps'),
      raw<number>`(count(*) over ())::int`.as('total'),
    ])
    .$if(after !== undefined, (query) => query.where('effective_on', '>', day(after!)).where('undone_at', 'is', null))
    .orderBy('effective_on', 'desc')
    .orderBy('sequence', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
}

export interface NewChange {
  id: string
  kind: string
  effectiveOn: Day
  from: readonly string[]
  to: readonly string[]
  steps: readonly Step[]
  reason: string | null
  by: string | null
  byName: string | null
}

export function insertChange(change: NewChange): Compilable<unknown> {
  return sql.insertInto('org.change').values({
    id: change.id,
    kind: change.kind,
    effective_on: day(change.effectiveOn),
    from_units: [...change.from],
    to_units: [...change.to],
    steps: JSON.stringify(change.steps),
    reason: change.reason,
    recorded_by: change.by,
    recorded_by_name: change.byName,
  })
}

export function markUndone(id: string, by: string, byName: string): Compilable<unknown> {
  return sql
    .updateTable('org.change')
    .set({ undone_at: raw<Date>`now()`, undone_by: by, undone_by_name: byName })
    .where('id', '=', id)
}

export interface NewIdentity {
  id: string
  code: string
  confidence: string | null
  source: string | null
  delivered: unknown
}

/** Makes units known by their codes. Rows travel as one parameter, so five hundred are one statement. */
export function insertIdentities(units: readonly NewIdentity[]): Compiled {
  return identities(units, raw``)
}

/** The same; of those that are known, what the city's data says of them now. */
export function deliverIdentities(units: readonly NewIdentity[]): Compiled {
  return identities(
    units,
    raw`on conflict (id) do update
      set confidence = excluded.confidence, source = excluded.source, delivered = excluded.delivered`,
  )
}

function identities(units: readonly NewIdentity[], conflict: RawBuilder<unknown>): Compiled {
  return raw`
    insert into org.unit (id, code, confidence, source, delivered)
    select id, code, confidence, source, delivered
    from jsonb_to_recordset(${JSON.stringify(units)}::jsonb)
      as n(id uuid, code text, confidence text, source text, delivered jsonb) ${conflict}`.compile(sql)
}

export function deleteVersions(unitIds: readonly string[]): Compiled {
  return raw`delete from org.version where unit_id = any(${unitIds}::uuid[])`.compile(sql)
}

/** Writes versions as they follow from the changes. */
export function insertVersions(versions: readonly UnitVersion[]): Compiled {
  return raw`
    insert into org.version (unit_id, valid_from, valid_to, name, short_name, sort, parent_id, position, division_code)
    select "unitId", "validFrom", "validTo", name, "shortName", sort, "parentId", position, "divisionCode"
    from jsonb_to_recordset(${JSON.stringify(versions)}::jsonb)
      as n("unitId" uuid, "validFrom" date, "validTo" date, name text, "shortName" text, sort text, "parentId" uuid,
        position integer, "divisionCode" text)`.compile(sql)
}

export interface UnitFilter {
  day: Day
  q: string | undefined
  sort: string | undefined
  parentId: string | undefined
}

export interface FoundRow extends UnitRow {
  short_name: string
  division_code: string | null
  parent_name: string | null
  total: number
}

/** A page of the units of a day that match, with how many there are. */
export function selectFound(filter: UnitFilter, order: string, page: number, pageSize: number): Compilable<FoundRow> {
  const at = day(filter.day)
  const text = filter.q?.trim().replace(/[\\%_]/g, '\\$&')
  const direction = order.startsWith('-') ? 'desc' : 'asc'
  return sql
    .selectFrom('org.unit as unit')
    .innerJoin('org.version as version', 'version.unit_id', 'unit.id')
    .leftJoin('org.version as parent', (join) =>
      join
        .onRef('parent.unit_id', '=', 'version.parent_id')
        .on('parent.valid_from', '<=', at)
        .on((is) => is.or([is('parent.valid_to', 'is', null), is('parent.valid_to', '>', at)])),
    )
    .select([...unitColumns, 'version.short_name', 'version.division_code', 'parent.name as parent_name'])
    .select(raw<number>`(count(*) over ())::int`.as('total'))
    .where('version.valid_from', '<=', at)
    .where((is) => is.or([is('version.valid_to', 'is', null), is('version.valid_to', '>', at)]))
    .$if(text !== undefined && text !== '', (query) =>
      query.where((is) =>
        is.or([
          is('version.name', 'ilike', `%${text}%`),
          is('version.short_name', 'ilike', `%${text}%`),
          is('unit.code', 'ilike', `${text}%`),
          is('version.division_code', 'like', `${text}%`),
        ]),
      ),
    )
    .$if(filter.sort !== undefined, (query) => query.where('version.sort', '=', filter.sort!))
    .$if(filter.parentId !== undefined, (query) => query.where('version.parent_id', '=', filter.parentId!))
    .orderBy(order.endsWith('name') ? raw`version.name collate "C"` : raw`unit.code collate "C"`, direction)
    .orderBy('unit.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
}
