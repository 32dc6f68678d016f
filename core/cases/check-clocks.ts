import { checkCan, checkFacts } from './check-forms.ts'
import { pointer, type Findings } from './finding.ts'
import type { ClockDefinition, ClockRule, Field, KindDefinition } from './kind.ts'
import { domainOf, factFields } from './paths.ts'

/** Checks the clocks of a kind, and the actions that only clocks do. */
export function checkClocks(kind: KindDefinition, found: Findings): void {
  for (const [at, clock] of (kind.clocks ?? []).entries()) {
    const here = pointer('clocks', at)
    checkStates(kind, clock, here, found)
    checkRules(kind, clock, here, found)
    checkThen(kind, clock, here, found)
    for (const [index, code] of (clock.endsWith ?? []).entries()) {
      if (kind.actions.some((action) => action.code === code)) continue
      found.error(
        `${here}/endsWith/${index}`,
        'action_unknown',
        `没有“${code}”这个操作`,
        `There is no action “${code}”`,
      )
    }
    if (clock.notAfter !== undefined) needFact(kind, clock.notAfter.field, 'moment', `${here}/notAfter/field`, found)
    if (clock.grades?.some((grade, index) => index > 0 && grade <= clock.grades![index - 1]!) === true) {
      found.warning(`${here}/grades`, 'grades_order', '倍数应从小到大', 'The grades should grow')
    }
  }
  const named = new Set([
    ...(kind.clocks ?? []).map((clock) => clock.performs),
    kind.sameNumber?.otherwise,
    ...Object.values(kind.sameNumber?.actions ?? {}),
  ])
  for (const [at, action] of kind.actions.entries()) {
    if (action.by === 'system' && !named.has(action.code)) {
      found.error(pointer('actions', at, 'by'), 'system_never', '没有时限会触发此操作', 'No clock ever does this')
    }
  }
}

function checkStates(kind: KindDefinition, clock: ClockDefinition, here: string, found: Findings): void {
  const seen = new Set<string>()
  for (const list of ['runsIn', 'standsIn', 'pausesIn'] as const) {
    for (const [at, code] of (clock[list] ?? []).entries()) {
      const where = `${here}/${list}/${at}`
      const state = kind.states.find((one) => one.code === code)
      if (state === undefined)
        found.error(where, 'state_unknown', `没有“${code}”这个状态`, `There is no state “${code}”`)
      if (seen.has(code))
        found.error(
          where,
          'clock_state_twice',
          `“${code}”在此时限中出现了两次`,
          `“${code}” is there twice in this clock`,
        )
      if (state?.stage === 'done')
        found.warning(
          where,
          'clock_in_end',
          '案件已结束，时限不应再计',
          'The case has ended there: no clock should go on',
        )
      seen.add(code)
    }
  }
}

function checkRules(kind: KindDefinition, clock: ClockDefinition, here: string, found: Findings): void {
  let settled = false
  for (const [at, rule] of clock.rules.entries()) {
    const where = `${here}/rules/${at}`
    const ways = [rule.limit, rule.standard, rule.until].filter((way) => way !== undefined).length
    if (ways === 0) found.error(where, 'rule_empty', '没有说明时限多长', 'It does not say how long')
    if (ways > 1 && rule.limit !== undefined)
      found.warning(
        where,
        'rule_many',
        '已有固定时限，其他来源不起作用',
        'It has a limit of its own; other sources do nothing',
      )
    if (settled)
      found.warning(
        where,
        'rule_shadowed',
        '前面的规则总是适用，轮不到这一条',
        'An earlier rule always applies, so this one never does',
      )
    checkRule(kind, rule, where, found)
    if (rule.when === undefined && rule.limit !== undefined) settled = true
  }
  if (!settled)
    found.warning(
      `${here}/rules`,
      'no_limit',
      '没有一条总是适用的规则，案件可能没有时限',
      'No rule always applies: a case may stay without a limit',
    )
}

function checkRule(kind: KindDefinition, rule: ClockRule, where: string, found: Findings): void {
  if (rule.standard !== undefined) needFact(kind, rule.standard, 'standard', `${where}/standard`, found)
  if (rule.until !== undefined) needFact(kind, rule.until, 'moment', `${where}/until`, found)
  if (rule.when === undefined || !checkFacts(kind, rule.when, `${where}/when`, 'clock', found)) return
  if (!checkCan(rule.when, `${where}/when`, domainOf(kind, undefined, undefined), found)) {
    found.error(`${where}/when`, 'never', '条件永远不成立', 'The condition never holds')
  }
}

function needFact(kind: KindDefinition, key: string, type: Field['type'], where: string, found: Findings): void {
  const field = factFields(kind).get(key)
  if (field === undefined) found.error(where, 'field_unknown', `案件没有“${key}”这一项`, `A case has no fact “${key}”`)
  else if (field.type !== type)
    found.error(where, 'field_type', `“${key}”的类型不对`, `“${key}” is not of the right type`)
}

function checkThen(kind: KindDefinition, clock: ClockDefinition, here: string, found: Findings): void {
  if (clock.performs === undefined) return
  const where = `${here}/performs`
  const action = kind.actions.find((one) => one.code === clock.performs)
  if (action === undefined) {
    found.error(where, 'action_unknown', `没有“${clock.performs}”这个操作`, `There is no action “${clock.performs}”`)
    return
  }
  if (action.by !== 'system')
    found.error(
      where,
      'then_not_system',
      `“${clock.performs}”不是由系统执行的操作`,
      `“${clock.performs}” is no action of the system`,
    )
  for (const state of clock.runsIn) {
    if (!action.from.includes(state))
      found.error(
        where,
        'then_not_there',
        `到时案件可能处于“${state}”，“${clock.performs}”在此不能执行`,
        `The time may be up in “${state}”, where “${clock.performs}” is not possible`,
      )
  }
}
