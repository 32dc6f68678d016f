import type { TreeUnit, UnitSort } from '../contract.ts'

export interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly text: string
  readonly title: string
  readonly sort: string
  /** units below it, where they can be shown or hidden */
  readonly below: number
  readonly open: boolean
}

interface Head {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly text: string
}

export interface Picture {
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly heads: readonly Head[]
  /** SVG path data of the lines */
  readonly lines: readonly string[]
}

const boxWidth = 108
const boxHeight = 26
const gapX = 10
const gapY = 6
const headHeight = 26
const groupGap = 26
const rowGap = 30
const margin = 16
const perColumn = 11
const wide = 1130
const indentBelow = 16

interface Group {
  readonly text: string
  readonly units: readonly TreeUnit[]
  readonly columns: number
  readonly rows: number
}

/**
 * Lays the tree out so that it is read like a chart on a wall: the top, below it its units in blocks by sort, and for
 * every opened unit a block of what lies below it. Blocks that find no room begin a new row.
 */
export function layOut(
  items: readonly TreeUnit[],
  sorts: readonly UnitSort[],
  opened: ReadonlySet<string>,
  nameOf: (sort: UnitSort) => string,
): Picture {
  const top = items.find((unit) => unit.parentId === null)
  if (top === undefined) return { width: 0, height: 0, boxes: [], heads: [], lines: [] }
  const children = Map.groupBy(items, (unit) => unit.parentId ?? '')
  const own = Map.groupBy(children.get(top.id) ?? [], (unit) => unit.sort)
  // A single unit of its sort has room below it: what it holds stands there, on a line of its own.
  const alone = [...own.values()].flatMap((units) => {
    const below = units.length === 1 && opened.has(units[0]!.id) ? (children.get(units[0]!.id) ?? []) : []
    return below.length > 0 && below.length < perColumn ? [units[0]!.id] : []
  })
  const known = sorts.map((sort) => ({ code: sort.code, text: nameOf(sort) }))
  const first = known
    .filter(({ code }) => own.has(code))
    .map(({ code, text }) => groupOf(`${text} ${own.get(code)!.length}`, own.get(code)!, perColumn))
  const more = items
    .filter((unit) => unit.id !== top.id && !alone.includes(unit.id) && opened.has(unit.id) && unit.children > 0)
    .map((unit) => groupOf(`${wayTo(unit, items, top.id)} ${unit.children}`, children.get(unit.id)!, 8))
  const boxes: Box[] = []
  const heads: Head[] = []
  const lines: string[] = []
  const topWidth = 200
  const heading = margin + 34
  const bus = heading + 18
  let x = margin
  let y = bus + 18
  let rowHeight = 0
  let right = 0
  const hangers: number[] = []
  const put = (group: Group, hangs: boolean): void => {
    const width = group.columns * (boxWidth + gapX) - gapX
    if (x > margin && x + width > wide) {
      x = margin
      y += rowHeight + rowGap
      rowHeight = 0
    }
    heads.push({ x, y, width, text: group.text })
    if (hangs) {
      const middle = x + width / 2
      if (y === bus + 18) {
        lines.push(`M${middle} ${bus}V${y}`)
        hangers.push(middle)
      }
    }
    const place = (unit: TreeUnit, column: number, row: number, indent = 0): void => {
      boxes.push({
        id: unit.id,
        x: x + column * (boxWidth + gapX) + indent,
        y: y + headHeight + gapY + row * (boxHeight + gapY),
        width: boxWidth - indent,
        height: boxHeight,
        text: clip(unit.shortName),
        title: unit.name,
        sort: unit.sort,
        below: unit.children,
        open: opened.has(unit.id),
      })
    }
    for (const [index, unit] of group.units.entries()) place(unit, Math.floor(index / group.rows), index % group.rows)
    let rows = group.rows
    const holder = group.units[0]!
    if (hangs && alone.includes(holder.id)) {
      const from = y + headHeight + gapY + boxHeight
      for (const unit of children.get(holder.id)!) {
        place(unit, 0, rows, indentBelow)
        const middle = y + headHeight + gapY + rows * (boxHeight + gapY) + boxHeight / 2
        lines.push(`M${x + indentBelow / 2} ${from}V${middle}H${x + indentBelow}`)
        rows += 1
      }
    }
    rowHeight = Math.max(rowHeight, headHeight + gapY + rows * (boxHeight + gapY))
    x += width + groupGap
    right = Math.max(right, x - groupGap)
  }
  for (const group of first) put(group, true)
  if (more.length > 0) {
    x = margin
    y += rowHeight + rowGap
    rowHeight = 0
    for (const group of more) put(group, false)
  }
  const width = Math.max(right, topWidth + margin) + margin
  const centre = width / 2
  boxes.unshift({
    id: top.id,
    x: centre - topWidth / 2,
    y: margin,
    width: topWidth,
    height: 34,
    text: top.name,
    title: top.name,
    sort: top.sort,
    below: 0,
    open: true,
  })
  if (hangers.length > 0) {
    const ends = [...hangers, centre]
    lines.push(`M${centre} ${heading}V${bus}`, `M${Math.min(...ends)} ${bus}H${Math.max(...ends)}`)
  }
  return { width, height: y + rowHeight + margin, boxes, heads, lines }
}

function groupOf(text: string, units: readonly TreeUnit[], most: number): Group {
  const columns = Math.ceil(units.length / most)
  return { text, units, columns, rows: Math.ceil(units.length / columns) }
}

/** The names from below the top down to a unit. */
function wayTo(unit: TreeUnit, items: readonly TreeUnit[], topId: string): string {
  const names: string[] = []
  for (let at: TreeUnit | undefined = unit; at !== undefined && at.id !== topId;) {
    names.unshift(at.shortName)
    const parentId: string | null = at.parentId
    at = items.find((one) => one.id === parentId)
  }
  return names.join(' › ')
}

function clip(text: string): string {
  // A Chinese character is as wide as two Latin letters.
  let width = 0
  for (const [index, character] of [...text].entries()) {
    width += character > '\u00ff' ? 2 : 1
    if (width > 14) return `${[...text].slice(0, index - 1).join('')}…`
  }
  return text
}
