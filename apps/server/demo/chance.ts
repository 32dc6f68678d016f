/** Draws that follow from a seed alone: the same seed gives the same row of draws on every machine. */
export class Chance {
  #state: number

  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9
    for (const seed of seeds) state = mix(state ^ Math.imul(seed | 0, 0x85ebca6b))
    this.#state = state
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    return (mix(this.#state) >>> 0) / 4_294_967_296
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least)
  }

  is(share: number): boolean {
    return this.next() < share
  }

  of<T>(ones: readonly T[]): T {
    if (ones.length === 0) throw new Error('There is nothing to draw from')
    return ones[this.below(ones.length)]!
  }

  weighted<T>(ones: readonly T[], weight: (one: T) => number): T {
    let left = this.next() * ones.reduce((sum, one) => sum + weight(one), 0)
    for (const one of ones) {
      left -= weight(one)
      if (left < 0) return one
    }
    return this.of(ones)
  }

  /** Around a median, never below 0: its logarithm is normal with this spread. */
  around(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return median * Math.exp(Math.max(-2.5, Math.min(2.5, normal)) * spread)
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    let text = ''
    while (text.length < length)
      text += Math.floor(this.next() * 0x100000000)
        .toString(16)
        .padStart(8, '0')
    return text.slice(0, length)
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
