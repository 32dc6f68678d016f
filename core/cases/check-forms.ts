import type { Words } from '#lib/kernel/contract'
import { allsIn, factsIn, leavesOf, outcomes, type Domain } from './check-conditions.ts'
import { codeLists } from './code-lists.ts'
import type { Condition } from './condition.ts'
import { pointer, type Findings } from './finding.ts'
import type { Field, KindDefinition } from './kind.ts'
import { domainOf, factFields, isGiven } from './paths.ts'

/** Platforms of one sort. */
export interface PlatformLevel {
  readonly sort: string
  readonly name: Words
  /** the sorts of platforms right above */
  readonly above: readonly string[]
  /** roles of the posts that work on them */
  readonly roles: readonly string[]
}

/** What stands around a kind, as far as it is known where the kind is checked. */
export interface CheckContext {
  /** the roles there are */
  readonly roles?: readonly string[]
  /** the kinds of dictionary entries there are */
  readonly lists?: readonly string[]
  /** the levels of platforms there are */
  readonly levels?: readonly PlatformLevel[]
}

type Scope = 'guard' | 'clock' | 'facts' | 'input' | 'routing'

/** Checks a condition that stands somewhere: its facts are there, and it can hold. Says whether its facts are. */
export function checkFacts(
  kind: KindDefinition,
  condition: Condition,
  where: string,
  scope: Scope,
  found: Findings,
  form?: readonly Field[],
): boolean {
  let known = true
  const fault = (code: string, zh: string, en: string): void => {
    known = false
    found.error(where, code, zh, en)
  }
  const facts = factFields(kind)
  const sealed = new Set(
    [...kind.fields, ...kind.actions.flatMap((action) => action.input)]
      .filter((field) => field.private === true)
      .map((field) => field.key),
  )
  const actions = new Set(['register', ...kind.actions.map((action) => action.code)])
  for (const fact of factsIn(condition)) {
    const [root, part, key = '', last, ...more] = fact.split('.')
    const here =
      scope === 'input'
        ? root === 'input'
        : scope === 'facts'
          ? root === 'case' && part === 'facts'
          : root === 'case' ||
            root === 'place' ||
            (scope === 'guard' && root === 'actor') ||
            (scope === 'routing' && root === 'time')
    const path = `${root}.${part}`
    const isPath =
      (root === 'input' && part !== undefined && key === '') ||
      (['case.facts', 'case.done', 'case.doneHere', 'actor.did'].includes(path) && key !== '' && last === undefined) ||
      (path === 'case.clocks' && ['over', 'running', 'round'].includes(last ?? '') && more.length === 0) ||
      ([
        'case.state',
        'case.marks',
        'case.level',
        'case.transfers',
        'case.joint',
        'actor.role',
        'actor.handled',
        'actor.registered',
        'place.areas',
        'time.hour',
        'time.weekday',
        'time.working',
      ].includes(path) &&
        key === '')
    if (!here && isPath) fault('fact_not_here', `这里不能使用“${fact}”`, `“${fact}” is not known here`)
    else if (!isPath) fault('fact_unknown', `没有“${fact}”这项事实`, `There is no fact “${fact}”`)
    else if (root === 'input') {
      if (form?.some((field) => field.key === part) !== true)
        fault('field_unknown', `本表单没有“${part}”这一项`, `This form has no field “${part}”`)
    } else if (part === 'facts') {
      if (facts.has(key)) continue
      if (sealed.has(key))
        fault(
          'fact_private',
          `“${key}”是密封的个人信息，不能作条件`,
          `“${key}” is sealed personal data, no condition can ask about it`,
        )
      else fault('field_unknown', `案件没有“${key}”这一项`, `A case has no fact “${key}”`)
    } else if ((part === 'done' || part === 'doneHere' || part === 'did') && !actions.has(key)) {
      fault('action_unknown', `没有“${key}”这个操作`, `There is no action “${key}”`)
    } else if (part === 'clocks' && kind.clocks?.some((clock) => clock.code === key) !== true) {
      fault('clock_unknown', `没有“${key}”这个时限`, `There is no clock “${key}”`)
    }
  }
  const marks = new Set(kind.actions.flatMap((action) => action.effect.mark ?? []))
  for (const leaf of leavesOf(condition)) {
    if ('has' in leaf && leaf.fact === 'case.marks' && !marks.has(leaf.has))
      fault('mark_unknown', `没有操作会加上标记“${leaf.has}”`, `No action sets the mark “${leaf.has}”`)
    if (('atLeast' in leaf || 'atMost' in leaf) && /^(case\.facts|input)\./.test(leaf.fact)) {
      fault(
        'fact_not_number',
        `“${leaf.fact}”是文字，不能比较大小`,
        `“${leaf.fact}” is a text and cannot be compared by size`,
      )
    }
    if (leaf.fact === 'case.state' && 'is' in leaf && !kind.states.some((state) => state.code === leaf.is)) {
      fault('state_unknown', `没有“${leaf.is}”这个状态`, `There is no state “${leaf.is}”`)
    }
  }
  return known
}

/** Says the innermost part of a condition that can never hold. */
export function checkCan(condition: Condition, where: string, domain: Domain, found: Findings): boolean {
  const impossible = allsIn(condition).findLast((part) => !outcomes(part.all, domain).can)
  if (impossible !== undefined) {
    found.error(
      `${where}${impossible.where}`,
      'contradiction',
      '这些条件不可能同时成立',
      'These conditions can never hold together',
    )
    return false
  }
  return outcomes(condition, domain).can
}

/** Checks the fields of one form: a kind’s own, or what an action asks. */
export function checkForm(
  kind: KindDefinition,
  fields: readonly Field[],
  where: string,
  context: CheckContext,
  found: Findings,
): void {
  for (const [at, field] of fields.entries()) {
    const here = `${where}${pointer(at)}`
    if (fields.findIndex((one) => one.key === field.key) < at) {
      found.error(here, 'key_twice', `“${field.key}”出现了两次`, `“${field.key}” is there twice`)
    }
    checkField(kind, fields, field, here, context, found)
    if (field.when !== undefined) checkWhen(kind, fields, at, `${here}/when`, found)
  }
}

function checkListBy(
  kind: KindDefinition,
  fields: readonly Field[],
  listBy: NonNullable<Field['listBy']>,
  here: string,
  found: Findings,
): void {
  const by = [...fields, ...kind.fields].find((one) => one.key === listBy.field)
  if (by?.type !== 'choice')
    return found.error(
      `${here}/field`,
      'field_unknown',
      `没有选择项“${listBy.field}”`,
      `There is no choice “${listBy.field}”`,
    )
  for (const { code } of by.choices ?? []) {
    if (listBy.lists[code] === undefined)
      found.error(`${here}/lists`, 'list_missing', `选项“${code}”没有字典类别`, `The choice “${code}” has no list`)
  }
}

function checkField(
  kind: KindDefinition,
  fields: readonly Field[],
  field: Field,
  here: string,
  context: CheckContext,
  found: Findings,
): void {
  const { type, choices, list, listBy, least, most, notAs } = field
  if (type === 'choice') {
    if (choices === undefined || choices.length === 0)
      found.error(
        here,
        'no_choices',
        '没有可选的值，无法填写',
        'There is nothing to choose from, so it cannot be filled in',
      )
    for (const [at, choice] of (choices ?? []).entries()) {
      if (choices!.findIndex((one) => one.code === choice.code) < at)
        found.error(
          `${here}/choices/${at}`,
          'code_twice',
          `选项“${choice.code}”出现了两次`,
          `The choice “${choice.code}” is there twice`,
        )
    }
  } else if (choices !== undefined)
    found.warning(`${here}/choices`, 'of_no_use', '只有选择项才有选项', 'Only a choice has choices')
  if (type === 'code') {
    const lists = codeLists(field)
    if (lists.length === 0) found.error(here, 'list_missing', '代码项须指明字典类别', 'A code needs to name its list')
    if (listBy !== undefined) checkListBy(kind, fields, listBy, `${here}/listBy`, found)
    for (const one of lists) {
      if (context.lists?.includes(one) === false)
        found.error(
          `${here}/${list === undefined ? 'listBy' : 'list'}`,
          'list_unknown',
          `没有字典类别“${one}”`,
          `There is no list “${one}”`,
        )
    }
  } else if ((list ?? listBy) !== undefined)
    found.error(`${here}/list`, 'list_of_no_code', '只有代码项才有字典类别', 'Only a code has a list')
  if (least !== undefined && most !== undefined && least > most)
    found.error(
      here,
      'least_over_most',
      `最小值 ${least} 大于最大值 ${most}，无法填写`,
      `The least, ${least}, is more than the most, ${most}: it cannot be filled in`,
    )
  if (field.past === true && field.future === true)
    found.error(here, 'past_and_future', '不能既不晚于又不早于现在', 'It cannot lie both in the past and in the future')
  if ((field.past ?? field.future) !== undefined && type !== 'moment')
    found.warning(here, 'of_no_use', '只有时间项才能限定过去或将来', 'Only a moment lies in the past or the future')
  if (field.among !== undefined && type !== 'unit')
    found.error(`${here}/among`, 'among_of_no_unit', '只有单位项才能限定单位范围', 'Only a unit is chosen among units')
  if (field.mask !== undefined && field.private !== true)
    found.warning(`${here}/mask`, 'of_no_use', '不是个人信息，不作遮蔽', 'It is not private, so it is not masked')
  if (notAs !== undefined) {
    const other = fields.find((one) => one.key === notAs)
    if (other === undefined)
      found.error(`${here}/notAs`, 'field_unknown', `本表单没有“${notAs}”这一项`, `This form has no field “${notAs}”`)
    else if (other.type !== 'choice' || (type !== 'text' && type !== 'long'))
      found.error(
        `${here}/notAs`,
        'not_as',
        '只能要求文字不重复某个选择项',
        'Only a text can be asked not to repeat a choice',
      )
  }
}

function checkWhen(kind: KindDefinition, fields: readonly Field[], at: number, where: string, found: Findings): void {
  const field = fields[at]!
  const when = field.when!
  if (!checkFacts(kind, when, where, 'input', found, fields)) return
  for (const fact of factsIn(when)) {
    const index = fields.findIndex((one) => `input.${one.key}` === fact)
    if (index >= at)
      found.warning(
        where,
        'field_later',
        `取决于后面的“${fields[index]!.key}”，填写时还看不到`,
        `It depends on “${fields[index]!.key}”, which comes later in the form`,
      )
  }
  const domain: Domain = (fact, { values }) => {
    const asked = fields.find((one) => `input.${one.key}` === fact)
    const codes =
      asked?.type === 'choice'
        ? (asked.choices ?? []).map((choice) => choice.code)
        : [...values.filter((value) => typeof value === 'string'), '\u0000another']
    return asked !== undefined && isGiven(asked) ? codes : [undefined, ...codes]
  }
  if (checkCan(when, where, domain, found)) return
  const say = field.required === true ? 'error' : 'warning'
  found[say](
    where,
    'when_never',
    '条件永远不成立，这一项不会出现',
    'The condition never holds: the field is never shown',
  )
}

/** Checks the fields with a meaning of their own, and the conditions on a case’s facts. */
export function checkMeanings(kind: KindDefinition, found: Findings): void {
  const own = new Map(kind.fields.map((field) => [field.key, field]))
  const all = new Map(
    [...kind.actions.flatMap((action) => action.input), ...kind.fields].map((field) => [field.key, field]),
  )
  const facts = factFields(kind)
  const need = (
    key: string | undefined,
    where: string,
    among: ReadonlyMap<string, Field>,
    types?: readonly Field['type'][],
  ): void => {
    if (key === undefined) return
    const field = among.get(key)
    if (field === undefined) found.error(where, 'field_unknown', `没有“${key}”这一项`, `There is no field “${key}”`)
    else if (types?.includes(field.type) === false)
      found.error(where, 'field_type', `“${key}”的类型不对`, `“${key}” is not of the right type`)
  }
  need(kind.titleField, '/titleField', own)
  need(kind.textField, '/textField', own)
  need(kind.sourceNumberField, '/sourceNumberField', own, ['text'])
  need(kind.addressField, '/addressField', all, ['text', 'long'])
  need(kind.pointField, '/pointField', all, ['point'])
  need(kind.categoryField, '/categoryField', facts)
  need(kind.outerDueField, '/outerDueField', facts, ['moment'])
  need(kind.sameNumber?.by, '/sameNumber/by', own)
  for (const [at, entry] of [kind.register, ...(kind.entries ?? [])].entries()) {
    for (const [index, key] of (entry.requires ?? []).entries()) {
      need(key, `${at === 0 ? '/register' : `/entries/${at - 1}`}/requires/${index}`, own)
    }
  }
  for (const [at, { when }] of (kind.sensitivity ?? []).entries()) {
    const where = `/sensitivity/${at}/when`
    if (
      checkFacts(kind, when, where, 'facts', found) &&
      !checkCan(when, where, domainOf(kind, undefined, undefined), found)
    ) {
      found.error(where, 'never', '条件永远不成立', 'The condition never holds')
    }
  }
}
