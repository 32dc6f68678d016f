import { useGeoWords } from './words.ts'

export { useBaseMaps } from './use-base-maps.ts'
export { useMapLines } from './use-map-lines.ts'

/** The name of the page of base maps, which stands in the navigation. */
export function useBaseMapsLabel(): string {
  return useGeoWords()('bases.title')
}

export const loadBaseMapsPage = () => import('./BaseMapsPage.tsx')
export const loadAreasPage = () => import('./AreasPage.tsx')
export const loadAddressesPage = () => import('./AddressesPage.tsx')
export { parseAreasSearch } from './areas-search.ts'
