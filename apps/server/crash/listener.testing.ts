import { setTimeout as pause } from 'node:timers/promises'
import type { StreamedEvent } from '#lib/events/contract'
import { openStream, type OpenStream, type TestClient } from '#lib/testing'

const retryMs = 50

/** A screen that listens all day: whenever its stream ends it comes back with the place it had reached. */
export class Listener {
  readonly client: TestClient
  readonly #streams: OpenStream[] = []
  #closed = false
  #running: Promise<void> = Promise.resolve()

  private constructor(client: TestClient) {
    this.client = client
  }

  static async open(client: TestClient): Promise<Listener> {
    const listener = new Listener(client)
    listener.#streams.push(await openStream(client))
    listener.#running = listener.#stay()
    return listener
  }

  /** everything that came, over all streams, in the order it came */
  get events(): StreamedEvent[] {
    return this.#streams.flatMap((stream) => stream.events)
  }

  /** `reset` and `bye`: neither has a place here */
  get signals(): string[] {
    return this.#streams.flatMap((stream) => stream.signals)
  }

  get streams(): number {
    return this.#streams.length
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#streams.at(-1)!.close()
    await this.#running
  }

  async #stay(): Promise<void> {
    while (!this.#closed) {
      const present = this.#streams.at(-1)!
      await present.ended
      if (this.#closed) return
      const next = await openStream(this.client, present.cursor).catch(() => undefined)
      if (next === undefined) await pause(retryMs)
      else if (this.#closed) await next.close()
      else this.#streams.push(next)
    }
  }
}
