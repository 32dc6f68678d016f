import { MapView, type MapBounds } from '#lib/map'
import { useRead, useSay } from '#lib/ui'
import { getShapes, listLevels } from '#platform/geo/contract'
import { useBaseMaps, useMapLines } from '#platform/geo/ui'
import { useMemo } from 'react'

/** So far to each side of the place, in degrees: about half a kilometre. */
const around = 0.005

interface CaseMapProps {
  readonly point: readonly [lon: number, lat: number] | undefined
  readonly label: string
  /** a place is being asked for */
  readonly onPoint?: ((lon: number, lat: number) => void) | undefined
}

/** Where a case lies, on the city's own map. */
export function CaseMap({ point, label, onPoint }: CaseMapProps) {
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
    () => (lon === undefined || lat === undefined ? [] : [{ id: 'case', lon, lat, strong: true }]),
    [lon, lat],
  )
  // One's own click must not move the map away under the hand.
  const asks = onPoint !== undefined
  const focus = useMemo<MapBounds | undefined>(
    () =>
      lon === undefined || lat === undefined || asks
        ? undefined
        : { west: lon - around, east: lon + around, south: lat - around, north: lat + around },
    [lon, lat, asks],
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
        label={label}
        note={levels.data === undefined ? '' : say(levels.data.mapNote)}
      />
    </div>
  )
}
