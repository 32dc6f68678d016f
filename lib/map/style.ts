import type { StyleSpecification } from 'maplibre-gl'
import type { ThemeName } from '#lib/ui'
import { fontFiles } from './font.ts'
import type { MapAreas, MapLines, MapMarker, RasterBase } from './data.ts'

/** What the map shows, whatever it looks like. */
export interface MapContent {
  readonly outline: MapAreas
  readonly areas: MapAreas
  readonly lines: MapLines
  readonly selected: string | undefined
  readonly markers: readonly MapMarker[]
  readonly raster: RasterBase | undefined
  readonly drawing: object
}

const colours = {
  light: {
    ground: '#eceae3',
    land: '#fbfaf6',
    line: '#8d9a95',
    area: '#0f666b',
    name: '#1b2422',
    halo: '#fbfaf6',
    marker: '#b0631d',
    strong: '#b0331d',
    draw: '#7a3fa0',
    water: '#bfd8e2',
    road: '#d9d3c3',
    way: '#6d6a5f',
    bus: '#8a7fb5',
  },
  dark: {
    ground: '#0d1211',
    land: '#19211f',
    line: '#5c6a66',
    area: '#5bbdb7',
    name: '#e3e9e6',
    halo: '#19211f',
    marker: '#dcab55',
    strong: '#f0836c',
    draw: '#c79ae6',
    water: '#20414d',
    road: '#39433f',
    way: '#93a09b',
    bus: '#7d74a6',
  },
} as const

const font = { 'text-font': ['Yiwang Map'] }

/** The whole style, data included: comparing it with the last one is how the map learns of changes. */
export function mapStyle(
  theme: ThemeName,
  { outline, areas, lines, selected, markers, raster, drawing }: MapContent,
): StyleSpecification {
  const colour = colours[theme]
  const points = (strong: boolean): object => ({
    type: 'FeatureCollection',
    features: markers
      .filter((marker) => (marker.strong === true) === strong)
      .map(({ id, lon, lat, label }) => ({
        type: 'Feature',
        properties: { id, label: label ?? '' },
        geometry: { type: 'Point', coordinates: [lon, lat] },
      })),
  })
  const names = {
    type: 'FeatureCollection',
    features: areas.features.map(({ properties }) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Point', coordinates: [properties.lon, properties.lat] },
    })),
  }
  const isSelected = ['==', ['get', 'code'], selected ?? '']
  const style = {
    version: 8,
    // Own letters: no glyph server, and a machine without a Chinese font shows names all the same.
    'font-faces': { 'Yiwang Map': fontFiles },
    sources: {
      outline: { type: 'geojson', data: outline },
      lines: { type: 'geojson', data: lines },
      areas: { type: 'geojson', data: areas, tolerance: 0.2 },
      names: { type: 'geojson', data: names },
      markers: { type: 'geojson', data: points(false), cluster: true, clusterRadius: 44, clusterMaxZoom: 15 },
      strong: { type: 'geojson', data: points(true) },
      drawing: { type: 'geojson', data: drawing },
      ...(raster === undefined
        ? {}
        : {
            raster: {
              type: 'raster',
              tiles: [location.origin + raster.url],
              tileSize: 256,
              minzoom: raster.minZoom,
              maxzoom: raster.maxZoom,
            },
          }),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour.ground } },
      { id: 'land', type: 'fill', source: 'outline', paint: { 'fill-color': colour.land } },
      ...(raster === undefined
        ? []
        : [{ id: 'raster', type: 'raster', source: 'raster', paint: { 'raster-fade-duration': 0 } }]),
      ...lineLayers(colour, raster !== undefined),
      {
        id: 'areas',
        type: 'fill',
        source: 'areas',
        paint: { 'fill-color': colour.area, 'fill-opacity': ['case', isSelected, 0.3, 0.06], 'fill-antialias': false },
      },
      {
        id: 'area-lines',
        type: 'line',
        source: 'areas',
        paint: {
          'line-color': ['case', isSelected, colour.area, colour.line],
          'line-width': [
            'interpolate',
            ['linear'],
            ['zoom'],
            9,
            ['case', isSelected, 2.5, 0.5],
            14,
            ['case', isSelected, 2.5, 1.2],
          ],
        },
      },
      { id: 'outline', type: 'line', source: 'outline', paint: { 'line-color': colour.area, 'line-width': 2 } },
      ...lineNames(colour, raster !== undefined),
      {
        id: 'names',
        type: 'symbol',
        source: 'names',
        layout: {
          ...font,
          'text-field': ['get', 'name'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 9, 11, 14, 14],
          'text-padding': 4,
          'text-max-width': 8,
        },
        paint: { 'text-color': colour.name, 'text-halo-color': colour.halo, 'text-halo-width': 1.4 },
      },
      {
        id: 'clusters',
        type: 'circle',
        source: 'markers',
        filter: ['has', 'point_count'],
        paint: {
          'circle-color': colour.marker,
          'circle-opacity': 0.85,
          'circle-radius': ['step', ['get', 'point_count'], 12, 10, 16, 100, 22],
        },
      },
      {
        id: 'cluster-counts',
        type: 'symbol',
        source: 'markers',
        filter: ['has', 'point_count'],
        layout: {
          ...font,
          'text-field': ['get', 'point_count_abbreviated'],
          'text-size': 12,
          'text-allow-overlap': true,
        },
        paint: { 'text-color': colour.land },
      },
      {
        id: 'markers',
        type: 'circle',
        source: 'markers',
        filter: ['!', ['has', 'point_count']],
        paint: {
          'circle-color': colour.marker,
          'circle-radius': 5,
          'circle-stroke-color': colour.halo,
          'circle-stroke-width': 1.5,
        },
      },
      {
        id: 'strong',
        type: 'circle',
        source: 'strong',
        paint: {
          'circle-color': colour.strong,
          'circle-radius': 8,
          'circle-stroke-color': colour.halo,
          'circle-stroke-width': 2,
        },
      },
      ...['markers', 'strong'].map((source) => ({
        id: `${source}-names`,
        type: 'symbol',
        source,
        filter: ['!', ['has', 'point_count']],
        layout: {
          ...font,
          'text-field': ['get', 'label'],
          'text-size': 12,
          'text-anchor': 'top',
          'text-offset': [0, 0.7],
          'text-optional': true,
        },
        paint: { 'text-color': colour.name, 'text-halo-color': colour.halo, 'text-halo-width': 1.4 },
      })),
      {
        id: 'drawing',
        type: 'fill',
        source: 'drawing',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': colour.draw, 'fill-opacity': 0.15 },
      },
      {
        id: 'drawing-line',
        type: 'line',
        source: 'drawing',
        filter: ['==', ['get', 'role'], 'border'],
        paint: { 'line-color': colour.draw, 'line-width': 2 },
      },
      {
        id: 'middles',
        type: 'circle',
        source: 'drawing',
        filter: ['==', ['get', 'role'], 'middle'],
        paint: {
          'circle-color': colour.halo,
          'circle-radius': 3.5,
          'circle-stroke-color': colour.draw,
          'circle-stroke-width': 1,
        },
      },
      {
        id: 'corners',
        type: 'circle',
        source: 'drawing',
        filter: ['in', ['get', 'role'], ['literal', ['corner', 'active']]],
        paint: {
          'circle-color': ['case', ['==', ['get', 'role'], 'active'], colour.strong, colour.draw],
          'circle-radius': ['case', ['==', ['get', 'role'], 'active'], 8, 6],
          'circle-stroke-color': colour.halo,
          'circle-stroke-width': 2,
        },
      },
    ],
  }
  // Written as data: the library's own type wants every expression spelt as a tuple.
  return style as unknown as StyleSpecification
}

type Colours = (typeof colours)[ThemeName]

const sortIs = (sort: string): unknown[] => ['==', ['get', 'sort'], sort]
/** The whole district shows the first rank alone; a rank more every so often. */
const rankShown = ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 11, 2, 12.5, 3]]

/** Water, roads and bus lines; tiles underneath have their own. */
function lineLayers(colour: Colours, onTiles: boolean): object[] {
  if (onTiles) return []
  const width = (narrow: number, wide: number): unknown[] => [
    'interpolate',
    ['exponential', 1.4],
    ['zoom'],
    10,
    ['match', ['get', 'rank'], 1, narrow * 1.6, 2, narrow, narrow * 0.7],
    16,
    ['match', ['get', 'rank'], 1, wide * 1.6, 2, wide, wide * 0.7],
  ]
  const layout = { 'line-cap': 'round', 'line-join': 'round' }
  return [
    {
      id: 'water',
      type: 'fill',
      source: 'lines',
      filter: ['all', sortIs('water'), ['==', ['geometry-type'], 'Polygon']],
      paint: { 'fill-color': colour.water },
    },
    {
      id: 'rivers',
      type: 'line',
      source: 'lines',
      filter: ['all', sortIs('water'), ['==', ['geometry-type'], 'LineString'], rankShown],
      layout,
      paint: { 'line-color': colour.water, 'line-width': width(1.6, 14) },
    },
    {
      id: 'roads',
      type: 'line',
      source: 'lines',
      filter: ['all', sortIs('road'), rankShown],
      layout,
      paint: { 'line-color': colour.road, 'line-width': width(1.4, 10) },
    },
    {
      id: 'bus-lines',
      type: 'line',
      source: 'lines',
      filter: ['all', sortIs('bus_line'), rankShown],
      layout,
      paint: { 'line-color': colour.bus, 'line-width': width(0.8, 3), 'line-dasharray': [2, 2] },
    },
  ]
}

/** Names along the lines, under those of areas: where there is room for one, the area's is read. */
function lineNames(colour: Colours, onTiles: boolean): object[] {
  if (onTiles) return []
  return [
    {
      id: 'line-names',
      type: 'symbol',
      source: 'lines',
      minzoom: 11.5,
      filter: ['all', ['!=', ['get', 'name'], ''], rankShown],
      layout: {
        ...font,
        'text-field': ['get', 'name'],
        'text-size': 11,
        'symbol-placement': 'line',
        'symbol-spacing': 320,
        'text-max-angle': 40,
        'text-padding': 6,
      },
      paint: { 'text-color': colour.way, 'text-halo-color': colour.halo, 'text-halo-width': 1.4 },
    },
  ]
}
