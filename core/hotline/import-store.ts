import { sql as raw, type RawBuilder } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Words } from '#lib/kernel'
import type { Database } from '#database'
import type { ImportRun, ImportState, Layout, Mapping } from './import-contract.ts'

type Tables = 'hotline.import_run' | 'hotline.import_fault' | 'hotline.import_mapping'
const sql = sqlFor<Pick<Database, Tables>>()
const now = raw<Date>`now()`

export interface ReasonCount {
  readonly field: string
  readonly name: Words
  readonly fault: Words
  count: number
}

/** A run as it is stored. */
export interface RunRow {
  id: string
  kind: string
  kind_version: number
  file_id: string
  file_name: string
  file_size: number
  digest: Buffer
  state: string
  stage: string
  layout: unknown
  mapping: unknown
  notes: unknown
  reasons: unknown
  good_only: boolean
  next_row: number
  done_rows: number
  total_rows: number | null
  good: number
  bad: number
  known: number
  fault_cells: number
  imported: number
  batch_row: number | null
  batch_fresh: number | null
  claim: string | null
  failure: unknown
  account_id: string
  account_name: string
  post_id: string
  unit_name: string
  created_at: Date
  ended_at: Date | null
  work_ms: number
}

const columns = [
  'id', 'kind', 'kind_version', 'file_id', 'file_name', 'file_size', 'digest', 'state', 'stage', 'layout', 'mapping', 'notes',
  'reasons', 'good_only', 'next_row', 'done_rows', 'total_rows', 'good', 'bad', 'known', 'fault_cells', 'imported',
  'batch_row', 'batch_fresh', 'claim', 'failure', 'account_id', 'account_name', 'post_id', 'unit_name', 'created_at',
  'ended_at', 'work_ms',
] as const // prettier-ignore

export interface NewRun {
  readonly id: string
  readonly kind: string
  readonly kindVersion: number
  readonly fileId: string
  readonly fileName: string
  readonly fileSize: number
  readonly digest: Buffer
  readonly layout: Layout
  readonly mapping: Mapping
  readonly accountId: string
  readonly accountName: string
  readonly postId: string
  readonly unitName: string
}

export function insertRun(run: NewRun): Compilable<unknown> {
  return sql.insertInto('hotline.import_run').values({
    id: run.id,
    kind: run.kind,
    kind_version: run.kindVersion,
    file_id: run.fileId,
    file_name: run.fileName,
    file_size: run.fileSize,
    digest: run.digest,
    state: 'mapping',
    layout: JSON.stringify(run.layout),
    mapping: JSON.stringify(run.mapping),
    account_id: run.accountId,
    account_name: run.accountName,
    post_id: run.postId,
    unit_name: run.unitName,
  })
}

export function selectRun(id: string): Compilable<RunRow> {
  return sql.selectFrom('hotline.import_run').select(columns).where('id', '=', id)
}

/** Holds a run until the transaction ends. */
export function lockRun(id: string): Compilable<RunRow> {
  return selectRunBuilder(id).forUpdate()
}
const selectRunBuilder = (id: string) => sql.selectFrom('hotline.import_run').select(columns).where('id', '=', id)

/** The last import of the same file that came to something. */
export function selectSameFile(digest: Buffer, except: string): Compilable<RunRow> {
  return sql
    .selectFrom('hotline.import_run')
    .select(columns)
    .where('digest', '=', digest)
    .where('id', '!=', except)
    .where('imported', '>', 0)
    .orderBy('created_at', 'desc')
    .limit(1)
}

export interface RunFilter {
  readonly kind: string
  readonly q?: string | undefined
  readonly state?: ImportState | undefined
}

function matching({ kind, q, state }: RunFilter): RawBuilder<unknown> {
  const parts = [raw`kind = ${kind}`]
  // What was given up before anything came of it is only in the way, unless it is asked for.
  parts.push(state === undefined ? raw`(state <> 'discarded' or imported > 0)` : raw`state = ${state}`)
  for (const word of (q ?? '').split(/\s+/).filter((one) => one !== ''))
    parts.push(raw`(position(lower(${word}) in lower(file_name)) > 0 or position(${word} in account_name) > 0)`)
  return raw.join(parts, raw` and `)
}

export function countRuns(filter: RunFilter): Compiled<{ total: number }> {
  return raw<{
    total: number
  }>`select count(*)::int as total from hotline.import_run where ${matching(filter)}`.compile(sql)
}

export function selectRuns(filter: RunFilter, page: number, pageSize: number): Compiled<RunRow> {
  return raw<RunRow>`
    select ${raw.join(columns.map((column) => raw.ref(column)))} from hotline.import_run where ${matching(filter)}
    order by created_at desc, id desc limit ${pageSize} offset ${(page - 1) * pageSize}`.compile(sql)
}

/** Runs that were being worked on, for whoever starts after a crash. */
export function selectOpenRuns(): Compilable<{ id: string }> {
  return sql.selectFrom('hotline.import_run').select('id').where('state', 'in', ['checking', 'importing'])
}

/** What begins a stage anew. */
const untouched = { next_row: 0, done_rows: 0, batch_row: null, batch_fresh: null, claim: null, work_ms: 0, failure: null, ended_at: null, changed_at: now } as const // prettier-ignore

export function beginCheck(id: string, kindVersion: number, layout: Layout, mapping: Mapping): Compilable<unknown> {
  return sql
    .updateTable('hotline.import_run')
    .set({
      ...untouched,
      state: 'checking',
      stage: 'check',
      kind_version: kindVersion,
      layout: JSON.stringify(layout),
      mapping: JSON.stringify(mapping),
      notes: '{}',
      reasons: '[]',
      total_rows: null,
      good: 0,
      bad: 0,
      known: 0,
      fault_cells: 0,
    })
    .where('id', '=', id)
}

export function deleteFaults(runId: string): Compilable<unknown> {
  return sql.deleteFrom('hotline.import_fault').where('run_id', '=', runId)
}

export function beginImport(id: string, goodOnly: boolean): Compilable<unknown> {
  return sql
    .updateTable('hotline.import_run')
    .set({ ...untouched, state: 'importing', stage: 'import', good_only: goodOnly })
    .where('id', '=', id)
}

/** Moves a run by a person's word; whoever works on it finds the claim gone. */
export function moveRun(id: string, state: ImportState): Compilable<unknown> {
  return sql
    .updateTable('hotline.import_run')
    .set({
      state,
      claim: null,
      changed_at: now,
      ended_at: state === 'discarded' ? now : null,
      ...(state === 'stopped' ? {} : { failure: null }),
    })
    .where('id', '=', id)
}

/** Takes a run to work on it; whoever had it before finds the claim gone. */
export function claimRun(id: string, claim: string): Compilable<RunRow> {
  return sql
    .updateTable('hotline.import_run')
    .set({ claim, changed_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['checking', 'importing'])
    .returning(columns)
}

/** What a worker has to write down. */
export interface Progress {
  readonly state?: ImportState
  readonly next_row?: number
  readonly done_rows?: number
  readonly total_rows?: number
  readonly good?: number
  readonly bad?: number
  readonly known?: number
  readonly fault_cells?: number
  readonly imported?: number
  readonly batch_row?: number | null
  readonly batch_fresh?: number | null
  readonly notes?: ImportRun['notes']
  readonly reasons?: readonly ReasonCount[]
  readonly failure?: Words
  readonly work_ms?: number
}

/** Writes down how far it came, if the run is still the worker's. */
export function progressRun(
  id: string,
  claim: string,
  { notes, reasons, failure, ...rest }: Progress,
): Compilable<RunRow> {
  const over = rest.state === 'done' || rest.state === 'failed'
  return sql
    .updateTable('hotline.import_run')
    .set({
      ...rest,
      ...(notes === undefined ? {} : { notes: JSON.stringify(notes) }),
      ...(reasons === undefined ? {} : { reasons: JSON.stringify(reasons) }),
      ...(failure === undefined ? {} : { failure: JSON.stringify(failure) }),
      ...(over ? { ended_at: now } : {}),
      changed_at: now,
    })
    .where('id', '=', id)
    .where('claim', '=', claim)
    .where('state', 'in', ['checking', 'importing'])
    .returning(columns)
}

export interface FaultRow {
  readonly row_number: number
  readonly column_name: string
  readonly field: string
  readonly value: string
  readonly fault: unknown
}

export function insertFaults(
  runId: string,
  from: number,
  faults: readonly (FaultRow & { fault: Words })[],
): Compilable<unknown> {
  return sql
    .insertInto('hotline.import_fault')
    .values(faults.map((one, at) => ({ ...one, run_id: runId, place: from + at, fault: JSON.stringify(one.fault) })))
}

export function countFaults(runId: string, field: string | undefined): Compilable<{ total: number }> {
  return sql
    .selectFrom('hotline.import_fault')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('run_id', '=', runId)
    .$if(field !== undefined, (query) => query.where('field', '=', field!))
}

export function selectFaults(
  runId: string,
  field: string | undefined,
  page: number,
  pageSize: number,
): Compilable<FaultRow> {
  return sql
    .selectFrom('hotline.import_fault')
    .select(['row_number', 'column_name', 'field', 'value', 'fault'])
    .where('run_id', '=', runId)
    .$if(field !== undefined, (query) => query.where('field', '=', field!))
    .orderBy('place')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
}

export interface MappingRow {
  readonly id: string
  readonly name: string
  readonly columns: unknown
  readonly constants: unknown
  readonly saved_by_name: string
  readonly saved_at: Date
}

export function selectMappings(kind: string): Compilable<MappingRow> {
  return sql
    .selectFrom('hotline.import_mapping')
    .select(['id', 'name', 'columns', 'constants', 'saved_by_name', 'saved_at'])
    .where('kind', '=', kind)
    .orderBy('name')
    .limit(500)
}

/** Keeps a matching; the one of the same name is replaced. */
export function saveMapping(row: {
  id: string
  kind: string
  name: string
  columns: readonly { heading: string; field: string }[]
  constants: Readonly<Record<string, string>>
  savedBy: string
}): Compilable<unknown> {
  const said = {
    columns: JSON.stringify(row.columns),
    constants: JSON.stringify(row.constants),
    saved_by_name: row.savedBy,
  }
  return sql
    .insertInto('hotline.import_mapping')
    .values({ id: row.id, kind: row.kind, name: row.name, ...said })
    .onConflict((conflict) => conflict.constraint('import_mapping_once').doUpdateSet({ ...said, saved_at: now }))
}

export function deleteMapping(id: string): Compilable<{ name: string }> {
  return sql.deleteFrom('hotline.import_mapping').where('id', '=', id).returning('name')
}
