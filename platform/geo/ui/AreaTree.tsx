import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import { useState, type KeyboardEvent } from 'react'
import { useRead, figure } from '#lib/ui'
import { listAreas, type Area } from '../contract.ts'
import { useGeoWords } from './words.ts'

interface AreaTreeProps {
  readonly selected: string | undefined
  /** codes from the top to the selected area: they open by themselves */
  readonly path: readonly string[]
  readonly onSelect: (code: string) => void
}

/** The tree of areas, read level by level as it is opened. Arrows walk, right opens, left closes. */
export function AreaTree({ selected, path, onSelect }: AreaTreeProps) {
  const t = useGeoWords()
  return (
    <div className="geo-tree" role="tree" aria-label={t('areas.tree')} tabIndex={-1} onKeyDown={walk}>
      <Branch parent={undefined} depth={1} selected={selected} path={path} onSelect={onSelect} />
    </div>
  )
}

function Branch({
  parent,
  depth,
  ...rest
}: AreaTreeProps & { readonly parent: string | undefined; readonly depth: number }) {
  const t = useGeoWords()
  const children = useRead(listAreas, {
    query: { page: 1, pageSize: 500, ...(parent === undefined ? {} : { parent }) },
  })
  if (children.data === undefined) return <p className="geo-tree-wait">{t('areas.loading')}</p>
  return children.data.items.map((area) => <Node key={area.code} area={area} depth={depth} {...rest} />)
}

function Node({
  area,
  depth,
  selected,
  path,
  onSelect,
}: AreaTreeProps & { readonly area: Area; readonly depth: number }) {
  const onPath = path.includes(area.code)
  // Open when the person said so; else when the selected area lies below.
  const [said, setOpen] = useState<boolean | undefined>(depth === 1 ? true : undefined)
  const open = said ?? onPath
  const isLeaf = area.children === 0
  const isSelected = area.code === selected
  return (
    <>
      <div
        role="treeitem"
        aria-level={depth}
        aria-selected={isSelected}
        {...(isLeaf ? {} : { 'aria-expanded': open })}
        tabIndex={isSelected || (selected === undefined && depth === 1) ? 0 : -1}
        className={isSelected ? 'geo-node geo-node-on' : 'geo-node'}
        data-depth={Math.min(depth, 6)}
        onClick={() => onSelect(area.code)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onSelect(area.code)
          else if (event.key === 'ArrowRight' && !isLeaf) setOpen(true)
          else if (event.key === 'ArrowLeft' && open) setOpen(false)
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      >
        <span
          className="geo-node-fold"
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation()
            setOpen(!open)
          }}
        >
          {isLeaf ? null : open ? <CaretDownOutlined /> : <CaretRightOutlined />}
        </span>
        <span className="geo-node-name" title={area.name}>
          {area.name}
        </span>
        {isLeaf ? null : <span className="yw-quiet yw-number">{figure(area.children)}</span>}
      </div>
      {open && !isLeaf ? (
        <Branch parent={area.code} depth={depth + 1} selected={selected} path={path} onSelect={onSelect} />
      ) : null}
    </>
  )
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')]
  items[items.indexOf(document.activeElement as HTMLElement) + step]?.focus()
  event.preventDefault()
}
