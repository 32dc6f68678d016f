import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en: SameKeys<typeof zhCN> = {
  label: 'Map',
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
