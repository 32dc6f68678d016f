import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'
import { KindDefinition } from './kind.ts'
import { RoutingRule } from './routing-rule.ts'

// What is said about kinds and rules of routing, and their publishing. The door is contract.ts.

const Id = Type.String({ format: 'uuid' })
const Moment = Type.String({ format: 'date-time' })
const Unit = Type.Object({ id: Id, name: Type.String() })
const UnitOrNull = Type.Union([Unit, Type.Null()])

export const noSuchKind = problem('cases.no_such_kind', 404, {
  'zh-CN': '没有这类案件',
  en: 'There is no such kind of case',
})
export const mayNotPublish = problem('cases.may_not_publish', 403, {
  'zh-CN': '您的岗位不能发布案件类别与派遣规则',
  en: 'Your post may not publish kinds of cases and rules of routing',
})
export const kindInvalid = problem('cases.kind_invalid', 422, {
  'zh-CN': '案件类别定义有误：{faults}',
  en: 'The kind is not valid: {faults}',
})
export const versionTaken = problem('cases.version_taken', 409, {
  'zh-CN': '版本 {version} 已发布，请使用下一个版本号',
  en: 'Version {version} is published already; take the next number',
})
export const noSuchRouting = problem('cases.no_such_routing', 404, {
  'zh-CN': '没有这一版派遣规则',
  en: 'There is no such version of the rules',
})
export const routingInvalid = problem('cases.routing_invalid', 422, {
  'zh-CN': '派遣规则有误：{faults}',
  en: 'The rules are not valid: {faults}',
})
export const routingMoved = problem('cases.routing_moved', 409, {
  'zh-CN': '派遣规则已有第 {version} 版，请看过之后再发布',
  en: 'Version {version} of the rules is in force by now; look at it before you publish',
})

/** Why something is published: shown in its history. */
const Reason = Type.String({ minLength: 2, maxLength: 200 })

/** A version in a history: who published it, when and why. What a city brings along has nobody and no reason. */
const PublishedVersion = Type.Object({
  version: Type.Integer(),
  publishedAt: Moment,
  publishedBy: Type.Union([Type.String(), Type.Null()], { description: 'the name at the time' }),
  reason: Type.Union([Type.String(), Type.Null()]),
  count: Type.Integer({ description: 'of a kind: cases that run on it; of rules: how many there are' }),
})
export type PublishedVersion = Static<typeof PublishedVersion>

const Paging = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
}

export const listKinds = route({
  method: 'GET',
  url: '/case-kinds',
  summary: 'The newest version of every case kind',
  reply: Type.Object({ items: Type.Array(KindDefinition), mayPublish: Type.Boolean() }),
  problems: [],
})

export const listKindVersions = route({
  method: 'GET',
  url: '/case-kinds/:kind/versions',
  summary: 'The versions of a kind, the newest first, each with how many cases run on it',
  params: Type.Object({ kind: Type.String({ maxLength: 64 }) }),
  query: Type.Object(Paging),
  reply: PageOf(PublishedVersion),
  problems: [noSuchKind],
})

export const getKindVersion = route({
  method: 'GET',
  url: '/case-kinds/:kind/versions/:version',
  summary: 'One version of a kind',
  params: Type.Object({ kind: Type.String({ maxLength: 64 }), version: Type.Integer({ minimum: 1 }) }),
  reply: KindDefinition,
  problems: [noSuchKind],
})

const KindFinding = Type.Object({
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  where: Type.String({ description: 'JSON pointer into what was checked' }),
  code: Type.String(),
  words: WordsSchema,
})
export type KindFinding = Static<typeof KindFinding>

export const checkKindRoute = route({
  method: 'POST',
  url: '/case-kinds/check',
  summary: 'What publishing a kind would say, without publishing it, and how many cases run on the versions before it',
  body: Type.Object({ definition: Type.Unknown() }),
  reply: Type.Object({
    findings: Type.Array(KindFinding),
    running: Type.Array(Type.Object({ version: Type.Integer(), state: Type.String(), count: Type.Integer() })),
    /** cases that could not be moved to it; they stay on their version and go on there */
    stranded: Type.Array(Type.Object({ version: Type.Integer(), finding: KindFinding })),
  }),
  problems: [mayNotPublish],
})

export const publishKind = route({
  method: 'POST',
  url: '/case-kinds',
  summary: 'Publish a version of a kind; cases that run stay on theirs',
  command: true,
  body: Command({ definition: Type.Unknown(), reason: Reason }),
  reply: Type.Object({ kind: Type.String(), version: Type.Integer(), warnings: Type.Array(KindFinding) }),
  problems: [mayNotPublish, kindInvalid, versionTaken],
})

const Rules = Type.Array(RoutingRule, { maxItems: 2000 })

export const getRouting = route({
  method: 'GET',
  url: '/case-routing',
  summary: 'The rules by which cases find their unit',
  reply: Type.Object({ version: Type.Integer(), rules: Type.Array(RoutingRule), mayPublish: Type.Boolean() }),
  problems: [],
})

export const listRoutingVersions = route({
  method: 'GET',
  url: '/case-routing/versions',
  summary: 'The versions of the rules, the newest first: it is in force',
  query: Type.Object(Paging),
  reply: PageOf(PublishedVersion),
  problems: [],
})

export const getRoutingVersion = route({
  method: 'GET',
  url: '/case-routing/versions/:version',
  summary: 'The rules of one version',
  params: Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  reply: Type.Object({ version: Type.Integer(), rules: Type.Array(RoutingRule) }),
  problems: [noSuchRouting],
})

export const publishRouting = route({
  method: 'POST',
  url: '/case-routing',
  summary: 'Publish a set of rules; decisions already made keep theirs',
  command: true,
  body: Command({ basedOn: Type.Integer(), rules: Rules, reason: Reason }),
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotPublish, routingInvalid, routingMoved],
})

const Hit = Type.Union([Type.Object({ rule: Type.String(), unit: Type.String() }), Type.Null()])

/** A past case for which two sets of rules name different units. */
const RoutingMove = Type.Object({
  caseId: Id,
  number: Type.String(),
  kind: Type.String(),
  before: Hit,
  after: Hit,
  got: Type.String({ description: 'the unit that got it' }),
})
export type RoutingMove = Static<typeof RoutingMove>

export const simulateRouting = route({
  method: 'POST',
  url: '/case-routing/simulate',
  summary: 'What a set of rules would have said of past cases, beside the rules in force and the unit that got each',
  body: Type.Object({
    rules: Rules,
    kind: Type.Optional(Type.String()),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
  reply: Type.Object({
    cases: Type.Integer(),
    routed: Type.Integer(),
    agreed: Type.Integer(),
    certain: Type.Integer(),
    certainAgreed: Type.Integer(),
    byRule: Type.Array(Type.Object({ rule: Type.String(), cases: Type.Integer(), agreed: Type.Integer() })),
    differing: Type.Array(
      Type.Object({ caseId: Id, number: Type.String(), rule: Type.String(), said: Type.String(), got: Type.String() }),
      { description: 'the first hundred that went elsewhere' },
    ),
    moved: Type.Integer({ description: 'cases for which the rules in force name another unit, or one of both none' }),
    moves: Type.Array(RoutingMove, { description: 'the first two hundred of them' }),
  }),
  problems: [mayNotPublish, routingInvalid],
})

export const tryRouting = route({
  method: 'POST',
  url: '/case-routing/try',
  summary: 'Which unit a set of rules names for a case that is only thought of, and why',
  body: Type.Object({
    rules: Type.Optional(Rules),
    kind: Type.String(),
    facts: Type.Record(Type.String(), Type.String({ maxLength: 400 }), { maxProperties: 60 }),
    areas: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20, description: 'codes, from the largest area down' }),
    ),
    platform: Type.Optional(Id),
    at: Type.Optional(Moment),
  }),
  reply: Type.Object({
    unit: UnitOrNull,
    rule: Type.Union([Type.String(), Type.Null()], { description: 'code of the rule that names it' }),
    certain: Type.Boolean(),
    passed: Type.Array(
      Type.Object({ rule: Type.String(), why: Type.Union([Type.Literal('condition'), Type.Literal('no_unit')]) }),
      { description: 'rules for this kind that were asked before and did not apply' },
    ),
  }),
  problems: [noSuchKind, routingInvalid],
})

/** Said when a kind or a set of rules was published. */
export const KindPublished = event(
  'cases.kind_published',
  Type.Object({ kind: Type.String(), version: Type.Integer() }),
)
