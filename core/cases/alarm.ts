import type { CaseState } from './fold.ts'
import { nextPoint } from './step-clocks.ts'

/** Tells the timer of this process that a clock rings earlier than it thinks. */
export class Alarm {
  #wake: (() => void) | undefined
  #set = Number.POSITIVE_INFINITY

  /** When the timer means to look again, and how it is woken before. */
  sleepsUntil(at: number, wake: () => void): void {
    this.#set = at
    this.#wake = wake
  }

  /** Looks at once, e.g. because the time was moved. */
  ring(): void {
    this.#set = Number.NEGATIVE_INFINITY
    this.#wake?.()
  }

  setFor(state: CaseState): void {
    for (const run of state.clocks) {
      const next = nextPoint(run)
      if (next !== undefined && Date.parse(next.at) < this.#set) {
        this.ring()
        return
      }
    }
  }
}
