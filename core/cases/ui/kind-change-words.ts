import type { Words } from '#lib/kernel/contract'
import {
  conditionWords,
  effectWords,
  ruleWords,
  type ActionDefinition,
  type KindDefinition,
  type NameOf,
} from '../contract.ts'
import type { ClockDefinition, Field } from '../kind.ts'

/** The values of a property, each in words; undefined where there are none that could be said shortly. */
export function valueWords(
  property: string,
  value: unknown,
  kind: KindDefinition,
  nameOf: NameOf,
): readonly Words[] | undefined {
  if (value === undefined) return []
  if (property === 'name') return [value as Words]
  if (property === 'effect') return effectsOf(value, kind)
  if (property === 'guards')
    return (value as ActionDefinition['guards']).map((guard) => conditionWords(guard.condition, kind, nameOf))
  if (property === 'input') return (value as readonly Field[]).map((field) => field.name)
  if (property === 'choices') return (value as NonNullable<Field['choices']>).map((choice) => choice.name)
  if (property === 'rules')
    return (value as ClockDefinition['rules']).map((rule) => {
      const limit = ruleWords(rule, kind)
      return {
        'zh-CN': `${limit['zh-CN']}（${rule.source['zh-CN']}）`,
        en: `${limit.en} (${rule.source.en})`,
      }
    })
  const values = Array.isArray(value) ? (value as unknown[]) : [value]
  const said = values.map((one) => wordsOf(property, one, kind, nameOf))
  return said.every((one) => one !== undefined) ? said : undefined
}

function effectsOf(value: unknown, kind: KindDefinition): readonly Words[] {
  const action = { to: '@before', input: [], effect: value } as unknown as ActionDefinition
  // The first sentence is about the state after it, which is a property of its own.
  return effectWords(action, kind).slice(1)
}

const ofStates = ['from', 'to', 'runsIn', 'standsIn', 'pausesIn']
const ofRoles = ['roles', 'seenBy', 'revealedTo']
const ofActions = ['actions', 'endsWith', 'performs']
const ofFields = ['requires', 'titleField', 'textField', 'categoryField', 'addressField', 'pointField']

function wordsOf(property: string, value: unknown, kind: KindDefinition, nameOf: NameOf): Words | undefined {
  if (typeof value === 'object' && value !== null) return undefined
  const code = String(value)
  const found = ofStates.includes(property)
    ? kind.states.find((one) => one.code === code)?.name
    : ofRoles.includes(property)
      ? nameOf('role', code)
      : ofActions.includes(property)
        ? kind.actions.find((one) => one.code === code)?.name
        : ofFields.includes(property)
          ? kind.fields.find((one) => one.key === code)?.name
          : undefined
  if (found !== undefined) return found
  if (typeof value === 'boolean') return value ? { 'zh-CN': '是', en: 'yes' } : { 'zh-CN': '否', en: 'no' }
  return { 'zh-CN': code, en: code }
}
