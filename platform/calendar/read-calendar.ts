import { ProblemError, type Handler } from '#lib/http'
import { findUnitQuery } from '#platform/org'
import { isContinuous, nextOpening, warningPoint } from './arithmetic.ts'
import type { Calendars } from './book.ts'
import type { CalendarDesk } from './change.ts'
import {
  limitInvalid,
  maxChanges,
  noSuchProfile,
  noSuchUnit,
  type CalendarChange,
  type CalendarDay,
  type explainDeadline,
  type exportChanges,
  type getYear,
  type listChanges,
  type listProfiles,
} from './contract.ts'
import { ledgerHead, ledgerLines, ledgerRule } from './ledger-words.ts'
import { ledger } from './ledger.ts'
import { pausedDeadline } from './pause.ts'
import { mayEdit } from './policy.ts'
import { dayOf, dayText, getDay, yearOf } from './shanghai.ts'
import { countRevisions, selectRevisions, type RevisionRow } from './store.ts'
import { kindOfDay } from './work-calendar.ts'

/** Serves the days of a year. */
export function getYearHandler(calendars: Calendars, desk: CalendarDesk): Handler<typeof getYear> {
  return async ({ tx, params: { year }, actor }) => {
    const book = await calendars.current(tx)
    const days: CalendarDay[] = []
    for (let day = getDay(`${year}-01-01`); yearOf(day) === year; day += 1) {
      const { kind, working, name } = kindOfDay(book.special, day)
      const override = book.overrides.get(day)
      days.push({
        day: dayText(day),
        working,
        kind,
        name: name ?? null,
        override:
          override === undefined
            ? null
            : { reason: override.reason, by: override.actor_name, at: override.recorded_at.toISOString() },
      })
    }
    return {
      year,
      announced: book.isAnnounced(year),
      revision: book.revision,
      mayEdit: mayEdit(desk.editors, actor),
      workdays: days.filter((one) => one.working).length,
      days,
    }
  }
}

/** Serves the working hours and who has which. */
export function listProfilesHandler(calendars: Calendars, desk: CalendarDesk): Handler<typeof listProfiles> {
  return async ({ tx, actor }) => {
    const { profiles, assignments } = await calendars.current(tx)
    return {
      mayEdit: mayEdit(desk.editors, actor),
      profiles: profiles.map((profile) => ({ ...profile, versions: [...profile.versions] })),
      assignments: assignments.map((one) => ({ unitId: one.unit_id, profile: one.profile, validFrom: one.valid_from })),
    }
  }
}

/** Serves the history of the calendar. */
export const listChangesHandler: Handler<typeof listChanges> = async ({ tx, query }) => {
  const { page = 1, pageSize = 20, ...filter } = query
  const [[counted], rows] = await tx.read(
    countRevisions(filter),
    selectRevisions(filter, pageSize, (page - 1) * pageSize),
  )
  return { items: rows.map(changeOf), total: counted!.count, page, pageSize }
}

/** Serves the history as a whole, to be taken away as a file. */
export const exportChangesHandler: Handler<typeof exportChanges> = async ({ tx, query }) => {
  const [[counted], rows] = await tx.read(countRevisions(query), selectRevisions(query, maxChanges, 0))
  return { items: rows.map(changeOf), total: counted!.count }
}

function changeOf(row: RevisionRow): CalendarChange {
  return {
    revision: row.revision,
    at: row.recorded_at.toISOString(),
    what: row.what,
    by: row.actor_name,
    firstDay: row.first_day,
    lastDay: row.last_day,
    detail: row.detail,
  }
}

/** Serves the calculator: a deadline with its ledger, on the calendar as it is or as it was at a revision. */
export function explainDeadlineHandler(calendars: Calendars): Handler<typeof explainDeadline> {
  return async ({ tx, query: { from, amount, unit, unitId, profile, share, revision, pausedAt, resumedAt } }) => {
    if (unitId !== undefined) {
      const [[found]] = await tx.read(findUnitQuery(unitId))
      if (found === undefined) throw new ProblemError(noSuchUnit)
    }
    const newest = await calendars.current(tx)
    const book = revision === undefined || revision >= newest.revision ? newest : await calendars.at(tx, revision)
    // An early revision may know no working hours at all yet.
    const hasDefault = book.assignments.some((one) => one.unit_id === null)
    const ownOrDefault = hasDefault ? book.calendarFor(unitId) : undefined
    const calendar = profile === undefined ? ownOrDefault : book.findCalendarOf(profile)
    if (calendar === undefined) throw new ProblemError(noSuchProfile)
    const start = Date.parse(from)
    const found = orRefuse(() => ledger(calendar, start, amount, unit))
    const { deadline } = found
    const paused =
      pausedAt === undefined || resumedAt === undefined || amount <= 0
        ? undefined
        : orRefuse(() =>
            pausedDeadline(calendar, deadline, unit, { from: Date.parse(pausedAt), to: Date.parse(resumedAt) }),
          )
    const warning =
      share === undefined || amount <= 0 ? undefined : warningPoint(calendar, start, deadline, unit, share)
    const [first, last] = [Math.min(start, deadline), Math.max(start, deadline)].map((at) => yearOf(dayOf(at)))
    const years = Array.from({ length: last! - first! + 1 }, (_, index) => first! + index)
    const isoTime = (at: number): string => new Date(at).toISOString()
    return {
      deadline: isoTime(deadline),
      paused: paused === undefined ? null : { deadline: isoTime(paused.deadline), lines: [...paused.lines] },
      warning: warning === undefined ? null : isoTime(warning),
      opening: isoTime(nextOpening(calendar, start)),
      revision: book.revision,
      head: ledgerHead(found),
      rule: ledgerRule(found) ?? null,
      lines: ledgerLines(found).map((line) => ({
        ...line,
        firstDay: dayText(line.firstDay),
        lastDay: dayText(line.lastDay),
      })),
      unknownYears: isContinuous(unit) ? [] : years.filter((year) => !book.isAnnounced(year)),
    }
  }
}

function orRefuse<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw error instanceof RangeError ? new ProblemError(limitInvalid) : error
  }
}
