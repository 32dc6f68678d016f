import { useEffect, useRef } from 'react'
import {
  suggestUnit,
  type ActionDefinition,
  type CaseView,
  type Field,
  type KindDefinition,
  type OfferedAction,
  type Suggestion,
} from '../contract.ts'
import { useRead } from '#lib/ui'
import type { Values } from './drafts.ts'

/** What is typed letter by letter or sent apart is left to the server: it asks the rules once more when the form arrives. */
const notAsked: ReadonlySet<Field['type']> = new Set(['text', 'long', 'files', 'point'])

interface Found {
  readonly suggestion: Suggestion | null
  /** it is about the form as it stands, not about what it said a moment ago */
  readonly settled: boolean
}

/**
 * The unit the rules name for the case as a form fills it in. As long as the form says what the case says, that came
 * with the case; a corrected category or condition is asked about.
 */
export function useSuggestion(view: CaseView, action: OfferedAction, values: Values): Found {
  const input = correctedBy(view, action, values)
  const corrected = Object.keys(input).length > 0
  const { data, isPlaceholderData } = useRead(
    suggestUnit,
    { params: { id: view.case.id }, body: { action: action.code, input } },
    { enabled: corrected, keep: true },
  )
  if (!corrected) return { suggestion: view.suggestion, settled: true }
  return data === undefined
    ? { suggestion: view.suggestion, settled: false }
    : { suggestion: data.suggestion, settled: !isPlaceholderData }
}

/** The actions a form does: one, or those of a shortcut. */
function actionsOf(kind: KindDefinition, { code }: OfferedAction): ActionDefinition[] {
  const codes = kind.shortcuts?.find((shortcut) => shortcut.code === code)?.actions ?? [code]
  return kind.actions.filter((action) => codes.includes(action.code))
}

/** The field of a form that names the unit the case goes to. */
export function unitFieldOf(kind: KindDefinition, action: OfferedAction): string | undefined {
  return actionsOf(kind, action)
    .map(({ effect }) => effect.assignUnitFrom)
    .findLast((key) => key !== undefined)
}

function correctedBy({ kind, case: { facts } }: CaseView, action: OfferedAction, values: Values) {
  const sets = new Set(actionsOf(kind, action).flatMap(({ effect }) => effect.set ?? []))
  return Object.fromEntries(
    action.input.flatMap(({ key, type }) => {
      const value = values[key]
      const says = sets.has(key) && !notAsked.has(type) && value !== undefined && value !== null && value !== ''
      return says && value !== facts[key] ? [[key, value]] : []
    }),
  )
}

/**
 * Keeps the unit in a form true to the rules while the rest of it changes: what they are certain of stands there, what
 * they no longer name goes. A unit that a person chose instead stays.
 */
export function useFollowing(
  suggested: Suggestion | undefined,
  settled: boolean,
  unit: string | null,
  fill: (unit: string | null) => void,
): void {
  const followed = useRef(suggested)
  useEffect(() => {
    const before = followed.current
    if (!settled || (before?.unit.id === suggested?.unit.id && before?.certain === suggested?.certain)) return
    followed.current = suggested
    if (unit !== null && unit !== before?.unit.id) return
    const next = suggested?.certain === true ? suggested.unit.id : null
    if (next !== unit) fill(next)
  })
}
