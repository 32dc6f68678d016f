import type { Static, TSchema } from 'typebox'
import type { Transaction } from '#lib/db'
import type { Logger, Words } from '#lib/kernel'

/** When and how often a job may be put in. */
export interface EnqueueOptions {
  /** not before */
  readonly startAfter?: Date
  /** two with the same key are one, while the first is still kept (a day after its end) */
  readonly key?: string
}

/** Puts a job in; it stands when, and only if, the transaction commits. */
export type Enqueue = <S extends TSchema>(kind: JobKind<S>, data: Static<NoInfer<S>>, options?: EnqueueOptions) => void

/** What a job's `run` is given. */
export interface JobContext {
  /** the job's one transaction: what is written in it stands together with the job's end, or not at all */
  readonly tx: Transaction
  readonly enqueue: Enqueue
  readonly id: string
  /** 0 for the first time */
  readonly attempt: number
  readonly log: Logger
}

/** A kind of background job. `<module>.<verb>` names it and its queue. */
export interface JobKind<S extends TSchema = TSchema> {
  readonly name: string
  readonly title: Words
  /** what it works on: ids and codes, never personal data, for the page of jobs shows it */
  readonly schema: S
  /** Does the work. What it throws undoes what it wrote, and it is tried again. */
  readonly run: (context: JobContext, data: Static<S>) => Promise<void>
  /** how often it is tried again after a failure */
  readonly retryLimit: number
  /** seconds before the first new try, doubled each time up to `max` */
  readonly backoff: { readonly first: number; readonly max: number }
  /** seconds after which a try counts as lost, e.g. because its process was killed; default 60 */
  readonly expireSeconds?: number
}

/** Declares a kind of job. */
export function defineJob<const S extends TSchema>(kind: JobKind<S>): JobKind<S> {
  return kind
}
