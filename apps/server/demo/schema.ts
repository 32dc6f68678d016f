import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { Condition } from '#core/cases'
import { scenes } from './draw-sample.ts'

const Strings = Type.Array(Type.String(), { minItems: 1 })
const Weights = Type.Record(Type.String(), Type.Number({ minimum: 0 }))
/** a share from 0 to 1: itself, or its name among the year's shares */
const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.String()])
const Range = Type.Tuple([Type.Number(), Type.Number()])

/** What is filled into a field. */
export const Filled = Type.Union([
  Type.Object({ value: Type.String() }, { additionalProperties: false }),
  /** a sentence of this pool, or of the topic's own texts of that name */
  Type.Object({ text: Type.String() }, { additionalProperties: false }),
  Type.Object({ pick: Weights }, { additionalProperties: false }),
  Type.Object({ number: Range }, { additionalProperties: false }),
  /** a moment so many days ahead */
  Type.Object({ days: Range }, { additionalProperties: false }),
  /** a moment so many minutes back */
  Type.Object({ ago: Range }, { additionalProperties: false }),
  /** what the topic says */
  Type.Object(
    { topic: Type.Union([Type.Literal('code'), Type.Literal('kind'), Type.Literal('standard')]) },
    { additionalProperties: false },
  ),
  Type.Object(
    { place: Type.Union([Type.Literal('address'), Type.Literal('point'), Type.Literal('hint'), Type.Literal('town')]) },
    { additionalProperties: false },
  ),
  Type.Object({ person: Type.Union([Type.Literal('name'), Type.Literal('phone')]) }, { additionalProperties: false }),
  /** a sample picture of the topic's scene */
  Type.Object({ photo: Type.Union([Type.Literal('before'), Type.Literal('after')]) }, { additionalProperties: false }),
  /** a number nobody else has: this before the day and the case's own */
  Type.Object({ sourceNumber: Type.String() }, { additionalProperties: false }),
  Type.Object(
    {
      unit: Type.Union([
        Type.Literal('routed'),
        Type.Literal('topic'),
        Type.Literal('town'),
        Type.Literal('village'),
        Type.Literal('other'),
        Type.Literal('bureau'),
        Type.Literal('holder'),
      ]),
    },
    { additionalProperties: false },
  ),
])
export type Filled = Static<typeof Filled>

const Form = Type.Record(Type.String(), Type.Union([Filled, Type.Object({ maybe: Share, fill: Filled })]))
export type Form = Static<typeof Form>

/** When something is done: after so many minutes (median), or at a part of what is left of a clock. */
const Delay = Type.Union([
  Type.Object(
    {
      minutes: Type.Number({ minimum: 0 }),
      /** of the logarithm */
      spread: Type.Optional(Type.Number()),
      hours: Type.Optional(Type.Union([Type.Literal('office'), Type.Literal('always')])),
    },
    { additionalProperties: false },
  ),
  Type.Object({ clock: Type.String(), late: Share }, { additionalProperties: false }),
])
export type Delay = Static<typeof Delay>

/** Something that may be done in a state. */
const Choice = Type.Object(
  {
    do: Type.String(),
    /** how often of all times the case comes into this state; those without one part what is left */
    share: Type.Optional(Share),
    weight: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    when: Type.Optional(Type.Unsafe<Condition>(Type.Object({}, { additionalProperties: true }))),
    /** how often in a case; default once for a share */
    most: Type.Optional(Type.Integer({ minimum: 1 })),
    /** only while a unit of these sorts handles the case */
    holder: Type.Optional(Strings),
    /** only these of the action's roles */
    as: Type.Optional(Strings),
    delay: Delay,
    input: Type.Optional(Form),
  },
  { additionalProperties: false },
)
export type Choice = Static<typeof Choice>

/** What cases are about. */
const Topic = Type.Object(
  {
    code: Type.String(),
    kind: Type.Optional(Type.String()),
    weight: Type.Number({ exclusiveMinimum: 0 }),
    /** in which months, by the name of a season; default all alike */
    season: Type.Optional(Type.String()),
    /** filing standards, the first the most frequent */
    standards: Type.Optional(Strings),
    /** unit in charge, by its code */
    unit: Type.Optional(Type.String()),
    /** what sample pictures of it show */
    scene: Type.Optional(Type.Union(scenes.map((one) => Type.Literal(one)))),
    /** what replaces what the form would say */
    set: Type.Optional(Type.Record(Type.String(), Type.String())),
    title: Strings,
    text: Strings,
    done: Strings,
  },
  { additionalProperties: false },
)
export type Topic = Static<typeof Topic>

/** How cases of a kind live. */
export const Behaviour = Type.Object(
  {
    kind: Type.String(),
    weight: Type.Number({ exclusiveMinimum: 0 }),
    /** weights of the hours of a day and of the days of a week, from Sunday */
    hours: Type.Array(Type.Number({ minimum: 0 }), { minItems: 24, maxItems: 24 }),
    weekdays: Type.Array(Type.Number({ minimum: 0 }), { minItems: 7, maxItems: 7 }),
    begins: Type.Array(
      Type.Object(
        {
          weight: Type.Number({ exclusiveMinimum: 0 }),
          entry: Type.Optional(Type.String()),
          /** on whose platform, by the sort of unit */
          level: Type.String(),
          roles: Strings,
          form: Form,
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    form: Form,
    /** by the state's code */
    steps: Type.Record(Type.String(), Type.Array(Choice)),
    topics: Type.Array(Topic, { minItems: 1 }),
    /** states in which some stand today, beside those that happen to: how many; and the actions that lead there if it is not the shortest way */
    open: Type.Record(
      Type.String(),
      Type.Object(
        { count: Type.Integer({ minimum: 0 }), via: Type.Optional(Strings) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type Behaviour = Static<typeof Behaviour>

const People = Type.Object(
  {
    surnames: Type.String({ minLength: 2 }),
    givenNames: Strings,
    /** how telephone numbers begin: a range that is given to nobody */
    phonePrefix: Type.String({ pattern: '^[0-9]{3,7}$' }),
    /** who works where: a unit by its code or every unit of a sort */
    posts: Type.Array(
      Type.Object(
        {
          unit: Type.Optional(Type.String()),
          sort: Type.Optional(Type.String()),
          role: Type.String(),
          count: Type.Integer({ minimum: 1 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)

const Told = {
  source: Type.String(),
  confidence: Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
}

const Year = Type.Object(
  {
    seed: Type.Integer(),
    cases: Type.Integer({ minimum: 1 }),
    days: Type.Integer({ minimum: 30 }),
    /** named shares, from 0 to 1 */
    shares: Type.Record(
      Type.String(),
      Type.Object({ value: Type.Number({ minimum: 0, maximum: 1 }), ...Told }, { additionalProperties: false }),
    ),
    /** weights of the months from January */
    seasons: Type.Record(Type.String(), Type.Array(Type.Number({ minimum: 0 }), { minItems: 12, maxItems: 12 })),
    /** towns without areas of their own: weight beside the number of villages that others have, and their roads */
    towns: Type.Record(Type.String(), Type.Object({ weight: Type.Number(), roads: Strings })),
    /** where cases that stand today lie more often, by division code, so that every demonstration account has work */
    focus: Type.Object({ towns: Strings, villages: Strings, share: Type.Number({ minimum: 0, maximum: 1 }) }),
    /** how a road is told from a text */
    road: Type.String(),
    /** which sorts of places may be named */
    places: Strings,
    /** what is cut off the end of a unit's name when people talk of the place */
    unitEnds: Strings,
    /** fallback where no rule names a unit: codes of units */
    bureaus: Strings,
  },
  { additionalProperties: false },
)

/** The demonstration data of a year: how many cases, what about, how they live. */
export interface DemoYear extends Static<typeof Year> {
  readonly people: Static<typeof People>
  readonly words: Readonly<Record<string, readonly string[]>>
  readonly behaviours: readonly Behaviour[]
}

/** Reads a city's demonstration year from its folder; undefined where it brings none along. Throws what is wrong. */
export async function readDemoYear(folder: string): Promise<DemoYear | undefined> {
  if (!existsSync(join(folder, 'demo-year.json'))) return undefined
  const read = async <T>(file: string, schema: TSchema): Promise<T> => {
    const value: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'))
    if (!Value.Check(schema, value)) {
      const faults = [...Value.Errors(schema, value)].slice(0, 5).map((one) => `${one.instancePath} ${one.message}`)
      throw new Error(`${file}: ${faults.join('; ')}`)
    }
    return value as T
  }
  const kinds = (await readdir(join(folder, 'demo/kinds'))).toSorted()
  const year: DemoYear = {
    ...(await read<Static<typeof Year>>('demo-year.json', Year)),
    people: await read('demo/people.json', People),
    words: await read('demo/words.json', Type.Record(Type.String(), Strings)),
    behaviours: await Promise.all(kinds.map((name) => read<Behaviour>(join('demo/kinds', name), Behaviour))),
  }
  for (const share of year.behaviours.flatMap((one) => sharesIn(one)))
    if (!Object.hasOwn(year.shares, share)) throw new Error(`demo-year.json: there is no share ${share}`)
  for (const { topics } of year.behaviours)
    for (const { season } of topics)
      if (season !== undefined && !Object.hasOwn(year.seasons, season))
        throw new Error(`demo-year.json: there is no season ${season}`)
  return year
}

function sharesIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, one]) =>
    (key === 'share' || key === 'late' || key === 'maybe') && typeof one === 'string' ? [one] : sharesIn(one),
  )
}
