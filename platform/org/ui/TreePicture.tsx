import { Button } from 'antd'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useSay, saveFile } from '#lib/ui'
import type { TreeUnit, UnitSort } from '../contract.ts'
import { pngOf, svgText } from './draw.ts'
import { layOut } from './lay-out.ts'
import { useOrgWords } from './words.ts'

interface TreePictureProps {
  readonly items: readonly TreeUnit[]
  readonly sorts: readonly UnitSort[]
  readonly asOf: string
  readonly picked: string | undefined
  readonly onPick: (id: string) => void
  /** to the unit with its history */
  readonly onOpen: () => void
}

interface Eye {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** The organisation as a picture: towns open into their villages, drag moves, wheel zooms, SVG and PNG leave. */
export function TreePicture({ items, sorts, asOf, picked, onPick, onOpen }: TreePictureProps) {
  const t = useOrgWords()
  const say = useSay()
  const unit = items.find((one) => one.id === picked)
  const frame = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    // Few enough to be shown at once: sections of the centre, not villages of eighteen towns.
    () => new Set(items.filter((unit) => unit.depth === 1 && unit.sort === 'centre').map((unit) => unit.id)),
  )
  const picture = useMemo(() => layOut(items, sorts, opened, (sort) => say(sort.name)), [items, sorts, opened, say])
  const platforms = useMemo(() => new Set(sorts.filter((sort) => sort.platform).map((sort) => sort.code)), [sorts])
  const [eye, setEye] = useState<Eye>({ x: 0, y: 0, scale: 1 })
  const drag = useRef<{ x: number; y: number; eye: Eye; moved: boolean } | undefined>(undefined)

  const fit = () => {
    const { clientWidth = 1, clientHeight = 1 } = frame.current ?? {}
    const scale = Math.min(1.4, clientWidth / picture.width, Math.max(clientHeight / picture.height, 0.7))
    setEye({ x: Math.max(0, (clientWidth - picture.width * scale) / 2), y: 0, scale })
  }
  // When it is first there, and when it became larger or smaller; in between the eye stays where the person put it.
  const fitted = useRef('')
  useEffect(() => {
    const size = `${picture.width} ${picture.height} ${picked === undefined}`
    if (fitted.current === size || picture.width === 0) return
    fitted.current = size
    fit()
  })
  const zoom = (
    factor: number,
    x = (frame.current?.clientWidth ?? 0) / 2,
    y = (frame.current?.clientHeight ?? 0) / 2,
  ) =>
    setEye((before) => {
      const scale = Math.max(0.25, Math.min(4, before.scale * factor))
      const share = scale / before.scale
      return { scale, x: x - (x - before.x) * share, y: y - (y - before.y) * share }
    })
  useEffect(() => {
    const element = frame.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const box = element!.getBoundingClientRect()
      zoom(event.deltaY < 0 ? 1.12 : 1 / 1.12, event.clientX - box.left, event.clientY - box.top)
    }
    // React listens passively to the wheel, and a passive listener cannot keep the page from scrolling.
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  }, [])
  const press = (event: PointerEvent) => {
    drag.current = { x: event.clientX, y: event.clientY, eye, moved: false }
  }
  const move = (event: PointerEvent) => {
    const from = drag.current
    if (from === undefined || event.buttons === 0) return
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y]
    if (!from.moved && Math.hypot(dx, dy) < 4) return
    from.moved = true
    setEye({ ...from.eye, x: from.eye.x + dx, y: from.eye.y + dy })
  }
  const keys = (event: KeyboardEvent) => {
    const shift = (x: number, y: number) => setEye((before) => ({ ...before, x: before.x + x, y: before.y + y }))
    const moves: Record<string, () => void> = {
      '+': () => zoom(1.2),
      '=': () => zoom(1.2),
      '-': () => zoom(1 / 1.2),
      '0': fit,
      ArrowLeft: () => shift(60, 0),
      ArrowRight: () => shift(-60, 0),
      ArrowUp: () => shift(0, 60),
      ArrowDown: () => shift(0, -60),
    }
    const run = moves[event.key]
    if (run === undefined || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    run()
  }
  const choose = (id: string, below: number) => {
    if (drag.current?.moved === true) return
    onPick(id)
    if (below === 0) return
    setOpened((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }
  return (
    <section className="org-picture" aria-label={t('picture')}>
      <div className="org-picture-tools">
        <span className="yw-quiet yw-small">{t('drawing.hint')}</span>
        <Button size="small" onClick={() => zoom(1 / 1.2)} aria-label={t('drawing.zoomOut')}>
          −
        </Button>
        <span className="yw-number yw-small org-scale">{Math.round(eye.scale * 100)}%</span>
        <Button size="small" onClick={() => zoom(1.2)} aria-label={t('drawing.zoomIn')}>
          +
        </Button>
        <Button size="small" onClick={fit}>
          {t('drawing.fit')}
        </Button>
        <Button
          size="small"
          onClick={() =>
            saveFile(
              new Blob([svgText(picture, platforms, `${t('title')} ${asOf}`)], { type: 'image/svg+xml' }),
              `${t('title')}-${asOf}.svg`,
            )
          }
        >
          {t('drawing.svg')}
        </Button>
        <Button
          size="small"
          onClick={() => void pngOf(picture, platforms).then((blob) => saveFile(blob, `${t('title')}-${asOf}.png`))}
        >
          {t('drawing.png')}
        </Button>
      </div>
      <div
        ref={frame}
        className="org-canvas"
        role="group"
        aria-label={t('drawing.label')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the picture is moved by keys as by hand
        tabIndex={0}
        onPointerDown={press}
        onPointerMove={move}
        onKeyDown={keys}
      >
        <svg width="100%" height="100%">
          <g transform={`translate(${eye.x} ${eye.y}) scale(${eye.scale})`}>
            {picture.lines.map((line) => (
              <path key={line} d={line} className="org-line" />
            ))}
            {picture.heads.map((head) => (
              <text key={`${head.x} ${head.y}`} x={head.x} y={head.y + 18} className="org-head">
                {head.text}
              </text>
            ))}
            {picture.boxes.map((box) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree beside it is the way by key
              <g
                key={box.id}
                className={`org-box${platforms.has(box.sort) ? ' org-box-platform' : ''}${box.id === picked ? ' org-box-on' : ''}${box.open && box.below > 0 ? ' org-box-open' : ''}`}
                onClick={() => choose(box.id, box.below)}
              >
                <title>{box.title}</title>
                <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={4} />
                <text x={box.x + box.width / 2} y={box.y + box.height / 2}>
                  {box.text}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
      {unit === undefined ? null : (
        <p className="org-picture-foot">
          <b>{unit.name}</b> <span className="yw-quiet yw-number">{unit.code}</span>
          <span className="yw-quiet">
            {t('facts.below')} {t('facts.belowCount', { count: unit.children })}
          </span>
          <Button size="small" onClick={onOpen}>
            {t('drawing.inTree')}
          </Button>
        </p>
      )}
    </section>
  )
}
