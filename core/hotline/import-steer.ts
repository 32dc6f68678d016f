import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { freshView, holdRun, kindFor, type ImportDesk } from './import-desk.ts'
import {
  badRows,
  formMoved,
  ImportDue,
  ImportMoved,
  runMoved,
  type discardImport,
  type ImportState,
  type resumeImport,
  type startImport,
  type stopImport,
} from './import-contract.ts'
import { beginImport, moveRun, type RunRow } from './import-store.ts'

/** Has what was checked imported. */
export function startImportHandler(desk: ImportDesk): Handler<typeof startImport> {
  return async ({ tx, params, body, actor, requestId }) => {
    const run = await holdRun(desk, tx, actor, params.id)
    begin(desk, tx, run, actor, body.goodRowsOnly, requestId)
    emit(tx, ImportDue, { runId: run.id })
    return freshView(tx, run.id, actor)
  }
}

/** Puts a checked run at the beginning of its import. */
export function begin(
  desk: ImportDesk,
  tx: Transaction,
  run: RunRow,
  actor: Actor,
  goodOnly: boolean,
  requestId?: string,
): void {
  const kind = kindFor(desk, actor)
  if (run.state !== 'checked') throw new ProblemError(runMoved)
  if (run.kind_version !== kind.version) throw new ProblemError(formMoved)
  if (run.bad > 0 && !goodOnly) throw new ProblemError(badRows, { bad: run.bad })
  tx.write(beginImport(run.id, goodOnly))
  record(tx, {
    what: 'hotline.import_start',
    actor,
    subject: run.id,
    subjectName: run.file_name,
    detail: { goodOnly, good: run.good, bad: run.bad },
    ...(requestId === undefined ? {} : { requestId }),
  })
}

type Steered = typeof stopImport

function steered(desk: ImportDesk, what: string, next: (run: RunRow) => ImportState | undefined): Handler<Steered> {
  return async ({ tx, params, actor, requestId }) => {
    const run = await holdRun(desk, tx, actor, params.id)
    const state = next(run)
    if (state === undefined) throw new ProblemError(runMoved)
    tx.write(moveRun(run.id, state))
    record(tx, { what, actor, subject: run.id, subjectName: run.file_name, requestId })
    const { done_rows: doneRows, total_rows: totalRows, imported, bad } = run
    emit(tx, ImportMoved, { runId: run.id, state, doneRows, totalRows, imported, bad })
    if (state === 'checking' || state === 'importing') emit(tx, ImportDue, { runId: run.id })
    return freshView(tx, run.id, actor)
  }
}

const works = (run: RunRow): boolean => run.state === 'checking' || run.state === 'importing'

/** Stops the work after the batch at hand: what was imported stays, and it may go on. */
export const stopImportHandler = (desk: ImportDesk): Handler<typeof stopImport> =>
  steered(desk, 'hotline.import_stop', (run) => (works(run) ? 'stopped' : undefined))

/** Goes on where it was stopped or failed. */
export const resumeImportHandler = (desk: ImportDesk): Handler<typeof resumeImport> =>
  steered(desk, 'hotline.import_resume', (run) => {
    if (run.state !== 'stopped' && run.state !== 'failed') return undefined
    return run.stage === 'check' ? 'checking' : 'importing'
  })

/** Gives a run up. */
export const discardImportHandler = (desk: ImportDesk): Handler<typeof discardImport> =>
  steered(desk, 'hotline.import_discard', (run) =>
    works(run) || run.state === 'done' || run.state === 'discarded' ? undefined : 'discarded',
  )
