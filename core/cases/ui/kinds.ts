import { useQueryClient } from '@tanstack/react-query'
import type { ActionDefinition, CaseRow, Field, KindDefinition } from '../contract.ts'
import { KindPublished, listKinds } from '../contract.ts'
import type { Words } from '#lib/kernel/contract'
import { keyOf, shortTime, useEvent, useRead } from '#lib/ui'
import { useMe } from '#platform/identity/ui'

/** All kinds in their newest version; read anew when one is published. */
export function useKinds(): readonly KindDefinition[] | undefined {
  return useRead(listKinds, {}, { staleTime: 600_000 }).data?.items
}

/** Reads kinds anew when somebody publishes one. Stands once, in the shell. */
export function useKindEvents(): void {
  const queries = useQueryClient()
  useEvent(KindPublished, () => void queries.invalidateQueries({ queryKey: keyOf(listKinds) }))
}

/** A way in which somebody may begin a case: the plain one has no code. */
export interface Way {
  readonly code: string | undefined
  readonly name: Words
  readonly requires: readonly string[]
}

/** How a role may begin cases of a kind. */
export function waysOf(kind: KindDefinition, role: string): readonly Way[] {
  return [{ ...kind.register, code: undefined }, ...(kind.entries ?? [])]
    .filter((way) => way.roles.includes(role))
    .map(({ code, name, requires = [] }) => ({ code, name, requires }))
}

export function registrable(kinds: readonly KindDefinition[], role: string): readonly KindDefinition[] {
  return kinds.filter((kind) => waysOf(kind, role).length > 0)
}

/** Whether the post may register a case of this kind, or of any. */
export function useMayRegister(kind?: string): boolean {
  const me = useMe()
  const kinds = useKinds()
  if (me === undefined || kinds === undefined) return false
  return registrable(kinds, me.post.role).some((one) => kind === undefined || one.kind === kind)
}

/**
 * The states in which a role can move a case on. What may be done at any time and leaves a case where it is (to urge, to
 * report on the way) makes no work list, nor does what only takes a case back.
 */
export function workStates(kind: KindDefinition, role: string): readonly string[] {
  return statesOf(
    kind,
    role,
    (action) => action.tone !== 'danger' && (action.to !== undefined || action.tone === 'primary'),
  )
}

/** The states in which a case waits for a role: what it would do there is what mostly comes next. */
export function todoStates(kind: KindDefinition, role: string): readonly string[] {
  return statesOf(kind, role, (action) => action.tone === 'primary')
}

function statesOf(kind: KindDefinition, role: string, counts: (action: ActionDefinition) => boolean): string[] {
  const mine = kind.actions.filter((action) => action.roles.includes(role) && action.by !== 'system' && counts(action))
  const begun = (kind.shortcuts ?? [])
    .filter((shortcut) => shortcut.roles.includes(role))
    .flatMap((shortcut) => kind.actions.filter((action) => action.code === shortcut.actions[0]))
  const from = new Set([...mine, ...begun].flatMap((action) => action.from))
  return kind.states.filter((state) => from.has(state.code) && state.stage !== 'done').map((state) => state.code)
}

/** Whose cases a list shows: those my unit handles, those my platform has, or all I may see. */
export type Whose = 'held' | 'platform' | 'all'

/** What there is to choose from in a kind for a role; the first is what somebody comes for. */
export function whoseOf(kind: KindDefinition, role: string): readonly Whose[] {
  const mine = kind.actions.filter((action) => action.roles.includes(role))
  const platform = mine.some((action) => action.by === 'platform')
  const holds = mine.some((action) => ['holder', 'handlers', 'joint'].includes(action.by))
  return [...(platform ? (['platform'] as const) : []), ...(holds ? (['held'] as const) : []), 'all']
}

/** Kinds somebody has to do with; of all, those in which the role has work come first. */
export function kindsFor(kinds: readonly KindDefinition[], role: string): readonly KindDefinition[] {
  const mine = kinds.filter(
    (kind) => workStates(kind, role).length > 0 || kind.seenBy.includes(role) || waysOf(kind, role).length > 0,
  )
  const worked = (kind: KindDefinition) => Number(workStates(kind, role).length > 0)
  return (mine.length === 0 ? [...kinds] : mine).toSorted((one, other) => worked(other) - worked(one))
}

/** Urgent by what was filled in: the choice that means it is called so wherever a kind asks for urgency. */
export function isUrgent(row: Pick<CaseRow, 'facts'>): boolean {
  return row.facts['urgency'] === 'urgent'
}

/** Public fields worth a column: choices first, since they read at a glance. */
export function columnFields(kind: KindDefinition): readonly Field[] {
  const open = kind.fields.filter(
    (field) => field.private !== true && field.key !== kind.sourceNumberField && field.key !== 'urgency',
  )
  const short = open.filter((field) => ['choice', 'text', 'code'].includes(field.type))
  return [
    ...short.filter((field) => field.key === kind.categoryField),
    ...short.filter((field) => field.type === 'choice' && field.required === true),
    ...short.filter((field) => field.type === 'text' && field.key !== kind.categoryField),
  ].slice(0, 3)
}

/** How the value of a field reads. */
export function valueText(field: Field | undefined, value: string, say: (words: Words) => string): string {
  if (field?.type === 'choice') {
    const choice = field.choices?.find((one) => one.code === value)
    return choice === undefined ? value : say(choice.name)
  }
  return field?.type === 'moment' ? shortTime(value) : value
}
