import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RasterBase } from '#lib/map'
import { keyOf, useEvent, useRead } from '#lib/ui'
import { urlOf } from '#lib/http/contract'
import { BaseMapsChanged, getTile, listBaseMaps } from '../contract.ts'

/** The base maps an administrator has switched on, as the map takes them; none at first, and then the own map stands alone. */
export function useBaseMaps(): readonly RasterBase[] {
  const queries = useQueryClient()
  useEvent(BaseMapsChanged, () => void queries.invalidateQueries({ queryKey: keyOf(listBaseMaps) }))
  const { data } = useRead(listBaseMaps, {})
  return useMemo(
    () =>
      (data?.items ?? []).map(({ id, version, name, attribution, approvalNumber, minZoom, maxZoom }) => ({
        id,
        name,
        // The last three are the map's to fill in.
        url: urlOf(getTile, { params: { id, version, z: 0, x: 0, y: 0 } }).replace(/0\/0\/0$/, '{z}/{x}/{y}'),
        attribution: approvalNumber === '' ? attribution : `${attribution} ${approvalNumber}`,
        minZoom,
        maxZoom,
      })),
    [data],
  )
}
