import type { Words } from '#lib/kernel/contract'
import type { ActionDefinition, ClockDefinition, ClockRule, KindDefinition, Limit } from './kind.ts'

/** What an action does, in words, one sentence for each effect. */
export function effectWords({ to, effect, input }: ActionDefinition, kind: KindDefinition): Words[] {
  const field = (key: string): Words => {
    const name = [...input, ...kind.fields].find((one) => one.key === key)?.name
    return name ?? { 'zh-CN': key, en: key }
  }
  const said: Words[] = []
  const say = (zh: string, en: string): void => void said.push({ 'zh-CN': zh, en })
  const list = (keys: readonly string[], language: keyof Words) =>
    keys.map((key) => `“${field(key)[language]}”`).join(language === 'en' ? ', ' : '、')
  if (to === undefined) say('状态不变', 'The state stays')
  else if (to === '@before') say('回到进入本状态之前的状态', 'Goes back to the state before this one')
  else {
    const name = kind.states.find((state) => state.code === to)?.name ?? { 'zh-CN': to, en: to }
    say(`转为“${name['zh-CN']}”`, `Becomes “${name.en}”`)
  }
  const { assignUnitFrom, joinUnitFrom, release, leave, transfer, mark, unmark, set, extend } = effect
  if (assignUnitFrom !== undefined)
    say(`交由${list([assignUnitFrom], 'zh-CN')}主办`, `Hands the case to the ${list([assignUnitFrom], 'en')}`)
  else if (release === true) say('收回，不再由承办单位办理', 'Takes the case from the unit that handles it')
  if (joinUnitFrom !== undefined)
    say(`由${list([joinUnitFrom], 'zh-CN')}协办`, `The ${list([joinUnitFrom], 'en')} joins in`)
  if (leave === 'all') say('协办单位全部退出', 'All units that join in leave')
  if (leave === 'own') say('本协办单位退出', 'The acting unit no longer joins in')
  if (transfer?.way === 'down')
    say(
      `转派给${list([transfer.unitFrom], 'zh-CN')}平台受理`,
      `Passes the case down to the platform in ${list([transfer.unitFrom], 'en')}`,
    )
  if (transfer?.way === 'up') say('上派给上一级平台', 'Passes the case up to the platform above')
  if (transfer?.way === 'back') say('退回原平台', 'Passes the case back to the platform before')
  if (mark !== undefined && mark.length > 0) say(`加上标记“${mark.join('”“')}”`, `Marks it “${mark.join('”, “')}”`)
  if (unmark !== undefined && unmark.length > 0)
    say(`去掉标记“${unmark.join('”“')}”`, `Takes the mark “${unmark.join('”, “')}”`)
  if (set !== undefined && set.length > 0)
    say(`记为案件信息：${list(set, 'zh-CN')}`, `Becomes part of the case: ${list(set, 'en')}`)
  if (extend !== undefined) {
    const clock = kind.clocks?.find((one) => one.code === extend.clock)?.name ?? {
      'zh-CN': extend.clock,
      en: extend.clock,
    }
    say(
      `时限“${clock['zh-CN']}”按${list([extend.amountFrom], 'zh-CN')}延长（${units[extend.unit]['zh-CN']}）`,
      `Gives the clock “${clock.en}” more time: ${list([extend.amountFrom], 'en')} in ${units[extend.unit].en}s`,
    )
  }
  return said
}

const units = {
  minute: { 'zh-CN': '分钟', en: 'minute' },
  urgent_hour: { 'zh-CN': '紧急工作时', en: 'continuous hour' },
  work_hour: { 'zh-CN': '工作时', en: 'working hour' },
  work_day: { 'zh-CN': '工作日', en: 'working day' },
  natural_day: { 'zh-CN': '自然日', en: 'natural day' },
} as const satisfies Record<Limit['unit'], Words>

/** An amount of time in words: 2 个工作日. */
export function limitWords({ value, unit }: Limit): Words {
  const measure = unit === 'minute' ? '' : '个'
  return {
    'zh-CN': `${value} ${measure}${units[unit]['zh-CN']}`,
    en: `${value} ${units[unit].en}${value === 1 ? '' : 's'}`,
  }
}

/** How long a rule gives: a limit, a filing standard’s, or until a moment. */
export function ruleWords(rule: ClockRule, kind: KindDefinition): Words {
  const field = (key: string): Words => {
    const all = [...kind.fields, ...kind.actions.flatMap((action) => action.input)]
    return all.find((one) => one.key === key)?.name ?? { 'zh-CN': key, en: key }
  }
  if (rule.limit !== undefined) return limitWords(rule.limit)
  if (rule.standard !== undefined) {
    const name = field(rule.standard)
    return { 'zh-CN': `按“${name['zh-CN']}”规定的时限`, en: `as the “${name.en}” says` }
  }
  const name = field(rule.until ?? '')
  return { 'zh-CN': `到“${name['zh-CN']}”为止`, en: `until “${name.en}”` }
}

/** What a clock does in a state; undefined where it has ended or not begun. */
export function clockIn(clock: ClockDefinition, state: string): 'runs' | 'stands' | 'pauses' | undefined {
  if (clock.runsIn.includes(state)) return 'runs'
  if (clock.standsIn?.includes(state) === true) return 'stands'
  return clock.pausesIn?.includes(state) === true ? 'pauses' : undefined
}
