import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FileUnreadable, plainCell, readSheet, writeSheet } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a cell may hold once it is stored: trimmed text without NUL. */
const cell = fc
  .string({ unit: fc.constantFrom('a', '字', '"', ',', '\n', "'", '=', '+', '-', '@', '\t', ' ', '1', ';') })
  .map((text) => text.trim())

test('what is written is read again, cell by cell', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constant('k'), cell, cell), { minLength: 1, maxLength: 12 }), (rows) => {
      const sheet = readSheet(bytes(writeSheet(['key', 'one', 'two'], rows)))
      expect(sheet.rows.map((row) => row.map((text) => plainCell(text).trim()))).toEqual(rows)
    }),
  )
})

test('no written cell begins as a formula', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const [row] = readSheet(bytes(writeSheet(['key', 'one'], [['k', text]]))).rows
      expect(row![1]).not.toMatch(/^[=+\-@\t\r]/)
    }),
  )
})

test('an apostrophe of the text’s own stays', () => {
  for (const text of ["'quoted'", "'=1", "''-1", '=1', '-3', '@x', "it's"]) {
    const [row] = readSheet(bytes(writeSheet(['key', 'one'], [['k', text]]))).rows
    expect(plainCell(row![1]!)).toBe(text)
  }
})

test('Excel finds a mark and line ends of its own kind', () => {
  expect(writeSheet(['名称'], [['井盖']])).toBe('\ufeff名称\r\n井盖\r\n')
})

test('reads GB18030, and tells it from UTF-8', () => {
  const gb = new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6, 0x0a, 0xbe, 0xae, 0xb8, 0xc7])
  expect(readSheet(gb)).toEqual({ encoding: 'GB18030', headings: ['名称'], rows: [['井盖']] })
  expect(readSheet(bytes('名称\n井盖')).encoding).toBe('UTF-8')
})

test('line ends of several systems in one file', () => {
  expect(readSheet(bytes('a,b\r\n1,2\n3,4\r5,6')).rows).toEqual([
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ])
})

test.each<[string, Uint8Array, string]>([
  ['an empty file', bytes(''), '空的'],
  ['only a heading', bytes('a,b'), '没有数据行'],
  ['an Excel file', new Uint8Array([0x50, 0x4b, 3, 4]), 'Excel'],
  ['a binary file', bytes('a\u0000b\n1'), '不是文本'],
  ['an open quote', bytes('a\n"b'), '引号'],
  ['201 columns', bytes(`${Array.from({ length: 201 }, (_, at) => `c${at}`).join(',')}\n1`), '列数'],
  ['50,001 rows', bytes(`a\n${'1\n'.repeat(50_001)}`), '行数'],
])('refuses %s, and says why', (_what, content, words) => {
  expect(() => readSheet(content)).toThrow(FileUnreadable)
  try {
    readSheet(content)
  } catch (error) {
    expect((error as FileUnreadable).why['zh-CN']).toContain(words)
  }
})
