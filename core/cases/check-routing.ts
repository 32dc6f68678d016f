import { Value } from 'typebox/value'
import { leavesOf } from './check-conditions.ts'
import { checkFacts } from './check-forms.ts'
import { Condition } from './condition.ts'
import { Findings, pointer, type Finding } from './finding.ts'
import type { KindDefinition } from './kind.ts'
import { RoutingRule } from './routing-rule.ts'

/** What stands around a set of rules, as far as it is known where they are checked. */
export interface RoutingContext {
  readonly kinds: readonly KindDefinition[]
  /** whether there is a unit with this code */
  readonly isUnit: (code: string) => boolean
  /** the sorts of units there are */
  readonly sorts: readonly string[]
}

/**
 * What is wrong with a set of rules, each finding at the rule it is about (`/3/when`). Pure, the same in the browser and on
 * the server.
 */
export function checkRouting(rules: unknown, context: RoutingContext): Finding[] {
  const found = new Findings()
  if (!Array.isArray(rules)) {
    found.error('', 'structure', '应为规则的列表', 'This should be a list of rules')
    return found.all
  }
  const whole = rules.map((rule: unknown, at) => (checkShape(rule, at, found) ? rule : undefined))
  for (const [at, rule] of whole.entries()) {
    if (rule === undefined) continue
    if (whole.findIndex((one) => one?.code === rule.code) < at)
      found.error(
        pointer(at, 'code'),
        'code_twice',
        `代码“${rule.code}”出现了两次`,
        `The code “${rule.code}” is there twice`,
      )
    checkWords(rule, at, found)
    checkValues(rule, at, found)
    checkKind(rule, at, context, found)
    checkTarget(rule, at, context, found)
  }
  checkReach(whole, found)
  return found.all
}

function checkShape(rule: unknown, at: number, found: Findings): rule is RoutingRule {
  if (!Value.Check(RoutingRule, rule)) {
    const places = new Set(
      [...Value.Errors(RoutingRule, rule)]
        .filter((error) => !['anyOf', 'const'].includes(error.keyword))
        .flatMap((error) =>
          error.keyword === 'required'
            ? error.params.requiredProperties.map((property) => `${error.instancePath}/${property}`)
            : [error.instancePath],
        ),
    )
    for (const place of places.size === 0 ? [''] : places) {
      const what = place === '' ? '' : `“${place.slice(1)}”`
      found.error(
        `${pointer(at)}${place}`,
        'structure',
        `${what}缺失或格式不符`,
        `${what} is missing or not in order`.trim(),
      )
    }
    return false
  }
  if (Value.Check(Condition, rule.when)) return true
  found.error(pointer(at, 'when'), 'condition', '这不是一个条件', 'This is not a condition')
  return false
}

function checkWords({ name }: RoutingRule, at: number, found: Findings): void {
  if (name['zh-CN'].trim() === '')
    found.error(pointer(at, 'name'), 'words_missing', '缺少中文说明', 'The Chinese words are missing')
  if (name.en.trim() === '')
    found.error(pointer(at, 'name'), 'words_missing', '缺少英文说明', 'The English words are missing')
}

/** A comparison with nothing holds never, or always: neither is meant. */
function checkValues({ when }: RoutingRule, at: number, found: Findings): void {
  const isEmpty = leavesOf(when).some((leaf) =>
    'in' in leaf
      ? leaf.in.length === 0
      : 'is' in leaf
        ? leaf.is === ''
        : 'has' in leaf
          ? leaf.has === ''
          : 'begins' in leaf && leaf.begins === '',
  )
  if (isEmpty)
    found.error(pointer(at, 'when'), 'value_missing', '有条件还没有填写值', 'A condition has no value to compare with')
}

/** A rule for every kind may ask what one kind alone knows: elsewhere that fact is simply not there. */
function checkKind({ kind, when }: RoutingRule, at: number, { kinds }: RoutingContext, found: Findings): void {
  const asked = kind === undefined ? kinds : kinds.filter((one) => one.kind === kind)
  if (kind !== undefined && asked.length === 0) {
    found.error(pointer(at, 'kind'), 'kind_unknown', `没有“${kind}”这类案件`, `There is no kind “${kind}”`)
    return
  }
  const said = asked.map((one) => {
    const own = new Findings()
    checkFacts(one, when, pointer(at, 'when'), 'routing', own)
    return own.all
  })
  if (said.some((findings) => findings.length === 0)) return
  for (const { where, code, words } of said[0] ?? []) found.error(where, code, words['zh-CN'], words.en)
}

function checkTarget({ to }: RoutingRule, at: number, { isUnit, sorts }: RoutingContext, found: Findings): void {
  if ('unit' in to && to.unit === '')
    found.error(pointer(at, 'to', 'unit'), 'unit_missing', '没有指定单位', 'No unit is named')
  else if ('unit' in to && !isUnit(to.unit))
    found.error(
      pointer(at, 'to', 'unit'),
      'unit_unknown',
      `没有代码为“${to.unit}”的单位`,
      `There is no unit “${to.unit}”`,
    )
  if ('area' in to && to.sort !== undefined && !sorts.includes(to.sort))
    found.error(
      pointer(at, 'to', 'sort'),
      'sort_unknown',
      `没有“${to.sort}”这种单位`,
      `There are no units of the sort “${to.sort}”`,
    )
}

/** Says rules that are never asked, since one before them takes every such case. */
function checkReach(rules: readonly (RoutingRule | undefined)[], found: Findings): void {
  const taken = new Map<string, number>()
  let all = -1
  for (const [at, rule] of rules.entries()) {
    if (rule === undefined) continue
    const forKind = taken.get(rule.kind ?? '*')
    const before = all >= 0 ? all : forKind
    if (before !== undefined) {
      found.warning(
        pointer(at),
        'never_reached',
        `第 ${before + 1} 条已涵盖所有情形，轮不到本条`,
        `Rule ${before + 1} takes every case, so this one is never asked`,
      )
      continue
    }
    const same = rules.findIndex(
      (one, index) =>
        index < at &&
        one !== undefined &&
        (one.kind === undefined || one.kind === rule.kind) &&
        'unit' in one.to &&
        alike(one.when, rule.when),
    )
    if (same >= 0)
      found.warning(
        pointer(at),
        'same_condition',
        `与第 ${same + 1} 条条件相同，轮不到本条`,
        `Its conditions are those of rule ${same + 1}, so it is never asked`,
      )
    if ('all' in rule.when && rule.when.all.length === 0 && 'unit' in rule.to) {
      if (rule.kind === undefined) all = at
      else taken.set(rule.kind, at)
    }
  }
}

function alike(one: Condition, other: Condition): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
