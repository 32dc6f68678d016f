import type { Reader } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Profile, ProfileHours } from './contract.ts'
import { dayText, getDay, yearOf } from './shanghai.ts'
import {
  assignmentsAt,
  nationalDaysAt,
  newestRevision,
  overridesAt,
  selectProfiles,
  spansAt,
  versionsAt,
  type AssignmentRow,
  type OverrideRow,
} from './store.ts'
import { hoursOn, spanText, type Hours, type SpecialDay, type WorkCalendar } from './work-calendar.ts'

const beginning = getDay('1992-01-01')

interface Dated {
  readonly validFrom: number
}

/** What holds on a day: the latest that has begun, the first for all time before. */
function heldOn<T extends Dated>(ones: readonly T[], day: number): T | undefined {
  return ones.findLast((one) => one.validFrom <= day) ?? ones[0]
}

/**
 * The calendar of the whole city at one revision, in memory. A deadline is worked out on `calendarFor(unitId)`; who
 * keeps the deadline keeps `revision` with it, and can work it out again as it was then. The calendar knows by itself
 * which hours held on which day, so a question never says for when it is asked.
 */
export class CalendarBook {
  readonly revision: number
  readonly special: ReadonlyMap<number, SpecialDay>
  readonly overrides: ReadonlyMap<number, OverrideRow>
  readonly profiles: readonly Profile[]
  readonly assignments: readonly AssignmentRow[]
  readonly #announced: ReadonlySet<number>
  readonly #hours: ReadonlyMap<string, readonly Hours[]>
  readonly #calendars = new Map<string, WorkCalendar>()

  constructor(rows: {
    revision: number
    national: readonly { day: string; working: boolean; name: Words }[]
    overrides: readonly OverrideRow[]
    profiles: readonly { code: string; name: Words }[]
    hours: ReadonlyMap<string, readonly Hours[]>
    assignments: readonly AssignmentRow[]
  }) {
    this.revision = rows.revision
    const special = new Map<number, SpecialDay>()
    for (const { day, working, name } of rows.national)
      special.set(getDay(day), { working, kind: working ? 'makeup' : 'holiday', name })
    this.#announced = new Set([...special.keys()].map(yearOf))
    this.overrides = new Map(rows.overrides.map((one) => [getDay(one.day), one]))
    for (const [day, { working, reason }] of this.overrides)
      special.set(day, { working, kind: 'override', name: { 'zh-CN': reason, en: reason } })
    this.special = special
    this.#hours = rows.hours
    this.assignments = rows.assignments
    this.profiles = rows.profiles
      .filter(({ code }) => rows.hours.has(code))
      .map((profile) => ({ ...profile, versions: rows.hours.get(profile.code)!.map(viewOf) }))
  }

  /** Whether the state's holidays of a year are known. Where not, Monday to Friday are worked. */
  isAnnounced(year: number): boolean {
    return this.#announced.has(year)
  }

  /** The calendar of a unit; of a unit without hours of its own, or of none, the default one. */
  calendarFor(unitId: string | undefined): WorkCalendar {
    const own = this.assignments.filter((one) => one.unit_id === unitId)
    const key = JSON.stringify(own.map((one) => [one.valid_from, one.profile]))
    let calendar = this.#calendars.get(key)
    if (calendar === undefined) this.#calendars.set(key, (calendar = this.#compose(own)))
    return calendar
  }

  /** The calendar of one profile, to try it out. Undefined when there is no such profile. */
  findCalendarOf(profile: string): WorkCalendar | undefined {
    if (!this.#hours.has(profile)) return undefined
    const key = `profile ${profile}`
    let calendar = this.#calendars.get(key)
    if (calendar === undefined) {
      calendar = this.#compose([{ unit_id: '', profile, valid_from: '1992-01-01' }])
      this.#calendars.set(key, calendar)
    }
    return calendar
  }

  /** Hours day by day: who follows which profile from when, and what hours the profile has from when. */
  #compose(own: readonly AssignmentRow[]): WorkCalendar {
    const dated = (rows: readonly AssignmentRow[]) =>
      rows.map((row) => ({ validFrom: getDay(row.valid_from), profile: row.profile }))
    const ownDated = dated(own)
    const defaults = dated(this.assignments.filter((one) => one.unit_id === null))
    const marks = new Set([
      beginning,
      ...[...ownDated, ...defaults, ...[...this.#hours.values()].flat()].map((one) => one.validFrom),
    ])
    const hours: Hours[] = []
    for (const day of [...marks].toSorted((a, b) => a - b)) {
      // A unit's first assignment begins on its day: before it, the unit followed the default.
      const profile = ownDated.findLast((one) => one.validFrom <= day)?.profile ?? heldOn(defaults, day)?.profile
      const versions = profile == null ? undefined : this.#hours.get(profile)
      if (versions === undefined) throw new Error('The calendar has no default working hours')
      const now = hoursOn({ special: this.special, hours: versions }, day)
      const last = hours.at(-1)
      if (last === undefined || !sameHours(last, now)) hours.push({ ...now, validFrom: day })
    }
    return { special: this.special, hours }
  }
}

function viewOf({ validFrom, opens, dayEnd, spans }: Hours): ProfileHours {
  return { validFrom: dayText(validFrom), opens, dayEnd, spans: spans.map(spanText) }
}

function sameHours(a: Hours, b: Hours): boolean {
  return a.opens === b.opens && a.dayEnd === b.dayEnd && a.spans.map(spanText).join() === b.spans.map(spanText).join()
}

const kept = 8

/** The books of this process: the newest revisions that were asked for, each read from the database once. */
export class Calendars {
  readonly #books = new Map<number, CalendarBook>()

  /** The book as it is now: one small read, and a larger one after a change. */
  async current(reader: Reader): Promise<CalendarBook> {
    const [rows] = await reader.read(newestRevision())
    return this.at(reader, rows[0]!.revision)
  }

  /** The book as it was at a revision. */
  async at(reader: Reader, revision: number): Promise<CalendarBook> {
    const known = this.#books.get(revision)
    if (known !== undefined) return known
    const book = await readBook(reader, revision)
    this.#books.set(revision, book)
    for (const old of [...this.#books.keys()].slice(0, -kept)) this.#books.delete(old)
    return book
  }
}

async function readBook(reader: Reader, revision: number): Promise<CalendarBook> {
  const [national, overrides, profiles, versions, spans, assignments] = await reader.read(
    nationalDaysAt(revision),
    overridesAt(revision),
    selectProfiles(),
    versionsAt(revision),
    spansAt(revision),
    assignmentsAt(revision),
  )
  const spansOf = Map.groupBy(spans, (span) => span.version_id)
  const hours = new Map<string, Hours[]>()
  for (const { id, profile, valid_from, opens, day_end } of versions) {
    const ofProfile = hours.get(profile) ?? []
    hours.set(profile, ofProfile)
    ofProfile.push({
      validFrom: getDay(valid_from),
      opens,
      dayEnd: day_end,
      spans: (spansOf.get(id) ?? []).map((span) => ({ from: span.from_minute, to: span.to_minute })),
    })
  }
  return new CalendarBook({ revision, national, overrides, profiles, hours, assignments })
}
