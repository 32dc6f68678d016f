import { ProblemError, type Handler } from '#lib/http'
import { needEditor, readDays, writeChange, type CalendarDesk } from './change.ts'
import { changedSince, dayUnchanged, type restoreDays, type setDays, type undoDays } from './contract.ts'
import { dayText } from './shanghai.ts'
import { endOverrides, insertOverrides, overriddenNow, overridesOf, takeRevision, touchedAfter } from './store.ts'

/** Serves 调整: days in a row are worked, or not, by the city's own word. */
export function setDaysHandler(desk: CalendarDesk): Handler<typeof setDays> {
  return async ({ tx, body, actor, requestId }) => {
    needEditor(desk, actor)
    const { firstDay, lastDay, working } = body
    const reason = body.reason.trim()
    const days = readDays(firstDay, lastDay).map(dayText)
    const [[taken]] = await tx.read(takeRevision())
    const { revision } = taken!
    const detail = { working, reason }
    writeChange(tx, { revision, what: 'calendar.set_days', firstDay, lastDay, unitIds: null, detail }, actor, requestId)
    tx.write(endOverrides(days, revision))
    const who = { id: actor.accountId, name: actor.name }
    tx.write(
      insertOverrides(
        days.map((day) => ({ day, working, reason })),
        who,
        revision,
      ),
    )
    return { revision }
  }
}

/** Serves 恢复: the days are again what the state announced. Days that were not overridden are left as they are. */
export function restoreDaysHandler(desk: CalendarDesk): Handler<typeof restoreDays> {
  return async ({ tx, body, actor, requestId }) => {
    needEditor(desk, actor)
    readDays(body.firstDay, body.lastDay)
    const [[taken], overridden] = await tx.read(takeRevision(), overriddenNow(body.firstDay, body.lastDay))
    const { revision } = taken!
    const days = overridden.map((one) => one.day)
    if (days.length === 0) throw new ProblemError(dayUnchanged)
    const range = { firstDay: days[0]!, lastDay: days.at(-1)! }
    writeChange(tx, { revision, what: 'calendar.restore_days', ...range, unitIds: null, detail: {} }, actor, requestId)
    tx.write(endOverrides(days, revision))
    return { revision }
  }
}

/** Serves 撤销: the days of one change are again as they were before it, if nobody has touched them since. */
export function undoDaysHandler(desk: CalendarDesk): Handler<typeof undoDays> {
  return async ({ tx, body, actor, requestId }) => {
    needEditor(desk, actor)
    const undone = body.revision
    const [[taken], rows] = await tx.read(takeRevision(), overridesOf(undone))
    const { revision } = taken!
    const days = [...new Set(rows.map((row) => row.day))].toSorted()
    if (days.length === 0) throw new ProblemError(dayUnchanged)
    const [touched] = await tx.read(touchedAfter(undone, days))
    if (touched.length > 0) throw new ProblemError(changedSince)
    const range = { firstDay: days[0]!, lastDay: days.at(-1)! }
    writeChange(
      tx,
      { revision, what: 'calendar.undo_days', ...range, unitIds: null, detail: { undone } },
      actor,
      requestId,
    )
    tx.write(endOverrides(days, revision))
    const before = rows.filter((row) => row.until_revision === undone)
    if (before.length > 0) {
      const again = before.map(({ day, working, reason }) => ({ day, working, reason }))
      tx.write(insertOverrides(again, { id: actor.accountId, name: actor.name }, revision))
    }
    return { revision }
  }
}
