import { Type, type Static } from 'typebox'
import { WordsSchema } from '#lib/http/contract'
import { ConditionValue } from './condition.ts'

/** An amount of time on a working calendar, in a unit of platform/calendar. */
export const Limit = Type.Object({
  value: Type.Number({ exclusiveMinimum: 0 }),
  unit: Type.Union([
    Type.Literal('minute'),
    Type.Literal('urgent_hour'),
    Type.Literal('work_hour'),
    Type.Literal('work_day'),
    Type.Literal('natural_day'),
  ]),
})
export type Limit = Static<typeof Limit>

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
    /** a whole number from `least` to `most` */
    Type.Literal('number'),
    /** an entry of the dictionary `list`, by its code */
    Type.Literal('code'),
    /** the id of a filing standard (立案条件), from which a limit may follow */
    Type.Literal('standard'),
    /** `lon,lat` in WGS-84 */
    Type.Literal('point'),
    /** ids of uploaded files, separated by commas */
    Type.Literal('files'),
  ]),
  choices: Type.Optional(Type.Array(Type.Object({ code: Type.String(), name: WordsSchema }))),
  required: Type.Optional(Type.Boolean()),
  /** personal data: sealed under the case's own key, never in an action in clear; shown masked */
  private: Type.Optional(Type.Boolean()),
  /** how a private field is covered where it is shown; `text` finds and covers numbers, addresses, mail in it */
  mask: Type.Optional(Type.Union([Type.Literal('name'), Type.Literal('phone'), Type.Literal('text')])),
  maxLength: Type.Optional(Type.Integer({ description: 'characters; default 200 for text, 4000 for long' })),
  list: Type.Optional(Type.String({ description: 'of a code: the dictionary’s kind' })),
  /** of a code: which dictionary, by the choice made in another field of the case, such as component or event */
  listBy: Type.Optional(Type.Object({ field: Type.String(), lists: Type.Record(Type.String(), Type.String()) })),
  least: Type.Optional(Type.Integer()),
  most: Type.Optional(Type.Integer({ description: 'of a number; of files: how many' })),
  /** of a moment: not in the future */
  past: Type.Optional(Type.Boolean()),
  /** of a moment: not before now */
  future: Type.Optional(Type.Boolean()),
  /** may not repeat the words of the choice made in this other field */
  notAs: Type.Optional(Type.String()),
  /** which units may be named: of the platform that holds the case, platforms right below it, or below the acting unit */
  among: Type.Optional(Type.Union([Type.Literal('platform'), Type.Literal('platforms_below'), Type.Literal('below')])),
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
  /**
   * who acts: `holder` people of the unit that handles the case (主办); `joint` of a unit that joins in (协办);
   * `handlers` either; `above` people of the handling unit, or whose reach covers it; `platform` of the platform that
   * holds the case; `system` nobody, a clock does it; with `anyone` the roles alone decide
   */
  by: Type.Union([
    Type.Literal('anyone'),
    Type.Literal('holder'),
    Type.Literal('joint'),
    Type.Literal('handlers'),
    Type.Literal('above'),
    Type.Literal('platform'),
    Type.Literal('system'),
  ]),
  input: Type.Array(Field),
  /** must all hold, else the action is disabled with the first reason that does not */
  guards: Type.Array(Type.Object({ condition: ConditionValue, reason: WordsSchema })),
  effect: Type.Object({
    /** hands the case to the unit named by this input field, as 主办 */
    assignUnitFrom: Type.Optional(Type.String()),
    /** joins the unit named by this input field, as 协办 */
    joinUnitFrom: Type.Optional(Type.String()),
    /** takes the case from the unit that handles it */
    release: Type.Optional(Type.Boolean()),
    /** takes it from the units that join in: from all, or from the acting one */
    leave: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('own')])),
    /** passes the case to a platform: down to the one named by a field (转派), up to the one above (上派), or back */
    transfer: Type.Optional(
      Type.Union([
        Type.Object({ way: Type.Literal('down'), unitFrom: Type.String() }),
        Type.Object({ way: Type.Literal('up') }),
        Type.Object({ way: Type.Literal('back') }),
      ]),
    ),
    /** marks set on the case and taken from it, such as a supervision order */
    mark: Type.Optional(Type.Array(Type.String())),
    unmark: Type.Optional(Type.Array(Type.String())),
    /** inputs that become facts of the case */
    set: Type.Optional(Type.Array(Type.String())),
    /** gives a clock more time: as many units as a field of the input or a fact says */
    extend: Type.Optional(
      Type.Object({ clock: Type.String(), unit: Limit.properties.unit, amountFrom: Type.String() }),
    ),
  }),
  tone: Type.Union([Type.Literal('primary'), Type.Literal('plain'), Type.Literal('danger')]),
})
export type ActionDefinition = Static<typeof ActionDefinition>

/** A way for a case to begin. */
const Entry = Type.Object({
  name: WordsSchema,
  to: Type.String(),
  roles: Type.Array(Type.String()),
  /** fields that are required here though the form does not require them */
  requires: Type.Optional(Type.Array(Type.String())),
})

/** Where a clock's time comes from; the first rule that applies wins, so that overlapping rules have one winner. */
export const ClockRule = Type.Object({
  when: Type.Optional(ConditionValue),
  /** this much time */
  limit: Type.Optional(Limit),
  /** the limit of the filing standard in this fact */
  standard: Type.Optional(Type.String()),
  /** until the moment in this fact, whatever the calendar says */
  until: Type.Optional(Type.String()),
  /** why, in words: the paper and clause it comes from */
  source: WordsSchema,
})
export type ClockRule = Static<typeof ClockRule>

/**
 * A clock of a kind (时限). It runs while the case is in a state of `runsIn`, stands still without moving its deadline in
 * those of `standsIn` (checking is not the unit's time; rework keeps the old deadline), is paused in those of `pausesIn`
 * (what was left is left when it goes on), and ends elsewhere.
 */
export const ClockDefinition = Type.Object({
  code: Type.String({ pattern: '^[a-z][A-Za-z0-9_]*$' }),
  name: WordsSchema,
  of: Type.Union([Type.Literal('stage'), Type.Literal('case'), Type.Literal('signing')]),
  rules: Type.Array(ClockRule, { minItems: 1 }),
  /** never later than the moment in this fact, less this: an inner deadline lies before the outer one */
  notAfter: Type.Optional(Type.Object({ field: Type.String(), less: Type.Optional(Limit) })),
  runsIn: Type.Array(Type.String(), { minItems: 1 }),
  standsIn: Type.Optional(Type.Array(Type.String())),
  pausesIn: Type.Optional(Type.Array(Type.String())),
  /** it also ends when one of these actions was done since the present unit got the case */
  endsWith: Type.Optional(Type.Array(Type.String())),
  /** whose hours count: those of the unit that handles the case, or the city's; default city */
  hours: Type.Optional(Type.Union([Type.Literal('holder'), Type.Literal('city')])),
  /** begins anew when another unit gets the case */
  restartsWithHolder: Type.Optional(Type.Boolean()),
  /** a stage comes again: anew, or with the old deadline; default anew */
  again: Type.Optional(Type.Union([Type.Literal('anew'), Type.Literal('old')])),
  /** what is left at least when it runs on after standing still */
  leastLeft: Type.Optional(Limit),
  /** the yellow light: when this share of the time is used */
  warnShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** further points after the breach, as multiples of the limit: 3 = thrice over */
  grades: Type.Optional(Type.Array(Type.Number({ exclusiveMinimum: 1 }))),
  /** what the system does when the time is up; the breach is then not counted as one */
  performs: Type.Optional(Type.String()),
  /** `aside`: does not count into the moment the case is due */
  shows: Type.Optional(Type.Union([Type.Literal('due'), Type.Literal('aside')])),
})
export type ClockDefinition = Static<typeof ClockDefinition>

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
      stage: Type.Union([
        Type.Literal('waiting'),
        Type.Literal('working'),
        Type.Literal('checking'),
        Type.Literal('done'),
      ]),
      /** of an end: which one it is, since bad ends count differently; default closed */
      ending: Type.Optional(
        Type.Union([
          Type.Literal('closed'),
          Type.Literal('not_accepted'),
          Type.Literal('not_filed'),
          Type.Literal('voided'),
          Type.Literal('given_back'),
        ]),
      ),
    }),
  ),
  register: Entry,
  /** further ways for a case to begin, such as 即查即改 */
  entries: Type.Optional(Type.Array(Type.Intersect([Entry, Type.Object({ code: Type.String() })]))),
  /** the same number arrives again from outside: the action by which it is added to its case, by the value of a field */
  sameNumber: Type.Optional(
    Type.Object({
      by: Type.Optional(Type.String()),
      actions: Type.Record(Type.String(), Type.String()),
      otherwise: Type.String(),
    }),
  ),
  clocks: Type.Optional(Type.Array(ClockDefinition)),
  /** several actions done with one form and one key, each a row of its own */
  shortcuts: Type.Optional(
    Type.Array(
      Type.Object({
        code: Type.String({ pattern: '^[a-z][A-Za-z0-9_]*$' }),
        name: WordsSchema,
        actions: Type.Array(Type.String(), { minItems: 2 }),
        roles: Type.Array(Type.String()),
        /** only where routing is certain; the unit it names fills the form */
        certain: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
  /** facts with a meaning of their own */
  addressField: Type.Optional(Type.String()),
  pointField: Type.Optional(Type.String()),
  categoryField: Type.Optional(Type.String()),
  /** the deadline somebody outside has set, shown first */
  outerDueField: Type.Optional(Type.String()),
  /** the first of these conditions that holds makes a case that confidential; default 1 */
  sensitivity: Type.Optional(
    Type.Array(
      Type.Object({ when: ConditionValue, level: Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal(2)]) }),
    ),
  ),
  /** which time a clock uses: when it was recorded, or when it happened, if that lies back at most so far */
  clockTime: Type.Optional(
    Type.Object({
      uses: Type.Union([Type.Literal('recorded'), Type.Literal('occurred')]),
      mostHoursBack: Type.Number({ minimum: 0 }),
    }),
  ),
  /** whether a case stays visible to those who passed it on; default yes */
  staysVisible: Type.Optional(Type.Object({ platform: Type.Boolean(), main: Type.Boolean(), joint: Type.Boolean() })),
  actions: Type.Array(ActionDefinition),
  /** roles that see every case of this kind on their ground; others see what their unit holds or held */
  seenBy: Type.Array(Type.String()),
  /** roles that may read personal data in clear, with a reason; of a unit only while it holds the case */
  revealedTo: Type.Array(Type.String()),
})
export type KindDefinition = Static<typeof KindDefinition>
