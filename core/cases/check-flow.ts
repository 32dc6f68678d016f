import type { Words } from '#lib/kernel/contract'
import { pointer, type Findings } from './finding.ts'
import type { ActionDefinition, KindDefinition } from './kind.ts'
import { beginnings, canPass, domainOf, endable, explore, isTurn, type Node, type Paths } from './paths.ts'

/** Checks the ways cases can take: every state is reached, from every state an end, and every action can be done. */
export function checkFlow(kind: KindDefinition, found: Findings): void {
  const paths = explore(kind, beginnings(kind))
  const nodes = nodesByState(paths)
  for (const [at, state] of kind.states.entries()) {
    if (!nodes.has(state.code)) {
      found.error(
        pointer('states', at),
        'state_unreachable',
        `没有案件能到达“${state.name['zh-CN']}”`,
        `No case can get to “${state.name.en}”`,
      )
    }
  }
  checkEnds(kind, paths, found)
  for (const [at, action] of kind.actions.entries()) checkAction(kind, action, at, nodes, found)
}

function nodesByState(paths: Paths): Map<string, Node[]> {
  const found = new Map<string, Node[]>()
  for (const node of paths.values()) found.set(node.standing.state, [...(found.get(node.standing.state) ?? []), node])
  return found
}

function checkEnds(kind: KindDefinition, paths: Paths, found: Findings): void {
  if (!kind.states.some((state) => state.stage === 'done')) {
    found.error('/states', 'no_end', '没有结束状态', 'No state is an end')
    return
  }
  const live = endable(kind, paths)
  const stuck = [...paths].filter(([key]) => !live.has(key))
  const leadsOn = ({ standing, steps }: Node) =>
    [...steps.values()].some((to) => [...to].some((key) => paths.get(key)!.standing.state !== standing.state))
  // Where one state is the trap, the states before it are not the fault.
  const traps = stuck.some(([, node]) => !leadsOn(node)) ? stuck.filter(([, node]) => !leadsOn(node)) : stuck
  for (const [at, state] of kind.states.entries()) {
    const here = traps.filter(([, node]) => node.standing.state === state.code).map(([, node]) => node)
    if (here.length === 0) continue
    const where = pointer('states', at)
    const name = state.name
    const always = ![...paths].some(([key, node]) => node.standing.state === state.code && live.has(key))
    if (!always) {
      const how = standingWords(kind, here[0]!)
      found.error(
        where,
        'dead_end_when',
        `案件以“${how['zh-CN']}”的情况到“${name['zh-CN']}”后无法结束`,
        `A case that gets to “${name.en}” ${how.en} can never end`,
      )
    } else if (here.every((node) => !leadsOn(node))) {
      const clock = kind.clocks?.find((one) => one.performs === undefined && one.runsIn.includes(state.code))
      found.error(
        where,
        'no_way_on',
        `到“${name['zh-CN']}”后没有人能继续${clock === undefined ? '' : `，只有时限“${clock.name['zh-CN']}”在走，到时也不做什么`}`,
        `Nobody can lead a case on from “${name.en}”${clock === undefined ? '' : `; only the clock “${clock.name.en}” runs there, and does nothing when its time is up`}`,
      )
    } else
      found.error(
        where,
        'dead_end',
        `从“${name['zh-CN']}”到不了任何结束状态`,
        `No end can be reached from “${name.en}”`,
      )
  }
}

/** In words what tells a way of standing from others in the same state. */
function standingWords(kind: KindDefinition, { standing }: Node): Words {
  const before = kind.states.find((state) => state.code === standing.before)?.name
  return {
    'zh-CN': [
      standing.held ? '有承办单位' : '无承办单位',
      standing.joint ? '有协办单位' : '无协办单位',
      ...(before === undefined ? [] : [`来自“${before['zh-CN']}”`]),
      ...standing.marks.map((mark) => `有标记“${mark}”`),
    ].join('，'),
    en: [
      standing.held ? 'with a handling unit' : 'without a handling unit',
      standing.joint ? 'with units joining in' : 'without units joining in',
      ...(before === undefined ? [] : [`coming from “${before.en}”`]),
      ...standing.marks.map((mark) => `marked “${mark}”`),
    ].join(', '),
  }
}

function checkAction(
  kind: KindDefinition,
  action: ActionDefinition,
  at: number,
  nodes: ReadonlyMap<string, Node[]>,
  found: Findings,
): void {
  const here = pointer('actions', at)
  // States that are never reached are said as such.
  const from = [...new Set(action.from)].flatMap((state) => nodes.get(state) ?? [])
  if (from.length === 0 || (action.by !== 'system' && action.roles.length === 0)) return
  const turn = from.filter((node) => isTurn(kind, action, node.standing))
  if (turn.length === 0) {
    if (action.by === 'holder' || action.by === 'handlers') {
      found.error(
        `${here}/by`,
        'never_held',
        '案件到这里时从来没有承办单位，无人能执行',
        'No unit ever handles a case here, so nobody can do this',
      )
    } else if (action.by === 'joint') {
      found.error(
        `${here}/by`,
        'never_joint',
        '案件到这里时从来没有协办单位，无人能执行',
        'No unit ever joins in here, so nobody can do this',
      )
    }
  } else {
    checkHeld(kind, action, here, from, found)
    checkGuardsHere(kind, action, here, turn, found)
  }
  if (action.to === '@before') checkBefore(kind, `${here}/to`, from, found)
}

function checkHeld(
  kind: KindDefinition,
  action: ActionDefinition,
  here: string,
  from: readonly Node[],
  found: Findings,
): void {
  if (action.by !== 'holder' && action.by !== 'handlers') return
  for (const [at, code] of action.from.entries()) {
    if (!from.some(({ standing }) => standing.state === code && !isTurn(kind, action, standing))) continue
    const name = kind.states.find((state) => state.code === code)?.name
    found.warning(
      `${here}/from/${at}`,
      'may_be_unheld',
      `案件可能在没有承办单位时到“${name?.['zh-CN']}”，那时无人能执行`,
      `A case may get to “${name?.en}” without a unit that handles it: then nobody can do this`,
    )
  }
}

function checkGuardsHere(
  kind: KindDefinition,
  action: ActionDefinition,
  here: string,
  turn: readonly Node[],
  found: Findings,
): void {
  if (!canPass(kind, action, domainOf(kind, action, undefined))) return
  const passing = new Set(
    turn.filter((node) => canPass(kind, action, domainOf(kind, action, node))).map((node) => node.standing.state),
  )
  if (passing.size === 0) {
    found.error(
      `${here}/guards`,
      'guards_never_here',
      '案件到这里时条件不可能成立，此操作无法执行',
      'When a case gets here the conditions can no longer, or not yet, hold: the action can never be done',
    )
    return
  }
  for (const [at, code] of action.from.entries()) {
    if (passing.has(code) || !turn.some((node) => node.standing.state === code)) continue
    const name = kind.states.find((state) => state.code === code)?.name
    found.warning(
      `${here}/from/${at}`,
      'guards_never_from',
      `在“${name?.['zh-CN']}”条件不可能成立`,
      `In “${name?.en}” the conditions can never hold`,
    )
  }
}

/** `@before` remembers one state: a way back that leads to another way back never ends. */
function checkBefore(kind: KindDefinition, where: string, from: readonly Node[], found: Findings): void {
  const back = new Set(kind.actions.filter((action) => action.to === '@before').flatMap((action) => action.from))
  for (const { standing } of from) {
    const here = kind.states.find((state) => state.code === standing.state)!.name
    if (standing.before === null) {
      found.error(
        where,
        'before_missing',
        `案件可以从“${here['zh-CN']}”开始，没有可返回的状态`,
        `A case can begin in “${here.en}”: there is no state to go back to`,
      )
    } else if (back.has(standing.before)) {
      const before = kind.states.find((state) => state.code === standing.before)!.name
      found.error(
        where,
        'before_nested',
        `从“${before['zh-CN']}”进入“${here['zh-CN']}”，两者都靠“返回原状态”离开，会来回打转`,
        `“${here.en}” is entered from “${before.en}”, and both are left by going back: the case goes round in circles`,
      )
    }
  }
}
