import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkEntry, surroundingsOf, type Draft } from './check-entry.ts'
import type { DictionaryDefinition } from './definition.ts'

const words = (text: string) => ({ 'zh-CN': text, en: text })
const definition: DictionaryDefinition = {
  code: 'colours',
  name: words('colours'),
  group: 'g',
  standard: '',
  clause: '',
  hierarchical: true,
  versions: [],
  kinds: [],
  columns: [
    { key: 'weight', name: words('weight'), type: 'number', min: 0, max: 100 },
    {
      key: 'sort',
      name: words('sort'),
      type: 'choice',
      choices: [{ code: 'warm', name: words('warm') }],
      required: true,
    },
    { key: 'near', name: words('near'), type: 'reference', dictionary: 'colours' },
  ],
}
const key = (code: string) => ({ version: '', kind: '', code })
const draft: Draft = {
  ...key('red'),
  name: '红',
  nameEn: null,
  parent: null,
  position: 10,
  attributes: { sort: 'warm' },
  confidence: 'high',
  source: '',
  note: '',
}
const around = (...rows: [code: string, parent: string | null][]) =>
  surroundingsOf('colours', new Map([['colours', rows.map(([code, parent]) => ({ ...key(code), parent }))]]))
const faults = (change: Partial<Draft>, surroundings = around(['blue', null])) =>
  checkEntry(definition, { ...draft, ...change }, surroundings).faults.map((one) => `${one.field} ${one.fault.en}`)

test('takes what fits, trimmed, numbers as numbers', () => {
  const attributes = { sort: 'warm', weight: ' 2.50 ', near: 'blue' }
  const { content, faults: none } = checkEntry(
    definition,
    { ...draft, name: ' 红 ', attributes },
    around(['blue', null]),
  )
  expect(none).toEqual([])
  expect(content).toMatchObject({ name: '红', attributes: { sort: 'warm', weight: 2.5, near: 'blue' } })
})

test('a content that was taken is taken again, unchanged', () => {
  const text = fc.string({ maxLength: 30 })
  fc.assert(
    fc.property(text, text, fc.double({ min: 0, max: 100, noNaN: true }), (name, note, weight) => {
      const first = checkEntry(definition, { ...draft, name, note, attributes: { sort: 'warm', weight } }, around())
      fc.pre(first.faults.length === 0)
      expect(checkEntry(definition, { ...draft, ...first.content }, around())).toEqual(first)
    }),
  )
})

test('nothing that is typed throws, and what is not good is never without a fault', () => {
  const any = fc.oneof(fc.string(), fc.double(), fc.constant(null))
  fc.assert(
    fc.property(fc.record({ weight: any, sort: any, near: any }), fc.string(), (attributes, code) => {
      const { content, faults: found } = checkEntry(definition, { ...draft, code, attributes }, around(['blue', null]))
      if (found.length > 0) return
      expect(content.attributes['sort']).toBe('warm')
      expect(code).toMatch(/^\S{1,64}$/)
      const weight = content.attributes['weight']
      expect(weight === undefined || (typeof weight === 'number' && weight >= 0 && weight <= 100)).toBe(true)
    }),
  )
})

test.each<[string, Partial<Draft>, string[]]>([
  ['no number', { attributes: { sort: 'warm', weight: '0x10' } }, ['attributes.weight not a number']],
  ['too large', { attributes: { sort: 'warm', weight: 101 } }, ['attributes.weight at most 100']],
  ['a missing choice', { attributes: {} }, ['attributes.sort required']],
  ['an unknown column', { attributes: { sort: 'warm', size: 1 } }, ['attributes.size no such column']],
  [
    'an unknown reference',
    { attributes: { sort: 'warm', near: 'pink' } },
    ['attributes.near the entry it refers to is not there'],
  ],
  ['a long name', { name: '长'.repeat(201) }, ['name at most 200 characters']],
  ['a version where there are none', { version: '2026' }, ['version no such version']],
  ['half a position', { position: 1.5 }, ['position a whole number']],
])('tells %s', (_what, change, expected) => {
  expect(faults(change)).toEqual(expected)
})

test('nobody stands above itself', () => {
  expect(faults({ parent: 'red' }, around(['red', null]))).toEqual(['parent it would stand above itself'])
  expect(faults({ parent: 'c' }, around(['red', null], ['b', 'red'], ['c', 'b']))).toEqual([
    'parent it would stand above itself',
  ])
  expect(faults({ parent: 'b' }, around(['red', null], ['b', null]))).toEqual([])
  // A circle that is there already must not hang the check.
  expect(faults({ parent: 'x' }, around(['x', 'y'], ['y', 'x']))).toEqual(['parent it would stand above itself'])
})
