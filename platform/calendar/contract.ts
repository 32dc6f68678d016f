import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'

export { getDay, dayOf, dayText, weekdayOf } from './shanghai.ts'
export { parseSpan } from './work-calendar.ts'
export {
  addTime,
  elapsed,
  isContinuous,
  nextOpening,
  timeUnits,
  warningPoint,
  workBetween,
  type TimeUnit,
} from './arithmetic.ts'
export { ledger } from './ledger.ts'
export { durationWords, ledgerHead, ledgerLines, limitWords, momentWords } from './ledger-words.ts'
export type { WorkCalendar } from './work-calendar.ts'

export const mayNotEdit = problem('calendar.may_not_edit', 403, {
  'zh-CN': '您的岗位只能查看工作日历，不能修改',
  en: 'Your post may look at the calendar, not change it',
})
export const dayInvalid = problem('calendar.day_invalid', 422, {
  'zh-CN': '日期有误：{day}。日期应在 1992 年至 2199 年之间，一次最多 60 天',
  en: 'Not a day to set: {day}. Days lie between 1992 and 2199, at most 60 at a time',
})
export const dayUnchanged = problem('calendar.day_unchanged', 409, {
  'zh-CN': '所选日期没有可恢复的人工调整',
  en: 'None of these days was changed by hand',
})
export const changedSince = problem('calendar.changed_since', 409, {
  'zh-CN': '这些日期之后又被修改过，不能撤销',
  en: 'These days were changed again since; this cannot be undone',
})
export const spansInvalid = problem('calendar.spans_invalid', 422, {
  'zh-CN': '工作时段有误：时段须按先后排列、互不重叠，至少一段',
  en: 'The hours are not valid: spans stand in order, do not overlap, and there is at least one',
})
export const noSuchProfile = problem('calendar.no_such_profile', 404, {
  'zh-CN': '没有这个工作时间方案',
  en: 'There are no such working hours',
})
export const profileKnown = problem('calendar.profile_known', 409, {
  'zh-CN': '编号为 {code} 的工作时间方案已存在',
  en: 'Working hours with the code {code} are already here',
})
export const noSuchUnit = problem('calendar.no_such_unit', 404, {
  'zh-CN': '没有这个单位',
  en: 'There is no such unit',
})
export const limitInvalid = problem('calendar.limit_invalid', 422, {
  'zh-CN': '无法计算：工作日须为整数，起止须在 1992 年至 2199 年之间，跨度不超过 800 天',
  en: 'Cannot be worked out: working days are whole, times lie between 1992 and 2199 and at most 800 days apart',
})

const Id = Type.String({ format: 'uuid' })
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' })
const Moment = Type.String({ format: 'date-time' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])
const Reason = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })

export const CalendarDay = Type.Object({
  day: Day,
  working: Type.Boolean(),
  kind: Type.Union([
    Type.Literal('workday'),
    Type.Literal('weekend'),
    Type.Literal('holiday'),
    Type.Literal('makeup'),
    Type.Literal('override'),
  ]),
  name: OrNull(WordsSchema),
  override: OrNull(Type.Object({ reason: Type.String(), by: OrNull(Type.String()), at: Moment })),
})
export type CalendarDay = Static<typeof CalendarDay>

export const CalendarYear = Type.Object({
  year: Type.Integer(),
  announced: Type.Boolean({ description: 'whether the holidays of the year are known; otherwise Monday to Friday' }),
  revision: Type.Integer({ description: "the calendar's version" }),
  mayEdit: Type.Boolean(),
  workdays: Type.Integer(),
  days: Type.Array(CalendarDay),
})
export type CalendarYear = Static<typeof CalendarYear>

export const getYear = route({
  method: 'GET',
  url: '/calendar/years/:year',
  summary: 'Every day of a year: worked or not, and why',
  params: Type.Object({ year: Type.Integer({ minimum: 1992, maximum: 2199 }) }),
  reply: CalendarYear,
  problems: [],
})

const Unit = Type.Union([
  Type.Literal('minute'),
  Type.Literal('urgent_hour'),
  Type.Literal('work_hour'),
  Type.Literal('work_day'),
  Type.Literal('natural_day'),
])
const Opens = Type.Union([Type.Literal('work_days'), Type.Literal('every_day')])
const DayEnd = Type.Union([Type.Literal('close'), Type.Literal('same_time')])
const Spans = Type.Array(Type.String({ pattern: '^\\d{2}:\\d{2}-\\d{2}:\\d{2}$', description: 'e.g. 08:30-11:30' }), {
  minItems: 1,
  maxItems: 8,
})
const hours = { validFrom: Day, opens: Opens, dayEnd: DayEnd, spans: Spans }

export const ProfileHours = Type.Object(hours)
export type ProfileHours = Static<typeof ProfileHours>

export const Profile = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  versions: Type.Array(ProfileHours, { description: 'oldest first; each takes over from the one before' }),
})
export type Profile = Static<typeof Profile>

export const Assignment = Type.Object({
  unitId: OrNull(Id),
  profile: OrNull(Type.String({ description: 'null: follows the default' })),
  validFrom: Day,
})
export type Assignment = Static<typeof Assignment>

export const listProfiles = route({
  method: 'GET',
  url: '/calendar/profiles',
  summary: 'Working hours, and which unit has which',
  reply: Type.Object({
    mayEdit: Type.Boolean(),
    profiles: Type.Array(Profile),
    assignments: Type.Array(Assignment, { description: 'unitId null: the default of all units' }),
  }),
  problems: [],
})

const Changed = Type.Object({ revision: Type.Integer() })

export const setDays = route({
  method: 'POST',
  url: '/calendar/days',
  summary: 'Say of days in a row that they are worked or not, whatever the state announced',
  body: Command({ firstDay: Day, lastDay: Day, working: Type.Boolean(), reason: Reason }),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayInvalid],
})

export const restoreDays = route({
  method: 'POST',
  url: '/calendar/days/restore',
  summary: 'Take back what was said of days in a row: they are again what the state announced',
  body: Command({ firstDay: Day, lastDay: Day }),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayInvalid, dayUnchanged],
})

export const undoDays = route({
  method: 'POST',
  url: '/calendar/days/undo',
  summary: 'Undo a change of days, if they were not changed again since',
  body: Command({ revision: Type.Integer({ minimum: 1 }) }),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayUnchanged, changedSince],
})

export const addProfile = route({
  method: 'POST',
  url: '/calendar/profiles',
  summary: 'Add working hours',
  body: Command({
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$' }),
    name: Type.Object({ 'zh-CN': Reason, en: Reason }),
    ...hours,
  }),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayInvalid, spansInvalid, profileKnown],
})

export const setHours = route({
  method: 'POST',
  url: '/calendar/profiles/:code/hours',
  summary: 'Change working hours from a day on; the days before keep theirs',
  params: Type.Object({ code: Type.String() }),
  body: Command(hours),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayInvalid, spansInvalid, noSuchProfile],
})

export const assignProfile = route({
  method: 'POST',
  url: '/calendar/assignments',
  summary: 'Give working hours to units, or to all units that have none of their own',
  body: Command({
    unitIds: OrNull(Type.Array(Id, { minItems: 1, maxItems: 200 })),
    profile: OrNull(Type.String()),
    validFrom: Day,
  }),
  command: true,
  reply: Changed,
  problems: [mayNotEdit, dayInvalid, noSuchProfile, noSuchUnit],
})

export const CalendarChange = Type.Object({
  revision: Type.Integer(),
  at: Moment,
  what: Type.String(),
  by: OrNull(Type.String({ description: "null: came with the city's or the state's data" })),
  firstDay: Day,
  lastDay: OrNull(Day),
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type CalendarChange = Static<typeof CalendarChange>

/** What narrows the history down. */
const changeFilter = {
  what: Type.Optional(Type.String({ pattern: '^calendar\\.[a-z_]+$', maxLength: 60 })),
  day: Type.Optional(Type.String({ format: 'date', description: 'only changes that concern this day' })),
  q: Type.Optional(Type.String({ maxLength: 100, description: 'part of who it was or of what was said' })),
}

export const listChanges = route({
  method: 'GET',
  url: '/calendar/changes',
  summary: 'Every change of the calendar, newest first',
  query: Type.Object({
    ...changeFilter,
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: PageOf(CalendarChange),
  problems: [],
})

/** So many changes stand in a file at most. */
export const maxChanges = 10_000

export const exportChanges = route({
  method: 'GET',
  url: '/calendar/changes/export',
  summary: `The changes a filter finds, newest first, at most ${maxChanges}`,
  query: Type.Object(changeFilter),
  reply: Type.Object({ items: Type.Array(CalendarChange), total: Type.Integer() }),
  problems: [],
})

export const explainDeadline = route({
  method: 'GET',
  url: '/calendar/deadline',
  summary: 'When a limit ends, and why, in words',
  query: Type.Object({
    from: Moment,
    amount: Type.Number({ minimum: -10_000, maximum: 10_000 }),
    unit: Unit,
    unitId: Type.Optional(Id),
    profile: Type.Optional(Type.String({ description: "hours to try out instead of the unit's own" })),
    share: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'of the limit, for the warning point' })),
    revision: Type.Optional(Type.Integer({ minimum: 1, description: 'as the calendar was then; default: as it is' })),
    pausedAt: Type.Optional(Type.String({ format: 'date-time', description: 'when the clock was stopped' })),
    resumedAt: Type.Optional(Type.String({ format: 'date-time', description: 'when it went on; only with pausedAt' })),
  }),
  reply: Type.Object({
    deadline: Moment,
    paused: OrNull(
      Type.Object(
        { deadline: Moment, lines: Type.Array(WordsSchema) },
        { description: 'what the pause makes of the deadline, and why' },
      ),
    ),
    warning: OrNull(Moment),
    opening: Moment,
    revision: Type.Integer(),
    head: WordsSchema,
    rule: OrNull(WordsSchema),
    lines: Type.Array(Type.Object({ firstDay: Day, lastDay: Day, counts: Type.Boolean(), words: WordsSchema })),
    unknownYears: Type.Array(Type.Integer(), { description: 'years passed through whose holidays are not announced' }),
  }),
  problems: [limitInvalid, noSuchProfile, noSuchUnit],
})

/**
 * Working time of some days has changed: whoever keeps deadlines works out anew those that lie on or after `firstDay`
 * (a clock that ran over any of these days), and never those of what is closed.
 */
export const CalendarChanged = event(
  'calendar.changed',
  Type.Object({
    revision: Type.Integer(),
    firstDay: Day,
    lastDay: OrNull(Day),
    /** null: all units */
    unitIds: OrNull(Type.Array(Id)),
  }),
)
