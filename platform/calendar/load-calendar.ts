import type pg from 'pg'
import type { Transaction } from '#lib/db'
import { newId, type Words } from '#lib/kernel'
import { writeChange } from './change.ts'
import { nationalDays } from './national-days.ts'
import { findDay } from './shanghai.ts'
import { parseSpan, spansFault, type Span } from './work-calendar.ts'

/** A city's working time, as its data says it. Days are YYYY-MM-DD, spans `08:30-11:30`, units by their codes. */
export interface CalendarSeed {
  /** roles that may change the calendar */
  editors: readonly string[]
  profiles: readonly {
    code: string
    name: Words
    validFrom: string
    opens: 'work_days' | 'every_day'
    dayEnd: 'close' | 'same_time'
    spans: readonly string[]
  }[]
  /** code of the profile of units that have none of their own */
  defaultProfile: string
  units: readonly { unit: string; profile: string; validFrom: string }[]
  overrides: readonly { day: string; working: boolean; reason: string }[]
}

/** What is wrong with a city's calendar, in words for whoever writes it; empty when nothing is. */
export function calendarFaults(seed: CalendarSeed, units: ReadonlyMap<string, string>): string[] {
  const faults: string[] = []
  const codes = new Set(seed.profiles.map((one) => one.code))
  const needDay = (day: string, where: string): void => {
    if (findDay(day) === undefined) faults.push(`${where}: ${day} is not a day`)
  }
  const needProfile = (code: string, where: string): void => {
    if (!codes.has(code)) faults.push(`${where}: there is no profile ${code}`)
  }
  for (const { code, validFrom, spans } of seed.profiles) {
    needDay(validFrom, code)
    const read = spans.map(parseSpan)
    const fault = read.includes(undefined) ? 'not HH:mm-HH:mm' : spansFault(read as Span[])
    if (fault !== undefined) faults.push(`${code}: its spans are not valid (${fault})`)
  }
  needProfile(seed.defaultProfile, 'defaultProfile')
  for (const { unit, profile, validFrom } of seed.units) {
    if (!units.has(unit)) faults.push(`units: there is no unit ${unit}`)
    needProfile(profile, `unit ${unit}`)
    needDay(validFrom, `unit ${unit}`)
  }
  for (const { day } of seed.overrides) needDay(day, 'overrides')
  return faults
}

/**
 * Brings the announced holidays and a city's working time in, inside the caller's transaction. Holidays follow the
 * installed package: a year announced since the last start comes in with a revision, and `calendar.changed` is said.
 * Profiles, assignments and overrides are only brought in where there are none: what was changed by hand stays.
 */
export async function loadCalendar(
  client: pg.Client,
  seed: CalendarSeed,
  units: ReadonlyMap<string, string>,
): Promise<void> {
  const faults = calendarFaults(seed, units)
  if (faults.length > 0) throw new Error(`The city's calendar is not valid:\n  ${faults.join('\n  ')}`)
  await loadNationalDays(client)
  await loadCity(client, seed, units)
}

async function loadNationalDays(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ day: string; working: boolean; zh: string; en: string }>(
    `select day::text, working, name->>'zh-CN' as zh, name->>'en' as en from calendar.national_day
     where until_revision is null`,
  )
  const known = new Map(rows.map((row) => [row.day, `${row.working} ${row.zh} ${row.en}`]))
  const wanted = new Map(nationalDays().map((one) => [one.day, one]))
  const fresh = [...wanted.values()].filter(
    ({ day, working, name }) => known.get(day) !== `${working} ${name['zh-CN']} ${name.en}`,
  )
  const gone = [...known.keys()].filter((day) => !wanted.has(day))
  const days = [...fresh.map((one) => one.day), ...gone].toSorted()
  if (days.length === 0) return
  const revision = await change(client, 'calendar.load_holidays', days[0]!, days.at(-1)!, { days: days.length })
  await client.query(
    'update calendar.national_day set until_revision = $1 where until_revision is null and day = any($2::date[])',
    [revision, days],
  )
  await client.query(
    `insert into calendar.national_day (day, working, name, since_revision)
     select day, working, name, $1 from jsonb_to_recordset($2::jsonb) as fresh (day date, working boolean, name jsonb)`,
    [revision, JSON.stringify(fresh)],
  )
}

async function loadCity(client: pg.Client, seed: CalendarSeed, units: ReadonlyMap<string, string>): Promise<void> {
  const has = async (text: string, values: unknown[]): Promise<boolean> =>
    (await client.query(text, values)).rows.length > 0
  const steps: ((revision: number) => Promise<unknown>)[] = []
  const brought: string[] = []
  for (const [position, profile] of seed.profiles.entries()) {
    if (await has('select from calendar.profile where code = $1', [profile.code])) continue
    brought.push(profile.code)
    steps.push(async (revision) => {
      const id = newId()
      await client.query('insert into calendar.profile (code, name, position) values ($1, $2, $3)', [
        profile.code,
        JSON.stringify(profile.name),
        position,
      ])
      await client.query(
        `insert into calendar.profile_version (id, profile, valid_from, opens, day_end, since_revision)
         values ($1, $2, $3, $4, $5, $6)`,
        [id, profile.code, profile.validFrom, profile.opens, profile.dayEnd, revision],
      )
      for (const [index, text] of profile.spans.entries()) {
        const { from, to } = parseSpan(text)!
        await client.query('insert into calendar.profile_span values ($1, $2, $3, $4)', [id, index, from, to])
      }
    })
  }
  const assignments = [
    { unitId: null, profile: seed.defaultProfile, validFrom: '1992-01-01' },
    ...seed.units.map(({ unit, ...one }) => ({ ...one, unitId: units.get(unit)! })),
  ]
  for (const { unitId, profile, validFrom } of assignments) {
    if (await has('select from calendar.unit_profile where unit_id is not distinct from $1', [unitId])) continue
    brought.push(profile)
    steps.push((revision) =>
      client.query(
        'insert into calendar.unit_profile (id, unit_id, profile, valid_from, since_revision) values ($1, $2, $3, $4, $5)',
        [newId(), unitId, profile, validFrom, revision],
      ),
    )
  }
  for (const { day, working, reason } of seed.overrides) {
    if (await has('select from calendar.override_day where day = $1', [day])) continue
    brought.push(day)
    steps.push((revision) =>
      client.query('insert into calendar.override_day (day, working, reason, since_revision) values ($1, $2, $3, $4)', [
        day,
        working,
        reason,
        revision,
      ]),
    )
  }
  if (steps.length === 0) return
  const revision = await change(client, 'calendar.load_city', '1992-01-01', null, { brought: [...new Set(brought)] })
  for (const step of steps) await step(revision)
}

/** Takes the next revision and writes the change down as every other one, on a plain connection. */
async function change(
  client: pg.Client,
  what: string,
  firstDay: string,
  lastDay: string | null,
  detail: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { rows } = await client.query<{ revision: number }>(
    'update calendar.book set revision = revision + 1 returning revision',
  )
  const { revision } = rows[0]!
  const writes: Parameters<Transaction['write']>[0][] = []
  const tx: Pick<Transaction, 'write' | 'afterCommit'> = {
    write: (query) => void writes.push(query),
    // The relay looks by itself; at a start nobody waits for it.
    afterCommit: () => undefined,
  }
  writeChange(tx as Transaction, { revision, what, firstDay, lastDay, unitIds: null, detail }, undefined)
  for (const query of writes) {
    const { sql, parameters } = 'compile' in query ? query.compile() : query
    await client.query(sql, [...parameters])
  }
  return revision
}
