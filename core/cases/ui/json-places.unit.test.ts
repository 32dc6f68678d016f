import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeFor, readJson } from './json-places.ts'

test('reads what JSON.parse reads, and knows where every part begins', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const read = readJson(text)
      if (!read.ok) throw new Error(`${read.fault} at ${read.place.at}`)
      expect(read.value).toEqual(JSON.parse(text))
      for (const [pointer, { at, line, column }] of read.places) {
        if (pointer === '') continue
        const lines = text.split('\n')
        expect(lines.slice(0, line - 1).join('\n').length + (line === 1 ? 0 : 1) + column - 1).toBe(at)
      }
    }),
  )
})

test('a place that is not there is that of what is around it', () => {
  const read = readJson('{\n  "a": [\n    { "b~/c": 1 }\n  ]\n}')
  if (!read.ok) throw new Error(read.fault)
  expect(placeFor(read.places, '/a/0/b~0~1c')).toMatchObject({ line: 3, column: 15 })
  expect(placeFor(read.places, '/a/0/x/y')).toMatchObject({ line: 3, column: 5 })
  expect(placeFor(read.places, '/z')).toMatchObject({ line: 1, column: 1 })
})

test.each([
  ['', 'empty', 1],
  ['{\n "a": 1\n "b": 2 }', 'comma', 3],
  ['{\n "a" 1 }', 'colon', 2],
  ['{ a: 1 }', 'name', 1],
  ['{ "a": 1, }', 'name', 1],
  ['["a]', 'string', 1],
  ['[1, ]', 'value', 1],
  ['[1] 2', 'more', 1],
  ['{ "a": 1,\n "a": 2 }', 'twice', 2],
])('says where %j is no JSON', (text, fault, line) => {
  expect(readJson(text)).toMatchObject({ ok: false, fault, place: { line } })
})
