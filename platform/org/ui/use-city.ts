import { useRead } from '#lib/ui'
import { getCity } from '../contract.ts'

/** The city and its centre; the same all day. */
export function useCity() {
  return useRead(getCity, {}, { staleTime: Infinity }).data
}
