import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { searchQuery, searchTerms } from './search.ts'

describe('search terms', () => {
  test('are the pairs of each Chinese run, its last character alone, and other words in lower case', () => {
    expect(searchTerms('河边护栏 GPS坏了，88路')).toEqual([
      '河边',
      '边护',
      '护栏',
      '栏',
      'gps',
      '坏了',
      '了',
      '88',
      '路',
    ])
  })

  test('full-width letters and digits are the same as narrow ones', () => {
    expect(searchTerms('８８路ＡＢ')).toEqual(searchTerms('88路AB'))
  })
})

describe('a question', () => {
  test('asks for every pair; a lone character for the beginning of one', () => {
    expect(searchQuery('护栏')).toBe(`'护栏'`)
    expect(searchQuery('护栏断')).toBe(`'护栏' & '栏断'`)
    expect(searchQuery('栏')).toBe(`'栏':*`)
    expect(searchQuery('gps 护栏')).toBe(`'gps':* & '护栏'`)
  })

  test('with nothing to look for in it is none', () => {
    expect(searchQuery('！？ …')).toBeUndefined()
  })

  test('finds every text it is a part of', () => {
    const hanzi = fc.array(fc.integer({ min: 0x4e00, max: 0x9fa5 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(hanzi, fc.nat(), fc.nat(), (codes, from, length) => {
        const text = codes.map((code) => String.fromCodePoint(code)).join('')
        const start = from % codes.length
        const part = text.slice(start, start + 1 + (length % (codes.length - start)))
        const terms = searchTerms(text)
        for (const wanted of searchQuery(part)!.split(' & ')) {
          const [, term, prefix] = /^'(.*)'(:\*)?$/.exec(wanted)!
          expect(terms.some((one) => (prefix === undefined ? one === term : one.startsWith(term!)))).toBe(true)
        }
      }),
    )
  })
})
