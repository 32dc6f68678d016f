import type { Map as MapLibre, MapLayerMouseEvent, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { Position } from './data.ts'
import {
  addCorner,
  close,
  insertAfter,
  middleAfter,
  moveCorner,
  outlineFeatures,
  removeCorner,
  stepCorner,
  type Corner,
  type Outline,
} from './outline.ts'

export interface Drawing {
  readonly outline: Outline
  readonly onChange: (outline: Outline) => void
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6
const positionOf = ({ lngLat }: MapMouseEvent): Position => [round(lngLat.lng), round(lngLat.lat)]
const arrows: Readonly<Record<string, Position>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Draws and edits a border on a map with mouse and keyboard. Returns what to draw and the keys it takes. */
export function useDrawing(map: RefObject<MapLibre | undefined>, ready: boolean, drawing: Drawing | undefined) {
  const latest = useRef(drawing)
  useEffect(() => {
    latest.current = drawing
  })
  const [active, setActive] = useState<Corner | undefined>(undefined)
  const isDrawing = drawing !== undefined

  useEffect(() => {
    const on = map.current
    if (on === undefined || !ready || !isDrawing) return
    const change = (how: (outline: Outline) => Outline): void => {
      const now = latest.current
      if (now === undefined) return
      const next = how(now.outline)
      // At once, not after the next rendering: a fast mouse moves several times between two.
      latest.current = { ...now, outline: next }
      now.onChange(next)
    }
    let held: Corner | undefined
    const take = (event: MapLayerMouseEvent): void => {
      const hit = event.features?.[0]
      if (hit === undefined) return
      const { role, ring, corner } = hit.properties as { role: string } & Corner
      event.preventDefault()
      held = { ring, corner }
      if (role === 'middle') {
        change((outline) => insertAfter(outline, { ring, corner }, positionOf(event)))
        held = { ring, corner: corner + 1 }
      }
      setActive(held)
    }
    const move = (event: MapMouseEvent): void => {
      const corner = held
      if (corner !== undefined) change((outline) => moveCorner(outline, corner, positionOf(event)))
    }
    const drop = (): void => {
      held = undefined
    }
    const click = (event: MapMouseEvent): void => {
      if (latest.current?.outline.closed === false) change((outline) => addCorner(outline, positionOf(event)))
    }
    const end = (event: MapMouseEvent): void => {
      event.preventDefault()
      // The two clicks of a double click have each put a corner there.
      if (latest.current?.outline.closed === false)
        change((outline) => close(removeCorner(outline, { ring: 0, corner: outline.rings[0]!.length - 1 })))
    }
    on.on('mousedown', 'corners', take)
    on.on('mousedown', 'middles', take)
    on.on('mousemove', move)
    on.on('mouseup', drop)
    on.on('click', click)
    on.on('dblclick', end)
    on.getCanvas().style.cursor = 'crosshair'
    return () => {
      on.off('mousedown', 'corners', take)
      on.off('mousedown', 'middles', take)
      on.off('mousemove', move)
      on.off('mouseup', drop)
      on.off('click', click)
      on.off('dblclick', end)
      on.getCanvas().style.cursor = ''
      setActive(undefined)
    }
  }, [map, ready, isDrawing])

  const onKey = (event: KeyboardEvent): boolean => {
    const on = map.current
    if (drawing === undefined || on === undefined) return false
    const { outline, onChange } = drawing
    const { key } = event
    if (!outline.closed) {
      const last = outline.rings[0]!.length - 1
      const { lng, lat } = on.getCenter()
      if (key === 'Enter' && event.shiftKey) onChange(close(outline))
      else if (key === 'Enter') onChange(addCorner(outline, [round(lng), round(lat)]))
      else if (key === 'Backspace' && last >= 0) onChange(removeCorner(outline, { ring: 0, corner: last }))
      else return false
      return true
    }
    if (key === '[' || key === ']') setActive(stepCorner(outline, active, key === ']' ? 1 : -1))
    else if (active === undefined) return false
    else if (key === 'Delete') {
      onChange(removeCorner(outline, active))
      setActive(undefined)
    } else if (key === 'Insert') {
      onChange(insertAfter(outline, active, middleAfter(outline, active)))
      setActive({ ...active, corner: active.corner + 1 })
    } else if (event.shiftKey && arrows[key] !== undefined) {
      const at = on.project(outline.rings[active.ring]![active.corner]!)
      const { lng, lat } = on.unproject([at.x + arrows[key][0] * 2, at.y + arrows[key][1] * 2])
      onChange(moveCorner(outline, active, [round(lng), round(lat)]))
    } else return false
    return true
  }
  return { features: outlineFeatures(drawing?.outline ?? { rings: [], closed: false }, active), onKey }
}
