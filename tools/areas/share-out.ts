import type { Point } from './mesh.ts'

export interface Seat {
  readonly at: Point
  /** how much it should get */
  readonly target: number
  /** stays where it is: its place is known */
  readonly fixed?: boolean
}

export interface Item {
  readonly at: Point
  readonly weight: number
}

const squared = ([x1, y1]: Point, [x2, y2]: Point): number => (x1 - x2) ** 2 + (y1 - y2) ** 2

/**
 * Shares items out among seats by nearness so that each seat gets about its target: a power diagram whose weights are
 * turned until the shares fit. `pull` adds what else draws an item to a seat, in square metres. Returns the seat of every
 * item.
 */
export function shareOut(
  items: readonly Item[],
  given: readonly Seat[],
  { turns = 120, pull = () => 0 }: { turns?: number; pull?: (item: number, seat: number) => number } = {},
): number[] {
  const seats = given.map((seat) => ({ ...seat }))
  const weights = seats.map(() => 0)
  let owners: number[] = []
  for (let turn = 0; turn < turns; turn++) {
    owners = items.map(({ at }, item) => {
      let [best, least] = [0, Infinity]
      for (const [seat, one] of seats.entries()) {
        const cost = squared(at, one.at) - weights[seat]! - pull(item, seat)
        if (cost < least) [best, least] = [seat, cost]
      }
      return best
    })
    const sums = seats.map(() => ({ x: 0, y: 0, weight: 0 }))
    for (const [item, owner] of owners.entries()) {
      const { at, weight } = items[item]!
      const sum = sums[owner]!
      sum.x += at[0] * weight
      sum.y += at[1] * weight
      sum.weight += weight
    }
    const step = 0.6 * (1 - turn / turns)
    for (const [seat, { weight, x, y }] of sums.entries()) {
      const one = seats[seat]!
      weights[seat]! += ((one.target - weight) / Math.PI) * step
      if (one.fixed !== true && weight > 0) seats[seat] = { ...one, at: [x / weight, y / weight] }
    }
  }
  return owners
}

/** Seats far apart from each other and from those that are taken, one after the other. */
export function spread(items: readonly Item[], taken: readonly Point[], count: number): Point[] {
  const found: Point[] = []
  while (found.length < count) {
    const others = [...taken, ...found]
    const middle: Point = [
      items.reduce((sum, { at }) => sum + at[0], 0) / items.length,
      items.reduce((sum, { at }) => sum + at[1], 0) / items.length,
    ]
    const score = ({ at }: Item): number =>
      others.length === 0 ? -squared(at, middle) : Math.min(...others.map((other) => squared(at, other)))
    found.push(items.reduce((best, item) => (score(item) > score(best) ? item : best)).at)
  }
  return found
}

/** Gives every splinter (a piece cut off from the largest piece of its owner) to the neighbour it touches most. */
export function heal(owners: readonly number[], adjacent: readonly ReadonlySet<number>[]): number[] {
  const healed = [...owners]
  for (let turn = 0; turn < 20; turn++) {
    const splinters = splintersOf(healed, adjacent)
    if (splinters.length === 0) break
    for (const piece of splinters) {
      const around = piece.flatMap((cell) =>
        [...adjacent[cell]!].filter((other) => healed[other] !== healed[cell]).map((other) => healed[other]!),
      )
      const most = [...Map.groupBy(around, (owner) => owner)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0]
      if (most !== undefined) for (const cell of piece) healed[cell] = most
    }
  }
  return healed
}

function splintersOf(owners: readonly number[], adjacent: readonly ReadonlySet<number>[]): number[][] {
  const seen = new Set<number>()
  const pieces: number[][] = []
  for (const start of owners.keys()) {
    if (seen.has(start)) continue
    const piece: number[] = []
    const open = [start]
    seen.add(start)
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      piece.push(cell)
      for (const other of adjacent[cell]!) {
        if (owners[other] !== owners[start] || seen.has(other)) continue
        seen.add(other)
        open.push(other)
      }
    }
    pieces.push(piece)
  }
  return [...Map.groupBy(pieces, (piece) => owners[piece[0]!]!).values()].flatMap((own) =>
    own.toSorted((a, b) => b.length - a.length).slice(1),
  )
}

/** Splits a whole number by shares: largest remainders, at least one each. */
export function apportion(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0)
  const exact = shares.map((share) => Math.max(1, (share / sum) * total))
  const parts = exact.map(Math.floor)
  const order = exact.map((value, i) => [value - Math.floor(value), i] as const).toSorted(([a], [b]) => b - a)
  for (let i = 0; parts.reduce((a, b) => a + b, 0) < total; i++) parts[order[i % order.length]![1]]! += 1
  for (let i = order.length - 1; parts.reduce((a, b) => a + b, 0) > total; i = (i + order.length - 1) % order.length) {
    const at = order[i]![1]
    if (parts[at]! > 1) parts[at]! -= 1
  }
  return parts
}
