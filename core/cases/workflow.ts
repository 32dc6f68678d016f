import type { Json, Words } from '#lib/kernel/contract'
import { holds } from './condition.ts'
import { holderOf, jointOf, platformOf, type CaseState } from './fold.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'

/** As much of whoever acts as a workflow asks about. */
export interface Acting {
  readonly accountId: string
  readonly role: string
  readonly unitId: string
  /** the unit whose platform this person works on */
  readonly platformId: string | null
  /** units this person's post reaches; null: all */
  readonly reach?: readonly string[] | null
  /** nobody: a clock acts, and no role is asked */
  readonly system?: true
  /** brings in what arrived from outside: whose turn it is, and in what role, is not asked */
  readonly delivers?: true
}

export type Input = Readonly<Record<string, string | null>>

/** What conditions may ask beyond the case itself. */
export interface Surroundings {
  /** now, as an instant in ms */
  readonly now: number
  /** the sort of the platform that holds the case */
  readonly level?: string | undefined
}

export interface Offer {
  readonly action: ActionDefinition
  /** why it cannot be done now by this person; undefined when it can */
  readonly reason: Words | undefined
}

/** The actions of a case's present state, each with the reason why not, where there is one. */
export function offers(kind: KindDefinition, state: CaseState, acting: Acting, around: Surroundings): Offer[] {
  return kind.actions
    .filter((action) => action.from.includes(state.state) && action.by !== 'system')
    .map((action) => ({ action, reason: whyNot(kind, action, state, acting, around) }))
}

/** The facts that a kind's conditions may ask about. */
export function factsOf(
  state: CaseState,
  acting: Acting | undefined,
  around: Surroundings,
): { readonly [key: string]: Json } {
  const clocks = Object.fromEntries(
    state.clocks.map((run) => [
      run.code,
      {
        over: run.breachedAt !== null || (run.state === 'running' && Date.parse(run.deadline) <= around.now),
        running: run.state === 'running',
        round: run.round,
      },
    ]),
  )
  return {
    case: {
      state: state.state,
      facts: state.facts,
      done: state.done,
      doneHere: state.doneHere,
      marks: [...state.marks],
      clocks,
      level: around.level ?? '',
      transfers: state.assignments.filter((one) => one.part === 'platform').length - 1,
      joint: jointOf(state).length,
    },
    actor: {
      role: acting?.role ?? '',
      handled: acting !== undefined && state.handledBy.includes(acting.accountId),
      registered: acting !== undefined && state.registeredBy === acting.accountId,
      did: Object.fromEntries(
        Object.entries(state.didLast)
          .filter(([, account]) => account === acting?.accountId)
          .map(([action]) => [action, true]),
      ),
    },
    place: { areas: [...(state.place?.areas ?? [])] },
  }
}

/** Why an action cannot be done now by this person; undefined when it can. */
export function whyNot(
  kind: KindDefinition,
  action: ActionDefinition,
  state: CaseState,
  acting: Acting,
  around: Surroundings,
): Words | undefined {
  if (!action.from.includes(state.state)) {
    const name = kind.states.find((one) => one.code === state.state)?.name
    return {
      'zh-CN': `案件处于“${name?.['zh-CN'] ?? state.state}”，不能${action.name['zh-CN']}`,
      en: `The case is “${name?.en ?? state.state}”: ${action.name.en} is not possible`,
    }
  }
  if (acting.system !== true && acting.delivers !== true) {
    const other = notTheirs(action, state, acting)
    if (other !== undefined) return other
    if (!action.roles.includes(acting.role)) return { 'zh-CN': '您的岗位没有此权限', en: 'Your post may not do this' }
  }
  const facts = factsOf(state, acting, around)
  return action.guards.find((guard) => !holds(guard.condition, facts))?.reason
}

/** Whose turn it is, where it is not this person's. */
function notTheirs(action: ActionDefinition, state: CaseState, acting: Acting): Words | undefined {
  const holder = holderOf(state)
  const joins = jointOf(state).some((one) => one.unitId === acting.unitId)
  const handles = holder?.unitId === acting.unitId
  const notHandler: Words = {
    'zh-CN': `由${holder?.unitName ?? '承办单位'}办理`,
    en: `For ${holder?.unitName ?? 'the handling unit'} to do`,
  }
  switch (action.by) {
    case 'anyone':
      return undefined
    case 'system':
      return { 'zh-CN': '由系统到时自动执行', en: 'The system does this when the time comes' }
    case 'holder':
      return handles ? undefined : notHandler
    case 'joint':
      return joins ? undefined : { 'zh-CN': '由协办单位办理', en: 'For a unit that joins in' }
    case 'above':
      return handles || (holder !== undefined && reaches(acting, holder.unitId)) ? undefined : notHandler
    case 'handlers':
      return handles || joins ? undefined : notHandler
    case 'platform': {
      const platform = platformOf(state)
      if (platform?.unitId === acting.platformId) return undefined
      return {
        'zh-CN': `案件现由${platform?.unitName ?? '其他'}平台受理`,
        en: `The platform of ${platform?.unitName ?? 'another unit'} has the case now`,
      }
    }
  }
}

function reaches({ reach }: Acting, unitId: string): boolean {
  return reach === null || reach?.includes(unitId) === true
}

/** A fault in one field of a form. */
export interface FieldFault {
  readonly field: Field
  readonly fault: Words
}

const faults = {
  missing: { 'zh-CN': '必填', en: 'is required' },
  choice: { 'zh-CN': '不是可选的值', en: 'is not one of the choices' },
  moment: { 'zh-CN': '不是有效的时间', en: 'is not a valid time' },
  unit: { 'zh-CN': '没有这个单位', en: 'is not a unit' },
  number: { 'zh-CN': '不是整数', en: 'is not a whole number' },
  point: { 'zh-CN': '不是有效的经纬度', en: 'is not a longitude and latitude' },
  files: { 'zh-CN': '附件无效', en: 'are not files' },
  future: { 'zh-CN': '不能是将来的时间', en: 'lies in the future' },
  past: { 'zh-CN': '不能是过去的时间', en: 'lies in the past' },
  repeats: { 'zh-CN': '说明不能与选项文字相同', en: 'only repeats the choice' },
  unknown: { 'zh-CN': '表单中没有这一项', en: 'is not in this form' },
} as const

/**
 * Checks what was filled in against a form. Returns the cleaned values (trimmed, empty ones and ones whose condition
 * does not hold left out) and what is wrong. The same in the browser and on the server.
 */
export function checkInput(
  fields: readonly Field[],
  input: Input,
  now: number = Date.now(),
): { values: Record<string, string>; faults: FieldFault[] } {
  const values: Record<string, string> = {}
  const found: FieldFault[] = []
  for (const field of fields) {
    if (field.when !== undefined && !holds(field.when, { input })) continue
    const value = (input[field.key] ?? '').trim()
    if (value === '') {
      if (field.required === true) found.push({ field, fault: faults.missing })
      continue
    }
    const fault = faultOf(field, value, now) ?? repeats(fields, field, value, input)
    if (fault === undefined) values[field.key] = value
    else found.push({ field, fault })
  }
  for (const key of Object.keys(input)) {
    if (!fields.some((field) => field.key === key)) {
      found.push({ field: { key, name: { 'zh-CN': key, en: key }, type: 'text' }, fault: faults.unknown })
    }
  }
  return { values, faults: found }
}

/** The fault of a unit field whose unit does not exist: only the server can know. */
export const noSuchUnit: Words = faults.unit
export const unitElsewhere: Words = { 'zh-CN': '不在可选单位之内', en: 'is not a unit that can be named here' }
export const noSuchCode: Words = { 'zh-CN': '没有这个代码', en: 'is not a known code' }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function repeats(fields: readonly Field[], field: Field, value: string, input: Input): Words | undefined {
  const other = fields.find((one) => one.key === field.notAs)
  const choice = other?.choices?.find((one) => one.code === input[other.key])
  return choice !== undefined && Object.values(choice.name).includes(value) ? faults.repeats : undefined
}

function faultOf(field: Field, value: string, now: number): Words | undefined {
  const most = field.maxLength ?? (field.type === 'long' || field.type === 'files' ? 4000 : 200)
  const length = [...value].length
  if (length > most)
    return {
      'zh-CN': `不能超过 ${most} 字（现 ${length} 字）`,
      en: `may have ${most} characters at most (has ${length})`,
    }
  if (field.type === 'choice' && field.choices?.some((choice) => choice.code === value) !== true) return faults.choice
  if (field.type === 'unit' && !uuid.test(value)) return faults.unit
  if (field.type === 'moment') return momentFault(field, value, now)
  if (field.type === 'number') return numberFault(field, value)
  if (field.type === 'point') return isPoint(value) ? undefined : faults.point
  if (field.type === 'files') return filesFault(field, value)
  return undefined
}

const skewMs = 5 * 60_000

function momentFault(field: Field, value: string, now: number): Words | undefined {
  if (!isMoment(value)) return faults.moment
  if (field.past === true && Date.parse(value) > now + skewMs) return faults.future
  if (field.future === true && Date.parse(value) < now - skewMs) return faults.past
  return undefined
}

function numberFault({ least, most }: Field, value: string): Words | undefined {
  if (!/^-?\d{1,9}$/.test(value)) return faults.number
  if (least !== undefined && Number(value) < least) return { 'zh-CN': `不能小于 ${least}`, en: `is less than ${least}` }
  if (most !== undefined && Number(value) > most) return { 'zh-CN': `不能大于 ${most}`, en: `is more than ${most}` }
  return undefined
}

function isPoint(value: string): boolean {
  const match = /^(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,2}(?:\.\d{1,12})?)$/.exec(value)
  return match !== null && Math.abs(Number(match[1])) <= 180 && Math.abs(Number(match[2])) <= 90
}

function filesFault({ most = 9 }: Field, value: string): Words | undefined {
  const ids = value.split(',')
  if (!ids.every((id) => uuid.test(id))) return faults.files
  return ids.length > most ? { 'zh-CN': `最多 ${most} 个附件`, en: `may be ${most} at most` } : undefined
}

function isMoment(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(value)
  if (match === null || Number.isNaN(Date.parse(value))) return false
  // Date.parse takes 31 February for 3 March.
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])))
  return day.getUTCDate() === Number(match[3])
}
