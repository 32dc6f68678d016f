import { Type, type Static } from 'typebox'

const Id = Type.String({ format: 'uuid' })
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const ShortName = Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' })
const Code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' })
const DivisionCode = Type.Union([Type.String({ pattern: '^[0-9]{6,12}$' }), Type.Null()])
const ParentId = Type.Union([Id, Type.Null()])

/** A unit that is to be opened. */
const newUnit = { code: Code, name: Name, shortName: ShortName, divisionCode: DivisionCode }

const exact = { additionalProperties: false }

/** What is to become of the organisation from a day on. */
export const Order = Type.Union([
  Type.Object(
    { kind: Type.Literal('open'), ...newUnit, sort: Type.String({ maxLength: 40 }), parentId: ParentId },
    exact,
  ),
  Type.Object(
    { kind: Type.Literal('rename'), unitId: Id, name: Name, shortName: ShortName, divisionCode: DivisionCode },
    exact,
  ),
  Type.Object({ kind: Type.Literal('convert'), unitId: Id, sort: Type.String({ maxLength: 40 }) }, exact),
  Type.Object({ kind: Type.Literal('move'), unitId: Id, parentId: Id }, exact),
  Type.Object(
    {
      kind: Type.Literal('merge'),
      unitIds: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }),
      into: Type.Union([Type.Object({ unitId: Id }, exact), Type.Object(newUnit, exact)]),
    },
    { ...exact, description: 'closes the units; a new unit takes the sort and the place of the first' },
  ),
  Type.Object(
    {
      kind: Type.Literal('split'),
      unitId: Id,
      keep: Type.Boolean({ description: 'the unit goes on beside the new ones' }),
      into: Type.Array(Type.Object({ ...newUnit, childIds: Type.Array(Id, { maxItems: 1000 }) }, exact), {
        minItems: 1,
        maxItems: 20,
      }),
    },
    exact,
  ),
  Type.Object(
    {
      kind: Type.Literal('close'),
      unitId: Id,
      successorId: ParentId,
      childrenTo: ParentId,
    },
    { ...exact, description: 'what lies below goes to `childrenTo`' },
  ),
  Type.Object(
    {
      kind: Type.Literal('reorder'),
      parentId: Id,
      unitIds: Type.Array(Id, { minItems: 1, maxItems: 2000, uniqueItems: true }),
    },
    { ...exact, description: 'the units directly below in their new order; those not named follow' },
  ),
])
export type Order = Static<typeof Order>
