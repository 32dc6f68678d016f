import { randomUUID } from 'node:crypto'
import { countKnown, importCases, type KindDefinition } from '#core/cases'
import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor } from '#lib/http'
import type { Words } from '#lib/kernel'
import { FileUnreadable, openSheet, type SheetRow } from '#lib/sheet'
import { fileOf, inWork, kindOf, layoutOf, mappingOf, reasonsOf, type ImportDesk } from './import-desk.ts'
import { fileInfected, ImportMoved, type ImportRun, type ImportState } from './import-contract.ts'
import { lookInto } from './import-look.ts'
import { claimRun, insertFaults, progressRun, type Progress, type ReasonCount, type RunRow } from './import-store.ts'
import { mayImport } from './policy.ts'
import { RowMapper, shownValue, type MappedRow } from './map-rows.ts'

const checkBatch = 500
const importBatch = 200
const keptFaults = 5000
const keptReasons = 100

/** How a piece of work ended: `more` is left; `over`: nothing is; `lost`: it was stopped, or somebody else has it. */
export type Worked = 'more' | 'over' | 'lost'

/**
 * Works on a run for about so many milliseconds. Everything it has done is written down batch by batch, so it may be
 * killed at any moment: the next call goes on with the next batch, and a batch that was written but not written down is
 * found to be there already.
 */
export async function workOnRun(desk: ImportDesk, runId: string, budgetMs: number): Promise<Worked> {
  const claim = randomUUID()
  const [[run]] = await inWork(desk, (tx) => tx.read(claimRun(runId, claim)))
  if (run === undefined) return 'lost'
  const work = new RunWork(desk, run, claim, performance.now() + budgetMs)
  try {
    return await work.go()
  } catch (error) {
    const why = failureOf(error)
    if (why === undefined) throw error
    await work.write({ state: 'failed', failure: why })
    return 'over'
  }
}

/** Ends a run that failed again and again. */
export async function giveUpRun(desk: ImportDesk, runId: string): Promise<void> {
  await inWork(desk, async (tx) => {
    const claim = randomUUID()
    const [[run]] = await tx.read(claimRun(runId, claim))
    if (run === undefined) return
    const failure = { 'zh-CN': '多次尝试均未成功，请稍后继续', en: 'it failed again and again; go on later' }
    const [[failed]] = await tx.read(progressRun(runId, claim, { state: 'failed', failure }))
    if (failed !== undefined) say(tx, failed)
  })
}

class Refused extends Error {
  readonly why: Words
  constructor(why: Words) {
    super(why.en)
    this.why = why
  }
}

function failureOf(error: unknown): Words | undefined {
  if (error instanceof Refused || error instanceof FileUnreadable) return error.why
  if (error instanceof ProblemError && error.kind.code === fileInfected.code) return error.kind.title
  return undefined
}

function say(tx: Transaction, run: RunRow): void {
  const { id: runId, done_rows: doneRows, total_rows: totalRows, imported, bad } = run
  emit(tx, ImportMoved, { runId, state: run.state as ImportState, doneRows, totalRows, imported, bad })
}

/** One piece of work on a claimed run. */
class RunWork {
  readonly #desk: ImportDesk
  readonly #claim: string
  readonly #until: number
  readonly #kind: KindDefinition
  #run: RunRow
  #began = performance.now()

  constructor(desk: ImportDesk, run: RunRow, claim: string, until: number) {
    this.#desk = desk
    this.#run = run
    this.#claim = claim
    this.#until = until
    this.#kind = kindOf(desk)
  }

  async go(): Promise<Worked> {
    const actor = await this.#desk.actorOf({ accountId: this.#run.account_id, postId: this.#run.post_id })
    if (actor === undefined || !mayImport(this.#kind, actor))
      throw new Refused({
        'zh-CN': '提交人的岗位已不能导入工单',
        en: 'whoever handed it in may not import orders any more',
      })
    if (this.#run.kind_version !== this.#kind.version)
      throw new Refused({
        'zh-CN': '工单表单已更新，请重新对应并检查',
        en: 'the form of orders has changed; match and check anew',
      })
    return this.#run.state === 'checking' ? this.#check(actor) : this.#import(actor)
  }

  /** Writes something down; false when the run is not ours any more. */
  async write(progress: Progress, also: (tx: Transaction) => void = () => undefined): Promise<boolean> {
    const worked = this.#run.work_ms + Math.round(performance.now() - this.#began)
    const written = await inWork(this.#desk, async (tx) => {
      const [[run]] = await tx.read(progressRun(this.#run.id, this.#claim, { ...progress, work_ms: worked }))
      if (run === undefined) return undefined
      also(tx)
      say(tx, run)
      return run
    })
    if (written === undefined) return false
    this.#run = written
    this.#began = performance.now()
    return true
  }

  /** The rows as forms; earlier ones are read too, for the numbers they have. */
  async *#rows(noticed: (row: SheetRow) => void): AsyncGenerator<MappedRow> {
    const layout = layoutOf(this.#run)
    const bytes = await fileOf(this.#desk, this.#run)
    const { encoding, delimiter } = layout
    const book = await openSheet(bytes, { encoding: encoding ?? undefined, delimiter: delimiter ?? undefined })
    const mapper = new RowMapper(this.#desk.profile, this.#kind, mappingOf(this.#run))
    const from = this.#run.next_row
    for await (const row of book.rows(layout.sheet)) {
      if (row.number <= layout.lastHeadRow) continue
      noticed(row)
      const mapped = mapper.map(row)
      if (mapped.row > from) yield mapped
    }
  }

  async #check(actor: Actor): Promise<Worked> {
    let hiddenRows = 0
    let firstHiddenRow: number | undefined
    let batch: MappedRow[] = []
    const noticed = (row: SheetRow): void => {
      if (row.hidden !== true) return
      hiddenRows += 1
      firstHiddenRow ??= row.number
    }
    for await (const row of this.#rows(noticed)) {
      batch.push(row)
      if (batch.length < checkBatch) continue
      if (!(await this.#checked(actor, batch))) return 'lost'
      batch = []
      if (performance.now() > this.#until) return 'more'
    }
    const { notes } = await lookInto(await fileOf(this.#desk, this.#run), layoutChoice(this.#run))
    const all: ImportRun['notes'] = {
      ...notes,
      ...(hiddenRows === 0 ? {} : { hiddenRows }),
      ...(firstHiddenRow === undefined ? {} : { firstHiddenRow }),
    }
    return (await this.#checked(actor, batch, all)) ? 'over' : 'lost'
  }

  async #checked(actor: Actor, batch: readonly MappedRow[], notes?: ImportRun['notes']): Promise<boolean> {
    const run = this.#run
    const good = batch.filter((row) => row.faults.length === 0)
    const known = good.length === 0 ? 0 : await countKnown(this.#desk.cases, this.#kind, actor, this.#numbers(good))
    const cells = batch.flatMap((row) => row.faults.map((one) => ({ row, ...one })))
    const kept = cells.slice(0, Math.max(0, keptFaults - run.fault_cells))
    const done = run.done_rows + batch.length
    return this.write(
      {
        ...(notes === undefined ? {} : { state: 'checked' as const, total_rows: done, notes }),
        next_row: batch.at(-1)?.row ?? run.next_row,
        done_rows: done,
        good: run.good + good.length,
        bad: run.bad + batch.length - good.length,
        known: run.known + known,
        fault_cells: run.fault_cells + cells.length,
        reasons: counted(reasonsOf(run), cells),
      },
      (tx) => {
        if (kept.length === 0) return
        const rows = kept.map(({ row, field, fault }) => ({
          row_number: row.row,
          column_name: headingOf(run, field.key) ?? field.name['zh-CN'],
          field: field.key,
          value: shownValue(this.#kind, field.key, row.cells[field.key] ?? ''),
          fault,
        }))
        tx.write(insertFaults(run.id, run.fault_cells, rows))
      },
    )
  }

  async #import(actor: Actor): Promise<Worked> {
    let batch: MappedRow[] = []
    let passed = 0
    let last = this.#run.next_row
    for await (const row of this.#rows(() => undefined)) {
      passed += 1
      last = row.row
      if (row.faults.length === 0) batch.push(row)
      if (batch.length < importBatch) continue
      if (!(await this.#imported(actor, batch, last, passed))) return 'lost'
      batch = []
      passed = 0
      if (performance.now() > this.#until) return 'more'
    }
    return (await this.#imported(actor, batch, last, passed, 'done')) ? 'over' : 'lost'
  }

  /**
   * Imports a batch. How many of it are new is written down first: should this process die between the batch and the
   * word that it was written, the count is right all the same.
   */
  async #imported(
    actor: Actor,
    batch: readonly MappedRow[],
    last: number,
    passed: number,
    state?: 'done',
  ): Promise<boolean> {
    const { cases } = this.#desk
    const begun = this.#run.batch_row === last ? this.#run.batch_fresh : null
    let made = 0
    if (batch.length > 0) {
      if (begun === null) {
        const fresh = batch.length - (await countKnown(cases, this.#kind, actor, this.#numbers(batch)))
        if (!(await this.write({ batch_row: last, batch_fresh: fresh }))) return false
      }
      const occurredAt = cases.now().toISOString()
      const rows = batch.map(({ values }) => ({ values, occurredAt }))
      made = begun ?? 0
      const written = await importCases(cases, this.#kind, actor, rows)
      if (begun === null) made = written.made
    }
    return this.write({
      ...(state === undefined ? {} : { state }),
      next_row: last,
      done_rows: this.#run.done_rows + passed,
      imported: this.#run.imported + made,
      batch_row: null,
      batch_fresh: null,
    })
  }

  #numbers(rows: readonly MappedRow[]): string[] {
    return rows.map(({ values }) => values[this.#kind.sourceNumberField!]!)
  }
}

function layoutChoice(run: RunRow) {
  const { sheet, headRow, encoding, delimiter } = layoutOf(run)
  return { sheet, headRow, encoding: encoding ?? undefined, delimiter: delimiter ?? undefined }
}

/** The heading of the column that feeds a field. */
export function headingOf(run: RunRow, field: string): string | undefined {
  const at = mappingOf(run).columns.indexOf(field)
  return at === -1 ? undefined : layoutOf(run).headings[at]
}

/** Counts faults by field and words; numbers in the words are left out, or each would be a reason of its own. */
function counted(
  before: readonly ReasonCount[],
  cells: readonly { field: { key: string; name: Words }; fault: Words }[],
): ReasonCount[] {
  const reasons = before.map((one) => ({ ...one }))
  for (const { field, fault } of cells) {
    const words = { 'zh-CN': general(fault['zh-CN']), en: general(fault.en) }
    const known = reasons.find((one) => one.field === field.key && one.fault['zh-CN'] === words['zh-CN'])
    if (known !== undefined) known.count += 1
    else if (reasons.length < keptReasons) reasons.push({ field: field.key, name: field.name, fault: words, count: 1 })
  }
  return reasons
}

function general(words: string): string {
  return words
    .replace(/（现 \d+ 字）| \(has \d+\)/g, '')
    .replace(/第 \d+ 行/g, '前面的行')
    .replace(/row \d+ of/g, 'an earlier row of')
}
