import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en: SameKeys<typeof zhCN> = {
  label: 'Map',
  base: 'Base map',
  ownBase: 'Own vector map',
  away: 'Some of the base map cannot be had at the moment; the own map stays',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Whole map',
  unsupported: 'This browser cannot show maps (WebGL2 is not available)',
  unsupportedHint: 'Everything else works.',
  keys: 'Arrows move, + − zoom',
  keysPick: 'Arrows move, + − zoom, Enter takes the middle',
  keysDraw: 'Click or Enter adds a corner, Backspace takes it back, double click ends',
  keysEdit: 'Drag corners; [ ] choose one, Shift+arrows move it, Insert adds, Delete removes',
}
