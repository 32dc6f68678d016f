import { createHmac } from 'node:crypto'
import type { CaseDesk, KindDefinition } from '#core/cases'
import { createReader, runTransaction, type Reader, type Settings, type Transaction } from '#lib/db'
import { ProblemError, type Actor } from '#lib/http'
import type { Words } from '#lib/kernel'
import { FileUnreadable } from '#lib/sheet'
import { readKept, type FileDesk } from '#platform/files'
import {
  fileInfected,
  fileUnreadable,
  fileWaiting,
  runNotFound,
  type ImportRun,
  type ImportState,
  type Layout,
  type Mapping,
} from './import-contract.ts'
import { lockRun, selectRun, selectSameFile, type ReasonCount, type RunRow } from './import-store.ts'
import type { ImportProfile } from './map-rows.ts'
import { isOwn, requireImporter, requireSender } from './policy.ts'

/** What the import of orders works with: made once at start. */
export interface ImportDesk {
  readonly cases: CaseDesk
  readonly files: FileDesk
  readonly profile: ImportProfile
  /** the person a run works for, as their post stands now; undefined when it is not in force any more */
  readonly actorOf: (who: { accountId: string; postId: string }) => Promise<Actor | undefined>
}

/** Module name under which the files of runs are kept. */
export const fileModule = 'hotline'

/** The kind rows become, in its newest version: forms grow. */
export function kindOf(desk: ImportDesk): KindDefinition {
  const kind = desk.cases.kinds.newest(desk.profile.kind)
  if (kind === undefined) throw new Error(`The import profile names the kind ${desk.profile.kind}, which is not there`)
  return kind
}

/** The kind rows become, for whoever may import them. */
export function kindFor(desk: ImportDesk, actor: Actor): KindDefinition {
  const kind = kindOf(desk)
  requireImporter(kind, actor)
  return kind
}

/** A run to look at. */
export async function getRun(desk: ImportDesk, reader: Reader, actor: Actor, id: string): Promise<RunRow> {
  requireImporter(kindOf(desk), actor)
  const [[run]] = await reader.read(selectRun(id))
  if (run === undefined) throw new ProblemError(runNotFound)
  return run
}

/** A run to carry on. */
export async function holdRun(desk: ImportDesk, tx: Transaction, actor: Actor, id: string): Promise<RunRow> {
  const kind = kindFor(desk, actor)
  const [[run]] = await tx.read(lockRun(id))
  if (run === undefined) throw new ProblemError(runNotFound)
  requireSender(kind, run, actor)
  return run
}

/**
 * Settings under which the work on runs sees them: those of the kind, whoever it works for. What is written into cases
 * is written with the person's own.
 */
function workSettings(desk: ImportDesk): Settings {
  return { 'yiwang.actor': JSON.stringify({ account: null, kinds: [desk.profile.kind], units: [] }) }
}

/** A transaction of the work itself. */
export function inWork<T>(desk: ImportDesk, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return runTransaction(desk.cases.app.pool, work, workSettings(desk))
}

/** The file of a run, whole. Throws declared problems. */
export async function fileOf(desk: ImportDesk, run: Pick<RunRow, 'file_id'>): Promise<Buffer> {
  try {
    return await readKept(desk.files, createReader(desk.cases.app.side, workSettings(desk)), run.file_id)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    if (error.kind.code === 'files.not_ready') throw new ProblemError(fileWaiting)
    if (error.kind.code === 'files.infected') throw new ProblemError(fileInfected)
    throw error
  }
}

/** Does something with a sheet; a file that cannot be read is told as such. */
export async function readingFile<T>(language: keyof Words, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why })
    throw error
  }
}

/** Tells one file from another and says nothing to whoever lacks the key. */
export function digestOf(desk: ImportDesk, bytes: Uint8Array): Buffer {
  return createHmac('sm3', desk.cases.masterKey).update('hotline.import').update(bytes).digest()
}

export const layoutOf = (run: RunRow): Layout => run.layout as Layout
export const mappingOf = (run: RunRow): Mapping => run.mapping as Mapping
export const reasonsOf = (run: RunRow): ReasonCount[] => run.reasons as ReasonCount[]

/** A run as it is told to somebody. */
export function viewOf(run: RunRow, actor: Actor, same?: RunRow): ImportRun {
  return {
    id: run.id,
    state: run.state as ImportState,
    stage: run.stage as ImportRun['stage'],
    fileName: run.file_name,
    fileSize: run.file_size,
    by: { id: run.account_id, name: run.account_name, unitName: run.unit_name },
    createdAt: run.created_at.toISOString(),
    endedAt: run.ended_at?.toISOString() ?? null,
    layout: layoutOf(run),
    mapping: mappingOf(run),
    doneRows: run.done_rows,
    totalRows: run.total_rows,
    good: run.good,
    bad: run.bad,
    known: run.known,
    imported: run.imported,
    faultCells: run.fault_cells,
    reasons: reasonsOf(run).toSorted((a, b) => b.count - a.count),
    notes: run.notes as ImportRun['notes'],
    goodOnly: run.good_only,
    failure: run.failure as Words | null,
    seconds: run.work_ms / 1000,
    mine: isOwn(run, actor),
    sameFile:
      same === undefined
        ? null
        : { id: same.id, createdAt: same.created_at.toISOString(), by: same.account_name, imported: same.imported },
  }
}

/** A run as it is now, with the earlier one of the same file. */
export async function freshView(reader: Reader, id: string, actor: Actor): Promise<ImportRun> {
  const [[run]] = await reader.read(selectRun(id))
  if (run === undefined) throw new ProblemError(runNotFound)
  const [[same]] = await reader.read(selectSameFile(run.digest, run.id))
  return viewOf(run, actor, same)
}
