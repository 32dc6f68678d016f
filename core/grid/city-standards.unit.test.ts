import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGrid, type CityGround, type GridFiles } from './city-standards.ts'

const folder = join(import.meta.dirname, '../../cities/songjiang/grid')
const bytes = (name: string) => readFileSync(join(folder, name))
const text = (content: string) => new TextEncoder().encode(content)
const settings = JSON.parse(bytes('grid.json').toString('utf8')) as Record<string, unknown>

/** Every item there is, but 99999. */
const anything = new Proxy(new Map([['01', '井盖、雨水箅子、路灯']]), {
  get: (target, key) =>
    key === 'has' ? (code: string) => code !== '99999' : (Reflect.get(target, key, target) as () => unknown).bind?.(target) ?? target.size, // prettier-ignore
})
const ground: CityGround = {
  items: (_, version) => (version === 'none' ? new Map() : anything),
  roles: new Set(['admin', 'acceptor', 'supervisor', 'duty_chief', 'dispatcher', 'handler_dept', 'town_operator']),
}
const files = (change: Partial<GridFiles> = {}): GridFiles => ({
  settings,
  standards: bytes('standards.csv'),
  stageLimits: bytes('stage-limits.csv'),
  synonyms: text('name,words\n井盖,窨井盖、阴井盖\n'),
  ...change,
})
const heading = 'version,kind,item,code,filing,limit,unit,closing,confidence,source,note\n'

test('reads the city as it is delivered', () => {
  const seed = readGrid(files(), ground)
  expect(seed.standards).toHaveLength(849)
  expect(seed.stageLimits).toHaveLength(18)
  expect(seed.synonyms.get('井盖')).toEqual(['窨井盖', '阴井盖'])
})

test('says file, row and reason of everything that is wrong', () => {
  const standards = text(
    `${heading}2026,event,06010,a-1,有,4,work_hour,走,high,,\n2026,event,99999,a-2,,0,year,走,sure,,\n2026,event,06010,a-1,有,4,work_hour,走,high,,\n`,
  )
  const stageLimits = text(
    'code,stage,name,nameEn,rule,value,unit,by,confidence,source,note\naccept,accept,受理,Accept,到,5,fortnight,nobody,high,,\n',
  )
  expect(() => readGrid(files({ standards, stageLimits }), ground)).toThrow(
    new RegExp(
      [
        'standards.csv row 3: Item code the dictionary has no such item; Filing condition required; Limit a whole number',
        'standards.csv row 4: repeats 2026.event.a-1',
        'stage-limits.csv row 2: unit: one of minute',
        'stage-limits.csv row 2: by: there is no role nobody',
      ].join('[^]*'),
    ),
  )
  expect(() => readGrid(files({ standards: text('version,kind\n2026,event\n') }), ground)).toThrow(
    'standards.csv: columns missing: item, code',
  )
  expect(() => readGrid(files({ synonyms: text('name,words\n飞船,飞碟\n') }), ground)).toThrow(
    'synonyms.csv row 2: no item is called anything with 飞船',
  )
  expect(() => readGrid(files({ settings: { ...settings, editors: ['king'] } }), ground)).toThrow(
    'grid.json: there is no role king',
  )
  expect(() => readGrid(files({ settings: { ...settings, versions: [] } }), ground)).toThrow('grid.json is not valid')
})
