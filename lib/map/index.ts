export type { MapBounds, MapMarker, RasterBase } from './data.ts'
export { MapView } from './MapView.tsx'
export { nothingDrawn, type Outline } from './outline.ts'
