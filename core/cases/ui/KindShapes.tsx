import type { FlowNode } from './flow-graph.ts'
import { textWidth } from './kind-drawing.ts'

/** The shape of a node around its middle. */
export function NodeShape({
  node,
  width,
  height,
  name,
  stays,
  shared,
  clock,
}: {
  readonly node: FlowNode
  readonly width: number
  readonly height: number
  readonly name: string
  readonly stays: string
  readonly shared: string
  readonly clock: boolean
}) {
  if (node.type !== 'state') {
    return (
      <>
        <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={node.type === 'many' ? 6 : 13} />
        <text textAnchor="middle" dominantBaseline="central" y={node.type === 'many' ? -6.5 : 0.5}>
          {name}
        </text>
        {node.type === 'many' ? (
          <text className="kind-small" textAnchor="middle" dominantBaseline="central" y={8.5}>
            {shared}
          </text>
        ) : null}
      </>
    )
  }
  const lines = stays === '' ? 0 : 1
  return (
    <>
      <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={node.state.stage === 'done' ? 21 : 5} />
      {node.state.stage === 'done' ? (
        <rect
          className="kind-inner"
          x={-width / 2 + 3}
          y={3 - height / 2}
          width={width - 6}
          height={height - 6}
          rx={18}
        />
      ) : null}
      <text textAnchor="middle" dominantBaseline="central" y={lines === 0 ? 0.5 : -6.5}>
        {name}
      </text>
      {lines === 0 ? null : (
        <text className="kind-small" textAnchor="middle" dominantBaseline="central" y={10}>
          {stays}
        </text>
      )}
      {clock ? (
        <g className="kind-clock" transform={`translate(${width / 2 - 9} ${9 - height / 2})`}>
          <circle r={4.5} />
          <path d="M0 -2.6V0L1.8 1.2" />
        </g>
      ) : null}
    </>
  )
}

/** At which steps a case came here. */
export function Turns({ turns, x, y }: { readonly turns: readonly number[]; readonly x: number; readonly y: number }) {
  const text = turns.length > 4 ? `${turns.slice(0, 2).join('·')}…${turns.at(-1)}` : turns.join('·')
  const width = Math.max(18, textWidth(text, 11) + 10)
  return (
    <g className="kind-turns" transform={`translate(${x} ${y})`}>
      <rect x={-9} y={-9} width={width} height={18} rx={9} />
      <text x={-9 + width / 2} y={0.5} textAnchor="middle" dominantBaseline="central">
        {text}
      </text>
    </g>
  )
}
