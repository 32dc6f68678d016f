import { checkCan, checkFacts, checkForm, type CheckContext } from './check-forms.ts'
import { pointer, type Findings } from './finding.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'
import { canPass, domainOf, factFields, isGiven } from './paths.ts'

/** Checks each action by itself: who, from where to where, what it asks, its guards and effects. */
export function checkActions(kind: KindDefinition, context: CheckContext, found: Findings): void {
  for (const [at, action] of kind.actions.entries()) {
    const here = pointer('actions', at)
    checkWho(action, here, context, found)
    checkStates(kind, action, here, found)
    checkForm(kind, action.input, `${here}/input`, context, found)
    checkGuards(kind, action, here, found)
    checkEffect(kind, action, here, found)
  }
}

/** Says roles that do not exist. */
export function checkRoles(
  roles: readonly string[],
  where: string,
  { roles: known }: CheckContext,
  found: Findings,
): void {
  for (const [at, role] of roles.entries()) {
    if (known?.includes(role) === false)
      found.error(`${where}/${at}`, 'role_unknown', `没有“${role}”这个岗位`, `There is no role “${role}”`)
  }
}

function checkWho(action: ActionDefinition, here: string, context: CheckContext, found: Findings): void {
  if (action.by === 'system') {
    if (action.roles.length > 0)
      found.warning(
        `${here}/roles`,
        'of_no_use',
        '由系统执行的操作不问岗位',
        'An action of the system asks for no role',
      )
    for (const [at, field] of action.input.entries()) {
      if (field.required === true)
        found.error(
          `${here}/input/${at}`,
          'system_input',
          '系统执行时无人填写此项',
          'Nobody fills this in when the system acts',
        )
    }
  } else if (action.roles.length === 0)
    found.error(`${here}/roles`, 'no_role', '没有岗位可以执行此操作', 'No role can do this')
  checkRoles(action.roles, `${here}/roles`, context, found)
}

function checkStates(kind: KindDefinition, action: ActionDefinition, here: string, found: Findings): void {
  const states = new Set(kind.states.map((state) => state.code))
  const unknown = (code: string, where: string): void => {
    if (!states.has(code)) found.error(where, 'state_unknown', `没有“${code}”这个状态`, `There is no state “${code}”`)
  }
  if (action.from.length === 0)
    found.error(`${here}/from`, 'from_nowhere', '在任何状态下都不能执行', 'It can be done in no state')
  for (const [at, code] of action.from.entries()) {
    unknown(code, `${here}/from/${at}`)
    if (action.from.indexOf(code) < at)
      found.warning(`${here}/from/${at}`, 'state_twice', `“${code}”出现了两次`, `“${code}” is there twice`)
  }
  if (action.to !== undefined && action.to !== '@before') unknown(action.to, `${here}/to`)
}

function checkGuards(kind: KindDefinition, action: ActionDefinition, here: string, found: Findings): void {
  const domain = domainOf(kind, action, undefined)
  let sound = true
  for (const [at, { condition }] of action.guards.entries()) {
    const where = `${here}/guards/${at}/condition`
    if (!checkFacts(kind, condition, where, 'guard', found)) sound = false
    else if (!checkCan(condition, where, domain, found)) {
      sound = false
      found.error(
        where,
        'guard_never',
        '条件永远不成立，此操作无法执行',
        'The condition never holds: the action can never be done',
      )
    }
  }
  if (sound && !canPass(kind, action, domain)) {
    found.error(`${here}/guards`, 'contradiction', '这些条件不可能同时成立', 'These conditions can never hold together')
  }
}

function checkEffect(kind: KindDefinition, action: ActionDefinition, here: string, found: Findings): void {
  const { effect, input } = action
  const where = `${here}/effect`
  const needUnit = (key: string | undefined, name: string, given: boolean): void => {
    if (key === undefined) return
    const field = input.find((one) => one.key === key)
    if (field?.type !== 'unit' || field.private === true || (given && !isGiven(field))) {
      found.error(
        `${where}/${name}`,
        'unit_field',
        `“${key}”须是本操作${given ? '必填的' : ''}单位项`,
        `“${key}” must be a ${given ? 'required ' : ''}unit field of this action`,
      )
    }
  }
  needUnit(effect.assignUnitFrom, 'assignUnitFrom', true)
  needUnit(effect.joinUnitFrom, 'joinUnitFrom', false)
  if (effect.transfer?.way === 'down') {
    needUnit(effect.transfer.unitFrom, 'transfer/unitFrom', true)
    const { unitFrom } = effect.transfer
    if (input.find((one) => one.key === unitFrom)?.among !== 'platforms_below') {
      found.warning(
        `${where}/transfer/unitFrom`,
        'transfer_among',
        '应限定为下一级平台',
        'It should be limited to platforms right below',
      )
    }
  }
  if (effect.leave === 'own' && action.by !== 'joint' && action.by !== 'handlers') {
    found.warning(
      `${where}/leave`,
      'of_no_use',
      '只有协办单位才能自己退出',
      'Only a unit that joins in can leave by itself',
    )
  }
  checkMarks(kind, effect, where, found)
  checkSet(kind, action, where, found)
  checkExtend(kind, action, where, found)
}

function checkMarks(kind: KindDefinition, effect: ActionDefinition['effect'], where: string, found: Findings): void {
  const marks = new Set(kind.actions.flatMap((action) => action.effect.mark ?? []))
  for (const [at, mark] of (effect.unmark ?? []).entries()) {
    if (!marks.has(mark))
      found.error(
        `${where}/unmark/${at}`,
        'mark_unknown',
        `没有操作会加上标记“${mark}”`,
        `No action sets the mark “${mark}”`,
      )
    if (effect.mark?.includes(mark) === true)
      found.error(
        `${where}/unmark/${at}`,
        'mark_both',
        `同时加上又去掉标记“${mark}”`,
        `It both sets and takes the mark “${mark}”`,
      )
  }
}

function checkSet(kind: KindDefinition, { effect, input }: ActionDefinition, where: string, found: Findings): void {
  for (const [at, key] of (effect.set ?? []).entries()) {
    const field = input.find((one) => one.key === key)
    const own = kind.fields.find((one) => one.key === key)
    const here = `${where}/set/${at}`
    if (field === undefined)
      found.error(here, 'field_unknown', `本操作没有“${key}”这一项`, `This action has no field “${key}”`)
    else if (field.private === true || own?.private === true)
      found.error(
        here,
        'set_private',
        `“${key}”是密封的个人信息，不能成为案件事实`,
        `“${key}” is sealed personal data and cannot become a fact`,
      )
    else if (own !== undefined && !isSameSort(field, own))
      found.error(here, 'field_type', `“${key}”与案件同名项类型不同`, `“${key}” is not of the type it has in the case`)
  }
}

function isSameSort(one: Field, other: Field): boolean {
  return (
    one.type === other.type && one.list === other.list && JSON.stringify(one.listBy) === JSON.stringify(other.listBy)
  )
}

function checkExtend(
  kind: KindDefinition,
  { effect: { extend }, input }: ActionDefinition,
  where: string,
  found: Findings,
): void {
  if (extend === undefined) return
  if (kind.clocks?.some((clock) => clock.code === extend.clock) !== true) {
    found.error(
      `${where}/extend/clock`,
      'clock_unknown',
      `没有“${extend.clock}”这个时限`,
      `There is no clock “${extend.clock}”`,
    )
  }
  const field = input.find((one) => one.key === extend.amountFrom) ?? factFields(kind).get(extend.amountFrom)
  if (field === undefined)
    found.error(
      `${where}/extend/amountFrom`,
      'field_unknown',
      `没有“${extend.amountFrom}”这一项`,
      `There is no field “${extend.amountFrom}”`,
    )
  else if (field.type !== 'number')
    found.error(
      `${where}/extend/amountFrom`,
      'field_type',
      `“${extend.amountFrom}”不是数`,
      `“${extend.amountFrom}” is no number`,
    )
  else if (field.least === undefined || field.least < 1)
    found.warning(
      `${where}/extend/amountFrom`,
      'extend_least',
      '没有限定至少为 1，零或负数不会延长',
      'It is not limited to 1 at least; nothing or less extends nothing',
    )
}
