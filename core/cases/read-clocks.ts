import { ProblemError, type Handler } from '#lib/http'
import type { CalendarBook } from '#platform/calendar'
import { newestPayload } from './action.ts'
import { clockLedgers } from './clock-ledger.ts'
import { caseNotFound, type readClocks } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fold } from './fold.ts'
import { maySee } from './policy.ts'
import { selectActions, toRecord } from './store.ts'

/** Serves the ledgers of a case's clocks: why each deadline is what it is, on the calendars it was worked out on. */
export function readClocksHandler(desk: CaseDesk): Handler<typeof readClocks> {
  return async ({ tx, params, actor }) => {
    const [rows] = await tx.read(selectActions(params.id))
    if (rows.length === 0) throw new ProblemError(caseNotFound)
    const records = rows.map(toRecord)
    const state = fold(records)
    if (!maySee(desk, state, actor)) throw new ProblemError(caseNotFound)
    const revisions = new Set(
      records.flatMap(({ payload }) => newestPayload(payload).clocks?.flatMap((step) => step.revision ?? []) ?? []),
    )
    const books = new Map<number, CalendarBook>()
    for (const revision of revisions) books.set(revision, await desk.calendars.at(desk.app.reader, revision))
    const kind = desk.kinds.get(state.kind, state.kindVersion)
    return { ledgers: clockLedgers(kind, records, (revision) => books.get(revision)) }
  }
}
