import { sql as raw } from 'kysely'
import { fixed, sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'

type Table =
  | 'book'
  | 'revision'
  | 'national_day'
  | 'override_day'
  | 'profile'
  | 'profile_version'
  | 'profile_span'
  | 'unit_profile'
const sql = sqlFor<Pick<Database, `calendar.${Table}`>>()

export interface DayRow {
  day: string
  working: boolean
  name: Words
}
export interface OverrideRow {
  day: string
  working: boolean
  reason: string
  actor_name: string | null
  recorded_at: Date
}
export interface VersionRow {
  id: string
  profile: string
  valid_from: string
  opens: 'work_days' | 'every_day'
  day_end: 'close' | 'same_time'
}
export interface SpanRow {
  version_id: string
  from_minute: number
  to_minute: number
}
export interface AssignmentRow {
  unit_id: string | null
  profile: string | null
  valid_from: string
}
export interface RevisionRow {
  revision: number
  recorded_at: Date
  what: string
  actor_name: string | null
  first_day: string
  last_day: string | null
  detail: Record<string, unknown>
}

/** The newest revision. Travels with another module's reads, so that asking costs no round trip of its own. */
export function newestRevision(): Compiled<{ revision: number }> {
  return revision({})
}
const revision = fixed(() => sql.selectFrom('calendar.book').select('revision'))

/** Holds other changes back until the transaction ends, without making one. */
export function lockBook(): Compilable<{ revision: number }> {
  return sql.selectFrom('calendar.book').select('revision').forUpdate()
}

/** Takes the next revision; other changes wait for this transaction. */
export function takeRevision(): Compilable<{ revision: number }> {
  return sql
    .updateTable('calendar.book')
    .set({ revision: raw<number>`revision + 1` })
    .returning('revision')
}

function held(revision: number) {
  return raw<boolean>`since_revision <= ${revision} and (until_revision is null or until_revision > ${revision})`
}

export function nationalDaysAt(revision: number): Compilable<DayRow> {
  return sql
    .selectFrom('calendar.national_day')
    .select(['day', 'working'])
    .select(raw<Words>`name`.as('name'))
    .where(held(revision))
}

export function overridesAt(revision: number): Compilable<OverrideRow> {
  return sql
    .selectFrom('calendar.override_day as override')
    .innerJoin('calendar.revision as change', 'change.revision', 'override.since_revision')
    .select(['override.day', 'override.working', 'override.reason', 'override.actor_name', 'change.recorded_at'])
    .where(held(revision))
}

/** The overrides that began or ended with a revision, and whether they hold now. */
export function overridesOf(revision: number): Compilable<{
  day: string
  working: boolean
  reason: string
  since_revision: number
  until_revision: number | null
}> {
  return sql
    .selectFrom('calendar.override_day')
    .select(['day', 'working', 'reason', 'since_revision', 'until_revision'])
    .where((where) => where.or([where('since_revision', '=', revision), where('until_revision', '=', revision)]))
}

/** Days of a list that were overridden after a revision, or freed from an override. */
export function touchedAfter(revision: number, days: readonly string[]): Compilable<{ day: string }> {
  return sql
    .selectFrom('calendar.override_day')
    .select('day')
    .where('day', 'in', days)
    .where((where) => where.or([where('since_revision', '>', revision), where('until_revision', '>', revision)]))
    .limit(1)
}

export function overriddenNow(firstDay: string, lastDay: string): Compilable<{ day: string }> {
  return sql
    .selectFrom('calendar.override_day')
    .select('day')
    .where('until_revision', 'is', null)
    .where('day', '>=', firstDay)
    .where('day', '<=', lastDay)
    .orderBy('day')
}

export function endOverrides(days: readonly string[], revision: number): Compilable<unknown> {
  return sql
    .updateTable('calendar.override_day')
    .set({ until_revision: revision })
    .where('until_revision', 'is', null)
    .where('day', 'in', days)
}

export interface NewOverride {
  day: string
  working: boolean
  reason: string
}

export function insertOverrides(
  days: readonly NewOverride[],
  actor: { id: string; name: string },
  revision: number,
): Compilable<unknown> {
  return sql
    .insertInto('calendar.override_day')
    .values(days.map((one) => ({ ...one, actor_id: actor.id, actor_name: actor.name, since_revision: revision })))
}

export function selectProfiles(): Compilable<{ code: string; name: Words }> {
  return sql
    .selectFrom('calendar.profile')
    .select('code')
    .select(raw<Words>`name`.as('name'))
    .orderBy('position')
    .orderBy('code')
}

export function insertProfile(code: string, name: Words): Compilable<unknown> {
  return sql.insertInto('calendar.profile').values({
    code,
    name: JSON.stringify(name),
    position: raw<number>`(select coalesce(max(position), -1) + 1 from calendar.profile)`,
  })
}

export function versionsAt(revision: number): Compilable<VersionRow> {
  return sql
    .selectFrom('calendar.profile_version')
    .select(['id', 'profile', 'valid_from'])
    .select([raw<VersionRow['opens']>`opens`.as('opens'), raw<VersionRow['day_end']>`day_end`.as('day_end')])
    .where(held(revision))
    .orderBy('valid_from')
}

export function spansAt(revision: number): Compilable<SpanRow> {
  return sql
    .selectFrom('calendar.profile_span as span')
    .innerJoin('calendar.profile_version as version', 'version.id', 'span.version_id')
    .select(['span.version_id', 'span.from_minute', 'span.to_minute'])
    .where(held(revision))
    .orderBy('span.version_id')
    .orderBy('span.position')
}

export function endVersion(profile: string, validFrom: string, revision: number): Compilable<unknown> {
  return sql
    .updateTable('calendar.profile_version')
    .set({ until_revision: revision })
    .where('profile', '=', profile)
    .where('valid_from', '=', validFrom)
    .where('until_revision', 'is', null)
}

export function insertVersion(version: VersionRow, revision: number): Compilable<unknown> {
  return sql.insertInto('calendar.profile_version').values({ ...version, since_revision: revision })
}

export function insertSpans(versionId: string, spans: readonly { from: number; to: number }[]): Compilable<unknown> {
  return sql
    .insertInto('calendar.profile_span')
    .values(
      spans.map(({ from, to }, position) => ({ version_id: versionId, position, from_minute: from, to_minute: to })),
    )
}

export function assignmentsAt(revision: number): Compilable<AssignmentRow> {
  return sql
    .selectFrom('calendar.unit_profile')
    .select(['unit_id', 'profile', 'valid_from'])
    .where(held(revision))
    .orderBy('valid_from')
}

export function endAssignments(
  unitIds: readonly string[] | null,
  validFrom: string,
  revision: number,
): Compilable<unknown> {
  const query = sql
    .updateTable('calendar.unit_profile')
    .set({ until_revision: revision })
    .where('valid_from', '=', validFrom)
    .where('until_revision', 'is', null)
  return unitIds === null ? query.where('unit_id', 'is', null) : query.where('unit_id', 'in', unitIds)
}

export function insertAssignments(
  rows: readonly (AssignmentRow & { id: string })[],
  revision: number,
): Compilable<unknown> {
  return sql.insertInto('calendar.unit_profile').values(rows.map((row) => ({ ...row, since_revision: revision })))
}

export function insertRevision(row: {
  revision: number
  what: string
  actor: { id: string; name: string } | undefined
  firstDay: string
  lastDay: string | null
  detail: Readonly<Record<string, unknown>>
}): Compilable<unknown> {
  return sql.insertInto('calendar.revision').values({
    revision: row.revision,
    what: row.what,
    actor_id: row.actor?.id ?? null,
    actor_name: row.actor?.name ?? null,
    first_day: row.firstDay,
    last_day: row.lastDay,
    detail: JSON.stringify(row.detail),
  })
}

export interface ChangeFilter {
  readonly what?: string | undefined
  /** YYYY-MM-DD */
  readonly day?: string | undefined
  readonly q?: string | undefined
}

function revisions({ what, day, q }: ChangeFilter) {
  let found = sql.selectFrom('calendar.revision')
  if (what !== undefined) found = found.where('what', '=', what)
  if (day !== undefined)
    found = found
      .where('first_day', '<=', day)
      .where((where) => where.or([where('last_day', 'is', null), where('last_day', '>=', day)]))
  if (q !== undefined)
    found = found.where(raw<boolean>`strpos(lower(coalesce(actor_name, '') || ' ' || detail::text), lower(${q})) > 0`)
  return found
}

export function countRevisions(filter: ChangeFilter): Compilable<{ count: number }> {
  return revisions(filter).select(raw<number>`count(*)::int`.as('count'))
}

export function selectRevisions(filter: ChangeFilter, limit: number, offset: number): Compilable<RevisionRow> {
  return revisions(filter)
    .select(['revision', 'recorded_at', 'what', 'actor_name', 'first_day', 'last_day'])
    .select(raw<Record<string, unknown>>`detail`.as('detail'))
    .orderBy('revision', 'desc')
    .limit(limit)
    .offset(offset)
}
