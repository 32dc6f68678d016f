import { Type, type Static } from 'typebox'
import { route, WordsSchema } from '#lib/http/contract'

/** A unit of the organisation: a section of the centre, a town, a bureau, an enterprise. */
export const Unit = Type.Object({
  id: Type.String({ format: 'uuid' }),
  code: Type.String({ description: 'the city’s own code of the unit, e.g. T001' }),
  name: Type.String(),
  sort: Type.String({ description: 'centre | town | bureau | enterprise' }),
  parentId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
})
export type Unit = Static<typeof Unit>

export const listUnits = route({
  method: 'GET',
  url: '/units',
  summary: 'All units of the organisation, in the city’s order',
  reply: Type.Object({ items: Type.Array(Unit) }),
  problems: [],
})

/** The city this system runs for, as far as a log-in page may know it. */
export const City = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  centre: WordsSchema,
})
export type City = Static<typeof City>

export const getCity = route({
  method: 'GET',
  url: '/city',
  summary: 'The city this system runs for',
  access: 'public',
  reply: City,
  problems: [],
})
