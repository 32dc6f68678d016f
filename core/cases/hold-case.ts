import type { Transaction } from '#lib/db'
import { newestRevision } from '#platform/calendar'
import type { World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { fold } from './fold.ts'
import type { HeldCase } from './perform.ts'
import { lockCase, selectActions, selectPrivateKey, toRecord } from './store.ts'
import { worldOf } from './world.ts'

/** Locks a case and reads its history and the calendar in force: one round trip. Undefined when it is not there for whoever asks. */
export async function holdCase(
  desk: CaseDesk,
  tx: Transaction,
  id: string,
): Promise<{ held: HeldCase; world: World } | undefined> {
  const [[locked], rows, [caseKey], [calendar]] = await tx.read(
    lockCase(id),
    selectActions(id),
    selectPrivateKey(id),
    newestRevision(),
  )
  if (locked === undefined) return undefined
  const state = fold(rows.map(toRecord))
  const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
  return {
    held: {
      kind: desk.kinds.get(state.kind, state.kindVersion),
      state,
      head: locked.head,
      wrapped: caseKey?.wrapped ?? null,
    },
    world: worldOf(desk, book, desk.now().getTime()),
  }
}
