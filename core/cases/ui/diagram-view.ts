import { useEffect, useEffectEvent, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react'
import type { Layout } from './flow-layout.ts'

/** How the drawing stands in its frame. */
interface View {
  readonly scale: number
  readonly x: number
  readonly y: number
}

/** The nearest box in the direction of an arrow key. */
export function neighbour(layout: Layout, from: string, key: string): string | undefined {
  const here = layout.boxes.get(from)!
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0]
  const far = [...layout.boxes].flatMap(([id, at]) => {
    const along = (at.x - here.x) * dx! + (at.y - here.y) * dy!
    const aside = Math.abs((at.x - here.x) * dy!) + Math.abs((at.y - here.y) * dx!)
    return along > 4 ? [{ id, cost: along + aside * 2 }] : []
  })
  return far.toSorted((one, other) => one.cost - other.cost)[0]?.id
}

export function intoSight(view: View, point: { readonly x: number; readonly y: number }, frame: DOMRect): View {
  const [x, y] = [point.x * view.scale + view.x, point.y * view.scale + view.y]
  const inside = x > 80 && x < frame.width - 80 && y > 40 && y < frame.height - 40
  return inside
    ? view
    : { ...view, x: frame.width / 2 - point.x * view.scale, y: frame.height / 2 - point.y * view.scale }
}

/** A place at which a drawing that is larger than its frame fills it; that of a smaller one stays. */
function within(wished: number, room: number, otherwise: number): number {
  return room >= 0 ? otherwise : Math.min(0, Math.max(room, wished))
}

/** Below this nobody reads the names: a drawing that is wider begins at its left. */
const readable = 0.7

/** Where the drawing stands in its frame: fits at first as far as it can be read, is moved by dragging and the wheel, zoomed by keys and Ctrl+wheel. */
export function useView(box: { readonly current: HTMLDivElement | null }, layout: Layout, current: string | undefined) {
  const [view, setView] = useState<View>({ scale: 1, x: 0, y: 0 })
  const dragged = useRef(false)
  const [start] = layout.boxes.values()
  const fitted = (least: number): View => {
    const { width, height } = box.current!.getBoundingClientRect()
    const scale = Math.min(1.15, Math.max(least, Math.min(width / layout.width, height / layout.height)))
    if (layout.width * scale > width)
      return {
        scale,
        x: 0,
        y: Math.min(0, height / 2 - (start?.y ?? 0) * scale) + Math.max(0, (height - layout.height * scale) / 2),
      }
    return { scale, x: (width - layout.width * scale) / 2, y: Math.max(0, (height - layout.height * scale) / 2) }
  }
  const fit = () => {
    setView(fitted(0.15))
  }
  const begin = useEffectEvent(() => {
    const at = current === undefined ? undefined : layout.boxes.get(current)
    const whole = fitted(readable)
    if (at === undefined) return setView(whole)
    const frame = box.current!.getBoundingClientRect()
    const seen = intoSight(whole, at, frame)
    // As far to the middle as leaves no empty half beside the drawing.
    setView({
      ...seen,
      x: within(seen.x, frame.width - layout.width * seen.scale, whole.x),
      y: within(seen.y, frame.height - layout.height * seen.scale, whole.y),
    })
  })
  const zoomAt = (by: number, x: number, y: number) => {
    setView((now) => {
      const scale = Math.min(3, Math.max(0.15, now.scale * by))
      const grow = scale / now.scale
      return { scale, x: x - (x - now.x) * grow, y: y - (y - now.y) * grow }
    })
  }
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    const frame = box.current!.getBoundingClientRect()
    if (event.ctrlKey || event.metaKey)
      zoomAt(Math.exp(-event.deltaY * 0.002), event.clientX - frame.left, event.clientY - frame.top)
    else {
      setView((now) => ({ ...now, x: now.x - event.deltaX, y: now.y - event.deltaY }))
    }
  })
  useEffect(() => {
    const element = box.current!
    const wheel = (event: WheelEvent) => onWheel(event)
    // React listens passively, and then the page would scroll and zoom as well.
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [box])
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- how a drawing fits depends on the size its frame has got
    begin()
  }, [layout])
  const onPointerDown = (event: ReactPointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    const start = { x: event.clientX, y: event.clientY }
    const from = view
    dragged.current = false
    const move = (next: PointerEvent) => {
      const [dx, dy] = [next.clientX - start.x, next.clientY - start.y]
      if (!dragged.current && Math.hypot(dx, dy) < 4) return
      dragged.current = true
      setView({ ...from, x: from.x + dx, y: from.y + dy })
    }
    const end = () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', end)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', end)
  }
  const zoom = (by: number) => {
    const { width, height } = box.current!.getBoundingClientRect()
    zoomAt(by, width / 2, height / 2)
  }
  return { view, setView, fit, zoom, onPointerDown, dragged }
}
