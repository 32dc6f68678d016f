import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'

export const mayNotManage = problem('jobs.may_not_manage', 403, {
  'zh-CN': '只有系统管理员可以管理后台任务',
  en: 'Only a system administrator may manage background jobs',
})
export const jobNotFound = problem('jobs.not_found', 404, {
  'zh-CN': '没有这个任务，可能已过保留期',
  en: 'There is no such job; it may have been tidied away',
})
export const jobNotFailed = problem('jobs.not_failed', 409, {
  'zh-CN': '只有失败的任务才能重试',
  en: 'Only a failed job can be tried again',
})
export const jobNotOpen = problem('jobs.not_open', 409, {
  'zh-CN': '任务已结束，不能取消',
  en: 'The job is over and cannot be cancelled',
})

export const noSuchRetention = problem('jobs.no_such_retention', 404, {
  'zh-CN': '没有这一类保存内容',
  en: 'Nothing of this kind is kept',
})
export const retentionOutside = problem('jobs.retention_outside', 422, {
  'zh-CN': '保存天数超出允许范围',
  en: 'So many days are not allowed here',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const MomentOrNull = Type.Union([Moment, Type.Null()])
const QueueName = Type.String({ maxLength: 100 })

/** `waiting`: to be run; `retry`: failed before, to be run again; the rest as they say. */
export const JobState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('retry'),
  Type.Literal('active'),
  Type.Literal('completed'),
  Type.Literal('cancelled'),
  Type.Literal('failed'),
])
export type JobState = Static<typeof JobState>

export const Queue = Type.Object({
  name: Type.String(),
  title: WordsSchema,
  counts: Type.Object({
    waiting: Type.Integer(),
    retry: Type.Integer(),
    active: Type.Integer(),
    completed: Type.Integer({ description: 'within the last 24 hours' }),
    cancelled: Type.Integer(),
    failed: Type.Integer(),
  }),
  oldestWaiting: MomentOrNull,
})
export type Queue = Static<typeof Queue>

export const listQueues = route({
  method: 'GET',
  url: '/jobs/queues',
  summary: 'The queues of background jobs with how many stand where',
  reply: Type.Object({ items: Type.Array(Queue) }),
  problems: [mayNotManage],
})

export const Job = Type.Object({
  id: Id,
  queue: Type.String(),
  state: JobState,
  data: Type.Unknown({ description: 'what it works on: ids and codes, no personal data' }),
  error: Type.Union([Type.String(), Type.Null()]),
  tries: Type.Integer({ description: 'how often it was begun' }),
  triesAllowed: Type.Integer(),
  createdAt: Moment,
  startAfter: Moment,
  startedAt: MomentOrNull,
  endedAt: MomentOrNull,
})
export type Job = Static<typeof Job>

export const listJobs = route({
  method: 'GET',
  url: '/jobs',
  summary: 'Background jobs, newest first',
  query: Type.Object({
    queue: Type.Optional(QueueName),
    state: Type.Optional(JobState),
    q: Type.Optional(Type.String({ maxLength: 100, description: 'part of the error or of the data' })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(Job),
  problems: [mayNotManage],
})

const params = Type.Object({ queue: QueueName, id: Id })
const Count = Type.Object({ count: Type.Integer() })

export const retryJob = route({
  method: 'POST',
  url: '/jobs/:queue/:id/retry',
  summary: 'Try a failed job again',
  params,
  command: true,
  body: Command({}),
  reply: Count,
  problems: [mayNotManage, jobNotFound, jobNotFailed],
})

export const cancelJob = route({
  method: 'POST',
  url: '/jobs/:queue/:id/cancel',
  summary: 'Cancel a job that has not ended',
  params,
  command: true,
  body: Command({}),
  reply: Count,
  problems: [mayNotManage, jobNotFound, jobNotOpen],
})

export const retryFailedJobs = route({
  method: 'POST',
  url: '/jobs/retry-failed',
  summary: 'Try failed jobs again: all of them, or those of one queue; at most 1000 at once',
  command: true,
  body: Command({ queue: Type.Optional(QueueName) }),
  reply: Count,
  problems: [mayNotManage],
})

export const RetentionView = Type.Object({
  code: Type.String({ description: 'e.g. exchange.messages' }),
  name: WordsSchema,
  about: WordsSchema,
  days: Type.Integer({ description: 'kept so many days after its end' }),
  usual: Type.Integer({ description: 'what the program says where nobody decided' }),
  least: Type.Integer(),
  most: Type.Integer(),
  changedAt: MomentOrNull,
  changedBy: Type.Union([Type.String(), Type.Null()]),
})
export type RetentionView = Static<typeof RetentionView>

export const listRetentions = route({
  method: 'GET',
  url: '/jobs/retentions',
  summary: 'What is deleted how long after its end',
  reply: Type.Object({ items: Type.Array(RetentionView) }),
  problems: [mayNotManage],
})

export const setRetention = route({
  method: 'POST',
  url: '/jobs/retentions/:code',
  summary: 'Say how many days something is kept after its end; holds from the next night',
  params: Type.Object({ code: Type.String({ maxLength: 100 }) }),
  command: true,
  body: Command({ days: Type.Integer({ minimum: 1, maximum: 36_500 }) }),
  reply: Type.Object({ code: Type.String(), days: Type.Integer() }),
  problems: [mayNotManage, noSuchRetention, retentionOutside],
})

/** Said when a job has failed for the last time. */
export const JobFailed = event('jobs.failed', Type.Object({ queue: Type.String(), id: Id }))
