import { useEffect, useRef, useState } from 'react'
import type { CaseRow } from '../contract.ts'

/** How long after a list opens, or after the last touch of mouse or keys, rows may change places by themselves. */
const settleTime = 1500
const idleTime = 5_000

let lastTouch = Date.now()
for (const kind of ['keydown', 'pointermove', 'wheel']) {
  document.addEventListener(kind, () => (lastTouch = Date.now()), { passive: true, capture: true })
}

export interface Settled {
  readonly rows: readonly CaseRow[]
  /** the server’s list is another by now */
  readonly stale: boolean
  readonly gone: (id: string) => boolean
  readonly update: () => void
}

function sameOrder(one: readonly CaseRow[], other: readonly CaseRow[]): boolean {
  return one.length === other.length && one.every((row, at) => row.id === other[at]?.id)
}

/**
 * Keeps rows where they are while somebody reads. Values inside a row follow the server at once; rows that came or left
 * wait until the reader asks, has let mouse and keys rest, or has only just opened the list.
 */
export function useSettledRows(latest: readonly CaseRow[] | undefined, list: string): Settled {
  const [shown, setShown] = useState<{ list: string; since: number; rows: readonly CaseRow[] } | undefined>(undefined)
  const current = shown?.list === list ? shown : undefined
  const stale = current !== undefined && latest !== undefined && !sameOrder(current.rows, latest)
  const update = () => setShown((before) => (latest === undefined ? before : { list, since: Date.now(), rows: latest }))

  const apply = useRef(update)
  useEffect(() => {
    apply.current = update
  })
  useEffect(() => {
    if (latest === undefined) return
    const now = Date.now()
    const mayMove =
      current === undefined ||
      // Nobody is reading an empty list.
      current.rows.length === 0 ||
      now - current.since < settleTime ||
      now - lastTouch > idleTime ||
      document.hidden
    if (!stale && current !== undefined) return
    if (mayMove) {
      // An opened list goes on settling from its first answer, not from each later one.
      // oxlint-disable-next-line react/set-state-in-effect -- whether rows may move depends on the clock, which rendering must not read
      setShown({ list, since: current?.since ?? now, rows: latest })
      return
    }
    const timer = setInterval(() => {
      if (document.hidden || Date.now() - lastTouch > idleTime) apply.current()
    }, 1000)
    return () => clearInterval(timer)
  }, [latest, list, stale, current])

  const byId = new Map((latest ?? []).map((row) => [row.id, row]))
  return {
    rows: current === undefined ? (latest ?? []) : current.rows.map((row) => byId.get(row.id) ?? row),
    stale,
    gone: (id) => stale && !byId.has(id),
    update,
  }
}
