import type { TSchema } from 'typebox'
import type { HeardEvent } from '#lib/events'
import { due, type JobKind, type Jobs } from '#platform/jobs'
import { deliverJob } from './deliver.ts'
import { releaseJob, type releaseSchema } from './release.ts'
import type { Notice } from './notice.ts'
import { digestNotice } from './digest.ts'
import type { QuietHours } from './quiet-hours.ts'
import { unknownVariables } from './template.ts'

/** What a city's data say of messages, until an administrator says otherwise. */
export interface CityMessaging {
  /** minutes of the day; null: none */
  readonly quiet: QuietHours | null
  readonly digestMinutes: number
}

/** The notices of an installation and how it tells them. */
export class Messaging {
  readonly city: CityMessaging
  readonly now: () => Date
  /** lets what is held arrive */
  readonly release: JobKind<typeof releaseSchema>
  readonly #notices = new Map<string, Notice>()

  constructor(city: CityMessaging, now: () => Date = () => new Date()) {
    this.city = city
    this.now = now
    this.release = releaseJob(this)
    this.#add(digestNotice)
  }

  #add(notice: Notice): void {
    if (this.#notices.has(notice.code)) throw new Error(`There are two notices called ${notice.code}`)
    const unknown = unknownVariables(notice.template, Object.keys(notice.variables))
    if (unknown.length > 0) throw new Error(`${notice.code}: its template names ${unknown.join(', ')}`)
    this.#notices.set(notice.code, notice)
  }

  /** Registers a module's notices: from here on their events become messages. */
  add<S extends TSchema>(notice: Notice<S>): void {
    this.#add(notice as unknown as Notice)
  }

  get(code: string): Notice | undefined {
    return this.#notices.get(code)
  }

  get notices(): readonly Notice[] {
    return [...this.#notices.values()]
  }

  /** Makes the jobs known and hears the events of all notices; called once all notices are added. */
  register(jobs: Jobs): void {
    const deliver = deliverJob(this)
    jobs.add(deliver)
    jobs.add(this.release)
    const told = this.notices.filter((notice) => notice !== digestNotice)
    for (const [, notices] of Map.groupBy(told, (notice) => notice.on.topic)) {
      jobs.hears(notices[0]!.on, (data, { topic, recordedAt }: HeardEvent) => {
        const codes = notices.filter((one) => one.when?.(data as never) !== false).map((one) => one.code)
        return codes.length === 0 ? [] : [due(deliver, { notices: codes, topic, data, recordedAt })]
      })
    }
  }
}
