// Points in a B-tree: the bits of longitude and latitude interleaved, so that what lies together in the city lies
// together in the index. 31 bits an axis are 62 in all: positive in PostgreSQL's signed bigint, and finer than 2 cm.

const bits = 31
const cells = 2 ** bits

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** An inclusive range of cells. */
export interface CellRange {
  readonly from: bigint
  readonly to: bigint
}

/** The Morton cell of a point in degrees; what lies outside the globe is put on its edge. */
export function cellOf(lon: number, lat: number): bigint {
  return interleave(step(lon, 360), step(lat, 180))
}

/**
 * Ranges of cells that together hold every point of a box, ascending and apart, at most `most` of them. They may hold
 * points outside as well (fewer ranges, more of them): compare the coordinates of what they find.
 */
export function rangesOf(box: Box, most = 16): CellRange[] {
  if (box.west > box.east || box.south > box.north) return []
  const wanted = {
    west: step(box.west, 360),
    east: step(box.east, 360),
    south: step(box.south, 180),
    north: step(box.north, 180),
  }
  let squares: Square[] = [{ x: 0, y: 0, size: cells }]
  // Quarter what sticks out of the box, coarsest first, as long as the number of ranges stays allowed.
  for (;;) {
    const next = squares.flatMap((square) => (isInside(square, wanted) ? [square] : quarters(square, wanted)))
    if (next.length === squares.length && next.every((square, index) => square === squares[index])) break
    // A box that leaves out a hair of the whole has few ranges of ever more squares.
    if (next.length > 32 * most || join(next).length > most) break
    squares = next
  }
  return join(squares)
}

interface Square {
  readonly x: number
  readonly y: number
  readonly size: number
}

type Steps = { readonly [K in keyof Box]: number }

function isInside({ x, y, size }: Square, { west, south, east, north }: Steps): boolean {
  return size === 1 || (x >= west && x + size - 1 <= east && y >= south && y + size - 1 <= north)
}

/** Quarters that touch the box, in the order of their cells. */
function quarters({ x, y, size }: Square, { west, south, east, north }: Steps): Square[] {
  const half = size / 2
  return [
    { x, y, size: half },
    { x: x + half, y, size: half },
    { x, y: y + half, size: half },
    { x: x + half, y: y + half, size: half },
  ].filter((one) => one.x <= east && one.x + half - 1 >= west && one.y <= north && one.y + half - 1 >= south)
}

function join(squares: readonly Square[]): CellRange[] {
  const ranges: { from: bigint; to: bigint }[] = []
  for (const { x, y, size } of squares) {
    const from = interleave(x, y)
    const to = from + BigInt(size) * BigInt(size) - 1n
    const last = ranges.at(-1)
    if (last !== undefined && last.to + 1n === from) last.to = to
    else ranges.push({ from, to })
  }
  return ranges
}

function step(degrees: number, span: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(((degrees + span / 2) / span) * cells)))
}

/** x in the even bits, y in the odd ones. */
function interleave(x: number, y: number): bigint {
  const high = spread16(x >>> 16) | (spread16(y >>> 16) << 1)
  const low = spread16(x & 0xffff) | (spread16(y & 0xffff) << 1)
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

function spread16(value: number): number {
  let v = value
  v = (v | (v << 8)) & 0x00ff00ff
  v = (v | (v << 4)) & 0x0f0f0f0f
  v = (v | (v << 2)) & 0x33333333
  return (v | (v << 1)) & 0x55555555
}
