import { Value } from 'typebox/value'
import { Condition } from './condition.ts'
import { KindDefinition } from './kind.ts'

/** What is wrong with a kind definition, in words for whoever writes it; empty when nothing is. */
export function kindFaults(definition: unknown): string[] {
  if (!Value.Check(KindDefinition, definition)) {
    return [...Value.Errors(KindDefinition, definition)].map((error) => `${error.instancePath} ${error.message}`)
  }
  const faults: string[] = []
  const states = new Set(definition.states.map((state) => state.code))
  const needState = (code: string, where: string): void => {
    if (!states.has(code)) faults.push(`${where} names the state ${code}, which is not there`)
  }
  needState(definition.register.to, 'register')
  for (const action of definition.actions) {
    for (const from of action.from) needState(from, action.code)
    if (action.to !== undefined && action.to !== '@before') needState(action.to, action.code)
    const unitField = action.effect.assignUnitFrom
    if (
      unitField !== undefined &&
      !action.input.some((field) => field.key === unitField && field.type === 'unit' && field.required === true)
    ) {
      faults.push(`${action.code} assigns the unit of ${unitField}, which is no required unit field of its input`)
    }
  }
  const conditions = [
    ...definition.actions.flatMap((action) => action.guards.map((guard) => guard.condition)),
    ...[definition.fields, ...definition.actions.map((action) => action.input)]
      .flat()
      .flatMap((field) => field.when ?? []),
  ]
  for (const condition of conditions) {
    if (!Value.Check(Condition, condition)) faults.push(`this is not a condition: ${JSON.stringify(condition)}`)
  }
  for (const key of [definition.titleField, definition.textField, definition.sourceNumberField]) {
    if (key !== undefined && !definition.fields.some((field) => field.key === key))
      faults.push(`there is no field ${key}`)
  }
  return faults
}
