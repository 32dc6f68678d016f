import { useCallback, useState } from 'react'
import type { Column, DictionaryDefinition } from '../contract.ts'

const codeAndMarks = 136 + 96 + 92
const besides = 76
const widestName = 320
const narrowestName = 230

/** What of a dictionary's columns is shown beside code, name and marks. */
export interface ColumnsInSight {
  readonly shown: readonly Column[]
  readonly left: readonly Column[]
  /** pixels */
  readonly nameWidth: number
}

/** A long text needs room, a code or a number little. */
export function widthOf(column: Column): number {
  if (column.width !== undefined) return column.width
  return column.long === true ? 260 : column.type === 'number' ? 84 : column.type === 'text' ? 120 : 104
}

/**
 * So many columns as the page is wide enough for, in the dictionary's order; the one it is sorted by stays. The others
 * are read where an entry is open: a table that must be pushed sideways shows no line whole.
 */
export function useColumnsInSight(definition: DictionaryDefinition, showVersion: boolean, sort: string) {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY)
  const frame = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined
    const look = () => setRoom(element.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const fixed = codeAndMarks + (showVersion ? besides : 0) + (definition.kinds.length > 1 ? besides : 0)
  return { frame, columns: fit(definition.columns, room - fixed, sort) }
}

/** Chooses among columns when so many pixels are left for them and the name. */
export function fit(all: readonly Column[], room: number, sort: string): ColumnsInSight {
  const isSorted = (column: Column) => sort === `attribute.${column.key}` || sort === `-attribute.${column.key}`
  let used = narrowestName + all.filter(isSorted).reduce((sum, column) => sum + widthOf(column), 0)
  let full = false
  const shown = all.filter((column) => {
    if (isSorted(column)) return true
    full ||= used + widthOf(column) > room
    if (!full) used += widthOf(column)
    return !full
  })
  const nameWidth = Math.min(widestName, Math.max(narrowestName, narrowestName + room - used))
  return { shown, left: all.filter((column) => !shown.includes(column)), nameWidth }
}
