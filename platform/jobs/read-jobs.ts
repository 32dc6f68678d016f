import { ProblemError, type Handler } from '#lib/http'
import { mayNotManage, type Job, type JobState, type listJobs, type listQueues, type Queue } from './contract.ts'
import type { Jobs } from './jobs.ts'
import { mayManageJobs } from './policy.ts'
import { countJobs, countMatching, selectJobs, type JobRow } from './store.ts'

function stateOf(state: string): JobState {
  return state === 'created' ? 'waiting' : (state as JobState)
}

/** Serves the queues and how many jobs stand where. */
export function listQueuesHandler(jobs: Jobs): Handler<typeof listQueues> {
  return async ({ tx, actor }) => {
    if (!mayManageJobs(actor)) throw new ProblemError(mayNotManage)
    const [rows] = await tx.read(countJobs())
    return {
      items: jobs.kinds.map(({ name, title }): Queue => {
        const own = rows.filter((row) => row.name === name)
        const count = (state: string): number => own.find((row) => row.state === state)?.count ?? 0
        return {
          name,
          title,
          counts: {
            waiting: count('created'),
            retry: count('retry'),
            active: count('active'),
            completed: count('completed'),
            cancelled: count('cancelled'),
            failed: count('failed'),
          },
          oldestWaiting: own.find((row) => row.state === 'created')?.oldest?.toISOString() ?? null,
        }
      }),
    }
  }
}

/** Serves the jobs themselves: filtered, newest first, paged. */
export function listJobsHandler(): Handler<typeof listJobs> {
  return async ({ tx, actor, query }) => {
    if (!mayManageJobs(actor)) throw new ProblemError(mayNotManage)
    const { page = 1, pageSize = 50 } = query
    const filter = { queue: query.queue, state: query.state, q: query.q, page, pageSize }
    const [rows, [count]] = await tx.read(selectJobs(filter), countMatching(filter))
    return { items: rows.map(toJob), total: count!.total, page, pageSize }
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    queue: row.name,
    state: stateOf(row.state),
    data: row.data,
    error: row.error,
    tries: row.started_on === null ? 0 : row.retry_count + 1,
    triesAllowed: row.retry_limit + 1,
    createdAt: row.created_on.toISOString(),
    startAfter: row.start_after.toISOString(),
    startedAt: row.started_on?.toISOString() ?? null,
    endedAt: row.completed_on?.toISOString() ?? null,
  }
}
