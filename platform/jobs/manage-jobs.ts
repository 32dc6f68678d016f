import { ProblemError, type Actor, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { within } from './boss.ts'
import {
  jobNotFailed,
  jobNotFound,
  jobNotOpen,
  mayNotManage,
  type cancelJob,
  type retryFailedJobs,
  type retryJob,
} from './contract.ts'
import type { Jobs } from './jobs.ts'
import { mayManageJobs } from './policy.ts'
import { lockJob, selectFailed } from './store.ts'

const maxAtOnce = 1000

function assertManager(actor: Pick<Actor, 'role'>): void {
  if (!mayManageJobs(actor)) throw new ProblemError(mayNotManage)
}

/** Serves 重试: a failed job is run again, once more than it was allowed. */
export function retryJobHandler(jobs: Jobs): Handler<typeof retryJob> {
  return async ({ tx, actor, params: { queue, id }, requestId }) => {
    assertManager(actor)
    const [[job]] = await tx.read(lockJob(queue, id))
    if (job === undefined) throw new ProblemError(jobNotFound)
    if (job.state !== 'failed') throw new ProblemError(jobNotFailed)
    await jobs.boss.retry(queue, id, { db: within(tx) })
    record(tx, { what: 'jobs.retry', actor, subject: id, detail: { queue }, requestId })
    return { count: 1 }
  }
}

/** Serves 取消: a job that has not ended is not run any more; what runs at this moment is undone. */
export function cancelJobHandler(jobs: Jobs): Handler<typeof cancelJob> {
  return async ({ tx, actor, params: { queue, id }, requestId }) => {
    assertManager(actor)
    const [[job]] = await tx.read(lockJob(queue, id))
    if (job === undefined) throw new ProblemError(jobNotFound)
    if (!['created', 'retry', 'active'].includes(job.state)) throw new ProblemError(jobNotOpen)
    await jobs.boss.cancel(queue, id, { db: within(tx) })
    record(tx, { what: 'jobs.cancel', actor, subject: id, detail: { queue }, requestId })
    return { count: 1 }
  }
}

/** Serves 全部重试. */
export function retryFailedJobsHandler(jobs: Jobs): Handler<typeof retryFailedJobs> {
  return async ({ tx, actor, body, requestId }) => {
    assertManager(actor)
    const [failed] = await tx.read(selectFailed(body.queue, maxAtOnce))
    for (const [queue, group] of Map.groupBy(failed, (one) => one.name)) {
      await jobs.boss.retry(
        queue,
        group.map((one) => one.id),
        { db: within(tx) },
      )
    }
    record(tx, {
      what: 'jobs.retry_failed',
      actor,
      detail: { queue: body.queue ?? null, count: failed.length },
      requestId,
    })
    return { count: failed.length }
  }
}
