import type { Static, TSchema } from 'typebox'
import type { HeardEvent } from '#lib/events'
import type { EventKind } from '#lib/events/contract'
import type { EnqueueOptions, JobKind } from './define-job.ts'

/** A job that follows from an event. */
export interface DueJob {
  readonly kind: JobKind
  readonly data: unknown
  readonly options?: EnqueueOptions
}

/** A job to be, of a kind whose data it fits. */
export function due<S extends TSchema>(
  kind: JobKind<S>,
  data: Static<NoInfer<S>>,
  options: EnqueueOptions = {},
): DueJob {
  return { kind: kind as unknown as JobKind, data, options }
}

/** Which jobs follow from an event; none is an answer. Must not wait for anything: the relay waits for it. */
export type JobsFor<S extends TSchema> = (data: Static<S>, event: HeardEvent) => readonly DueJob[]

/** Who hears which event. */
export class Hearing {
  readonly #hearers = new Map<string, JobsFor<TSchema>[]>()

  hears<S extends TSchema>(event: EventKind<S>, jobsFor: JobsFor<S>): void {
    const known = this.#hearers.get(event.topic) ?? []
    this.#hearers.set(event.topic, [...known, jobsFor as unknown as JobsFor<TSchema>])
  }

  get topics(): string[] {
    return [...this.#hearers.keys()]
  }

  /** Everything that follows from an event, in the order in which its hearers were registered. */
  jobsFor(event: HeardEvent): DueJob[] {
    return (this.#hearers.get(event.topic) ?? []).flatMap((jobsFor) => jobsFor(event.data as never, event))
  }
}
