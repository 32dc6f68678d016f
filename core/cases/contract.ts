import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'
import { attached, fileNotFound, infected, unreadable } from '#platform/files/contract'
import { noSuchKind } from './contract-publishing.ts'
import { Field, KindDefinition, Limit } from './kind.ts'

import type { ClockLedger } from './clock-ledger.ts'

export type { ClockLedger, LedgerEntry } from './clock-ledger.ts'
export { Field, KindDefinition, type ActionDefinition, type ClockDefinition, type Limit } from './kind.ts'
export { RoutingRule } from './routing-rule.ts'
export { holds, type Condition } from './condition.ts'
export { checkKind } from './check-kind.ts'
export { checkRouting, type RoutingContext } from './check-routing.ts'
export type { Finding } from './finding.ts'
export {
  checkKindRoute,
  getKindVersion,
  getRouting,
  getRoutingVersion,
  kindInvalid,
  KindPublished,
  listKinds,
  listKindVersions,
  listRoutingVersions,
  mayNotPublish,
  noSuchKind,
  noSuchRouting,
  publishKind,
  publishRouting,
  routingInvalid,
  routingMoved,
  simulateRouting,
  tryRouting,
  versionTaken,
  type KindFinding,
  type PublishedVersion,
  type RoutingMove,
} from './contract-publishing.ts'
export { conditionWords, type NameOf } from './condition-words.ts'
export { clockIn, effectWords, ruleWords } from './effect-words.ts'

export const caseNotFound = problem('cases.not_found', 404, {
  'zh-CN': '没有这个案件，或您无权查看',
  en: 'There is no such case, or you may not see it',
})
export const caseMoved = problem('cases.moved', 409, {
  'zh-CN': '案件刚被他人更新，请看过最新情况后再办',
  en: 'Somebody has just changed this case; look at it again before you go on',
})
export const actionNotAllowed = problem('cases.action_not_allowed', 409, {
  'zh-CN': '现在不能执行此操作：{reason}',
  en: 'This cannot be done now: {reason}',
})
export const inputInvalid = problem('cases.input_invalid', 422, {
  'zh-CN': '填写有误：{fields}',
  en: 'Some entries are not valid: {fields}',
})
export const noSuchAction = problem('cases.no_such_action', 404, {
  'zh-CN': '这类案件没有此操作',
  en: 'This kind of case has no such action',
})
export const mayNotRegister = problem('cases.may_not_register', 403, {
  'zh-CN': '您的岗位不能登记这类案件',
  en: 'Your post may not register cases of this kind',
})
export const sourceNumberKnown = problem('cases.source_number_known', 409, {
  'zh-CN': '来源编号 {number} 的案件已存在',
  en: 'A case with source number {number} is already here',
})
export const mayNotReveal = problem('cases.may_not_reveal', 403, {
  'zh-CN': '您的岗位不能查看个人信息原文',
  en: 'Your post may not read personal data in clear',
})

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const OrNull = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S, options = {}) =>
  Type.Union([schema, Type.Null()], options)
const UnitRef = Type.Object({ id: Id, name: Type.String() })

/** A row of a work list. Texts are masked: no personal data in clear. */
export const CaseRow = Type.Object({
  id: Id,
  number: Type.String(),
  sourceNumber: OrNull(Type.String()),
  kind: Type.String(),
  kindVersion: Type.Integer(),
  sequence: Type.Integer({ description: 'how many actions the case has; send it back as basedOn' }),
  state: Type.String(),
  title: Type.String(),
  holder: OrNull(UnitRef),
  facts: Type.Record(Type.String(), Type.String(), { description: 'public fields of the form' }),
  platform: OrNull(UnitRef),
  due: OrNull(
    Type.Object({
      clock: Type.String(),
      deadline: Moment,
      warnAt: OrNull(Moment),
    }),
    { description: 'the clock that is up first of those that run' },
  ),
  outerDueAt: OrNull(Moment),
  point: OrNull(Type.Tuple([Type.Number(), Type.Number()])),
  area: OrNull(Type.String()),
  marks: Type.Array(Type.String()),
  sensitivity: Type.Integer(),
  ending: OrNull(Type.String()),
  openedAt: Moment,
  changedAt: Moment,
  closedAt: OrNull(Moment),
})
export type CaseRow = Static<typeof CaseRow>

const Part = Type.Union([Type.Literal('platform'), Type.Literal('main'), Type.Literal('joint')])

/** A link of the chain of holders. */
export const Holding = Type.Object({
  part: Part,
  unit: UnitRef,
  since: Moment,
  until: OrNull(Moment),
  visible: Type.Boolean(),
})
export type Holding = Static<typeof Holding>

/** A clock of a case as it stands. */
export const ClockView = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  of: Type.String(),
  shows: Type.Boolean({ description: 'counts into the moment the case is due' }),
  round: Type.Integer(),
  state: Type.Union([Type.Literal('running'), Type.Literal('standing'), Type.Literal('paused'), Type.Literal('ended')]),
  startedAt: Moment,
  since: Moment,
  limit: OrNull(Limit),
  deadline: Moment,
  warnAt: OrNull(Moment),
  warnedAt: OrNull(Moment),
  breachedAt: OrNull(Moment),
  graded: Type.Integer(),
})
export type ClockView = Static<typeof ClockView>

export const TimelineEntry = Type.Object({
  sequence: Type.Integer(),
  action: Type.String(),
  actor: Type.Object({ id: Id, name: Type.String(), unitName: Type.String() }),
  occurredAt: Moment,
  recordedAt: Moment,
  state: Type.String({ description: 'the state after it' }),
  assigned: OrNull(UnitRef),
  /** every unit the action handed the case to, and took it from, by part */
  handed: Type.Array(Type.Object({ part: Part, unit: UnitRef })),
  clocks: Type.Array(Type.Object({ clock: Type.String(), do: Type.String(), at: Moment, deadline: OrNull(Moment) })),
  routed: OrNull(Type.Object({ rule: Type.String(), certain: Type.Boolean(), unitId: Id })),
  /** a clock did it, nobody else */
  tick: Type.Boolean(),
  /** what was filled in, by field key; private fields masked; units as their names */
  input: Type.Record(Type.String(), Type.String()),
})
export type TimelineEntry = Static<typeof TimelineEntry>

/** An action of the present state: allowed, or disabled with the reason. */
export const OfferedAction = Type.Object({
  code: Type.String(),
  name: WordsSchema,
  tone: Type.Union([Type.Literal('primary'), Type.Literal('plain'), Type.Literal('danger')]),
  input: Type.Array(Field),
  allowed: Type.Boolean(),
  reason: OrNull(WordsSchema),
  shortcut: Type.Boolean({ description: 'does several actions with one form' }),
})
export type OfferedAction = Static<typeof OfferedAction>

/** The unit the rules of routing name, by which rule (version/code), and whether that settles it. */
export const Suggestion = Type.Object({ unit: UnitRef, rule: Type.String(), why: WordsSchema, certain: Type.Boolean() })
export type Suggestion = Static<typeof Suggestion>

export const CaseView = Type.Object({
  case: CaseRow,
  text: Type.String({ description: 'the masked text' }),
  kind: KindDefinition,
  timeline: Type.Array(TimelineEntry),
  actions: Type.Array(OfferedAction),
  holdings: Type.Array(Holding, { description: 'the chain of holders, oldest first' }),
  clocks: Type.Array(ClockView),
  suggestion: OrNull(Suggestion, { description: 'the unit the rules name for the case as it stands' }),
  hasPrivate: Type.Boolean({ description: 'there are sealed fields that may be revealed' }),
  mayReveal: Type.Boolean(),
})
export type CaseView = Static<typeof CaseView>

export const CaseSort = Type.Union([
  Type.Literal('changed'),
  Type.Literal('-changed'),
  Type.Literal('opened'),
  Type.Literal('-opened'),
  Type.Literal('number'),
  Type.Literal('-number'),
  Type.Literal('due'),
  Type.Literal('-due'),
])
export type CaseSort = Static<typeof CaseSort>

export const listCases = route({
  method: 'GET',
  url: '/cases',
  summary: 'The cases the caller may see: filtered, sorted, paged; a total of 10,001 means more than 10,000',
  query: Type.Object({
    kind: Type.Optional(Type.String()),
    state: Type.Optional(Type.String({ description: 'a state’s code; several separated by commas' })),
    unit: Type.Optional(Id),
    held: Type.Optional(Type.Boolean({ description: 'only what the caller’s own unit holds now' })),
    platform: Type.Optional(Type.Boolean({ description: 'only what the caller’s own platform has now' })),
    due: Type.Optional(Type.Union([Type.Literal('over'), Type.Literal('soon')])),
    area: Type.Optional(Type.String({ maxLength: 20, description: 'code of an area, or how codes begin' })),
    category: Type.Optional(Type.String({ maxLength: 40, description: 'code of a category, or how codes begin' })),
    mark: Type.Optional(Type.String({ maxLength: 40 })),
    openedFrom: Type.Optional(Moment),
    openedBefore: Type.Optional(Moment),
    q: Type.Optional(
      Type.String({ maxLength: 100, description: 'number, last digits of the source number, or words of the text' }),
    ),
    sort: Type.Optional(CaseSort),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  reply: PageOf(CaseRow),
  problems: [],
})

export const countCases = route({
  method: 'GET',
  url: '/cases/counts',
  summary: 'How many cases the caller may see in each state, for tabs',
  query: Type.Object({
    kind: Type.Optional(Type.String()),
    held: Type.Optional(Type.Boolean()),
    platform: Type.Optional(Type.Boolean()),
    q: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  reply: Type.Object({ states: Type.Record(Type.String(), Type.Integer()), total: Type.Integer() }),
  problems: [],
})

export const getCase = route({
  method: 'GET',
  url: '/cases/:id',
  summary: 'One case: facts, timeline and what the caller may do',
  params: Type.Object({ id: Id }),
  reply: CaseView,
  problems: [caseNotFound],
})

/**
 * Why a case is related, the strongest first: same category at the same place, same category near by, another matter at the
 * same place, something near by; and for a case without a point, the same category on the same town's or village's ground.
 */
export const Relation = Type.Union([
  Type.Literal('same_matter'),
  Type.Literal('same_category'),
  Type.Literal('same_place'),
  Type.Literal('near'),
  Type.Literal('same_ground'),
])
export type Relation = Static<typeof Relation>

export const RelatedCase = Type.Object({
  case: CaseRow,
  category: OrNull(Type.String({ description: 'code of its category' })),
  distance: OrNull(Type.Integer({ description: 'metres from the case asked about; null unless both have a point' })),
  why: Relation,
})
export type RelatedCase = Static<typeof RelatedCase>

export const listRelated = route({
  method: 'GET',
  url: '/cases/:id/related',
  summary:
    'Cases near by that may be the same thing: within 150 m and a year of it, the same category first; at most 20, with how many there are',
  params: Type.Object({ id: Id }),
  reply: Type.Object({ items: Type.Array(RelatedCase), total: Type.Integer() }),
  problems: [caseNotFound],
})

export const readClocks = route({
  method: 'GET',
  url: '/cases/:id/clocks',
  summary: 'Why each deadline of a case is what it is: the ledgers of its clocks, round by round, in words',
  params: Type.Object({ id: Id }),
  reply: Type.Object({
    ledgers: Type.Array(Type.Unsafe<ClockLedger>({ type: 'object', additionalProperties: true })),
  }),
  problems: [caseNotFound],
})

const Input = Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 20_000 }), Type.Null()]), {
  maxProperties: 100,
})

const CommandReply = Type.Object({ caseId: Id, number: Type.String(), sequence: Type.Integer(), state: Type.String() })
const RegisterReply = Type.Object({
  ...CommandReply.properties,
  appended: Type.Boolean({ description: 'the number was known: it was added to its case' }),
})

/** What giving a file to a case may be refused with. */
const fileProblems = [fileNotFound, attached, infected, unreadable] as const

export const registerCase = route({
  method: 'POST',
  url: '/cases',
  summary: 'Register a case (录单)',
  command: true,
  body: Command({
    kind: Type.String(),
    entry: Type.Optional(Type.String({ description: 'a further way to begin, as the kind names it' })),
    input: Input,
  }),
  reply: RegisterReply,
  problems: [noSuchKind, mayNotRegister, inputInvalid, sourceNumberKnown, actionNotAllowed, ...fileProblems],
})

export const actOnCase = route({
  method: 'POST',
  url: '/cases/:id/actions/:action',
  summary: 'Do an action of the case’s kind',
  params: Type.Object({ id: Id, action: Type.String({ maxLength: 64 }) }),
  command: true,
  body: Command({
    basedOn: Type.Integer({ minimum: 1, description: 'the sequence the client saw' }),
    input: Input,
  }),
  reply: CommandReply,
  problems: [caseNotFound, noSuchAction, caseMoved, actionNotAllowed, inputInvalid, ...fileProblems],
})

export const suggestUnit = route({
  method: 'POST',
  url: '/cases/:id/suggestion',
  summary: 'The unit the rules name once an action’s form is taken as filled in; changes nothing',
  params: Type.Object({ id: Id }),
  body: Type.Object({ action: Type.String({ maxLength: 64 }), input: Input }),
  reply: Type.Object({ suggestion: OrNull(Suggestion) }),
  problems: [caseNotFound, noSuchAction],
})

export const revealCase = route({
  method: 'POST',
  url: '/cases/:id/reveal',
  summary: 'Read the personal data of a case in clear; asks for a reason and is audited',
  params: Type.Object({ id: Id }),
  body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }),
  reply: Type.Object({ fields: Type.Record(Type.String(), Type.String()) }),
  problems: [caseNotFound, mayNotReveal],
})

/** Said on every accepted action. Whoever may see the case gets it in the stream. */
export const CaseChanged = event(
  'cases.changed',
  Type.Object({
    caseId: Id,
    number: Type.String(),
    kind: Type.String(),
    action: Type.String(),
    sequence: Type.Integer(),
    state: Type.String(),
    /** the state before it; null for a new case */
    from: OrNull(Type.String()),
    /** whether a unit got it to handle, or one that had it gave it back; not in events from before this was said */
    handOver: Type.Optional(OrNull(Type.Union([Type.Literal('given'), Type.Literal('returned')]))),
    /** units that hold the case, or held it and still see it */
    units: Type.Array(Id),
    /** code of the smallest area it lies in */
    area: OrNull(Type.String()),
    category: OrNull(Type.String()),
    sensitivity: Type.Integer(),
  }),
)

/** Said once per batch of an import: lists read anew, nothing is said of single cases. */
export const CasesImported = event('cases.imported', Type.Object({ kind: Type.String(), count: Type.Integer() }))
