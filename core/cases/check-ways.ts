import { checkRoles } from './check-actions.ts'
import type { CheckContext } from './check-forms.ts'
import { pointer, type Findings } from './finding.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'
import { isGiven } from './paths.ts'

/** Checks how cases begin, shortcuts, and what happens to a number that comes again. */
export function checkWays(kind: KindDefinition, context: CheckContext, found: Findings): void {
  const states = new Set(kind.states.map((state) => state.code))
  for (const [at, entry] of [kind.register, ...(kind.entries ?? [])].entries()) {
    const here = at === 0 ? '/register' : `/entries/${at - 1}`
    if (!states.has(entry.to))
      found.error(`${here}/to`, 'state_unknown', `没有“${entry.to}”这个状态`, `There is no state “${entry.to}”`)
    if (entry.roles.length === 0)
      found.error(`${here}/roles`, 'no_role', '没有岗位可以登记', 'No role can register a case this way')
    checkRoles(entry.roles, `${here}/roles`, context, found)
  }
  checkRoles(kind.seenBy, '/seenBy', context, found)
  checkRoles(kind.revealedTo, '/revealedTo', context, found)
  for (const [at, state] of kind.states.entries()) {
    if (state.ending !== undefined && state.stage !== 'done')
      found.error(
        `/states/${at}/ending`,
        'ending_of_no_end',
        '不是结束状态，没有结束方式',
        'It is no end, so it has no sort of ending',
      )
  }
  checkCodes(kind, found)
  for (const at of (kind.shortcuts ?? []).keys()) checkShortcut(kind, at, context, found)
  checkSameNumber(kind, found)
}

function checkCodes(kind: KindDefinition, found: Findings): void {
  const taken = (codes: readonly { code: string; where: string }[], reserved: readonly string[]): void => {
    for (const [at, { code, where }] of codes.entries()) {
      if (codes.findIndex((one) => one.code === code) < at)
        found.error(where, 'code_twice', `代码“${code}”已被使用`, `The code “${code}” is taken`)
      if (reserved.includes(code))
        found.error(where, 'code_reserved', `代码“${code}”是保留的`, `The code “${code}” is reserved`)
    }
  }
  const listed = (list: readonly { readonly code: string }[], name: string) =>
    list.map(({ code }, at) => ({ code, where: pointer(name, at, 'code') }))
  taken(listed(kind.states, 'states'), ['@before'])
  taken([...listed(kind.actions, 'actions'), ...listed(kind.shortcuts ?? [], 'shortcuts')], ['register'])
  taken(listed(kind.entries ?? [], 'entries'), ['register'])
  taken(listed(kind.clocks ?? [], 'clocks'), [])
}

function checkShortcut(kind: KindDefinition, at: number, context: CheckContext, found: Findings): void {
  const shortcut = kind.shortcuts![at]!
  const here = pointer('shortcuts', at)
  if (shortcut.roles.length === 0) found.error(`${here}/roles`, 'no_role', '没有岗位可以使用', 'No role can use it')
  checkRoles(shortcut.roles, `${here}/roles`, context, found)
  const steps: ActionDefinition[] = []
  for (const [index, code] of shortcut.actions.entries()) {
    const action = kind.actions.find((one) => one.code === code)
    if (action === undefined)
      found.error(`${here}/actions/${index}`, 'action_unknown', `没有“${code}”这个操作`, `There is no action “${code}”`)
    else steps.push(action)
  }
  if (steps.length < shortcut.actions.length) return
  checkOrder(steps, here, found)
  for (const [index, action] of steps.entries()) {
    const where = `${here}/actions/${index}`
    if (action.by === 'system')
      found.error(where, 'shortcut_system', `“${action.code}”只由系统执行`, `Only the system does “${action.code}”`)
    for (const field of action.input) {
      const other = steps
        .slice(0, index)
        .flatMap((one) => one.input)
        .find((one) => one.key === field.key)
      if (other !== undefined && other.type !== field.type)
        found.error(
          where,
          'shortcut_field',
          `“${field.key}”在两个操作中类型不同，不能用一张表单`,
          `“${field.key}” is of two types, so one form cannot serve both`,
        )
    }
  }
  if (
    shortcut.certain === true &&
    !steps.some(({ effect }) => effect.assignUnitFrom !== undefined || effect.transfer?.way === 'down')
  ) {
    found.error(
      `${here}/certain`,
      'shortcut_no_unit',
      '没有操作要填单位，路由无从填写',
      'None of its actions names a unit that routing could fill in',
    )
  }
}

function checkOrder(steps: readonly ActionDefinition[], here: string, found: Findings): void {
  let states: readonly string[] | undefined = steps[0]!.from
  for (const [at, step] of steps.entries()) {
    const where = `${here}/actions/${at}`
    const before = steps[at - 1]
    const possible: readonly string[] = states?.filter((state) => step.from.includes(state)) ?? step.from
    if (possible.length === 0) {
      found.error(
        where,
        'shortcut_order',
        `“${before?.code}”之后不能“${step.code}”`,
        `“${step.code}” cannot follow “${before?.code}”`,
      )
      return
    }
    if (states !== undefined && possible.length < states.length)
      found.warning(
        where,
        'shortcut_partly',
        `“${before?.code}”之后有时不能“${step.code}”`,
        `“${step.code}” cannot always follow “${before?.code}”`,
      )
    states = step.to === '@before' ? undefined : step.to === undefined ? possible : [step.to]
  }
}

/** What comes again from outside must not be lost: the action that takes it is never refused. */
function checkSameNumber(kind: KindDefinition, found: Findings): void {
  const { sameNumber } = kind
  if (sameNumber === undefined) return
  if (kind.sourceNumberField === undefined)
    found.error(
      '/sameNumber',
      'no_source_number',
      '没有来源编号项，无从比对',
      'There is no field of the source’s number to go by',
    )
  const by = kind.fields.find((field) => field.key === sameNumber.by)
  for (const [value, code] of Object.entries(sameNumber.actions)) {
    const where = `/sameNumber/actions${pointer(value)}`
    const action = kind.actions.find((one) => one.code === code)
    if (action === undefined)
      found.error(where, 'action_unknown', `没有“${code}”这个操作`, `There is no action “${code}”`)
    else if (unsaid(kind, action).length > 0) {
      found.error(where, 'arrival_input', '有来件中不一定有的必填项', 'It requires what need not be in what comes')
    }
    if (by?.type === 'choice' && by.choices?.some((choice) => choice.code === value) !== true)
      found.error(where, 'choice_unknown', `“${by.key}”没有选项“${value}”`, `“${by.key}” has no choice “${value}”`)
  }
  if (sameNumber.by === undefined && Object.keys(sameNumber.actions).length > 0)
    found.error('/sameNumber/by', 'field_missing', '没有说明按哪一项区分', 'It does not say by which field')
  const where = '/sameNumber/otherwise'
  const other = kind.actions.find((action) => action.code === sameNumber.otherwise)
  if (other === undefined) {
    found.error(
      where,
      'action_unknown',
      `没有“${sameNumber.otherwise}”这个操作`,
      `There is no action “${sameNumber.otherwise}”`,
    )
    return
  }
  const refused = (zh: string, en: string): void =>
    found.error(where, 'otherwise_refused', `不得被拒绝：${zh}`, `It must never be refused: ${en}`)
  const missing = kind.states.filter((state) => !other.from.includes(state.code))
  if (missing.length > 0) {
    refused(
      `在“${missing.map((state) => state.name['zh-CN']).join('”“')}”不能执行`,
      `it is not possible in “${missing.map((state) => state.name.en).join('”, “')}”`,
    )
  }
  if (other.guards.length > 0) refused('它有条件', 'it has conditions')
  for (const field of unsaid(kind, other)) {
    refused(
      `“${field.name['zh-CN']}”必填，来件却不一定有`,
      `“${field.name.en}” is required and need not be in what comes`,
    )
  }
}

/** Inputs of an action that a case which arrives again need not have. */
function unsaid(kind: KindDefinition, action: ActionDefinition): Field[] {
  return action.input.filter((field) => {
    const own = kind.fields.find((one) => one.key === field.key)
    return field.required === true && (own === undefined || !isGiven(own))
  })
}
