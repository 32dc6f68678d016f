import { Type, type Static } from 'typebox'
import { sm3Hex } from '#lib/crypto'
import { ProblemError } from '#lib/http'
import { sentence } from '#lib/http/contract'
import { canonicalJson, newId, type Json } from '#lib/kernel'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { contentOf, type BookContent, type OrgBook } from './book.ts'
import { carryOut, holdBook } from './change-units.ts'
import type { Step, UnitContent } from './forest.ts'
import { place } from './plan-change.ts'
import { lockBook, selectChanges, selectIdentities, selectSorts } from './store.ts'

const OrNull = (text = Type.String({ maxLength: 200 })) => Type.Union([text, Type.Null()])
const Code = Type.String({ pattern: '^[A-Za-z0-9.-]{1,40}$' })
const content = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  shortName: Type.String({ minLength: 1, maxLength: 100 }),
  sort: Type.String(),
  parent: OrNull(),
  position: Type.Integer(),
  divisionCode: OrNull(Type.String({ pattern: '^\\d{4,12}$' })),
}
const StepItem = Type.Object(
  {
    op: Type.Union([Type.Literal('open'), Type.Literal('set'), Type.Literal('close')]),
    unit: Code,
    content: Type.Optional(Type.Partial(Type.Object(content, { additionalProperties: false }))),
  },
  { additionalProperties: false },
)
/** What people do; what the city's data loads is no change of theirs. */
const Kind = Type.Union([
  Type.Literal('open'),
  Type.Literal('rename'),
  Type.Literal('convert'),
  Type.Literal('move'),
  Type.Literal('merge'),
  Type.Literal('split'),
  Type.Literal('close'),
  Type.Literal('reorder'),
  Type.Literal('import'),
])
const ChangeItem = Type.Object(
  {
    key: Type.String(),
    kind: Kind,
    effectiveOn: Type.String({ format: 'date' }),
    from: Type.Array(Code),
    to: Type.Array(Code),
    steps: Type.Array(StepItem, { minItems: 1 }),
  },
  { additionalProperties: false },
)
type ChangeItem = Static<typeof ChangeItem>
type Said = Omit<ChangeItem, 'key'>

/**
 * The organisation travels as what people changed in it, in order and with its days, so that who succeeds whom travels
 * too. What the city's data brought in is in both systems already. A change is known by what it says, not by an id.
 */
export function orgConfiguration(book: OrgBook) {
  return configurationPart<ChangeItem>({
    name: 'organisation',
    title: { 'zh-CN': '组织机构变更', en: 'Changes of the organisation' },
    version: 1,
    item: ChangeItem,
    note: {
      'zh-CN': '按生效日期逐项补做；本系统已有而文件没有的变更保留不动',
      en: 'Made in their order, each from its day on; changes that only this system has stay',
    },
    fields: {
      kind: { 'zh-CN': '变更', en: 'Change' },
      effectiveOn: { 'zh-CN': '生效日期', en: 'Takes effect' },
      units: { 'zh-CN': '涉及机构', en: 'Units' },
    },
    label: ({ effectiveOn, steps }) => `${effectiveOn} ${nameIn(steps)}`,
    show: ({ kind, effectiveOn, steps }) => ({ kind, effectiveOn, units: steps.map(wordsOf).join('；') }),
    keeps: () => true,
    hold: (tx) => tx.read(lockBook()),
    async read(reader) {
      const [identities, changes, sorts] = await reader.read(selectIdentities(), selectChanges(), selectSorts())
      return itemsOf(contentOf(identities, changes, sorts))
    },
    rights: ['org.edit'],
    apply: (request) => applyChanges(book, request),
  })
}

function nameIn(steps: ChangeItem['steps']): string {
  const named = steps.find((step) => step.content?.name !== undefined) ?? steps[0]!
  return named.content?.name ?? named.unit
}

function wordsOf({ op, unit, content: said = {} }: ChangeItem['steps'][number]): string {
  const values = Object.entries(said).map(([field, value]) => `${field}=${value ?? ''}`)
  return [op, unit, ...values].join(' ')
}

function itemsOf({ identities, changes }: BookContent): ChangeItem[] {
  const code = (id: string): string => identities.get(id)!.code
  const seen = new Map<string, number>()
  return changes
    .filter((change) => change.kind !== 'load' && change.undone_at === null)
    .toSorted((a, b) => (a.effective_on === b.effective_on ? 0 : a.effective_on < b.effective_on ? -1 : 1))
    .map((change) => {
      const said: Said = {
        kind: change.kind as ChangeItem['kind'],
        effectiveOn: change.effective_on,
        from: change.from_units.map(code),
        to: change.to_units.map(code),
        steps: change.steps.map((step) => stepItem(step, code)),
      }
      return { key: keyOf(said, seen), ...said }
    })
}

/** What a change says, and the how manieth it is to say so: somebody may rename there and back twice on one day. */
function keyOf(said: Said, seen: Map<string, number>): string {
  const digest = sm3Hex(canonicalJson(said as unknown as Json)).slice(0, 32)
  const count = (seen.get(digest) ?? 0) + 1
  seen.set(digest, count)
  return `${digest} ${count}`
}

function stepItem(step: Step, code: (id: string) => string): ChangeItem['steps'][number] {
  if (step.op === 'close') return { op: 'close', unit: code(step.unitId) }
  const { parentId, ...rest } = step.content
  const parent = parentId === undefined ? {} : { parent: parentId === null ? null : code(parentId) }
  return { op: step.op, unit: code(step.unitId), content: { ...rest, ...parent } }
}

async function applyChanges(book: OrgBook, request: ApplyRequest<ChangeItem>): Promise<void> {
  const { tx, actor, requestId, reason, refuse } = request
  let situation: BookContent = await holdBook(tx)
  const seen = new Map<string, number>()
  for (const { after } of request.changes) {
    if (after === undefined) continue
    const { key, ...said } = after
    if (key.split(' ')[0] !== keyOf(said, seen).split(' ')[0])
      refuse({ 'zh-CN': `变更与其编号不符：${key}`, en: `a change is not what its key says: ${key}` })
    const codes = new Map(situation.codes)
    const opened = new Map<string, string>()
    for (const step of said.steps) {
      if (step.op !== 'open' || codes.has(step.unit)) continue
      const id = newId()
      codes.set(step.unit, id)
      opened.set(id, step.unit)
    }
    const id = (code: string): string =>
      codes.get(code) ?? refuse({ 'zh-CN': `本系统没有机构 ${code}`, en: `there is no unit ${code} here` })
    const draft = {
      kind: said.kind,
      from: said.from.map(id),
      to: said.to.map(id),
      steps: said.steps.map((step) => stepOf(step, id)),
      opened,
    }
    try {
      const planned = place(situation, draft, said.effectiveOn)
      carryOut({ tx, book, actor, requestId, reason }, planned)
      situation = { ...situation, codes, forest: planned.after }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const { kind, data } = error
      refuse({ 'zh-CN': sentence(kind.title, 'zh-CN', data), en: sentence(kind.title, 'en', data) })
    }
  }
}

function stepOf({ op, unit, content: said = {} }: ChangeItem['steps'][number], id: (code: string) => string): Step {
  const unitId = id(unit)
  if (op === 'close') return { op, unitId }
  const { parent, ...rest } = said
  const parentId = parent === undefined ? {} : { parentId: parent === null ? null : id(parent) }
  // A step that opens says everything, which the tree's check relies on: what is missing is nothing.
  if (op === 'open') return { op, unitId, content: { ...empty, ...rest, ...parentId } }
  return { op, unitId, content: { ...rest, ...parentId } }
}

const empty: UnitContent = { name: '', shortName: '', sort: '', parentId: null, position: 0, divisionCode: null }
