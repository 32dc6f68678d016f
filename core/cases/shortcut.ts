import { sm3 } from '#lib/crypto'
import type { Words } from '#lib/kernel'
import type { Routed } from './action.ts'
import type { CaseState } from './fold.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'
import { whyNot, type Acting, type Input, type Surroundings } from './workflow.ts'

/** Several actions done with one form and one key. */
export type Shortcut = NonNullable<KindDefinition['shortcuts']>[number]

/** The actions a code means: one, or those of a shortcut. Undefined when the kind has neither. */
export function actsOf(kind: KindDefinition, code: string): ActionDefinition[] | undefined {
  const one = kind.actions.find((action) => action.code === code)
  if (one !== undefined) return one.by === 'system' ? undefined : [one]
  return kind.shortcuts
    ?.find((shortcut) => shortcut.code === code)
    ?.actions.map((action) => kind.actions.find((other) => other.code === action)!)
}

/** The form of a shortcut: every field once, in the order of its actions. */
export function shortcutForm(kind: KindDefinition, shortcut: Shortcut): Field[] {
  const fields = new Map<string, Field>()
  for (const action of actsOf(kind, shortcut.code) ?? []) {
    for (const field of action.input) if (!fields.has(field.key)) fields.set(field.key, field)
  }
  return [...fields.values()]
}

/** What was filled in, for each of the actions its own part; what none of them asks for goes to the last, which refuses it. */
export function inputsOf(actions: readonly ActionDefinition[], input: Input): Input[] {
  if (actions.length === 1) return [input]
  const asked = new Set(actions.flatMap((action) => action.input.map((field) => field.key)))
  return actions.map((action, index) =>
    Object.fromEntries(
      Object.entries(input).filter(
        ([key]) => action.input.some((field) => field.key === key) || (index === actions.length - 1 && !asked.has(key)),
      ),
    ),
  )
}

/** The case as the inputs of its actions will have made it, for rules that are asked before any row is written. */
export function withInputs(
  state: CaseState,
  actions: readonly ActionDefinition[],
  inputs: readonly Input[],
): CaseState {
  const facts: Record<string, string> = { ...state.facts }
  for (const [index, { effect }] of actions.entries()) {
    for (const key of effect.set ?? []) {
      const value = inputs[index]![key]
      if (value !== undefined && value !== null) facts[key] = value
    }
  }
  return { ...state, facts }
}

/** An action as a shortcut does it: whoever may use the shortcut may do its parts. */
export function shortcutAction(action: ActionDefinition, shortcut: Shortcut): ActionDefinition {
  return { ...action, roles: shortcut.roles }
}

/** Why a shortcut cannot be used now; undefined when it can. Its later actions are asked when their turn comes. */
export function whyNotShortcut(
  kind: KindDefinition,
  shortcut: Shortcut,
  state: CaseState,
  acting: Acting,
  routed: Pick<Routed, 'certain'> | undefined,
  around: Surroundings,
): Words | undefined {
  const first = actsOf(kind, shortcut.code)![0]!
  const reason = whyNot(kind, shortcutAction(first, shortcut), state, acting, around)
  if (reason !== undefined) return reason
  return shortcut.certain === true && routed?.certain !== true
    ? { 'zh-CN': '派遣规则不能确定承办单位，请逐步办理', en: 'No rule is certain of the unit: go step by step' }
    : undefined
}

/** The command of a further row of one command: made from its id, so that it is the same however often it is sent. */
export function nextCommandId(commandId: string, index: number): string {
  const bytes = sm3(`${commandId} ${index}`).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
