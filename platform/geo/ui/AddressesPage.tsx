import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, type InputRef } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { MapView, type MapMarker } from '#lib/map'
import {
  FailureAlert,
  keyOf,
  Notice,
  PageHeader,
  useCall,
  useCommand,
  useEvent,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import {
  AddressesChanged,
  confirmAddress,
  dismissAddress,
  getShapes,
  listLevels,
  listPlaces,
  listUnresolved,
  queueAddress,
  reopenAddress,
  resolveAddress,
  type Candidate,
  type Unresolved,
} from '../contract.ts'
import { Candidates } from './Candidates.tsx'
import { queuePageSize, UnresolvedQueue, type QueueView } from './UnresolvedQueue.tsx'
import { useBaseMaps } from './use-base-maps.ts'
import { useMapLines } from './use-map-lines.ts'
import { useGeoWords } from './words.ts'
import './geo.css'

const noCandidates: readonly Candidate[] = []
/** Half the height of what is shown around an answer, in degrees: a kilometre. */
const around = 0.009

/** Try an address, see where it may be, and settle those nobody could place. */
export function AddressesPage() {
  const t = useGeoWords()
  const say = useSay()
  const queries = useQueryClient()
  const box = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const [point, setPoint] = useState<[number, number] | undefined>(undefined)
  const [row, setRow] = useState<Unresolved | undefined>(undefined)
  const [view, setView] = useState<QueueView>({ state: 'open', search: '', page: 1 })
  const [last, setLast] = useState<{ readonly id: string; readonly said: string } | undefined>(undefined)

  const levels = useRead(listLevels, {})
  const bases = useBaseMaps()
  const codes = levels.data?.items.map((level) => level.code) ?? []
  const lines = useMapLines()
  const outline = useRead(getShapes, { query: { level: codes[0] ?? '' } }, { enabled: codes.length > 0 })
  const ground = useRead(getShapes, { query: { level: codes.at(-2) ?? '' } }, { enabled: codes.length > 1 })
  const queue = useRead(
    listUnresolved,
    {
      query: {
        state: view.state,
        page: view.page,
        pageSize: queuePageSize,
        ...(view.search === '' ? {} : { search: view.search }),
      },
    },
    { keep: true },
  )
  const resolve = useCall(resolveAddress)
  const put = useCommand(queueAddress)
  const confirm = useCommand(confirmAddress)
  const dismiss = useCommand(dismissAddress)
  const reopen = useCommand(reopenAddress)
  const refresh = (): void => void queries.invalidateQueries({ queryKey: keyOf(listUnresolved) })
  useEvent(AddressesChanged, refresh)

  const mayEdit = levels.data?.mayEdit === true
  const why = mayEdit ? undefined : t('address.mayNot')
  const candidates = resolve.data?.candidates ?? noCandidates
  const best = candidates[chosen]
  const here = point ?? (best === undefined ? undefined : ([best.lon, best.lat] as [number, number]))

  const find = (wanted: string): void => {
    if (wanted.trim() === '') return
    put.reset()
    setPoint(undefined)
    setChosen(0)
    resolve.mutate({ body: { text: wanted.trim() } })
  }
  const open = (next: Unresolved | undefined): void => {
    setRow(next)
    confirm.reset()
    dismiss.reset()
    if (next === undefined) return
    setText(next.text)
    find(next.text)
  }
  const items = queue.data?.items ?? []
  const step = (by: 1 | -1): void => open(items[Math.max(0, items.findIndex((item) => item.id === row?.id) + by)])
  const settled = (said: string): void => {
    if (row === undefined) return
    setLast({ id: row.id, said })
    const at = items.findIndex((item) => item.id === row.id)
    open(items[at + 1] ?? items[at - 1])
    refresh()
  }
  const confirmHere = (): void => {
    if (row?.state !== 'open' || here === undefined || !mayEdit || confirm.isPending) return
    confirm.mutate(
      { params: { id: row.id }, body: { lon: here[0], lat: here[1] } },
      {
        onSuccess: ({ told }) =>
          settled(
            told === 0 ? t('address.done', { text: row.text }) : t('address.doneTold', { text: row.text, count: told }),
          ),
      },
    )
  }
  const dismissRow = (): void => {
    if (row?.state !== 'open' || !mayEdit || dismiss.isPending) return
    dismiss.mutate(
      { params: { id: row.id }, body: {} },
      { onSuccess: () => settled(t('address.gone', { text: row.text })) },
    )
  }
  const restore = (id: string): void =>
    reopen.mutate(
      { params: { id }, body: {} },
      {
        onSuccess: () => {
          setLast(undefined)
          refresh()
        },
      },
    )
  useKeys(t('address.title'), [
    { keys: '/', label: t('address.keys.find'), run: () => box.current?.focus() },
    { keys: 'j ArrowDown', label: t('address.keys.next'), run: () => step(1) },
    { keys: 'k ArrowUp', label: t('address.keys.previous'), run: () => step(-1) },
    { keys: 'y mod+Enter', label: t('address.keys.confirm'), run: confirmHere },
    { keys: 'x', label: t('address.keys.dismiss'), run: dismissRow },
  ])
  const focus = useMemo(
    () =>
      best === undefined
        ? undefined
        : { west: best.lon - around, east: best.lon + around, south: best.lat - around, north: best.lat + around },
    [best],
  )
  const places = useRead(
    listPlaces,
    { query: focus ?? { west: 0, east: 0, south: 0, north: 0 } },
    { enabled: focus !== undefined },
  )
  const markers = useMemo((): MapMarker[] => {
    const found = candidates.map(({ lon, lat, name }, index) => ({
      id: String(index),
      lon,
      lat,
      label: name,
      strong: point === undefined && index === chosen,
    }))
    const known = (places.data?.items ?? []).map(({ id, name, lon, lat }) => ({
      id: `place ${id}`,
      lon,
      lat,
      label: name,
    }))
    return [
      ...known,
      ...found,
      ...(point === undefined ? [] : [{ id: 'point', lon: point[0], lat: point[1], strong: true }]),
    ]
  }, [candidates, chosen, point, places.data])
  const failure = resolve.error ?? put.error ?? confirm.error ?? dismiss.error ?? reopen.error

  return (
    <div className="geo-page">
      <PageHeader title={t('address.title')} />
      <div className="geo-columns geo-addresses">
        <div className="geo-side geo-wide">
          <Input.Search
            ref={box}
            value={text}
            maxLength={200}
            enterButton={t('address.find')}
            placeholder={t('address.placeholder')}
            aria-label={t('address.try')}
            loading={resolve.isPending}
            onChange={(event) => setText(event.target.value)}
            onSearch={(value) => {
              setRow(undefined)
              find(value)
            }}
          />
          {resolve.data === undefined ? null : (
            <Candidates
              answer={resolve.data}
              chosen={chosen}
              onChoose={(index) => {
                setPoint(undefined)
                setChosen(index)
              }}
            />
          )}
          {failure === null ? null : <FailureAlert failure={failure} />}
          {row?.state === 'open' ? (
            <div className="geo-buttons">
              <Button
                type="primary"
                disabled={!mayEdit || here === undefined}
                title={why}
                loading={confirm.isPending}
                onClick={confirmHere}
              >
                {t('address.confirm')}
              </Button>
              <Button disabled={!mayEdit} title={why} loading={dismiss.isPending} onClick={dismissRow}>
                {t('address.dismiss')}
              </Button>
              <span className="yw-quiet yw-number">
                {point === undefined
                  ? t('address.pick')
                  : t('address.picked', { lon: point[0].toFixed(5), lat: point[1].toFixed(5) })}
              </span>
            </div>
          ) : resolve.data !== undefined && !resolve.data.resolved ? (
            put.isSuccess ? (
              <Notice tone="done">{t('address.queued')}</Notice>
            ) : (
              <Button
                loading={put.isPending}
                onClick={() => put.mutate({ body: { text: text.trim() } }, { onSuccess: refresh })}
              >
                {t('address.queue')}
              </Button>
            )
          ) : null}
          {last === undefined ? null : (
            <Notice tone="done">
              {last.said}{' '}
              <Button size="small" type="link" onClick={() => restore(last.id)}>
                {t('address.undo')}
              </Button>
            </Notice>
          )}
          <UnresolvedQueue
            list={queue}
            view={view}
            opened={row?.id}
            refused={why}
            onView={setView}
            onOpen={open}
            onReopen={restore}
          />
        </div>
        <MapView
          outline={outline.data}
          lines={lines}
          areas={ground.data}
          markers={markers}
          onMarker={(id) => {
            // The places around are there to look at; only candidates can be chosen.
            if (!/^\d+$/u.test(id)) return
            setPoint(undefined)
            setChosen(Number(id))
          }}
          onPoint={
            row?.state === 'open'
              ? (lon, lat) => setPoint([Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6])
              : undefined
          }
          focus={focus}
          bases={bases}
          note={levels.data === undefined ? '' : say(levels.data.mapNote)}
        />
      </div>
    </div>
  )
}
