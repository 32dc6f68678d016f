import { useRead } from '#lib/ui'
import { getLines } from '../contract.ts'

/** Roads, bus lines and waters for a map: they come with the city and change with it alone. */
export function useMapLines() {
  return useRead(getLines, {}, { staleTime: 3_600_000 }).data
}
