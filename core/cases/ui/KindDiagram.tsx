import {
  AimOutlined,
  DownloadOutlined,
  MinusOutlined,
  PictureOutlined,
  PlusOutlined,
  PrinterOutlined,
} from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useEffect, useEffectEvent, useId, useMemo, useRef, useState, type ReactNode } from 'react'
import { usePreferences, useSay } from '#lib/ui'
import type { KindDefinition } from '../contract.ts'
import { savePng, saveSvg } from './diagram-export.ts'
import { flowGraph, flowWay, ways, type FlowEdge, type FlowNode, type FlowStep } from './flow-graph.ts'
import { layOut, type Layout } from './flow-layout.ts'
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

interface View {
  readonly scale: number
  readonly x: number
  readonly y: number
}

/** Width of a text in px: Chinese characters are square, others about half. */
function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffff]/u.test(letter) ? size : size * 0.56), 0)
}

function cut(text: string, size: number, most: number): string {
  if (textWidth(text, size) <= most) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > most) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

const nameSize = 13
const labelSize = 11

/** A kind as a diagram: states from left to right, actions as lines, and, where steps are given, a case’s way through it. */
export function KindDiagram({ kind, steps, picked, onPick, lit }: KindDiagramProps) {
  const t = useCaseWords()
  const say = useSay()
  const { language } = usePreferences()
  const graph = useMemo(() => flowGraph(kind), [kind])
  const way = useMemo(() => (steps === undefined ? undefined : flowWay(graph, steps)), [graph, steps])
  const nameOf = (node: FlowNode): string =>
    node.type === 'state'
      ? say(node.state.name)
      : node.type === 'entry'
        ? say(ways(kind)[node.at]!.name)
        : say(node.action.name)
  const labelOf = (edge: FlowEdge): string => {
    const [first] = edge.actions
    if (first === undefined || edge.from.startsWith('*')) return ''
    const name = cut(say(first.name), labelSize, 104)
    return edge.actions.length > 1
      ? t('flow.more', { name, count: language === 'en' ? edge.actions.length - 1 : edge.actions.length })
      : name
  }
  const layout = useMemo(
    () =>
      layOut(
        graph.nodes.map((node) => ({
          id: node.id,
          width: Math.max(
            node.type === 'state' ? 96 : 52,
            Math.min(152, textWidth(nameOf(node), nameSize) + (node.type === 'state' ? 34 : 26)),
          ),
          height: node.type === 'state' ? 42 : node.type === 'many' ? 34 : 26,
          last: node.type === 'state' && node.state.stage === 'done' && isLast(graph.edges, node.id, node.state.ending),
        })),
        graph.edges.map((edge) => ({
          id: edge.id,
          from: edge.from,
          to: edge.to,
          label: textWidth(labelOf(edge), labelSize) + (edge.returns ? 14 : 0),
        })),
      ),
    [graph, language],
  )
  const box = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const { view, setView, fit, zoom, onPointerDown, dragged } = useView(box, layout)
  const marker = useId()
  const sizes = new Map(graph.nodes.map((node) => [node.id, node]))
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
    if (picked !== undefined) show(picked.type === 'action' ? (kind.actions.find((one) => one.code === picked.id)?.from[0] ?? '') : picked.id)
  }, [kind, picked])
  const width = (node: FlowNode) =>
    Math.max(
      node.type === 'state' ? 96 : 52,
      Math.min(152, textWidth(nameOf(node), nameSize) + (node.type === 'state' ? 34 : 26)),
    )
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
                const label = labelOf(edge)
                const state = `${hot === undefined ? (isLit(edge.id) ? '' : ' kind-far') : hot.has(edge.id) ? ' kind-hot' : ' kind-far'}`
                const system = edge.actions.length > 0 && edge.actions.every((action) => action.by === 'system')
                const full = edge.actions.map((action) => say(action.name)).join(language === 'en' ? ', ' : '、')
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
              const own = sizes.get(node.id)!
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
              const said = nameOf(node)
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
                    node={own}
                    width={width(node)}
                    name={cut(said, nameSize, width(node) - (node.type === 'state' ? 26 : 14))}
                    stays={
                      node.type === 'state' && node.stays.length > 0
                        ? t('flow.stays', { count: node.stays.length })
                        : ''
                    }
                    shared={node.type === 'many' ? t('flow.manyStates', { count: node.action.from.length }) : ''}
                    clock={node.type === 'state' && (kind.clocks ?? []).some((clock) => clock.runsIn.includes(node.id))}
                  />
                  {turns === undefined ? null : <Turns turns={turns} x={-width(node) / 2} y={-at.height / 2} />}
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

function NodeShape({
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
        <rect className="kind-inner" x={-width / 2 + 3} y={3 - height / 2} width={width - 6} height={height - 6} rx={18} />
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

function Turns({ turns, x, y }: { readonly turns: readonly number[]; readonly x: number; readonly y: number }) {
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

/** The one end that most cases come to, or one that only shared actions lead to, stands at the right. */
function isLast(edges: readonly FlowEdge[], id: string, ending: string | undefined): boolean {
  const into = edges.filter((edge) => edge.to === id)
  return (ending ?? 'closed') === 'closed'
    ? into.some((edge) => !edge.from.startsWith('+'))
    : into.every((edge) => edge.from.startsWith('*'))
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

/** The nearest box in the direction of an arrow key. */
function neighbour(layout: Layout, from: string, key: string): string | undefined {
  const here = layout.boxes.get(from)!
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0]
  const far = [...layout.boxes].flatMap(([id, at]) => {
    const along = (at.x - here.x) * dx! + (at.y - here.y) * dy!
    const aside = Math.abs((at.x - here.x) * dy!) + Math.abs((at.y - here.y) * dx!)
    return along > 4 ? [{ id, cost: along + aside * 2 }] : []
  })
  return far.toSorted((one, other) => one.cost - other.cost)[0]?.id
}

function intoSight(view: View, point: { readonly x: number; readonly y: number }, frame: DOMRect): View {
  const [x, y] = [point.x * view.scale + view.x, point.y * view.scale + view.y]
  const inside = x > 80 && x < frame.width - 80 && y > 40 && y < frame.height - 40
  return inside
    ? view
    : { ...view, x: frame.width / 2 - point.x * view.scale, y: frame.height / 2 - point.y * view.scale }
}

/** Below this nobody reads the names: a drawing that is wider begins at its left. */
const readable = 0.7

/** Where the drawing stands in its frame: fits at first as far as it can be read, is moved by dragging and the wheel, zoomed by keys and Ctrl+wheel. */
function useView(box: { readonly current: HTMLDivElement | null }, layout: Layout) {
  const [view, setView] = useState<View>({ scale: 1, x: 0, y: 0 })
  const dragged = useRef(false)
  const [start] = layout.boxes.values()
  const fitted = (least: number): View => {
    const { width, height } = box.current!.getBoundingClientRect()
    const scale = Math.min(1.15, Math.max(least, Math.min(width / layout.width, height / layout.height)))
    if (layout.width * scale > width) return { scale, x: 0, y: Math.min(0, height / 2 - (start?.y ?? 0) * scale) + Math.max(0, (height - layout.height * scale) / 2) }
    return { scale, x: (width - layout.width * scale) / 2, y: Math.max(0, (height - layout.height * scale) / 2) }
  }
  const fit = () => {
    setView(fitted(0.15))
  }
  const begin = useEffectEvent(() => setView(fitted(readable)))
  const zoomAt = (by: number, x: number, y: number) => {
    setView((now) => {
      const scale = Math.min(3, Math.max(0.15, now.scale * by))
      const grow = scale / now.scale
      return { scale, x: x - (x - now.x) * grow, y: y - (y - now.y) * grow }
    })
  }
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    const frame = box.current!.getBoundingClientRect()
    if (event.ctrlKey || event.metaKey)
      zoomAt(Math.exp(-event.deltaY * 0.002), event.clientX - frame.left, event.clientY - frame.top)
    else {
      setView((now) => ({ ...now, x: now.x - event.deltaX, y: now.y - event.deltaY }))
    }
  })
  useEffect(() => {
    const element = box.current!
    const wheel = (event: WheelEvent) => onWheel(event)
    // React listens passively, and then the page would scroll and zoom as well.
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  }, [box])
  useEffect(() => begin(), [layout])
  const onPointerDown = (event: React.PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    const start = { x: event.clientX, y: event.clientY }
    const from = view
    dragged.current = false
    const move = (next: PointerEvent) => {
      const [dx, dy] = [next.clientX - start.x, next.clientY - start.y]
      if (!dragged.current && Math.hypot(dx, dy) < 4) return
      dragged.current = true
      setView({ ...from, x: from.x + dx, y: from.y + dy })
    }
    const end = () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', end)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', end)
  }
  const zoom = (by: number) => {
    const { width, height } = box.current!.getBoundingClientRect()
    zoomAt(by, width / 2, height / 2)
  }
  return { view, setView, fit, zoom, onPointerDown, dragged }
}
