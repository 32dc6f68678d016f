import { useState } from 'react'
import { remember, remembered } from '#lib/ui'
import type { KindDefinition } from '../contract.ts'

/** In the address, in place of a kind that is not there yet: no kind can have this code. */
export const newKindCode = '-'

/** The text of a kind that somebody is working on. */
interface KindDraft {
  readonly text: string
  readonly savedAt: string
}

export interface KindDrafting {
  readonly draft: KindDraft | undefined
  readonly put: (text: string) => void
  readonly drop: () => void
}

/** The draft of one account for one kind, kept in this browser through reloads. */
export function useKindDraft(account: string, kind: string): KindDrafting {
  const key = `yiwang.kind-draft.${account}.${kind}`
  const [draft, setDraft] = useState(() => load(key))
  return {
    draft,
    put(text) {
      const next = { text, savedAt: new Date().toISOString() }
      remember(key, JSON.stringify(next))
      setDraft(next)
    },
    drop() {
      remember(key, null)
      setDraft(undefined)
    },
  }
}

function load(key: string): KindDraft | undefined {
  try {
    const kept = JSON.parse(remembered(key) ?? 'null') as KindDraft | null
    return kept !== null && typeof kept.text === 'string' ? kept : undefined
  } catch {
    return undefined
  }
}

const first = ['kind', 'version', 'name', 'register', 'entries', 'states', 'actions', 'fields', 'clocks']

/** A kind as text: what one looks for first stands first, whatever order it was stored in. */
export function textOfKind(kind: KindDefinition): string {
  const entries = Object.entries(kind)
  const place = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length)
  const sorted = entries.toSorted(([one], [other]) => place(one) - place(other))
  return `${JSON.stringify(Object.fromEntries(sorted.map(([key, value]) => [key, inOrder(value)])), null, 2)}\n`
}

const leading = ['code', 'key', 'name', 'zh-CN', 'en', 'type', 'from', 'to', 'roles', 'by']

/** The database gives properties back by length and letter: what names a part then stands somewhere in its middle. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object') return value
  const place = (key: string): number => (leading.includes(key) ? leading.indexOf(key) : leading.length)
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => place(one) - place(other))
      .map(([key, inner]) => [key, inOrder(inner)]),
  )
}
