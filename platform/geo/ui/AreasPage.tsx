import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Segmented, type InputRef } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { MapView, nothingDrawn, type MapBounds, type Outline } from '#lib/map'
import { EmptyState, ErrorState, keyOf, PageHeader, useEvent, useKeys, useRead, useSay, saveFile } from '#lib/ui'
import { AreasChanged, getArea, getShapes, listAreas, listLevels } from '../contract.ts'
import { boundsAround, boundsOfOutline, outlineOf } from './area.ts'
import { AreaDetails } from './AreaDetails.tsx'
import { AreaEditor } from './AreaEditor.tsx'
import { parseAreasSearch } from './areas-search.ts'
import { AreaTree } from './AreaTree.tsx'
import { ImportAreas } from './ImportAreas.tsx'
import { useBaseMaps } from './use-base-maps.ts'
import { useMapLines } from './use-map-lines.ts'
import { useGeoWords } from './words.ts'
import './geo.css'

interface Editing {
  readonly isNew: boolean
  readonly steps: readonly Outline[]
}

/** The city's areas: tree, map and details of one, with import and drawing for those who may. */
export function AreasPage() {
  const t = useGeoWords()
  const say = useSay()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { code, show } = parseAreasSearch(useSearch({ strict: false }))
  const [text, setText] = useState('')
  const [editing, setEditing] = useState<Editing | undefined>(undefined)
  const [importing, setImporting] = useState(false)
  const [lookAt, setLookAt] = useState<MapBounds | undefined>(undefined)
  const box = useRef<InputRef>(null)

  const levels = useRead(listLevels, {})
  const bases = useBaseMaps()
  const top = useRead(listAreas, { query: { page: 1, pageSize: 1 } })
  const current = code ?? top.data?.items[0]?.code
  const one = useRead(
    getArea,
    { params: { code: current ?? '' }, query: {} },
    { enabled: current !== undefined, keep: true },
  )
  const area = one.data?.code === current ? one.data : undefined
  const codes = levels.data?.items.map((level) => level.code) ?? []
  const rank = area === undefined ? 0 : codes.indexOf(area.level)
  const below = codes.slice(rank + 1)
  const shown = show !== undefined && below.includes(show) ? show : (below[0] ?? codes.at(-1) ?? '')
  // A unit grid has nothing below: its neighbours are shown, among which it lies.
  const within = below.length > 0 ? area?.code : (area?.parentCode ?? undefined)
  const shapes = useRead(
    getShapes,
    { query: { level: shown, ...(within === undefined ? {} : { within }) } },
    { enabled: area !== undefined, keep: true },
  )
  const lines = useMapLines()
  const outline = useRead(getShapes, { query: { level: codes[0] ?? '' } }, { enabled: codes.length > 0 })
  const found = useRead(
    listAreas,
    { query: { search: text.trim(), page: 1, pageSize: 50 } },
    { enabled: text.trim() !== '', keep: true },
  )

  const refresh = (): void => {
    for (const route of [listAreas, getArea, getShapes, listLevels])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  }
  useEvent(AreasChanged, refresh)
  const select = (next: string): void => {
    setEditing(undefined)
    setLookAt(undefined)
    void navigate({ to: '/areas', search: { code: next } as never })
  }
  useKeys(t('areas.title'), [
    { keys: '/', label: t('areas.keys.search'), run: () => box.current?.focus() },
    {
      keys: 'u',
      label: t('areas.keys.up'),
      run: () => area?.parentCode != null && editing === undefined && select(area.parentCode),
    },
  ])
  const focus = useMemo(() => (area === undefined ? undefined : boundsOfOutline(outlineOf(area.geometry))), [area])
  const levelName = (level: string): string => {
    const known = levels.data?.items.find((item) => item.code === level)
    return known === undefined ? level : say(known.name)
  }
  const editStep = editing?.steps.at(-1)
  const change = (next: Outline): void =>
    setEditing((before) => before && { ...before, steps: [...before.steps.slice(-99), next] })
  const undo = (): void =>
    setEditing((before) =>
      before === undefined || before.steps.length < 2 ? before : { ...before, steps: before.steps.slice(0, -1) },
    )

  if (levels.error !== null) return <ErrorState failure={levels.error} onRetry={() => void levels.refetch()} />
  const newLevel =
    editing?.isNew === true && below[0] !== undefined ? { code: below[0], name: levelName(below[0]) } : undefined
  return (
    <div className="geo-page">
      <PageHeader
        title={t('areas.title')}
        aside={
          below.length < 2 || editing !== undefined ? undefined : (
            <Segmented
              aria-label={t('areas.shown')}
              value={shown}
              options={below.map((value) => ({ value, label: levelName(value) }))}
              onChange={(value) =>
                void navigate({
                  to: '/areas',
                  search: { ...(code === undefined ? {} : { code }), show: value } as never,
                })
              }
            />
          )
        }
        actions={
          <>
            <Button
              disabled={shapes.data === undefined}
              onClick={() =>
                shapes.data !== undefined &&
                saveFile(JSON.stringify(shapes.data), `${area?.code ?? ''}-${shown}.geojson`, 'application/geo+json')
              }
            >
              {t('areas.export')}
            </Button>
            <Button
              disabled={levels.data?.mayEdit !== true}
              title={levels.data?.mayEdit === true ? undefined : t('areas.mayNot')}
              onClick={() => setImporting(true)}
            >
              {t('import.title')}
            </Button>
          </>
        }
      />
      <div className="geo-columns">
        <aside className="geo-side">
          <Input.Search
            ref={box}
            allowClear
            value={text}
            placeholder={t('areas.search')}
            aria-label={t('areas.search')}
            onChange={(event) => setText(event.target.value)}
          />
          {text.trim() === '' ? (
            <AreaTree selected={current} path={area?.above.map((item) => item.code) ?? []} onSelect={select} />
          ) : (
            <ul className="geo-hits">
              {found.data?.items.map((hit) => (
                <li key={hit.code}>
                  <button
                    type="button"
                    className={hit.code === current ? 'geo-node geo-node-on' : 'geo-node'}
                    onClick={() => select(hit.code)}
                  >
                    <span className="geo-node-name" title={hit.name}>
                      {hit.name}
                    </span>
                    <span className="yw-quiet">{levelName(hit.level)}</span>
                  </button>
                </li>
              ))}
              {found.data?.total === 0 ? <li className="yw-quiet">{t('areas.noHit', { text: text.trim() })}</li> : null}
              {found.data !== undefined && found.data.total > 50 ? (
                <li className="yw-quiet">{t('areas.hits', { count: found.data.total, shown: 50 })}</li>
              ) : null}
            </ul>
          )}
        </aside>
        <MapView
          outline={outline.data}
          lines={lines}
          areas={shapes.data}
          selected={current}
          onSelect={select}
          focus={lookAt ?? focus}
          drawing={editStep === undefined ? undefined : { outline: editStep, onChange: change }}
          bases={bases}
          note={levels.data === undefined ? '' : say(levels.data.mapNote)}
        />
        <aside className="geo-side geo-right">
          {one.error !== null ? (
            <ErrorState failure={one.error} onRetry={() => void one.refetch()} />
          ) : area === undefined ? (
            <EmptyState title={one.isPending ? t('areas.loading') : t('areas.noArea')} />
          ) : editing !== undefined && editStep !== undefined ? (
            <AreaEditor
              key={`${area.code} ${editing.isNew}`}
              area={area}
              newLevel={newLevel}
              outline={editStep}
              canUndo={editing.steps.length > 1}
              onUndo={undo}
              onRedraw={() => change(nothingDrawn)}
              onShow={(at) => setLookAt(boundsAround(at))}
              onCancel={() => setEditing(undefined)}
              onDone={(saved) => {
                refresh()
                select(saved)
              }}
            />
          ) : (
            <AreaDetails
              area={area}
              levelName={levelName}
              mayEdit={levels.data?.mayEdit === true}
              onSelect={select}
              onEdit={() => setEditing({ isNew: false, steps: [outlineOf(area.geometry)] })}
              onAdd={below.length === 0 ? undefined : () => setEditing({ isNew: true, steps: [nothingDrawn] })}
              onEnded={() => {
                refresh()
                select(area.parentCode ?? area.code)
              }}
            />
          )}
        </aside>
      </div>
      {importing ? (
        <ImportAreas
          datums={levels.data?.datums ?? []}
          onShow={(at) => setLookAt(boundsAround(at))}
          onImported={refresh}
          onClose={() => setImporting(false)}
        />
      ) : null}
    </div>
  )
}
