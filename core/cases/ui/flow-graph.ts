import type { ActionDefinition, KindDefinition } from '../kind.ts'

/** Something to be drawn: the way in, a state, or one sign for an action that many states share. */
export type FlowNode =
  | { readonly id: string; readonly type: 'entry'; readonly at: number }
  | {
      readonly id: string
      readonly type: 'state'
      readonly state: KindDefinition['states'][number]
      readonly stays: readonly ActionDefinition[]
    }
  | { readonly id: string; readonly type: 'many'; readonly action: ActionDefinition }

/** A line between two nodes: every action that leads there, so that lines never run side by side. */
export interface FlowEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly actions: readonly ActionDefinition[]
  /** the way is gone back by an action that returns to the state before */
  readonly returns: boolean
}

export interface FlowGraph {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
}

/** From this many states on an action that leads to one place is drawn once, not as a line from each of them. */
const many = 4

/** A kind as nodes and lines. */
export function flowGraph(kind: KindDefinition): FlowGraph {
  const edges = new Map<string, { from: string; to: string; actions: ActionDefinition[]; returns: boolean }>()
  const manys: FlowNode[] = []
  const edge = (from: string, to: string) => {
    const id = `${from}>${to}`
    const known = edges.get(id) ?? { from, to, actions: [], returns: false }
    edges.set(id, known)
    return known
  }
  for (const [at, entry] of ways(kind).entries()) edge(`+${at}`, entry.to)
  const goesBack = new Set(kind.actions.filter((action) => action.to === '@before').flatMap((action) => action.from))
  for (const action of kind.actions) {
    const { to } = action
    if (to === undefined || to === '@before') continue
    const from = [...new Set(action.from)].filter((state) => state !== to)
    if (from.length >= many) {
      const id = `*${action.code}`
      manys.push({ id, type: 'many', action })
      const line = edge(id, to)
      line.actions.push(action)
      line.returns ||= goesBack.has(to)
    } else {
      for (const state of from) {
        const line = edge(state, to)
        line.actions.push(action)
        line.returns ||= goesBack.has(to)
      }
    }
  }
  return {
    nodes: [
      ...ways(kind).map((_, at) => ({ id: `+${at}`, type: 'entry' as const, at })),
      ...kind.states.map((state) => ({
        id: state.code,
        type: 'state' as const,
        state,
        stays: staying(kind, state.code),
      })),
      ...manys,
    ],
    edges: [...edges].map(([id, line]) => ({ id, ...line })),
  }
}

/** The ways for a case to begin: the usual one first. */
export function ways(kind: KindDefinition): readonly KindDefinition['register'][] {
  return [kind.register, ...(kind.entries ?? [])]
}

/** Actions that leave a case in its state. */
export function staying(kind: KindDefinition, state: string): ActionDefinition[] {
  return kind.actions.filter(
    (action) => action.from.includes(state) && (action.to === undefined || action.to === state),
  )
}

/** A step of a case: what was done, when, by whom, and the state after it. */
export interface FlowStep {
  readonly sequence: number
  readonly action: string
  readonly at: string
  readonly actor: string
  readonly state: string
}

/** A case’s way through its kind: at which steps it came into each state, and which steps went along each line. */
export interface FlowWay {
  readonly states: ReadonlyMap<string, readonly number[]>
  readonly edges: ReadonlyMap<string, readonly FlowStep[]>
  readonly current: string | undefined
}

/** Lays the steps of a case, in their order, on the graph of its kind. */
export function flowWay(graph: FlowGraph, steps: readonly FlowStep[]): FlowWay {
  const states = new Map<string, number[]>()
  const edges = new Map<string, FlowStep[]>()
  let before: string | undefined
  let turn = 0
  for (const step of steps) {
    if (step.state === before) continue
    turn += 1
    states.set(step.state, [...(states.get(step.state) ?? []), turn])
    const line = lineOf(graph, before, step)
    if (line !== undefined) edges.set(line, [...(edges.get(line) ?? []), step])
    before = step.state
  }
  return { states, edges, current: before }
}

function lineOf(graph: FlowGraph, before: string | undefined, { action, state }: FlowStep): string | undefined {
  if (before === undefined) return graph.edges.find((edge) => edge.from.startsWith('+') && edge.to === state)?.id
  const own = graph.edges.find((edge) => edge.from === before && edge.to === state)
  const shared = graph.edges.find((edge) => edge.from === `*${action}` && edge.to === state)
  const back = graph.edges.find(
    (edge) => edge.returns && edge.to === before && (edge.from === state || edge.from.startsWith('*')),
  )
  return (own ?? shared ?? back)?.id
}
