import { Type, type Static } from 'typebox'
import { WordsSchema } from '#lib/http/contract'
import { ConditionValue } from './condition.ts'

/** A rule by which a case finds its unit: category, place, source, time and answers are what its condition may ask. */
export const RoutingRule = Type.Object({
  code: Type.String({ pattern: '^[a-z][A-Za-z0-9_-]*$', maxLength: 60 }),
  /** why, in words: shown with the suggestion and kept with the decision */
  name: WordsSchema,
  /** only cases of this kind */
  kind: Type.Optional(Type.String()),
  when: ConditionValue,
  /** the unit with this code, the unit of the smallest area with one of its own, or the platform that has the case */
  to: Type.Union([
    Type.Object({ unit: Type.String() }),
    Type.Object({ area: Type.Literal(true), sort: Type.Optional(Type.String({ description: 'a unit of this sort' })) }),
    Type.Object({ platform: Type.Literal(true) }),
  ]),
  /** nobody needs to look at it again */
  certain: Type.Boolean(),
  /** the paper and clause it comes from */
  source: Type.Optional(Type.String({ maxLength: 300 })),
  /** how sure that is */
  confidence: Type.Optional(Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')])),
})
export type RoutingRule = Static<typeof RoutingRule>
