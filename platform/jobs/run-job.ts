import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import { maskText } from '#lib/crypto'
import { isConnectionLoss, runTransaction, type Pool, type Transaction } from '#lib/db'
import { emit } from '#lib/events'
import type { Logger } from '#lib/kernel'
import { within } from './boss.ts'
import { JobFailed } from './contract.ts'
import type { JobKind } from './define-job.ts'
import type { Jobs } from './jobs.ts'

const settings = {
  // PostgreSQL would plan a job's statements anew each time, the more so those with lists, whose length it cannot know
  // beforehand; for a notice that took longer than running them.
  plan_cache_mode: 'force_generic_plan',
  // Nobody is told that a job is done but by what stands in its transaction. One that a crash takes back is done again,
  // so it need not wait for the disk, nor make those wait who are told.
  synchronous_commit: 'off',
}

interface Run {
  jobs: Jobs
  pool: Pool
  boss: PgBoss
  log: Logger
  kind: JobKind
  job: JobWithMetadata<unknown>
}

/** The try was given up as lost and another one has begun: what this one wrote must not stand. */
class ClaimLost extends Error {
  constructor() {
    super('another try has taken this job over')
    this.name = 'ClaimLost'
  }
}

/**
 * Runs one job. Its work and its end stand in one transaction, so a process that is killed leaves either both or
 * neither, and a try that lasted too long cannot finish beside the one that replaced it.
 */
export async function runJob({ jobs, pool, boss, log, kind, job }: Run): Promise<JobResult> {
  const attempt = { id: job.id, retryCount: job.retryCount }
  try {
    const work = async (tx: Transaction): Promise<void> => {
      const { enqueue, settle } = jobs.enqueueIn(tx)
      await kind.run({ tx, enqueue, id: job.id, attempt: job.retryCount, log }, job.data)
      await settle()
      // How many it ended is in the answer, though its type keeps it to itself.
      const answer: { affected?: number } = await boss.complete(kind.name, attempt, undefined, { db: within(tx) })
      if (answer.affected !== 1) throw new ClaimLost()
    }
    await runTransaction(pool, work, settings)
    return { id: job.id, status: 'completed' }
  } catch (error) {
    const message = maskText((error as Error).message)
    log.warn({ job: job.id, kind: kind.name, attempt: job.retryCount, err: message }, 'a job failed')
    const output = { message, name: (error as Error).name }
    if (job.retryCount >= job.retryLimit && !(error instanceof ClaimLost) && !isConnectionLoss(error)) {
      await runTransaction(pool, async (tx) => {
        await boss.fail(kind.name, attempt, output, { db: within(tx) })
        emit(tx, JobFailed, { queue: kind.name, id: job.id })
      })
    }
    // For the queue itself; where it is settled already this changes nothing.
    return { id: job.id, status: 'failed', output }
  }
}
