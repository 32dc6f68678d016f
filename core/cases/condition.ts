import { Type, type Static } from 'typebox'
import type { Json } from '#lib/kernel/contract'

/**
 * The condition language of case kinds: JSON values, evaluated by this one pure module in the browser (a button is
 * disabled, with the reason) and on the server (409). A `fact` is a dotted path into what the evaluator is given:
 * `case.state`, `case.facts.<key>`, `case.done.<action>` (times done), `case.doneHere.<action>` (times done since the
 * present unit got the case), `case.marks` (a list), `case.clocks.<code>.over|running|round`, `case.level` (the sort of
 * the platform that holds it), `case.transfers` (times passed between platforms), `case.joint` (units joining in),
 * `actor.role`, `actor.handled` (this person has worked on the case), `actor.registered`, `actor.did.<action>`,
 * `place.areas` (codes of the areas it lies in), `time.hour|weekday|working`, `input.<key>`.
 *
 * `same` compares with another fact, `has` looks into a list, `begins` at how a code begins.
 */
export const Condition = Type.Cyclic(
  {
    Condition: Type.Union([
      Type.Object({ all: Type.Array(Type.Ref('Condition')) }, { additionalProperties: false }),
      Type.Object({ any: Type.Array(Type.Ref('Condition')) }, { additionalProperties: false }),
      Type.Object({ not: Type.Ref('Condition') }, { additionalProperties: false }),
      Type.Object(
        { fact: Type.String(), is: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) },
        { additionalProperties: false },
      ),
      Type.Object(
        { fact: Type.String(), in: Type.Array(Type.Union([Type.String(), Type.Number()])) },
        { additionalProperties: false },
      ),
      Type.Object({ fact: Type.String(), atLeast: Type.Number() }, { additionalProperties: false }),
      Type.Object({ fact: Type.String(), atMost: Type.Number() }, { additionalProperties: false }),
      Type.Object({ fact: Type.String(), same: Type.String() }, { additionalProperties: false }),
      Type.Object({ fact: Type.String(), has: Type.String() }, { additionalProperties: false }),
      Type.Object({ fact: Type.String(), begins: Type.String() }, { additionalProperties: false }),
      Type.Object({ fact: Type.String(), present: Type.Boolean() }, { additionalProperties: false }),
    ]),
  },
  'Condition',
)
export type Condition = Static<typeof Condition>

/**
 * A condition inside a larger value that travels: any object. Serialisers cannot follow a schema that names itself;
 * a kind's conditions are checked against `Condition` when it is published.
 */
export const ConditionValue = Type.Unsafe<Condition>({
  type: 'object',
  additionalProperties: true,
  description: 'a condition',
})

/** Whether a condition holds. A fact that is not there equals nothing, counts as 0 and is not present. */
export function holds(condition: Condition, facts: Json): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts))
  if ('any' in condition) return condition.any.some((part) => holds(part, facts))
  if ('not' in condition) return !holds(condition.not, facts)
  const value = factAt(condition.fact, facts)
  if ('is' in condition) return value === condition.is
  if ('in' in condition) return condition.in.some((one) => one === value)
  if ('atLeast' in condition) return (typeof value === 'number' ? value : 0) >= condition.atLeast
  if ('atMost' in condition) return (typeof value === 'number' ? value : 0) <= condition.atMost
  if ('same' in condition) return value !== undefined && value === factAt(condition.same, facts)
  if ('begins' in condition) return typeof value === 'string' && value.startsWith(condition.begins)
  if ('has' in condition) return Array.isArray(value) && value.includes(condition.has)
  return (value !== undefined && value !== null && value !== '') === condition.present
}

function factAt(path: string, facts: Json): Json | undefined {
  let value: Json | undefined = facts
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, key)) return undefined
    value = (value as { readonly [key: string]: Json | undefined })[key]
  }
  return value
}
