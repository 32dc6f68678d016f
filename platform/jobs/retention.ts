import { Type } from 'typebox'
import type { Compilable, Compiled } from '#lib/db'
import { ProblemError, type Handler } from '#lib/http'
import type { Words } from '#lib/kernel'
import { record } from '#platform/audit'
import { mayNotManage, noSuchRetention, retentionOutside, type listRetentions, type setRetention } from './contract.ts'
import { defineJob, type EnqueueOptions } from './define-job.ts'
import type { Jobs } from './jobs.ts'
import { mayManageJobs } from './policy.ts'
import { selectRetentions, upsertRetention } from './store.ts'

/** Something that is kept for a while after its end and then deleted. */
export interface Retention {
  /** `<module>.<what>` */
  readonly code: string
  readonly name: Words
  /** what is lost with it */
  readonly about: Words
  /** kept so long where no administrator said otherwise */
  readonly days: number
  /** an administrator may choose from … to … */
  readonly least: number
  readonly most: number
  /** Deletes at most `limit` of what ended more than `days` days ago, as the workers. */
  readonly clean: (days: number, limit: number) => Compilable<{ id: string }> | Compiled<{ id: string }>
}

/** An open write transaction holds the event streams back: what is much is deleted in parts. */
const partSize = 1000
const dayMs = 86_400_000
/** 03:00 in Shanghai, counted from midnight UTC: when few work. */
const quietMs = 19 * 3_600_000

const CleanData = Type.Object({ code: Type.String(), day: Type.String(), part: Type.Integer() })

/** The first or a further part of a day's cleaning; made twice, it is one. */
export function cleaningOf(code: string, day: string, part: number) {
  const startAfter = new Date(Date.parse(`${day}T00:00:00Z`) + quietMs)
  const options: EnqueueOptions = { key: `${code} ${day} ${part}`, ...(part === 0 ? { startAfter } : {}) }
  return { data: { code, day, part }, options }
}

/** `2026-11-22`, in UTC. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** The job that deletes what is over: every night for every kind of thing, and by itself again the next. */
export function cleaningJob(retentions: ReadonlyMap<string, Retention>) {
  const kind = defineJob({
    name: 'jobs.clean',
    title: { 'zh-CN': '清理过期记录', en: 'Delete old records' },
    schema: CleanData,
    retryLimit: 6,
    backoff: { first: 60, max: 3600 },
    run: async ({ tx, enqueue, log }, { code, day, part }) => {
      // Nights that were slept through are not made up for one by one.
      const tomorrow = cleaningOf(code, utcDay(Math.max(Date.now(), Date.parse(`${day}T00:00:00Z`)) + dayMs), 0)
      const retention = retentions.get(code)
      // Of a module that is gone nothing is left to clean.
      if (retention === undefined) return
      if (part === 0) enqueue(kind, tomorrow.data, tomorrow.options)
      const [chosen] = await tx.read(selectRetentions())
      const days = chosen.find((one) => one.code === code)?.days ?? retention.days
      const [deleted] = await tx.read(retention.clean(days, partSize))
      if (deleted.length > 0) log.info({ code, days, deleted: deleted.length }, 'deleted what is kept no longer')
      if (deleted.length < partSize) return
      const more = cleaningOf(code, day, part + 1)
      enqueue(kind, more.data, more.options)
    },
  })
  return kind
}

/** Serves what is kept how long. */
export function listRetentionsHandler(jobs: Jobs): Handler<typeof listRetentions> {
  return async ({ tx, actor }) => {
    if (!mayManageJobs(actor)) throw new ProblemError(mayNotManage)
    const [chosen] = await tx.read(selectRetentions())
    return {
      items: jobs.retentions.map(({ code, name, about, days, least, most }) => {
        const own = chosen.find((one) => one.code === code)
        return {
          code,
          name,
          about,
          usual: days,
          least,
          most,
          days: own?.days ?? days,
          changedAt: own?.changed_at.toISOString() ?? null,
          changedBy: own?.changed_by ?? null,
        }
      }),
    }
  }
}

/** Serves 保存期限: from the next night on. */
export function setRetentionHandler(jobs: Jobs): Handler<typeof setRetention> {
  return async ({ tx, actor, params: { code }, body: { days }, requestId }) => {
    if (!mayManageJobs(actor)) throw new ProblemError(mayNotManage)
    const retention = jobs.retentions.find((one) => one.code === code)
    if (retention === undefined) throw new ProblemError(noSuchRetention)
    if (days < retention.least || days > retention.most) throw new ProblemError(retentionOutside)
    tx.write(upsertRetention(code, days, actor.name))
    record(tx, { what: 'jobs.set_retention', actor, subject: code, detail: { days }, requestId })
    return { code, days }
  }
}
