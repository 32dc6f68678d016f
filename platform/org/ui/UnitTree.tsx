import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import { Button, Input, type InputRef } from 'antd'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { EmptyState, useKeys, useRowsInSight } from '#lib/ui'
import type { TreeUnit } from '../contract.ts'
import { isMeant } from './find.ts'
import { useOrgWords } from './words.ts'

interface UnitTreeProps {
  readonly items: readonly TreeUnit[]
  readonly picked: string | undefined
  readonly onPick: (id: string) => void
}

/** As org-page.css draws a row. */
const rowHeight = 28

/** The organisation as a tree to walk through: arrows move and open, typing finds. The choice follows the arrows. */
export function UnitTree({ items, picked, onPick }: UnitTreeProps) {
  const t = useOrgWords()
  const parents = useMemo(() => new Map(items.map((unit) => [unit.id, unit.parentId])), [items])
  const wayTo = (id: string | undefined): string[] => {
    const way: string[] = []
    for (let at = id === undefined ? null : parents.get(id); at !== null && at !== undefined; at = parents.get(at))
      way.push(at)
    return way
  }
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set([...items.filter((unit) => unit.depth === 0).map((unit) => unit.id), ...wayTo(picked)]),
  )
  // Chosen here and not in the address yet, which follows a moment later: the next key goes on from there.
  const [ahead, setAhead] = useState<readonly string[]>([])
  // Chosen elsewhere (a link, the picture): the way to it opens.
  const [opened, setOpened] = useState(picked)
  if (opened !== picked) {
    setOpened(picked)
    setOpen(new Set([...open, ...wayTo(picked)]))
    const reached = picked === undefined ? -1 : ahead.lastIndexOf(picked)
    setAhead(reached === -1 ? [] : ahead.slice(reached + 1))
  }
  const current = ahead.at(-1) ?? picked
  const pick = (id: string) => {
    if (id !== current) setAhead([...ahead, id])
    onPick(id)
  }
  const [text, setText] = useState('')
  const field = useRef<InputRef>(null)
  useKeys(t('keys.group'), [{ keys: '/', label: t('keys.search'), run: () => field.current?.focus() }])

  const found = useMemo(() => {
    if (text.trim() === '') return undefined
    const hits = new Set(items.filter((unit) => isMeant(unit, text)).map((unit) => unit.id))
    const shown = new Set<string>()
    for (const id of hits)
      for (
        let at: string | null | undefined = id;
        at !== null && at !== undefined && !shown.has(at);
        at = parents.get(at)
      )
        shown.add(at)
    return { hits, shown }
  }, [items, parents, text])
  const isOpen = (unit: TreeUnit): boolean => (found === undefined ? open.has(unit.id) : found.shown.has(unit.id))
  const rows = useMemo(() => {
    if (found !== undefined) return items.filter((unit) => found.shown.has(unit.id))
    const visible = new Set<string>()
    return items.filter((unit) => {
      const shown = unit.parentId === null || (visible.has(unit.parentId) && open.has(unit.parentId))
      if (shown) visible.add(unit.id)
      return shown
    })
  }, [items, found, open])

  const at = rows.findIndex((unit) => unit.id === current)
  // A district has thousands of units: only those in sight are drawn.
  const { frame: tree, first, last, above, below, reach } = useRowsInSight(rows.length, rowHeight)
  useEffect(() => reach(at), [at, reach])

  const toggle = (id: string, to?: boolean) =>
    setOpen((before) => {
      const next = new Set(before)
      if (to ?? !before.has(id)) next.add(id)
      else next.delete(id)
      return next
    })
  const step = (event: KeyboardEvent) => {
    const unit = rows[at]
    const go = (index: number) => {
      const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
      if (next !== undefined) pick(next.id)
    }
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => {
        if (unit === undefined || unit.children === 0) return
        if (isOpen(unit)) go(at + 1)
        else toggle(unit.id, true)
      },
      ArrowLeft: () => {
        if (unit === undefined) return
        if (found === undefined && open.has(unit.id) && unit.children > 0) toggle(unit.id, false)
        else if (unit.parentId !== null) pick(unit.parentId)
      },
    }
    const move = moves[event.key]
    if (move === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    move()
  }
  return (
    <section className="org-tree-side" aria-label={t('tree')}>
      <div className="org-tree-search">
        <Input
          ref={field}
          allowClear
          placeholder={t('search')}
          aria-label={t('search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
            event.preventDefault()
            const first = rows.find((unit) => found === undefined || found.hits.has(unit.id))
            if (first !== undefined) pick(first.id)
            tree.current?.focus()
          }}
        />
        <div className="org-tree-tools">
          <span className="yw-quiet yw-small" aria-live="polite">
            {found === undefined ? t('count', { count: items.length }) : t('found', { count: found.hits.size })}
          </span>
          <Button size="small" type="text" onClick={() => setOpen(new Set(items.map((unit) => unit.id)))}>
            {t('expandAll')}
          </Button>
          <Button size="small" type="text" onClick={() => setOpen(new Set(items.slice(0, 1).map((unit) => unit.id)))}>
            {t('collapseAll')}
          </Button>
        </div>
      </div>
      {rows.length === 0 ? <EmptyState title={t('noMatch')} /> : null}
      <div
        ref={tree}
        className="org-tree"
        role="tree"
        aria-label={t('tree')}
        tabIndex={0}
        onKeyDown={step}
        {...(at >= first && at < last ? { 'aria-activedescendant': `org-${current}` } : {})}
      >
        <div role="presentation" style={{ height: above }} />
        {rows.slice(first, last).map((unit) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the focus and hears the keys
          <div
            key={unit.id}
            id={`org-${unit.id}`}
            role="treeitem"
            aria-level={unit.depth + 1}
            aria-selected={unit.id === current}
            {...(unit.children > 0 ? { 'aria-expanded': isOpen(unit) } : {})}
            className={unit.id === current ? 'org-row org-row-on' : 'org-row'}
            style={{ paddingInlineStart: 6 + unit.depth * 18 }}
            onClick={() => pick(unit.id)}
            onDoubleClick={() => toggle(unit.id)}
          >
            {unit.children > 0 ? (
              <button
                type="button"
                tabIndex={-1}
                className="org-caret"
                aria-label={isOpen(unit) ? t('collapse') : t('expand')}
                onClick={(event) => {
                  event.stopPropagation()
                  toggle(unit.id)
                }}
              >
                {isOpen(unit) ? <CaretDownOutlined /> : <CaretRightOutlined />}
              </button>
            ) : (
              <span className="org-caret" />
            )}
            <span
              className={found === undefined || found.hits.has(unit.id) ? 'org-name' : 'org-name yw-quiet'}
              title={unit.name}
            >
              {unit.name}
            </span>
            {unit.confidence === 'low' ? <span className="org-doubt">{t('doubtful')}</span> : null}
            <span className="org-aside yw-quiet yw-number">{unit.children > 0 ? unit.children : ''}</span>
          </div>
        ))}
        <div role="presentation" style={{ height: below }} />
      </div>
    </section>
  )
}
