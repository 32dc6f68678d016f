import { buildAreaIndex, type IndexedArea } from './area-index.ts'
import type { Finding, Level } from './contract.ts'
import { overlapArea } from './overlap.ts'
import { repairShape } from './repair.ts'
import {
  boundsOf,
  contains,
  distance,
  distanceToBorder,
  shapeArea,
  type Bounds,
  type Position,
  type Ring,
  type Shape,
} from './shape.ts'

/** An area as it came in, not yet believed. */
export interface AreaDraft {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly parentCode: string | null
  readonly shape: Shape
}

export interface TopologyOptions {
  readonly levels: readonly Level[]
  /** overlaps and gaps up to this many square metres, and overlaps narrower than half a metre, are slivers of drawing */
  readonly sliverM2: number
  /** codes whose surroundings are asked about; all when missing. What others do wrong among themselves is not told */
  readonly only?: ReadonlySet<string>
}

export interface Topology {
  /** the areas with rings closed and turned */
  readonly areas: AreaDraft[]
  readonly findings: Finding[]
}

/**
 * Checks that areas nest and tile: codes and levels, rings, every area inside its parent, no two of a level on the same
 * ground, no ground of a parent left over. An error must not go in; a warning may, when somebody has seen it.
 */
export function checkTopology(given: readonly AreaDraft[], options: TopologyOptions): Topology {
  const findings: Finding[] = []
  const { levels, only } = options
  const tell = (finding: Finding): void => {
    if (only === undefined || only.has(finding.code) || (finding.other !== undefined && only.has(finding.other)))
      findings.push(finding)
  }
  const repaired = given.map((area) => {
    const { shape, faults } = repairShape(area.shape)
    for (const { fault, at } of faults) {
      tell({
        kind: fault,
        severity: fault === 'ring_open' || fault === 'wrong_winding' ? 'fixed' : 'error',
        code: area.code,
        at,
      })
    }
    return {
      ...area,
      shape,
      sound: !faults.some(({ fault }) => fault === 'ring_short' || fault === 'self_intersection'),
    }
  })
  const known = new Map<string, (typeof repaired)[number]>()
  for (const area of repaired) {
    if (known.has(area.code)) tell({ kind: 'duplicate_code', severity: 'error', code: area.code })
    known.set(area.code, area)
  }
  checkTree([...known.values()], levels, known, tell)
  const sound = [...known.values()].filter((area) => area.sound)
  const indexed: IndexedArea[] = sound.map((area) => ({
    ...area,
    rank: levels.findIndex((level) => level.code === area.level),
  }))
  findOverlaps(indexed, options, tell)
  findOutside(indexed, options, tell)
  return { areas: repaired.map(({ sound: _sound, ...area }) => area), findings }
}

type Tell = (finding: Finding) => void

function checkTree(
  areas: readonly AreaDraft[],
  levels: readonly Level[],
  known: ReadonlyMap<string, AreaDraft>,
  tell: Tell,
): void {
  const rank = new Map(levels.map((level, index) => [level.code, index]))
  for (const { code, level, parentCode } of areas) {
    const own = levels[rank.get(level) ?? -1]
    if (own === undefined) {
      tell({ kind: 'unknown_level', severity: 'error', code, other: level })
      continue
    }
    if (!new RegExp(own.codePattern, 'u').test(code))
      tell({ kind: 'bad_code', severity: 'error', code, other: own.codePattern })
    const parent = parentCode === null ? undefined : known.get(parentCode)
    if (rank.get(level) === 0) {
      if (parentCode !== null) tell({ kind: 'wrong_parent', severity: 'error', code, other: parentCode })
    } else if (parent === undefined) {
      tell({ kind: 'no_parent', severity: 'error', code, ...(parentCode === null ? {} : { other: parentCode }) })
    } else if (rank.get(parent.level) !== rank.get(level)! - 1) {
      tell({ kind: 'wrong_parent', severity: 'error', code, other: parent.code })
    }
  }
}

// An overlap narrower than half a metre is two drawings of one border.
const thin = 0.5

/** Metres across the ground where both bounds lie: how long a common strip can be. */
function reach(a: Bounds, b: Bounds): number {
  return distance(
    [Math.max(a.west, b.west), Math.max(a.south, b.south)],
    [Math.min(a.east, b.east), Math.min(a.north, b.north)],
  )
}

function findOverlaps(areas: readonly IndexedArea[], { sliverM2, only }: TopologyOptions, tell: Tell): void {
  const index = buildAreaIndex(areas)
  const matched = new Map(
    [...Map.groupBy(areas, (area) => area.level)].map(([level, members]) => [level, unmatched(members)]),
  )
  for (const area of areas) {
    const { west, south, east, north } = boundsOf(area.shape)
    const loose = matched.get(area.level)!
    for (const other of index.touching(area.level, west, south, east, north)) {
      if (other.code <= area.code) continue
      if (only !== undefined && !only.has(area.code) && !only.has(other.code)) continue
      // Two areas whose every edge is shared with a neighbour, run the other way, cannot overlap.
      if (!loose.has(area.code) && !loose.has(other.code)) continue
      const m2 = overlapArea(area.shape, other.shape)
      if (m2 < 0.5) continue
      const sliver = m2 <= sliverM2 || m2 < thin * reach(boundsOf(area.shape), boundsOf(other.shape))
      tell({
        kind: sliver ? 'sliver' : 'overlap',
        severity: sliver ? 'warning' : 'error',
        code: area.code,
        other: other.code,
        m2: Math.round(m2),
        at: someCommonPoint(area.shape, other.shape),
      })
    }
  }
}

function findOutside(areas: readonly IndexedArea[], { sliverM2, only }: TopologyOptions, tell: Tell): void {
  const children = Map.groupBy(areas, (area) => area.parentCode)
  for (const parent of areas) {
    const own = children.get(parent.code) ?? []
    if (own.length === 0) continue
    if (only !== undefined && !only.has(parent.code) && !own.some((child) => only.has(child.code))) continue
    let covered = 0
    for (const child of own) {
      const whole = shapeArea(child.shape)
      const inside = isWithinEdges(child, own, parent) ? whole : overlapArea(child.shape, parent.shape)
      covered += inside
      const outside = whole - inside
      if (outside <= Math.max(sliverM2, 0.5)) continue
      // Mostly elsewhere: the parent is wrong. Partly: the border is.
      const kind = inside < whole / 2 ? 'wrong_parent' : 'outside_parent'
      tell({
        kind,
        severity: 'error',
        code: child.code,
        other: parent.code,
        m2: Math.round(outside),
        at: someOutsidePoint(child.shape, parent.shape),
      })
    }
    const gap = shapeArea(parent.shape) - covered
    if (gap > Math.max(sliverM2, 1)) {
      tell({ kind: 'gap', severity: 'warning', code: parent.code, m2: Math.round(gap), ...gapPoint(parent, own) })
    }
  }
}

const edgeKey = ([x1, y1]: Position, [x2, y2]: Position): string => `${x1} ${y1} ${x2} ${y2}`

function edgesOf(shape: Shape): [Position, Position][] {
  return shape.flat().flatMap((ring: Ring) => ring.slice(1).map((to, i): [Position, Position] => [ring[i]!, to]))
}

/** Codes of areas with an edge that no neighbour runs the other way, or that another runs the same way. */
function unmatched(areas: readonly IndexedArea[]): Set<string> {
  const count = new Map<string, number>()
  for (const { shape } of areas)
    for (const [a, b] of edgesOf(shape)) count.set(edgeKey(a, b), (count.get(edgeKey(a, b)) ?? 0) + 1)
  return new Set(
    areas
      .filter(({ shape }) =>
        edgesOf(shape).some(([a, b]) => count.get(edgeKey(a, b)) !== 1 || count.get(edgeKey(b, a)) !== 1),
      )
      .map(({ code }) => code),
  )
}

/** Whether every edge of a child is shared with a sibling or lies in the parent's own border: then it is inside. */
function isWithinEdges(child: IndexedArea, siblings: readonly IndexedArea[], parent: IndexedArea): boolean {
  let edges = edgeSets.get(parent)
  if (edges === undefined) {
    edges = new Set([
      ...siblings.flatMap(({ shape }) => edgesOf(shape).map(([a, b]) => edgeKey(b, a))),
      ...edgesOf(parent.shape).map(([a, b]) => edgeKey(a, b)),
    ])
    edgeSets.set(parent, edges)
  }
  return edgesOf(child.shape).every(([a, b]) => edges.has(edgeKey(a, b)))
}
const edgeSets = new WeakMap<IndexedArea, Set<string>>()

function someCommonPoint(a: Shape, b: Shape): Position {
  const corner = [
    ...a.flat(2).filter(([x, y]) => contains(b, x, y)),
    ...b.flat(2).filter(([x, y]) => contains(a, x, y)),
  ][0]
  return corner ?? a[0]![0]![0]!
}

function someOutsidePoint(child: Shape, parent: Shape): Position {
  return child.flat(2).find(([x, y]) => !contains(parent, x, y)) ?? child[0]![0]![0]!
}

/** A point at the border of ground that no child covers: where a child's edge has nobody on its other side. */
function gapPoint(parent: IndexedArea, children: readonly IndexedArea[]): { at?: Position } {
  const edges = new Set(children.flatMap(({ shape }) => edgesOf(shape).map(([a, b]) => edgeKey(a, b))))
  for (const [a, b] of children.flatMap(({ shape }) => edgesOf(shape))) {
    if (edges.has(edgeKey(b, a))) continue
    const middle: Position = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    if (distanceToBorder(parent.shape, middle) > 1) return { at: middle }
  }
  const corner = parent.shape.flat(2).find(([x, y]) => !children.some(({ shape }) => contains(shape, x, y)))
  return corner === undefined ? {} : { at: corner }
}
