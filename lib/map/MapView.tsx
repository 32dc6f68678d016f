import { FullscreenExitOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type MapMouseEvent } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { EmptyState, remember, remembered, usePreferences } from '#lib/ui'
import {
  boundsOfAreas,
  noAreas,
  noLines,
  type MapAreas,
  type MapBounds,
  type MapLines,
  type MapMarker,
  type RasterBase,
} from './data.ts'
import { mapStyle } from './style.ts'
import { useDrawing, type Drawing } from './use-drawing.ts'
import { useMapWords } from './words.ts'
import 'maplibre-gl/dist/maplibre-gl.css'
import './map.css'

// From the own origin, as the pages' policy asks; by itself the library would look beside its own file.
setWorkerUrl(new URL(workerUrl, location.href).href)

export interface MapViewProps {
  /** the whole that everything lies in: drawn as land with a border, and shown at first */
  readonly outline?: MapAreas | undefined
  readonly areas?: MapAreas | undefined
  readonly lines?: MapLines | undefined
  readonly selected?: string | undefined
  readonly onSelect?: ((code: string) => void) | undefined
  readonly markers?: readonly MapMarker[] | undefined
  readonly onMarker?: ((id: string) => void) | undefined
  /** a point is being asked for: a click gives it, and Enter gives the middle */
  readonly onPoint?: ((lon: number, lat: number) => void) | undefined
  /** a border is being drawn or edited */
  readonly drawing?: Drawing | undefined
  /** where to look; a new value moves there */
  readonly focus?: MapBounds | undefined
  /** approval number of the map, or that it is a sketch 示意: always shown */
  readonly note: string
  /** tiles that people may put under the own map */
  readonly bases?: readonly RasterBase[] | undefined
  readonly label?: string | undefined
}

const none: readonly MapMarker[] = []
const noBases: readonly RasterBase[] = []
const baseKey = 'yiwang.map.base'

/** A map from own data: no tile, letter or picture comes from elsewhere. Fills the box it is put into. */
export function MapView({
  outline = noAreas,
  areas = noAreas,
  lines = noLines,
  selected,
  onSelect,
  markers = none,
  onMarker,
  onPoint,
  drawing,
  focus,
  note,
  bases = noBases,
  label,
}: MapViewProps) {
  const t = useMapWords()
  const { theme } = usePreferences()
  const box = useRef<HTMLDivElement>(null)
  const map = useRef<MapLibre | undefined>(undefined)
  const [ready, setReady] = useState(false)
  const [broken, setBroken] = useState(false)
  const { features, onKey } = useDrawing(map, ready, drawing)

  const [base, setBase] = useState(() => remembered(baseKey))
  const [away, setAway] = useState(false)
  const raster = bases.find(({ id }) => id === base)

  const content = { outline, areas, lines, selected, markers, raster, drawing: features }
  const latest = useRef({ content, theme, onSelect, onMarker, onPoint, isDrawing: drawing !== undefined })
  useEffect(() => {
    latest.current = { content, theme, onSelect, onMarker, onPoint, isDrawing: drawing !== undefined }
  })

  useEffect(() => {
    let made: MapLibre
    try {
      made = new MapLibre({
        container: box.current!,
        style: mapStyle(latest.current.theme, latest.current.content),
        attributionControl: false,
        fadeDuration: 0,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        center: [105, 35],
        zoom: 3,
        maxZoom: 19,
      })
    } catch {
      // oxlint-disable-next-line react/set-state-in-effect -- only trying tells whether this machine can draw maps
      setBroken(true)
      return
    }
    made.touchZoomRotate.disableRotation()
    made.keyboard.disableRotation()
    made.once('load', () => setReady(true))
    // Tests wait for this instead of guessing when a picture is complete.
    made.on('idle', () => box.current?.setAttribute('data-idle', 'true'))
    for (const event of ['movestart', 'dataloading'] as const)
      made.on(event, () => box.current?.removeAttribute('data-idle'))
    // A tile service that is away leaves the own map, which everything stands on.
    made.on('error', ({ error, ...event }) => {
      if ((event as { sourceId?: string }).sourceId === 'raster') setAway(true)
      else reportError(error)
    })
    made.on('click', (event: MapMouseEvent) => click(made, event, latest.current))
    map.current = made
    // The canvas of a map that is gone keeps one of the browser's few drawing contexts until it is told to let go.
    return () => {
      map.current = undefined
      setReady(false)
      made.remove()
    }
  }, [])

  useEffect(() => {
    if (!ready) return
    map.current?.setStyle(mapStyle(theme, latest.current.content))
  }, [ready, theme, outline, areas, lines, selected, markers, raster])

  useEffect(() => {
    if (!ready) return
    void map.current?.getSource<GeoJSONSource>('drawing')?.setData(features as never)
  })

  const wanted = focus ?? boundsOfAreas(outline)
  const at = wanted === undefined ? '' : `${wanted.west} ${wanted.south} ${wanted.east} ${wanted.north}`
  const look = (animate: boolean): void => {
    if (wanted === undefined) return
    map.current?.fitBounds([wanted.west, wanted.south, wanted.east, wanted.north], {
      padding: 32,
      maxZoom: 16,
      animate,
    })
  }
  useEffect(() => {
    if (ready) look(false)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `at` is what `look` looks at; the function is new each time
  }, [ready, at])

  const keys = (event: KeyboardEvent): void => {
    const centre = map.current?.getCenter()
    if (onKey(event)) {
      event.preventDefault()
      event.stopPropagation()
    } else if (
      event.key === 'Enter' &&
      onPoint !== undefined &&
      centre !== undefined &&
      event.target === map.current?.getCanvas()
    )
      onPoint(centre.lng, centre.lat)
  }
  if (broken) return <EmptyState title={t('unsupported')} hint={t('unsupportedHint')} />
  const hint =
    drawing === undefined
      ? onPoint === undefined
        ? t('keys')
        : t('keysPick')
      : drawing.outline.closed
        ? t('keysEdit')
        : t('keysDraw')
  return (
    <section className="map" aria-label={label ?? t('label')} onKeyDownCapture={keys}>
      <div ref={box} className={onPoint === undefined ? 'map-box' : 'map-box map-picking'} />
      {onPoint === undefined && drawing === undefined ? null : <span className="map-cross" aria-hidden="true" />}
      <div className="map-buttons">
        <button type="button" onClick={() => map.current?.zoomIn()} aria-label={t('zoomIn')} title={t('zoomIn')}>
          <PlusOutlined />
        </button>
        <button type="button" onClick={() => map.current?.zoomOut()} aria-label={t('zoomOut')} title={t('zoomOut')}>
          <MinusOutlined />
        </button>
        <button type="button" onClick={() => look(true)} aria-label={t('whole')} title={t('whole')}>
          <FullscreenExitOutlined />
        </button>
      </div>
      {bases.length === 0 ? null : (
        <select
          className="map-base"
          aria-label={t('base')}
          value={raster?.id ?? ''}
          onChange={({ target }) => {
            setAway(false)
            setBase(target.value)
            remember(baseKey, target.value === '' ? null : target.value)
          }}
        >
          <option value="">{t('ownBase')}</option>
          {bases.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {raster !== undefined && away ? (
        <p className="map-away" role="status">
          {t('away')}
        </p>
      ) : null}
      <p className="map-hint">{hint}</p>
      <p className="map-note">{raster === undefined ? note : `${raster.attribution} · ${note}`}</p>
    </section>
  )
}

interface Listeners {
  readonly onSelect: MapViewProps['onSelect']
  readonly onMarker: MapViewProps['onMarker']
  readonly onPoint: MapViewProps['onPoint']
  readonly isDrawing: boolean
}

/** What a click means: a point when one is asked for, else the marker, the cluster or the area under it. */
function click(
  map: MapLibre,
  { point, lngLat }: MapMouseEvent,
  { onSelect, onMarker, onPoint, isDrawing }: Listeners,
): void {
  if (isDrawing) return
  const [hit] = map.queryRenderedFeatures(point, { layers: ['strong', 'markers', 'clusters'] })
  if (hit?.properties['cluster'] === true) {
    map.easeTo({ center: lngLat, zoom: Math.min(map.getZoom() + 2, 17) })
  } else if (hit !== undefined && onMarker !== undefined) onMarker(String(hit.properties['id']))
  else if (onPoint !== undefined) onPoint(lngLat.lng, lngLat.lat)
  else {
    const [area] = map.queryRenderedFeatures(point, { layers: ['areas'] })
    if (area !== undefined) onSelect?.(String(area.properties['code']))
  }
}
