import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, type App } from '#lib/http'
import {
  cancelJob,
  JobFailed,
  listJobs,
  listQueues,
  listRetentions,
  retryFailedJobs,
  retryJob,
  setRetention,
} from './contract.ts'
import type { Jobs } from './jobs.ts'
import { cancelJobHandler, retryFailedJobsHandler, retryJobHandler } from './manage-jobs.ts'
import { mayManageJobs } from './policy.ts'
import { listRetentionsHandler, setRetentionHandler } from './retention.ts'
import { listJobsHandler, listQueuesHandler } from './read-jobs.ts'

export { defineJob, type JobContext, type JobKind } from './define-job.ts'
export { due } from './hearing.ts'
export { Jobs } from './jobs.ts'
export type { Retention } from './retention.ts'

/** Serves the page of background jobs. */
export function serveJobs(app: App, jobs: Jobs): void {
  app.allow((actor) => (mayManageJobs(actor) ? ['jobs.manage'] : []))
  serve(app, listQueues, listQueuesHandler(jobs))
  serve(app, listJobs, listJobsHandler())
  serve(app, retryJob, retryJobHandler(jobs))
  serve(app, cancelJob, cancelJobHandler(jobs))
  serve(app, listRetentions, listRetentionsHandler(jobs))
  serve(app, setRetention, setRetentionHandler(jobs))
  serve(app, retryFailedJobs, retryFailedJobsHandler(jobs))
}

/** Lets failures out to whoever may set them right. */
export function streamJobs(streams: Streams): void {
  streams.hear(JobFailed, (actor) => mayManageJobs(actor))
}
