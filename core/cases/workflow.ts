import type { Words } from '#lib/kernel/contract'
import { holds } from './condition.ts'
import { holderOf, type CaseState } from './fold.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'

/** As much of the person acting as a workflow asks about. */
export interface Acting {
  readonly accountId: string
  readonly role: string
  readonly unitId: string
}

export type Input = Readonly<Record<string, string | null>>

export interface Offer {
  readonly action: ActionDefinition
  /** why it cannot be done now by this person; undefined when it can */
  readonly reason: Words | undefined
}

/** The actions of a case's present state, each with the reason why not, where there is one. */
export function offers(kind: KindDefinition, state: CaseState, acting: Acting): Offer[] {
  return kind.actions
    .filter((action) => action.from.includes(state.state))
    .map((action) => ({ action, reason: whyNot(kind, action, state, acting) }))
}

/** Why an action cannot be done now by this person; undefined when it can. */
export function whyNot(kind: KindDefinition, action: ActionDefinition, state: CaseState, acting: Acting): Words | undefined {
  if (!action.from.includes(state.state)) {
    const name = kind.states.find((one) => one.code === state.state)?.name
    return {
      'zh-CN': `案件处于“${name?.['zh-CN'] ?? state.state}”，不能${action.name['zh-CN']}`,
      en: `The case is “${name?.en ?? state.state}”: ${action.name.en} is not possible`,
    }
  }
  const holder = holderOf(state)
  if (action.by === 'holder' && holder?.unitId !== acting.unitId) {
    return { 'zh-CN': `由${holder?.unitName ?? '承办单位'}办理`, en: `For ${holder?.unitName ?? 'the handling unit'} to do` }
  }
  if (!action.roles.includes(acting.role)) return { 'zh-CN': '您的岗位没有此权限', en: 'Your post may not do this' }
  const facts = {
    case: { state: state.state, facts: state.facts, done: state.done, doneHere: state.doneHere },
    actor: { role: acting.role, handled: state.handledBy.includes(acting.accountId) },
  }
  return action.guards.find((guard) => !holds(guard.condition, facts))?.reason
}

/** A fault in one field of a form. */
export interface FieldFault {
  readonly field: Field
  readonly fault: Words
}

const faults = {
  missing: { 'zh-CN': '必填', en: 'is required' },
  choice: { 'zh-CN': '不是可选的值', en: 'is not one of the choices' },
  moment: { 'zh-CN': '不是有效的时间', en: 'is not a valid time' },
  unit: { 'zh-CN': '没有这个单位', en: 'is not a unit' },
  unknown: { 'zh-CN': '表单中没有这一项', en: 'is not in this form' },
} as const

/**
 * Checks what was filled in against a form. Returns the cleaned values (trimmed, empty ones and ones whose condition
 * does not hold left out) and what is wrong. The same in the browser and on the server.
 */
export function checkInput(fields: readonly Field[], input: Input): { values: Record<string, string>; faults: FieldFault[] } {
  const values: Record<string, string> = {}
  const found: FieldFault[] = []
  for (const field of fields) {
    if (field.when !== undefined && !holds(field.when, { input })) continue
    const value = (input[field.key] ?? '').trim()
    if (value === '') {
      if (field.required === true) found.push({ field, fault: faults.missing })
      continue
    }
    const fault = faultOf(field, value)
    if (fault === undefined) values[field.key] = value
    else found.push({ field, fault })
  }
  for (const key of Object.keys(input)) {
    if (!fields.some((field) => field.key === key)) {
      found.push({ field: { key, name: { 'zh-CN': key, en: key }, type: 'text' }, fault: faults.unknown })
    }
  }
  return { values, faults: found }
}

/** The fault of a unit field whose unit does not exist: only the server can know. */
export const noSuchUnit: Words = faults.unit

function faultOf(field: Field, value: string): Words | undefined {
  const most = field.maxLength ?? (field.type === 'long' ? 4000 : 200)
  const length = [...value].length
  if (length > most) return { 'zh-CN': `不能超过 ${most} 字（现 ${length} 字）`, en: `may have ${most} characters at most (has ${length})` }
  if (field.type === 'choice' && field.choices?.some((choice) => choice.code === value) !== true) return faults.choice
  if (field.type === 'unit' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return faults.unit
  if (field.type === 'moment' && !isMoment(value)) return faults.moment
  return undefined
}

function isMoment(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(value)
  if (match === null || Number.isNaN(Date.parse(value))) return false
  // Date.parse takes 31 February for 3 March.
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])))
  return day.getUTCDate() === Number(match[3])
}
