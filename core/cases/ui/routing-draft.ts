import { useEffect, useState } from 'react'
import { remember, remembered } from '#lib/ui'
import type { RoutingRule } from '../contract.ts'

/** Rules somebody is working on. */
export interface RoutingDraft {
  /** the version they began as */
  readonly basedOn: number
  readonly rules: readonly RoutingRule[]
  readonly savedAt: string
}

interface Kept {
  readonly past: readonly RoutingDraft[]
  readonly now: RoutingDraft | undefined
  readonly future: readonly RoutingDraft[]
}

export interface RoutingDrafting {
  readonly draft: RoutingDraft | undefined
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly put: (basedOn: number, rules: readonly RoutingRule[]) => void
  readonly undo: () => void
  readonly redo: () => void
  readonly discard: () => void
}

const mostSteps = 100

/** The draft of one account, kept in this browser through reloads; steps can be undone while the page is open. */
export function useRoutingDraft(account: string): RoutingDrafting {
  const key = `yiwang.routing-draft.${account}`
  const [kept, setKept] = useState<Kept>(() => ({ past: [], now: load(key), future: [] }))
  useEffect(() => remember(key, kept.now === undefined ? null : JSON.stringify(kept.now)), [key, kept.now])
  return {
    draft: kept.now,
    canUndo: kept.past.length > 0,
    canRedo: kept.future.length > 0,
    put: (basedOn, rules) =>
      setKept(({ past, now }) => ({
        past: now === undefined ? [] : [...past, now].slice(-mostSteps),
        now: { basedOn, rules, savedAt: new Date().toISOString() },
        future: [],
      })),
    undo: () =>
      setKept((one) => {
        const last = one.past.at(-1)
        if (last === undefined || one.now === undefined) return one
        return { past: one.past.slice(0, -1), now: last, future: [one.now, ...one.future] }
      }),
    redo: () =>
      setKept((one) => {
        const [next, ...future] = one.future
        if (next === undefined || one.now === undefined) return one
        return { past: [...one.past, one.now], now: next, future }
      }),
    discard: () => setKept({ past: [], now: undefined, future: [] }),
  }
}

function load(key: string): RoutingDraft | undefined {
  try {
    const kept = JSON.parse(remembered(key) ?? 'null') as RoutingDraft | null
    return kept !== null && Number.isInteger(kept.basedOn) && Array.isArray(kept.rules) ? kept : undefined
  } catch {
    return undefined
  }
}

/** A code that is still free: `rule_7`. */
export function freeCode(rules: readonly RoutingRule[], like = 'rule'): string {
  const taken = new Set(rules.map((rule) => rule.code))
  const stem = like.replace(/_\d+$/, '').slice(0, 54)
  for (let at = 1; ; at += 1) {
    const code = `${stem}_${at}`
    if (!taken.has(code)) return code
  }
}
