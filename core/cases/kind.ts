import { Type, type Static } from 'typebox'
import { WordsSchema } from '#lib/http/contract'
import { ConditionValue } from './condition.ts'

/** A field of a case's form or of an action's input. */
export const Field = Type.Object({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }),
  name: WordsSchema,
  type: Type.Union([
    Type.Literal('text'),
    Type.Literal('long'),
    Type.Literal('choice'),
    Type.Literal('moment'),
    Type.Literal('unit'),
  ]),
  choices: Type.Optional(Type.Array(Type.Object({ code: Type.String(), name: WordsSchema }))),
  required: Type.Optional(Type.Boolean()),
  /** personal data: sealed under the case's own key, never in an action in clear; shown masked */
  private: Type.Optional(Type.Boolean()),
  /** how a private field is covered where it is shown; `text` finds and covers numbers, addresses, mail in it */
  mask: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('phone'), Type.Literal('text')])),
  maxLength: Type.Optional(Type.Integer({ description: 'characters; default 200 for text, 4000 for long' })),
  /** shown only when this holds over the input so far */
  when: Type.Optional(ConditionValue),
})
export type Field = Static<typeof Field>

/** One action of a workflow: who may do it, from where to where, what it asks and what it does. */
export const ActionDefinition = Type.Object({
  code: Type.String({ pattern: '^[a-z][A-Za-z0-9_]*$' }),
  name: WordsSchema,
  from: Type.Array(Type.String()),
  /** the state after it; without one the case stays where it is */
  to: Type.Optional(Type.String()),
  roles: Type.Array(Type.String()),
  /** `holder`: only people of the unit that holds the case now */
  by: Type.Union([Type.Literal('anyone'), Type.Literal('holder')]),
  input: Type.Array(Field),
  /** must all hold, else the action is disabled with the first reason that does not */
  guards: Type.Array(Type.Object({ condition: ConditionValue, reason: WordsSchema })),
  effect: Type.Object({
    /** hands the case to the unit named by this input field, as 主办 */
    assignUnitFrom: Type.Optional(Type.String()),
    /** takes the case from the unit that holds it */
    release: Type.Optional(Type.Boolean()),
  }),
  tone: Type.Union([Type.Literal('primary'), Type.Literal('plain'), Type.Literal('danger')]),
})
export type ActionDefinition = Static<typeof ActionDefinition>

/** A case kind: a versioned value. A running case stays on the version it began with. */
export const KindDefinition = Type.Object({
  kind: Type.String({ pattern: '^[a-z][a-z0-9_]*$' }),
  version: Type.Integer({ minimum: 1 }),
  name: WordsSchema,
  /** fields of the case itself, filled in when it is registered */
  fields: Type.Array(Field),
  /** which fields make the masked title and text that lists and search show */
  titleField: Type.String(),
  textField: Type.String(),
  /** the field that carries the number the case has in the system it came from */
  sourceNumberField: Type.Optional(Type.String()),
  states: Type.Array(
    Type.Object({
      code: Type.String(),
      name: WordsSchema,
      stage: Type.Union([Type.Literal('waiting'), Type.Literal('working'), Type.Literal('checking'), Type.Literal('done')]),
    }),
  ),
  register: Type.Object({ name: WordsSchema, to: Type.String(), roles: Type.Array(Type.String()) }),
  actions: Type.Array(ActionDefinition),
  /** roles that see every case of this kind; others see what their unit holds or held */
  seenBy: Type.Array(Type.String()),
  /** roles that may read personal data in clear, with a reason; of a unit only while it holds the case */
  revealedTo: Type.Array(Type.String()),
})
export type KindDefinition = Static<typeof KindDefinition>
