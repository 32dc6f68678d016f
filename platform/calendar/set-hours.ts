import type { Transaction } from '#lib/db'
import { ProblemError, type Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { selectUnits } from '#platform/org'
import { needEditor, readDay, readSpans, writeChange, type CalendarDesk } from './change.ts'
import {
  noSuchProfile,
  noSuchUnit,
  profileKnown,
  type addProfile,
  type assignProfile,
  type ProfileHours,
  type setHours,
} from './contract.ts'
import {
  assignmentsAt,
  endAssignments,
  endVersion,
  insertAssignments,
  insertProfile,
  insertSpans,
  insertVersion,
  selectProfiles,
  takeRevision,
} from './store.ts'
import type { Span } from './work-calendar.ts'

/** Serves 新增方案. */
export function addProfileHandler(desk: CalendarDesk): Handler<typeof addProfile> {
  return async ({ tx, body, actor, requestId }) => {
    needEditor(desk, actor)
    readDay(body.validFrom)
    const spans = readSpans(body.spans)
    const [[taken], profiles] = await tx.read(takeRevision(), selectProfiles())
    const { revision } = taken!
    if (profiles.some((one) => one.code === body.code)) throw new ProblemError(profileKnown, { code: body.code })
    const detail = { profile: body.code, ...hoursOf(body) }
    // No unit works by it yet.
    writeChange(
      tx,
      { revision, what: 'calendar.add_profile', firstDay: body.validFrom, lastDay: null, unitIds: [], detail },
      actor,
      requestId,
    )
    tx.write(insertProfile(body.code, body.name))
    writeVersion(tx, body.code, body, spans, revision)
    return { revision }
  }
}

/** Serves 调整时间: other hours from a day on. Hours that were to begin on the same day are replaced. */
export function setHoursHandler(desk: CalendarDesk): Handler<typeof setHours> {
  return async ({ tx, params, body, actor, requestId }) => {
    needEditor(desk, actor)
    readDay(body.validFrom)
    const spans = readSpans(body.spans)
    const [[taken], profiles] = await tx.read(takeRevision(), selectProfiles())
    const { revision } = taken!
    if (!profiles.some((one) => one.code === params.code)) throw new ProblemError(noSuchProfile)
    const [assignments] = await tx.read(assignmentsAt(revision))
    const users = assignments.filter((one) => one.profile === params.code).map((one) => one.unit_id)
    const unitIds = users.includes(null) ? null : [...new Set(users.filter((id) => id !== null))]
    const detail = { profile: params.code, ...hoursOf(body) }
    writeChange(
      tx,
      { revision, what: 'calendar.set_hours', firstDay: body.validFrom, lastDay: null, unitIds, detail },
      actor,
      requestId,
    )
    tx.write(endVersion(params.code, body.validFrom, revision))
    writeVersion(tx, params.code, body, spans, revision)
    return { revision }
  }
}

/** Serves 指定方案: which units work by which hours from a day on. */
export function assignProfileHandler(desk: CalendarDesk): Handler<typeof assignProfile> {
  return async ({ tx, body, actor, requestId }) => {
    needEditor(desk, actor)
    readDay(body.validFrom)
    const unitIds = body.unitIds === null ? null : [...new Set(body.unitIds)]
    const [[taken], profiles, units] = await tx.read(takeRevision(), selectProfiles(), selectUnits())
    const { revision } = taken!
    const known = body.profile === null ? unitIds !== null : profiles.some((one) => one.code === body.profile)
    if (!known) throw new ProblemError(noSuchProfile)
    const chosen = unitIds?.map((id) => units.find((unit) => unit.id === id))
    if (chosen?.includes(undefined) === true) throw new ProblemError(noSuchUnit)
    const detail = { profile: body.profile, units: chosen?.map((unit) => unit!.name) ?? null }
    writeChange(
      tx,
      { revision, what: 'calendar.assign_profile', firstDay: body.validFrom, lastDay: null, unitIds, detail },
      actor,
      requestId,
    )
    tx.write(endAssignments(unitIds, body.validFrom, revision))
    const rows = (unitIds ?? [null]).map((unitId) => ({
      id: newId(),
      unit_id: unitId,
      profile: body.profile,
      valid_from: body.validFrom,
    }))
    tx.write(insertAssignments(rows, revision))
    return { revision }
  }
}

function hoursOf({ validFrom, opens, dayEnd, spans }: ProfileHours): ProfileHours {
  return { validFrom, opens, dayEnd, spans }
}

function writeVersion(
  tx: Transaction,
  profile: string,
  { validFrom, opens, dayEnd }: ProfileHours,
  spans: readonly Span[],
  revision: number,
): void {
  const id = newId()
  tx.write(insertVersion({ id, profile, valid_from: validFrom, opens, day_end: dayEnd }, revision))
  tx.write(insertSpans(id, spans))
}
