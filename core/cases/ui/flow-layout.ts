/** A box to be placed, with the width of its longest label towards the right. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
  /** stands in the last column, as the end of everything does */
  readonly last?: boolean
}

export interface Line {
  readonly id: string
  readonly from: string
  readonly to: string
  /** width of what is written on it */
  readonly label: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** centres; a box where many lines meet is higher than it was asked to be */
  readonly boxes: ReadonlyMap<string, Point & { readonly height: number }>
  /** SVG paths and the middle of each label */
  readonly lines: ReadonlyMap<string, { readonly path: string; readonly label: Point }>
}

interface Item {
  readonly id: string
  readonly rank: number
  readonly box: Box | undefined
  y: number
}

/** A piece of a line between neighbouring columns. */
interface Piece {
  readonly left: Item
  readonly right: Item
  readonly weight: number
}

const margin = 24
// Frames are wider than high: there is room between rows, and labels need it.
const apart = 34
const lineApart = 18

/**
 * Places boxes in columns from left to right and leads the lines between them around the boxes: cycles are cut where the
 * given order goes back, columns follow from the longest way, the order inside them from the fewest crossings (Sugiyama).
 * The boxes given first are the beginning.
 */
export function layOut(boxes: readonly Box[], lines: readonly Line[]): Layout {
  const backward = backLines(boxes, lines)
  const grown = boxes.map((box) => ({
    ...box,
    height: Math.max(box.height, 16 + (mostLines(box, lines, backward) - 1) * 11),
  }))
  const ranks = ranksOf(grown, lines, backward)
  const { columns, pieces, chains } = columnsOf(grown, lines, backward, ranks)
  order(columns, pieces)
  place(columns, pieces)
  return draw(columns, chains, lines, backward)
}

/** Lines that lead back, seen by a walk from the first box in the order given. */
function backLines(boxes: readonly Box[], lines: readonly Line[]): ReadonlySet<string> {
  const out = new Map<string, Line[]>()
  for (const line of lines) out.set(line.from, [...(out.get(line.from) ?? []), line])
  const state = new Map<string, 'open' | 'done'>()
  const back = new Set<string>()
  const visit = (id: string): void => {
    state.set(id, 'open')
    for (const line of out.get(id) ?? []) {
      const known = state.get(line.to)
      if (known === 'open') back.add(line.id)
      else if (known === undefined) visit(line.to)
    }
    state.set(id, 'done')
  }
  for (const box of boxes) if (!state.has(box.id)) visit(box.id)
  return back
}

/** How many lines meet at the fuller side of a box. */
function mostLines({ id }: Box, lines: readonly Line[], backward: ReadonlySet<string>): number {
  const right = lines.filter((line) => (backward.has(line.id) ? line.to : line.from) === id).length
  const left = lines.filter((line) => (backward.has(line.id) ? line.from : line.to) === id).length
  return Math.max(right, left)
}

function ranksOf(boxes: readonly Box[], lines: readonly Line[], backward: ReadonlySet<string>): Map<string, number> {
  const ranks = new Map(boxes.map((box) => [box.id, 0]))
  const forward = lines.filter((line) => !backward.has(line.id))
  for (let changed = true; changed;) {
    changed = false
    for (const { from, to } of forward) {
      if (ranks.get(to)! > ranks.get(from)!) continue
      ranks.set(to, ranks.get(from)! + 1)
      changed = true
    }
  }
  const last = Math.max(0, ...ranks.values())
  for (const box of boxes) if (box.last === true) ranks.set(box.id, last)
  // What nothing leads to stands right before what it leads to.
  for (const box of boxes) {
    const out = forward.filter((line) => line.from === box.id).map((line) => ranks.get(line.to)!)
    if (out.length > 0 && !forward.some((line) => line.to === box.id)) ranks.set(box.id, Math.min(...out) - 1)
  }
  const first = Math.min(0, ...ranks.values())
  return new Map([...ranks].map(([id, rank]) => [id, rank - first]))
}

function columnsOf(
  boxes: readonly Box[],
  lines: readonly Line[],
  backward: ReadonlySet<string>,
  ranks: ReadonlyMap<string, number>,
) {
  const columns: Item[][] = Array.from({ length: Math.max(0, ...ranks.values()) + 1 }, () => [])
  const items = new Map<string, Item>()
  for (const box of boxes) {
    const item: Item = { id: box.id, rank: ranks.get(box.id)!, box, y: 0 }
    items.set(box.id, item)
    columns[item.rank]!.push(item)
  }
  const pieces: Piece[] = []
  const chains = new Map<string, Item[]>()
  for (const line of lines) {
    const [left, right] = (backward.has(line.id) ? [line.to, line.from] : [line.from, line.to]).map((id) =>
      items.get(id)!,
    ) as [Item, Item]
    const chain = [left]
    for (let rank = left.rank + 1; rank < right.rank; rank++) {
      const item: Item = { id: `${line.id} ${rank}`, rank, box: undefined, y: 0 }
      columns[rank]!.push(item)
      chain.push(item)
    }
    chain.push(right)
    for (const [at, item] of chain.entries()) {
      const next = chain[at + 1]
      if (next !== undefined)
        pieces.push({
          left: item,
          right: next,
          weight: (item.box === undefined ? 4 : 1) * (next.box === undefined ? 4 : 1),
        })
    }
    chains.set(line.id, chain)
  }
  return { columns, pieces, chains }
}

/** Fewest crossings: columns sorted again and again by where their neighbours stand, the best order kept. */
function order(columns: Item[][], pieces: readonly Piece[]): void {
  const neighbours = neighboursOf(pieces)
  let best = columns.map((column) => [...column])
  let fewest = crossings(columns, pieces)
  for (let sweep = 0; sweep < 24 && fewest > 0; sweep++) {
    const side = sweep % 2 === 0 ? 'left' : 'right'
    const places = new Map(
      columns.flatMap((column) => column.map((item, at) => [item, at / Math.max(1, column.length - 1)] as const)),
    )
    for (const column of side === 'left' ? columns : columns.toReversed()) {
      const wish = new Map(
        column.map((item) => [item, middle(neighbours.get(item)?.[side] ?? [], places) ?? places.get(item)!]),
      )
      column.sort((one, other) => wish.get(one)! - wish.get(other)!)
      for (const [at, item] of column.entries()) places.set(item, at / Math.max(1, column.length - 1))
    }
    swap(columns, neighbours)
    const now = crossings(columns, pieces)
    if (now >= fewest) continue
    fewest = now
    best = columns.map((column) => [...column])
  }
  for (const [at, column] of best.entries()) columns[at] = column
}

type Neighbours = ReadonlyMap<Item, { readonly left: Item[]; readonly right: Item[] }>

function neighboursOf(pieces: readonly Piece[]): Neighbours {
  const found = new Map<Item, { left: Item[]; right: Item[] }>()
  const of = (item: Item) => {
    const known = found.get(item) ?? { left: [], right: [] }
    found.set(item, known)
    return known
  }
  for (const { left, right } of pieces) {
    of(left).right.push(right)
    of(right).left.push(left)
  }
  return found
}

function middle(items: readonly Item[], places: ReadonlyMap<Item, number>): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, item) => sum + places.get(item)!, 0) / items.length
}

/** Swaps neighbours in a column wherever that takes a crossing away. */
function swap(columns: Item[][], neighbours: Neighbours): void {
  const at = new Map(columns.flatMap((column) => column.map((item, index) => [item, index] as const)))
  const crossed = (upper: Item, lower: Item): number =>
    (['left', 'right'] as const).reduce((sum, side) => {
      const below = neighbours.get(lower)?.[side] ?? []
      return (
        sum +
        (neighbours.get(upper)?.[side] ?? []).reduce(
          (count, one) => count + below.filter((other) => at.get(other)! < at.get(one)!).length,
          0,
        )
      )
    }, 0)
  for (const column of columns) {
    for (let index = 0; index + 1 < column.length; index++) {
      const [upper, lower] = [column[index]!, column[index + 1]!]
      if (crossed(upper, lower) <= crossed(lower, upper)) continue
      column[index] = lower
      column[index + 1] = upper
      at.set(lower, index)
      at.set(upper, index + 1)
    }
  }
}

function crossings(columns: readonly (readonly Item[])[], pieces: readonly Piece[]): number {
  const at = new Map(columns.flatMap((column) => column.map((item, index) => [item, index] as const)))
  let count = 0
  for (const [index, one] of pieces.entries()) {
    for (const other of pieces.slice(index + 1)) {
      if (one.left.rank !== other.left.rank) continue
      if ((at.get(one.left)! - at.get(other.left)!) * (at.get(one.right)! - at.get(other.right)!) < 0) count += 1
    }
  }
  return count
}

/** Heights: every item as near to its neighbours as the order and the space between allow. */
function place(columns: readonly (readonly Item[])[], pieces: readonly Piece[]): void {
  for (const column of columns)
    settle(
      column,
      column.map((_, at) => at * 60),
      column.map(() => 1),
    )
  const around = new Map<Item, { item: Item; weight: number; side: 'left' | 'right' }[]>()
  for (const { left, right, weight } of pieces) {
    around.set(left, [...(around.get(left) ?? []), { item: right, weight, side: 'right' }])
    around.set(right, [...(around.get(right) ?? []), { item: left, weight, side: 'left' }])
  }
  for (let sweep = 0; sweep < 72; sweep++) {
    const side = sweep >= 40 ? undefined : sweep % 2 === 0 ? 'left' : 'right'
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const near = column.map((item) =>
        (around.get(item) ?? []).filter((one) => side === undefined || one.side === side),
      )
      const weights = near.map((list) => list.reduce((sum, one) => sum + one.weight, 0))
      const wishes = near.map((list, at) =>
        weights[at] === 0 ? column[at]!.y : list.reduce((sum, one) => sum + one.item.y * one.weight, 0) / weights[at]!,
      )
      settle(
        column,
        wishes,
        weights.map((weight) => weight + 0.1),
      )
    }
  }
}

/** The heights nearest to what is wished that keep the order and the space: isotonic regression by pooling. */
function settle(column: readonly Item[], wishes: readonly number[], weights: readonly number[]): void {
  const offsets: number[] = []
  for (const [at, item] of column.entries()) {
    const before = column[at - 1]
    offsets.push(before === undefined ? 0 : offsets[at - 1]! + room(before, item))
  }
  const pools: { sum: number; weight: number; count: number }[] = []
  for (const at of column.keys()) {
    let pool = { sum: (wishes[at]! - offsets[at]!) * weights[at]!, weight: weights[at]!, count: 1 }
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.weight > pool.sum / pool.weight;
      last = pools.at(-1)
    ) {
      pools.pop()
      pool = { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count }
    }
    pools.push(pool)
  }
  let at = 0
  for (const pool of pools) {
    for (let index = 0; index < pool.count; index++, at++) column[at]!.y = pool.sum / pool.weight + offsets[at]!
  }
}

function room(upper: Item, lower: Item): number {
  const half = (item: Item) => (item.box?.height ?? 0) / 2
  return half(upper) + half(lower) + (upper.box === undefined && lower.box === undefined ? lineApart : apart)
}

function draw(
  columns: readonly (readonly Item[])[],
  chains: ReadonlyMap<string, readonly Item[]>,
  lines: readonly Line[],
  backward: ReadonlySet<string>,
): Layout {
  const all = columns.flat()
  const top = Math.min(...all.map((item) => item.y - (item.box?.height ?? 0) / 2))
  const widths = columns.map((column) => Math.max(40, ...column.map((item) => item.box?.width ?? 0)))
  const gaps = columns.map((_, rank) => {
    const here = lines.filter((line) => gapOf(chains.get(line.id)!, backward.has(line.id)) === rank)
    return Math.max(44, ...here.map((line) => line.label + 34))
  })
  const centres: number[] = []
  for (const rank of columns.keys()) {
    centres.push(
      rank === 0
        ? margin + widths[0]! / 2
        : centres[rank - 1]! + widths[rank - 1]! / 2 + gaps[rank - 1]! + widths[rank]! / 2,
    )
  }
  const at = (item: Item): Point => ({ x: centres[item.rank]!, y: item.y - top + margin })
  const ports = portsOf(chains, at)
  const drawn = new Map<string, { path: string; label: Point }>()
  const labels: { id: string; rank: number; x: number; y: number }[] = []
  for (const line of lines) {
    const chain = chains.get(line.id)!
    const points: Point[] = chain.flatMap((item, index) => {
      const half = (item.box?.width ?? widths[item.rank]!) / 2
      const { x } = at(item)
      const y = item.box === undefined ? at(item).y : ports.get(`${line.id} ${index === 0 ? 'left' : 'right'}`)!
      if (item.box !== undefined) return [{ x: index === 0 ? x + half : x - half, y }]
      return [
        { x: x - half, y },
        { x: x + half, y },
      ]
    })
    const back = backward.has(line.id)
    const [one, other] = back ? [points.at(-2)!, points.at(-1)!] : [points[0]!, points[1]!]
    // Towards the end where fewer lines meet: there they are already apart.
    const [near, far] = back ? [chain.at(-2)!, chain.at(-1)!] : [chain[0]!, chain[1]!]
    const lean = Math.sign(crowd(chains, far) - crowd(chains, near)) * -0.18
    labels.push({ id: line.id, rank: gapOf(chain, back), ...onCurve(one, other, 0.5 + lean) })
    drawn.set(line.id, { path: pathThrough(back ? points.toReversed() : points), label: { x: 0, y: 0 } })
  }
  spread(labels)
  for (const label of labels) drawn.set(label.id, { ...drawn.get(label.id)!, label: { x: label.x, y: label.y } })
  const bottom = Math.max(...all.map((item) => at(item).y + (item.box?.height ?? 0) / 2))
  return {
    width: centres.at(-1)! + widths.at(-1)! / 2 + margin,
    height: bottom + margin,
    boxes: new Map(
      all.filter((item) => item.box !== undefined).map((item) => [item.id, { ...at(item), height: item.box!.height }]),
    ),
    lines: drawn,
  }
}

function crowd(chains: ReadonlyMap<string, readonly Item[]>, item: Item): number {
  return [...chains.values()].filter((chain) => chain[0] === item || chain.at(-1) === item).length
}

/** A point of the curve between two points, as `pathThrough` draws it. */
function onCurve(from: Point, to: Point, share: number): Point {
  const rest = 1 - share
  const x = 1.5 * rest * rest * share + 1.5 * rest * share * share + share ** 3
  const y = 3 * rest * share * share + share ** 3
  return { x: from.x + (to.x - from.x) * x, y: from.y + (to.y - from.y) * y }
}

/** The gap a line’s label stands in: beside the box it begins at. */
function gapOf(chain: readonly Item[], back: boolean): number {
  return back ? chain.at(-2)!.rank : chain[0]!.rank
}

/** Where lines meet the sides of boxes: in the order in which they come, so that none crosses another at the door. */
function portsOf(chains: ReadonlyMap<string, readonly Item[]>, at: (item: Item) => Point): Map<string, number> {
  const sides = new Map<string, { key: string; towards: number; box: Item }[]>()
  for (const [id, chain] of chains) {
    const [first, last] = [chain[0]!, chain.at(-1)!]
    const right = `${first.id} right`
    const left = `${last.id} left`
    sides.set(right, [...(sides.get(right) ?? []), { key: `${id} left`, towards: at(chain[1]!).y, box: first }])
    sides.set(left, [...(sides.get(left) ?? []), { key: `${id} right`, towards: at(chain.at(-2)!).y, box: last }])
  }
  const ports = new Map<string, number>()
  for (const side of sides.values()) {
    side.sort((one, other) => one.towards - other.towards)
    for (const [index, { key, box }] of side.entries()) {
      const step = Math.min(12, ((box.box?.height ?? 0) - 12) / Math.max(1, side.length - 1))
      ports.set(key, at(box).y + (index - (side.length - 1) / 2) * step)
    }
  }
  return ports
}

const labelHeight = 17

/** Labels in one gap are moved apart until each can be read. */
function spread(labels: { rank: number; y: number }[]): void {
  for (const rank of new Set(labels.map((label) => label.rank))) {
    const here = labels.filter((label) => label.rank === rank).toSorted((one, other) => one.y - other.y)
    const items: Item[] = here.map((_, at) => ({
      id: String(at),
      rank,
      box: { id: '', width: 0, height: labelHeight - apart },
      y: 0,
    }))
    settle(
      items,
      here.map((label) => label.y),
      here.map(() => 1),
    )
    for (const [at, item] of items.entries()) here[at]!.y = item.y
  }
}

function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points
  let path = `M${round(first!.x)} ${round(first!.y)}`
  let before = first!
  for (const point of rest) {
    const half = round((before.x + point.x) / 2)
    path +=
      before.y === point.y
        ? `H${round(point.x)}`
        : `C${half} ${round(before.y)} ${half} ${round(point.y)} ${round(point.x)} ${round(point.y)}`
    before = point
  }
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
