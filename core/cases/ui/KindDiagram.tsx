import {
  AimOutlined,
  DownloadOutlined,
  MinusOutlined,
  PictureOutlined,
  PlusOutlined,
  PrinterOutlined,
} from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useEffect, useEffectEvent, useId, useMemo, useRef, type ReactNode } from 'react'
import { usePreferences, useSay } from '#lib/ui'
import type { KindDefinition } from '../contract.ts'
import { savePng, saveSvg } from './diagram-export.ts'
import { intoSight, neighbour, useView } from './diagram-view.ts'
import { flowGraph, flowWay, type FlowEdge, type FlowNode, type FlowStep } from './flow-graph.ts'
import { drawingOf, labelSize, textWidth } from './kind-drawing.ts'
import { NodeShape, Turns } from './KindShapes.tsx'
import { useCaseWords } from './words.ts'
import './kinds.css'

/** What of a kind is looked at. */
export type FlowPick = { readonly type: 'state' | 'edge' | 'action' | 'entry'; readonly id: string }

interface KindDiagramProps {
  readonly kind: KindDefinition
  /** a case’s steps, drawn on the kind */
  readonly steps?: readonly FlowStep[] | undefined
  readonly picked: FlowPick | undefined
  readonly onPick: (pick: FlowPick | undefined) => void
  /** ids of nodes and lines to be shown; the others stand back */
  readonly lit?: ReadonlySet<string> | undefined
}

/** A kind as a diagram: states from left to right, actions as lines, and, where steps are given, a case’s way through it. */
export function KindDiagram({ kind, steps, picked, onPick, lit }: KindDiagramProps) {
  const t = useCaseWords()
  const say = useSay()
  const { language } = usePreferences()
  const graph = useMemo(() => flowGraph(kind), [kind])
  const way = useMemo(() => (steps === undefined ? undefined : flowWay(graph, steps)), [graph, steps])
  const drawing = useMemo(
    () => drawingOf(kind, graph, language, (name, count) => t('flow.more', { name, count })),
    [kind, graph, language, t],
  )
  const { layout } = drawing
  const box = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const { view, setView, fit, zoom, onPointerDown, dragged } = useView(box, layout, way?.current)
  const marker = useId()
  const isLit = (id: string): boolean =>
    lit === undefined
      ? way === undefined
        ? true
        : way.states.has(id) || way.edges.has(id) || id.startsWith('+0')
      : lit.has(id)
  const hot = hotEdges(graph.edges, picked)
  const pick = (next: FlowPick) => {
    if (!dragged.current) onPick(next)
  }
  const step = (from: string, key: string) => {
    const next = neighbour(layout, from, key)
    if (next === undefined) return
    svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`)?.focus()
    const point = layout.boxes.get(next)!
    const frame = box.current!.getBoundingClientRect()
    setView((now) => intoSight(now, point, frame))
  }
  const show = useEffectEvent((id: string) => {
    const point = layout.boxes.get(id) ?? layout.boxes.get(`*${id}`)
    // Once the panel beside it has taken its room.
    if (point !== undefined) setView((now) => intoSight(now, point, box.current!.getBoundingClientRect()))
  })
  useEffect(() => {
    if (picked !== undefined)
      show(picked.type === 'action' ? (kind.actions.find((one) => one.code === picked.id)?.from[0] ?? '') : picked.id)
  }, [kind, picked])
  return (
    <div className="kind-diagram">
      <div className="kind-tools" role="toolbar" aria-label={t('flow.tools')}>
        <Tool label={t('flow.zoomIn')} icon={<PlusOutlined />} onClick={() => zoom(1.25)} />
        <Tool label={t('flow.zoomOut')} icon={<MinusOutlined />} onClick={() => zoom(0.8)} />
        <Tool label={t('flow.fit')} icon={<AimOutlined />} onClick={fit} />
        <Tool
          label={t('flow.exportSvg')}
          icon={<DownloadOutlined />}
          onClick={() => saveSvg(svg.current!, layout, `${kind.kind}-v${kind.version}`)}
        />
        <Tool
          label={t('flow.exportPng')}
          icon={<PictureOutlined />}
          onClick={() => void savePng(svg.current!, layout, `${kind.kind}-v${kind.version}`)}
        />
        <Tool label={t('flow.print')} icon={<PrinterOutlined />} onClick={() => globalThis.print()} />
      </div>
      <div ref={box} className="kind-canvas" onPointerDown={onPointerDown}>
        <svg
          ref={svg}
          role="group"
          aria-label={`${say(kind.name)} · ${t('flow.diagram')}`}
          onClick={(event) => event.target === event.currentTarget && !dragged.current && onPick(undefined)}
        >
          <defs>
            {(['plain', 'primary', 'danger', 'way'] as const).map((tone) => (
              <marker
                key={tone}
                id={`${marker}-${tone}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                markerUnits="userSpaceOnUse"
                orient="auto-start-reverse"
              >
                <path className={`kind-arrow-${tone}`} d="M0 .8 7.5 4 0 7.2Z" />
              </marker>
            ))}
          </defs>
          <g className="kind-drawing" transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
            {[...graph.edges]
              .toSorted((one, other) => rankOf(one) - rankOf(other))
              .map((edge) => {
                const line = layout.lines.get(edge.id)!
                const went = way?.edges.get(edge.id)
                const forth = went?.filter((step) => step.state === edge.to).length ?? 0
                const tone = went !== undefined ? 'way' : toneOf(edge)
                const { label, full } = drawing.lines.get(edge.id)!
                const state = `${hot === undefined ? (isLit(edge.id) ? '' : ' kind-far') : hot.has(edge.id) ? ' kind-hot' : ' kind-far'}`
                const system = edge.actions.length > 0 && edge.actions.every((action) => action.by === 'system')
                return (
                  <g
                    key={edge.id}
                    className={`kind-line kind-line-${tone}${system ? ' kind-line-system' : ''}${state}`}
                    data-edge={edge.id}
                    onClick={() =>
                      pick(
                        edge.actions.length === 0
                          ? { type: 'entry', id: edge.from }
                          : edge.actions.length === 1
                            ? { type: 'action', id: edge.actions[0]!.code }
                            : { type: 'edge', id: edge.id },
                      )
                    }
                  >
                    <title>{edge.returns ? `${full}（${t('flow.returns')}）` : full}</title>
                    <path className="kind-line-wide" d={line.path} />
                    <path
                      className="kind-line-thin"
                      d={line.path}
                      markerEnd={`url(#${marker}-${tone})`}
                      {...(edge.returns ? { markerStart: `url(#${marker}-${tone})` } : {})}
                    />
                    {label === '' ? null : (
                      <g transform={`translate(${line.label.x} ${line.label.y})`}>
                        <rect
                          className="kind-label-ground"
                          x={-textWidth(label, labelSize) / 2 - 4}
                          y={-8}
                          width={textWidth(label, labelSize) + 8}
                          height={16}
                          rx={3}
                        />
                        <text className="kind-label" textAnchor="middle" dominantBaseline="central" y={0.5}>
                          {label}
                          {forth > 1 ? ` ×${forth}` : ''}
                        </text>
                      </g>
                    )}
                  </g>
                )
              })}
            {graph.nodes.map((node) => {
              const at = layout.boxes.get(node.id)!
              const isPicked = picked?.id === node.id || (node.type === 'many' && picked?.id === node.action.code)
              const turns = way?.states.get(node.id)
              const far =
                picked?.type === 'state' || picked?.type === 'action' || picked?.type === 'edge'
                  ? !nearPick(graph.edges, kind, node, picked)
                  : !isLit(node.id)
              const choice: FlowPick =
                node.type === 'state'
                  ? { type: 'state', id: node.id }
                  : node.type === 'many'
                    ? { type: 'action', id: node.action.code }
                    : { type: 'entry', id: node.id }
              const { name: said, short, width } = drawing.nodes.get(node.id)!
              return (
                <g
                  key={node.id}
                  data-node={node.id}
                  className={`kind-node kind-node-${node.type}${node.type === 'state' ? ` kind-stage-${node.state.stage}` : ''}${node.type === 'many' ? ` kind-many-${node.action.tone}` : ''}${isPicked ? ' kind-picked' : ''}${far ? ' kind-far' : ''}${way?.current === node.id ? ' kind-current' : ''}`}
                  transform={`translate(${at.x} ${at.y})`}
                  role="button"
                  tabIndex={0}
                  aria-pressed={isPicked}
                  aria-label={`${said}${turns === undefined ? '' : ` · ${t('flow.visited', { turns: turns.join(', ') })}`}${way?.current === node.id ? ` · ${t('flow.current')}` : ''}`}
                  onClick={() => pick(choice)}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter' || event.key === ' ') {
                      event.preventDefault()
                      onPick(choice)
                    } else if (event.key.startsWith('Arrow')) {
                      event.preventDefault()
                      step(node.id, event.key)
                    }
                  }}
                >
                  <title>{said}</title>
                  <NodeShape
                    height={at.height}
                    node={node}
                    width={width}
                    name={short}
                    stays={
                      node.type === 'state' && node.stays.length > 0
                        ? t('flow.stays', { count: node.stays.length })
                        : ''
                    }
                    shared={node.type === 'many' ? t('flow.manyStates', { count: node.action.from.length }) : ''}
                    clock={node.type === 'state' && (kind.clocks ?? []).some((clock) => clock.runsIn.includes(node.id))}
                  />
                  {turns === undefined ? null : <Turns turns={turns} x={-width / 2} y={-at.height / 2} />}
                </g>
              )
            })}
          </g>
        </svg>
      </div>
    </div>
  )
}

function Tool({
  label,
  icon,
  onClick,
}: {
  readonly label: string
  readonly icon: ReactNode
  readonly onClick: () => void
}) {
  return (
    <Tooltip title={label}>
      <Button size="small" type="text" icon={icon} aria-label={label} onClick={onClick} />
    </Tooltip>
  )
}

function toneOf(edge: FlowEdge): 'plain' | 'primary' | 'danger' {
  return (
    (['primary', 'plain', 'danger'] as const).find((tone) => edge.actions.some((action) => action.tone === tone)) ??
    'plain'
  )
}

/** What is drawn later lies above. */
function rankOf(edge: FlowEdge): number {
  return { danger: 0, plain: 1, primary: 2 }[toneOf(edge)]
}

function hotEdges(edges: readonly FlowEdge[], picked: FlowPick | undefined): ReadonlySet<string> | undefined {
  if (picked === undefined || picked.type === 'entry') return undefined
  const hit = edges.filter((edge) =>
    picked.type === 'edge'
      ? edge.id === picked.id
      : picked.type === 'action'
        ? edge.actions.some((action) => action.code === picked.id)
        : edge.from === picked.id ||
          edge.to === picked.id ||
          edge.actions.some((action) => edge.from.startsWith('*') && action.from.includes(picked.id)),
  )
  return new Set(hit.map((edge) => edge.id))
}

/** Whether a node belongs to what is picked: it, or what a line joins to it. */
function nearPick(edges: readonly FlowEdge[], kind: KindDefinition, node: FlowNode, picked: FlowPick): boolean {
  if (node.id === picked.id) return true
  if (picked.type === 'action') {
    const action = kind.actions.find((one) => one.code === picked.id)
    if (action?.from.includes(node.id) === true) return true
  }
  const hot = hotEdges(edges, picked) ?? new Set()
  return edges.some((edge) => hot.has(edge.id) && (edge.from === node.id || edge.to === node.id))
}
