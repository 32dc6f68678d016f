import { Type, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Db, JobInsert, PgBoss } from 'pg-boss'
import { sm3 } from '#lib/crypto'
import type { Pool, Transaction } from '#lib/db'
import type { HeardEvent, Hearer } from '#lib/events'
import type { EventKind } from '#lib/events/contract'
import type { Logger } from '#lib/kernel'
import { createBoss, within } from './boss.ts'
import { defineJob, type Enqueue, type EnqueueOptions, type JobKind } from './define-job.ts'
import { Hearing, type DueJob, type JobsFor } from './hearing.ts'
import { cleaningJob, cleaningOf, utcDay, type Retention } from './retention.ts'
import { runJob } from './run-job.ts'
import { deleteEnded } from './store.ts'

export interface JobsOptions {
  /** the workers' pool: every job runs in a transaction of it */
  pool: Pool
  /** login of the workers, for what the queue itself asks */
  url: string
  log: Logger
  /** how often lost tries are looked for, in seconds */
  superviseSeconds?: number
}

const HeardEventSchema = Type.Object({
  place: Type.String(),
  topic: Type.String(),
  data: Type.Unknown(),
  recordedAt: Type.String(),
})

/**
 * The background jobs of an installation: kinds are added and events heard first, then `start`, then, in the worker
 * role, `startWorkers`.
 */
export class Jobs {
  readonly #options: JobsOptions
  readonly #kinds = new Map<string, JobKind>()
  readonly #hearing = new Hearing()
  readonly #retentions = new Map<string, Retention>()
  readonly #cleaning = cleaningJob(this.#retentions)
  readonly boss: PgBoss

  constructor(options: JobsOptions) {
    this.#options = options
    this.boss = createBoss(options)
    this.add(this.#unheard)
    this.add(this.#cleaning)
    this.keeps(ended)
  }

  /** An event whose jobs could not be told: kept where somebody sees it, and can be tried again after the mending. */
  readonly #unheard = defineJob({
    name: 'jobs.unheard',
    title: { 'zh-CN': '未能分派的事件', en: 'Events that could not be heard' },
    schema: Type.Object({ event: HeardEventSchema }),
    retryLimit: 0,
    backoff: { first: 1, max: 1 },
    run: async ({ tx }, { event }) => {
      await this.#insert(within(tx), withIds(event.place, this.#checked(this.#hearing.jobsFor(event))))
    },
  })

  /** Makes a kind known; every kind that may be put in must be, also where no workers run. */
  add<S extends TSchema>(kind: JobKind<S>): void {
    if (this.#kinds.has(kind.name)) throw new Error(`There are two kinds of job called ${kind.name}`)
    this.#kinds.set(kind.name, kind as unknown as JobKind)
  }

  get kinds(): readonly JobKind[] {
    return [...this.#kinds.values()]
  }

  /** Makes known that something is deleted a while after its end; administrators say how long that is. */
  keeps(retention: Retention): void {
    if (this.#retentions.has(retention.code)) throw new Error(`${retention.code} is kept twice`)
    this.#retentions.set(retention.code, retention)
  }

  get retentions(): readonly Retention[] {
    return [...this.#retentions.values()]
  }

  /** Turns every event of a kind into jobs: exactly once, whatever is killed meanwhile. */
  hears<S extends TSchema>(event: EventKind<S>, jobsFor: JobsFor<S>): void {
    this.#hearing.hears(event, jobsFor)
  }

  /** What the relay tells events to. */
  get hearer(): Hearer {
    const hearing = this.#hearing
    return {
      get topics() {
        return hearing.topics
      },
      write: async (query, events) => {
        const db: Db = { executeSql: (text, values) => query(text, values ?? []) }
        await this.#insert(
          db,
          events.flatMap((event) => this.#jobsFor(event)),
        )
      },
    }
  }

  #jobsFor(event: HeardEvent): IdentifiedJob[] {
    try {
      return withIds(event.place, this.#checked(this.#hearing.jobsFor(event)))
    } catch (error) {
      // One event nobody understands must not hold all the others back.
      this.#options.log.error({ err: error, topic: event.topic }, 'an event could not be turned into jobs')
      return withIds(event.place, [{ kind: this.#unheard as unknown as JobKind, data: { event } }])
    }
  }

  #checked(jobs: readonly DueJob[]): readonly DueJob[] {
    for (const { kind, data } of jobs) this.#check(kind, data)
    return jobs
  }

  #check(kind: JobKind, data: unknown): void {
    if (!this.#kinds.has(kind.name)) throw new Error(`The kind of job ${kind.name} was never added`)
    const fault = [...Value.Errors(kind.schema, data)][0]
    if (fault !== undefined) throw new Error(`${kind.name}: ${fault.instancePath} ${fault.message}`)
  }

  /** For `run` only: puts another job in with the transaction of this one. */
  enqueueIn(tx: Transaction): { enqueue: Enqueue; settle: () => Promise<void> } {
    const waiting: IdentifiedJob[] = []
    return {
      enqueue: (kind, data, options = {}) => {
        this.#check(kind as unknown as JobKind, data)
        const id = options.key === undefined ? undefined : idFrom(kind.name, options.key)
        waiting.push({ name: kind.name, job: jobInsert(data, options, id) })
      },
      settle: () => this.#insert(within(tx), waiting),
    }
  }

  async #insert(db: Db, jobs: readonly IdentifiedJob[]): Promise<void> {
    for (const [name, group] of Map.groupBy(jobs, (job) => job.name)) {
      await this.boss.insert(
        name,
        group.map(({ job }) => job),
        { db },
      )
    }
  }

  /** Opens the queues: from here on jobs may be put in and looked at. */
  async start(): Promise<void> {
    await this.boss.start()
    for (const kind of this.#kinds.values()) {
      const queue = {
        retryLimit: kind.retryLimit,
        retryDelay: kind.backoff.first,
        retryBackoff: true,
        retryDelayMax: kind.backoff.max,
        expireInSeconds: kind.expireSeconds ?? 60,
        // We delete ourselves, when an administrator says so; this is only for what nobody would find.
        deleteAfterSeconds: 400 * 86_400,
        notify: true,
      }
      await this.boss.createQueue(kind.name, queue)
      // Made by an earlier version, it may have been made otherwise.
      await this.boss.updateQueue(kind.name, queue)
    }
    // Every night's cleaning puts in the next; this is for the first, and for a chain that broke.
    const today = utcDay(Date.now())
    for (const code of this.#retentions.keys()) {
      const { data, options } = cleaningOf(code, today, 0)
      const { name } = this.#cleaning
      await this.boss.insert(name, [jobInsert(data, options, idFrom(name, options.key ?? ''))])
    }
  }

  /** Works: takes jobs of every kind, several at a time. */
  async startWorkers({ atOnce = 8 }: { atOnce?: number } = {}): Promise<void> {
    for (const kind of this.#kinds.values()) {
      await this.boss.work(
        kind.name,
        {
          batchSize: atOnce,
          perJobResults: true,
          includeMetadata: true,
          burstWhenBatchFull: true,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 2,
        },
        (found) =>
          Promise.all(
            found.map((job) =>
              runJob({ jobs: this, pool: this.#options.pool, log: this.#options.log, boss: this.boss, kind, job }),
            ),
          ),
      )
    }
  }

  /** Takes no more, lets what runs come to its end, closes. */
  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 10_000 })
  }
}

/** The jobs themselves. */
const ended: Retention = {
  code: 'jobs.ended',
  name: { 'zh-CN': '已结束的后台任务', en: 'Background jobs that are over' },
  about: {
    'zh-CN': '含已完成、已取消和失败的任务；删除后不能再重试。',
    en: 'Completed, cancelled and failed ones; once deleted they cannot be tried again.',
  },
  days: 14,
  least: 7,
  most: 365,
  clean: deleteEnded,
}

interface IdentifiedJob {
  readonly name: string
  readonly job: JobInsert
}

function jobInsert(data: unknown, { startAfter }: EnqueueOptions, id: string | undefined): JobInsert {
  return {
    data: data as object,
    ...(id === undefined ? {} : { id }),
    ...(startAfter === undefined ? {} : { startAfter }),
  }
}

/** Their ids follow from the event's place: told twice, an event still makes each of its jobs once. */
function withIds(place: string, jobs: readonly DueJob[]): IdentifiedJob[] {
  return jobs.map(({ kind, data, options = {} }, index) => ({
    name: kind.name,
    job: jobInsert(data, options, idFrom(kind.name, options.key ?? `${place} ${index}`)),
  }))
}

/** A UUID (version 8) made from what a job is about. */
function idFrom(...parts: string[]): string {
  const bytes = sm3(parts.join('\n')).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
