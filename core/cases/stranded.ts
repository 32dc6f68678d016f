import { pointer, Findings, type Finding } from './finding.ts'
import type { KindDefinition } from './kind.ts'
import { beginnings, endable, explore } from './paths.ts'

/**
 * The cases a new version of a kind would strand: those that begin on it and could never end, and, when running cases are
 * to be moved to it, those whose state is gone or has no way to an end any more. Running cases otherwise stay on their
 * version and need not be counted.
 *
 * @param running how many cases are in each state of the old version
 */
export function strandedBy(
  old: KindDefinition,
  next: KindDefinition,
  running: Readonly<Record<string, number>> = {},
): Finding[] {
  const found = new Findings()
  for (const begin of beginnings(next)) {
    const where = `${begin.where}/to`
    if (!next.states.some((state) => state.code === begin.standing.state)) {
      found.error(
        where,
        'begins_nowhere',
        `新案件的起始状态“${begin.standing.state}”不存在`,
        `New cases begin in “${begin.standing.state}”, which is not there`,
      )
    } else if (endless(next, [begin])) {
      found.error(
        where,
        'begins_endless',
        '这样开始的案件到不了任何结束状态',
        'Cases that begin this way can reach no end',
      )
    }
  }
  const before = explore(old, beginnings(old))
  for (const [at, state] of old.states.entries()) {
    const count = running[state.code] ?? 0
    if (count === 0) continue
    const where = pointer('states', at)
    const target = next.states.find((one) => one.code === state.code)
    const name = state.name
    const say = (code: string, zh: string, en: string): void =>
      found.error(
        where,
        code,
        `“${name['zh-CN']}”中的 ${count} 件案件${zh}`,
        `${count} ${count === 1 ? 'case' : 'cases'} in “${name.en}” ${en}`,
      )
    if (target === undefined) {
      say('state_gone', '将无处可去：新版没有此状态', 'would be nowhere: the new version has no such state')
      continue
    }
    if (target.stage === 'done') continue
    const standings = [...before.values()].filter((node) => node.standing.state === state.code)
    const lost = standings.find(
      ({ standing }) => standing.before !== null && !next.states.some((one) => one.code === standing.before),
    )
    const goesBack = next.actions.some((action) => action.to === '@before' && action.from.includes(state.code))
    if (lost !== undefined && goesBack)
      say(
        'before_gone',
        `将无法返回：新版没有“${lost.standing.before}”`,
        `could not go back: the new version has no “${lost.standing.before}”`,
      )
    else if (standings.some((node) => endless(next, [node]))) say('state_endless', '将无法结束', 'could never end')
  }
  return found.all
}

function endless(kind: KindDefinition, from: Parameters<typeof explore>[1]): boolean {
  const paths = explore(kind, from)
  const live = endable(kind, paths)
  return [...paths.keys()].slice(0, from.length).some((key) => !live.has(key))
}
