import { useCallback, useEffect, useRef, useState } from 'react'

/** So many rows beyond each edge are drawn too, so that scrolling does not show white. */
const spare = 20

/**
 * Which rows of a long list stand in sight: only `first` up to and without `last` need be drawn, between spaces of
 * `above` and `below` pixels. Every row is `height` pixels high; the element with `frame` scrolls.
 */
export function useRowsInSight(count: number, height: number) {
  const frame = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 0 })
  useEffect(() => {
    const element = frame.current
    if (element === null) return undefined
    const look = () => setSight({ top: element.scrollTop, height: element.clientHeight })
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  const reach = useCallback(
    (row: number) => {
      const element = frame.current
      if (element === null || row < 0) return
      const [top, bottom] = [row * height, (row + 1) * height]
      if (top < element.scrollTop) element.scrollTop = top
      else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
    },
    [height],
  )
  const first = Math.max(0, Math.min(count, Math.floor(sight.top / height) - spare))
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / height) + spare)
  return { frame, first, last, above: first * height, below: (count - last) * height, reach }
}
