import type { KindDefinition } from '../contract.ts'
import type { Language } from '#lib/kernel/contract'
import { ways, type FlowEdge, type FlowGraph, type FlowNode } from './flow-graph.ts'
import { layOut, type Layout } from './flow-layout.ts'

/** Width of a text in px: Chinese characters are square, others about half. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffff]/u.test(letter) ? size : size * 0.56), 0)
}

function cut(text: string, size: number, most: number): string {
  if (textWidth(text, size) <= most) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > most) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

const nameSize = 13
/** Of a node, in px: “For the platform above” stands whole, so that it is told from the one below. */
const widest = 184
export const labelSize = 11

/** A graph with its texts and places: what is drawn. */
export interface Drawing {
  readonly layout: Layout
  /** of a node: its name, the name as far as there is room, and its width */
  readonly nodes: ReadonlyMap<string, { readonly name: string; readonly short: string; readonly width: number }>
  /** of a line: what is written on it, and all of its actions */
  readonly lines: ReadonlyMap<string, { readonly label: string; readonly full: string }>
}

/** Lays a graph out in a language. `more` says a name with how many further ones there are. */
export function drawingOf(
  kind: KindDefinition,
  graph: FlowGraph,
  language: Language,
  more: (name: string, count: number) => string,
): Drawing {
  const nodes = new Map(
    graph.nodes.map((node) => {
      const name = nameOf(kind, node)[language]
      const [least, around] = node.type === 'state' ? [96, 34] : [52, 26]
      const width = Math.max(least, Math.min(widest, textWidth(name, nameSize) + around))
      return [node.id, { name, width, short: cut(name, nameSize, width - around + 12) }]
    }),
  )
  const lines = new Map(
    graph.edges.map((edge) => [
      edge.id,
      {
        label: labelOf(edge, language, more),
        full: edge.actions.map((action) => action.name[language]).join(language === 'en' ? ', ' : '、'),
      },
    ]),
  )
  const layout = layOut(
    graph.nodes.map((node) => ({
      id: node.id,
      width: nodes.get(node.id)!.width,
      height: node.type === 'state' ? 42 : node.type === 'many' ? 34 : 26,
      last: node.type === 'state' && node.state.stage === 'done' && isLast(graph.edges, node.id, node.state.ending),
    })),
    graph.edges.map((edge) => ({
      id: edge.id,
      from: edge.from,
      to: edge.to,
      label: textWidth(lines.get(edge.id)!.label, labelSize) + (edge.returns ? 14 : 0),
    })),
  )
  return { layout, nodes, lines }
}

function nameOf(kind: KindDefinition, node: FlowNode) {
  return node.type === 'state' ? node.state.name : node.type === 'entry' ? ways(kind)[node.at]!.name : node.action.name
}

function labelOf(edge: FlowEdge, language: Language, more: (name: string, count: number) => string): string {
  const [first] = edge.actions
  // A sign for many states has the action's name already.
  if (first === undefined || edge.from.startsWith('*')) return ''
  const name = cut(first.name[language], labelSize, 104)
  const { length } = edge.actions
  return length > 1 ? more(name, language === 'en' ? length - 1 : length) : name
}

/** The one end that most cases come to, or one that only shared actions lead to, stands at the right. */
function isLast(edges: readonly FlowEdge[], id: string, ending: string | undefined): boolean {
  const into = edges.filter((edge) => edge.to === id)
  return (ending ?? 'closed') === 'closed'
    ? into.some((edge) => !edge.from.startsWith('+'))
    : into.every((edge) => edge.from.startsWith('*'))
}
