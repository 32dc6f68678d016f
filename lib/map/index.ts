export { boundsOfAreas, noAreas, type MapAreas, type MapBounds, type MapMarker, type RasterBase } from './data.ts'
export { MapView, type MapViewProps } from './MapView.tsx'
export { nothingDrawn, type Outline } from './outline.ts'
