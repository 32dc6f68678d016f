import { Type, type Static } from 'typebox'
import { WordsSchema } from '#lib/http/contract'

const literals = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  ) as unknown as ReturnType<typeof Type.Unsafe<T[number]>>

export const itemKinds = ['component', 'event'] as const
export const ItemKind = literals(itemKinds, 'a thing of the city, or something going on; the two may share a code')
export type ItemKind = (typeof itemKinds)[number]

export const limitUnits = ['urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const
export const LimitUnit = literals(
  limitUnits,
  'urgent_hour: round the clock; work_hour, work_day: of the working calendar',
)
export type LimitUnit = (typeof limitUnits)[number]

export const stageUnits = ['minute', 'urgent_hour', 'work_hour', 'work_day', 'natural_day', 'month'] as const
export const StageUnit = literals(stageUnits, 'unit of a stage limit')
export type StageUnit = (typeof stageUnits)[number]

export const confidences = ['high', 'medium', 'low'] as const
export const Confidence = literals(
  confidences,
  'high: seen in a standard or a public system; medium: usual practice; low: a constructed default',
)
export type Confidence = (typeof confidences)[number]

export const LimitValue = Type.Integer({ minimum: 1, maximum: 1000 })

/** How long handling may take. */
export const Limit = Type.Object({ value: LimitValue, unit: LimitUnit })
export type Limit = Static<typeof Limit>

const longText = 1000

/** What is said of a standard from one day to another. */
export const StandardContent = Type.Object({
  item: Type.String({ minLength: 1, maxLength: 32, description: 'code of the component or event' }),
  filing: Type.String({ minLength: 1, maxLength: longText, description: 'when a case is filed (立案条件)' }),
  limit: Limit,
  closing: Type.String({ minLength: 1, maxLength: longText, description: 'when it may be closed (结案条件)' }),
  confidence: Confidence,
  source: Type.String({ maxLength: 400 }),
  note: Type.String({ maxLength: longText }),
})
export type StandardContent = Static<typeof StandardContent>

/** Names a standard. */
export interface StandardKey {
  readonly version: string
  readonly kind: ItemKind
  readonly code: string
}

/** The id of a standard, which says what it is and is the same on every installation. */
export function standardId({ version, kind, code }: StandardKey): string {
  return `${version}.${kind}.${code}`
}

export const codePattern = '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$'
export const versionPattern = '^[a-z0-9][a-z0-9-]{0,23}$'

const ItemSource = Type.Object({
  dictionary: Type.String(),
  version: Type.String({ description: 'empty where the dictionary has none' }),
})

/** A list of items that standards are set for: an edition of the standard, or a city's own. */
export const StandardVersion = Type.Object({
  code: Type.String({ pattern: versionPattern }),
  name: WordsSchema,
  standard: Type.String({ description: 'the standard it follows; empty for none' }),
  items: Type.Object(
    { component: Type.Optional(ItemSource), event: Type.Optional(ItemSource) },
    { description: 'the dictionary in which its items stand' },
  ),
  follows: Type.Array(
    Type.Object({
      column: Type.String({ description: 'column of the dictionary that names the other item' }),
      kind: Type.Optional(ItemKind),
      of: Type.Optional(
        Type.String({ description: 'the column stands in the items of this version, and names ours: they succeed it' }),
      ),
    }),
    { description: 'whose standards count for an item that has none of its own; the first that has some' },
  ),
})
export type StandardVersion = Static<typeof StandardVersion>

/** What a city says of its standards, beside the rows. */
export const GridSettings = Type.Object({
  editors: Type.Array(Type.String(), { description: 'codes of roles that may edit' }),
  validFrom: Type.String({ format: 'date', description: 'from when rows count that come with the first delivery' }),
  versions: Type.Array(StandardVersion, { minItems: 1, description: 'the present one first' }),
})
export type GridSettings = Static<typeof GridSettings>
