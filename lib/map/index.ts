export type { MapBounds, MapMarker } from './data.ts'
export { MapView } from './MapView.tsx'
export { nothingDrawn, type Outline } from './outline.ts'
