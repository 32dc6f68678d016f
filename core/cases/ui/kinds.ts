import type { Field, KindDefinition } from '../contract.ts'
import { listKinds } from '../contract.ts'
import type { Words } from '#lib/kernel/contract'
import { shortTime, useRead } from '#lib/ui'
import { useMe } from '#platform/identity/ui'

/** All kinds in their newest version; they change with a release of the city’s data, not during a day’s work. */
export function useKinds(): readonly KindDefinition[] | undefined {
  return useRead(listKinds, {}, { staleTime: 600_000 }).data?.items
}

export function registrable(kinds: readonly KindDefinition[], role: string): readonly KindDefinition[] {
  return kinds.filter((kind) => kind.register.roles.includes(role))
}

/** Whether the post may register a case of this kind, or of any. */
export function useMayRegister(kind?: string): boolean {
  const me = useMe()
  const kinds = useKinds()
  if (me === undefined || kinds === undefined) return false
  return registrable(kinds, me.post.role).some((one) => kind === undefined || one.kind === kind)
}

/** People of a handling unit see what their unit holds or held; the others see every case of the kind. */
export function seesOnlyOwn(kind: KindDefinition, role: string): boolean {
  return !kind.seenBy.includes(role)
}

/** The tab somebody comes for: the first state in which their role has something to do. */
export function homeState(kind: KindDefinition, role: string): string {
  return (
    kind.states.find((state) =>
      kind.actions.some((action) => action.roles.includes(role) && action.from.includes(state.code)),
    )?.code ?? 'all'
  )
}

/** Public fields worth a column: choices first, since they read at a glance. */
export function columnFields(kind: KindDefinition): readonly Field[] {
  const open = kind.fields.filter((field) => field.private !== true && field.key !== kind.sourceNumberField)
  const short = open.filter((field) => field.type === 'choice' || field.type === 'text')
  return [
    ...short.filter((field) => field.type === 'choice' && field.required === true),
    ...short.filter((field) => field.type === 'text'),
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
