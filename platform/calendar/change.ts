import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor } from '#lib/http'
import { record } from '#platform/audit'
import { CalendarChanged, dayInvalid, mayNotEdit, spansInvalid } from './contract.ts'
import { mayEdit } from './policy.ts'
import { findDay, yearOf } from './shanghai.ts'
import { insertRevision } from './store.ts'
import { parseSpan, spansFault, type Span } from './work-calendar.ts'

/** What the changing use cases share: who may change the calendar. */
export interface CalendarDesk {
  /** codes of the roles that may */
  readonly editors: readonly string[]
}

/** Problem: mayNotEdit. */
export function needEditor(desk: CalendarDesk, actor: Actor): void {
  if (!mayEdit(desk.editors, actor)) throw new ProblemError(mayNotEdit)
}

const mostDays = 60

/** A day of the years that are counted, as its number. Problem: dayInvalid. */
export function readDay(text: string): number {
  const day = findDay(text)
  if (day === undefined || yearOf(day) < 1992 || yearOf(day) > 2199) throw new ProblemError(dayInvalid, { day: text })
  return day
}

/** The numbers of the days from one to another. Problem: dayInvalid, also for more than 60 or none. */
export function readDays(firstDay: string, lastDay: string): number[] {
  const first = readDay(firstDay)
  const count = readDay(lastDay) - first + 1
  if (count < 1 || count > mostDays) throw new ProblemError(dayInvalid, { day: `${firstDay} – ${lastDay}` })
  return Array.from({ length: count }, (_, index) => first + index)
}

/** The spans of a day. Problem: spansInvalid. */
export function readSpans(texts: readonly string[]): Span[] {
  const spans = texts.map(parseSpan)
  if (spans.some((span) => span === undefined)) throw new ProblemError(spansInvalid)
  if (spansFault(spans as Span[]) !== undefined) throw new ProblemError(spansInvalid)
  return spans as Span[]
}

/** A change of the calendar, as it is written down, audited and told. */
export interface Change {
  readonly revision: number
  /** `calendar.<what_was_done>` */
  readonly what: string
  readonly firstDay: string
  /** null: all days after the first */
  readonly lastDay: string | null
  /** null: all units */
  readonly unitIds: readonly string[] | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** Writes the revision, the audit entry and the event of a change. The rows that carry its number are queued after it. */
export function writeChange(tx: Transaction, change: Change, actor: Actor | undefined, requestId?: string): void {
  const { revision, what, firstDay, lastDay, unitIds, detail } = change
  tx.write(
    insertRevision({
      revision,
      what,
      actor: actor === undefined ? undefined : { id: actor.accountId, name: actor.name },
      firstDay,
      lastDay,
      detail,
    }),
  )
  record(tx, {
    what,
    actor,
    subject: `calendar ${revision}`,
    detail: { firstDay, lastDay, ...detail },
    ...(requestId === undefined ? {} : { requestId }),
  })
  emit(tx, CalendarChanged, { revision, firstDay, lastDay, unitIds: unitIds === null ? null : [...unitIds] })
}
