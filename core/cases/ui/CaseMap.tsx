import { MapView, type MapBounds } from '#lib/map'
import { useRead, useSay } from '#lib/ui'
import { getShapes, listLevels } from '#platform/geo/contract'
import { useBaseMaps, useMapLines } from '#platform/geo/ui'
import { useMemo } from 'react'
import type { RelatedCase } from '../contract.ts'

/** So far to each side of the place, in degrees: about half a kilometre; a part of it where what is near is shown, too. */
const around = 0.005
const close = 0.0016

const here = 'case'
const none: readonly RelatedCase[] = []

interface CaseMapProps {
  readonly point: readonly [lon: number, lat: number] | undefined
  readonly label: string
  /** a place is being asked for */
  readonly onPoint?: ((lon: number, lat: number) => void) | undefined
  /** what else lies there */
  readonly others?: readonly RelatedCase[] | undefined
  readonly onOther?: ((id: string) => void) | undefined
}

/** Where a case lies, on the city's own map. */
export function CaseMap({ point, label, onPoint, others = none, onOther }: CaseMapProps) {
  const say = useSay()
  const bases = useBaseMaps()
  const lines = useMapLines()
  const levels = useRead(listLevels, {}, { staleTime: 3_600_000 })
  const codes = levels.data?.items.map((level) => level.code) ?? []
  const lasting = { staleTime: 3_600_000 }
  const outline = useRead(getShapes, { query: { level: codes[0] ?? '' } }, { ...lasting, enabled: codes.length > 0 })
  const ground = useRead(getShapes, { query: { level: codes[1] ?? '' } }, { ...lasting, enabled: codes.length > 1 })
  const [lon, lat] = point ?? []
  const markers = useMemo(
    () => [
      ...others.flatMap(({ case: { id, point: at } }) => (at === null ? [] : [{ id, lon: at[0], lat: at[1] }])),
      ...(lon === undefined || lat === undefined ? [] : [{ id: here, lon, lat, strong: true }]),
    ],
    [lon, lat, others],
  )
  // One's own click must not move the map away under the hand.
  const asks = onPoint !== undefined
  const reach = others.length === 0 ? around : close
  const focus = useMemo<MapBounds | undefined>(
    () =>
      lon === undefined || lat === undefined || asks
        ? undefined
        : { west: lon - reach, east: lon + reach, south: lat - reach, north: lat + reach },
    [lon, lat, asks, reach],
  )
  return (
    <div className="case-map">
      <MapView
        outline={outline.data}
        lines={lines}
        areas={ground.data}
        markers={markers}
        focus={focus}
        bases={bases}
        onPoint={onPoint}
        onMarker={onOther === undefined ? undefined : (id) => (id === here ? undefined : onOther(id))}
        label={label}
        note={levels.data === undefined ? '' : say(levels.data.mapNote)}
      />
    </div>
  )
}
