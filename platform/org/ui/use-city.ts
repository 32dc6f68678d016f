import { useRead } from '#lib/ui'
import { getCity } from '#platform/org/contract'

/** The city and its centre; the same all day. */
export function useCity() {
  return useRead(getCity, {}, { staleTime: Infinity }).data
}
