import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet } from '#lib/sheet'
import { SearchIndex, type Searchable } from './search-index.ts'

const file = join(import.meta.dirname, '../../cities/songjiang/grid/standards.csv')
const sheet = readSheet(readFileSync(file))
const cell = (cells: readonly string[], heading: string) => cells[sheet.headings.indexOf(heading)]!
const rows: Searchable[] = sheet.rows.map((cells) => ({
  codes: [cell(cells, 'code'), cell(cells, 'item')],
  name: `对象${cell(cells, 'item')}`,
  synonyms: [],
  className: '',
  filing: cell(cells, 'filing'),
  closing: cell(cells, 'closing'),
}))
const index = new SearchIndex(rows)

const text = fc.string({ unit: fc.constantFrom(...'井盖路灯垃圾破损缺失水管道占用AB12'), maxLength: 8 })
const rowsOf: fc.Arbitrary<Searchable[]> = fc.array(
  fc.record({
    codes: fc.array(text, { maxLength: 2 }),
    name: text,
    synonyms: fc.array(text, { maxLength: 2 }),
    className: text,
    filing: text,
    closing: text,
  }),
  { maxLength: 20 },
)
const holds = (row: Searchable, term: string) =>
  [row.codes, row.synonyms, [row.name, row.className, row.filing, row.closing]]
    .flat()
    .some((one) => one.toLowerCase().includes(term.toLowerCase()))

test('what holds the words is found, nothing else beside it, and the filter is kept', () => {
  fc.assert(
    fc.property(
      rowsOf,
      fc.array(
        text.filter((one) => one !== ''),
        { minLength: 1, maxLength: 3 },
      ),
      (all, terms) => {
        const own = new SearchIndex(all)
        const expected = all.flatMap((row, at) => (terms.every((term) => holds(row, term)) ? [at] : []))
        const found = own.search(terms.join(' '))
        // A code is found by its beginning only.
        const byWords = all.flatMap((row, at) =>
        terms.every((term) => holds({ ...row, codes: row.codes.filter((code) => code.toLowerCase().startsWith(term.toLowerCase())) }, term)) ? [at] : [],
      ) // prettier-ignore
        if (byWords.length > 0) expect(found.toSorted((a, b) => a - b)).toEqual(byWords)
        expect(new Set(found).size).toBe(found.length)
        expect(own.search(terms.join(' '), (at) => at % 2 === 0).every((at) => at % 2 === 0)).toBe(true)
        expect(expected.length).toBeGreaterThanOrEqual(byWords.length)
      },
    ),
  )
})

test('a name before another name before a condition', () => {
  const base = { codes: [], synonyms: [], className: '', filing: '', closing: '', name: '' }
  const own = new SearchIndex([
    { ...base, filing: '路灯不亮' },
    { ...base, synonyms: ['路灯'] },
    { ...base, name: '旧路灯' },
    { ...base, name: '路灯' },
    { ...base, closing: '路灯亮' },
  ])
  expect(own.search('路灯')).toEqual([3, 2, 1, 0, 4])
})

test('two searches after one another do not disturb each other', () => {
  const first = index.search('下水道堵住了脏水流出来')
  index.search('路面塌下去一个大坑')
  expect(index.search('下水道堵住了脏水流出来')).toEqual(first)
})

test('takes less than 2 ms over the rows of a city', () => {
  const queries = [
    '井盖',
    '路',
    '破损面积超过25平方厘米',
    '小区门口路灯不亮了没人管',
    '01001',
    '垃圾 消防通道',
    '缺失移位',
  ]
  for (let round = 0; round < 50; round++) for (const query of queries) index.search(query)
  const times = queries.flatMap((query) =>
    Array.from({ length: 40 }, () => {
      const began = performance.now()
      index.search(query)
      return performance.now() - began
    }),
  )
  // The middle one: a busy machine stops every program now and then.
  expect(times.toSorted((a, b) => a - b)[times.length >> 1]).toBeLessThan(2)
  expect(rows.length).toBeGreaterThan(800)
})
