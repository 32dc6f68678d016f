import { Type } from 'typebox'
import { runTransaction, type Pool } from '#lib/db'
import { emit, type Streams } from '#lib/events'
import { defineJob, due, type Jobs } from '#platform/jobs'
import { kindOf, type ImportDesk } from './import-desk.ts'
import { ImportDue, ImportMoved } from './import-contract.ts'
import { selectOpenRuns } from './import-store.ts'
import { giveUpRun, workOnRun } from './import-work.ts'
import { mayImport } from './policy.ts'

// Short beside the time after which a try counts as lost: a killed server's run is taken up again soon.
const budgetMs = 8_000
const retryLimit = 5

/** Works imports as background jobs: a piece at a time, each putting in the next. */
export function registerImportJob(jobs: Jobs, desk: ImportDesk): void {
  const job = defineJob({
    name: 'hotline.import',
    title: { 'zh-CN': '工单导入', en: 'Import of orders' },
    schema: Type.Object({ runId: Type.String() }),
    retryLimit,
    backoff: { first: 1, max: 30 },
    expireSeconds: 60,
    run: async ({ enqueue, attempt }, { runId }) => {
      try {
        if ((await workOnRun(desk, runId, budgetMs)) === 'more') enqueue(job, { runId })
      } catch (error) {
        if (attempt >= retryLimit) await giveUpRun(desk, runId)
        throw error
      }
    },
  })
  jobs.add(job)
  jobs.hears(ImportDue, ({ runId }) => [due(job, { runId })])
}

/** After a crash: whatever was being worked on is due again at once. Two who take it up do not get in each other's way. */
export async function resumeImports(workers: Pool): Promise<void> {
  await runTransaction(workers, async (tx) => {
    const [runs] = await tx.read(selectOpenRuns())
    for (const { id } of runs) emit(tx, ImportDue, { runId: id })
  })
}

/** Lets open pages see how far an import is. */
export function streamImports(streams: Streams, desk: ImportDesk): void {
  streams.hear(ImportMoved, (actor) => mayImport(kindOf(desk), actor))
}
