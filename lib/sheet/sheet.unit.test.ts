import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FileUnreadable, openSheet, plainCell, readSheet, writeSheet, type Encoding } from './index.ts'
import { defaultLimits } from './limits.ts'
import { parseCsv } from './parse-csv.ts'
import { rowsOf } from './testing.ts'

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
  expect(readSheet(gb)).toEqual({ encoding: 'GB18030', headings: ['名称'], rows: [['井盖']], numbers: [2] })
  expect(readSheet(bytes('名称\n井盖')).encoding).toBe('UTF-8')
})

test('line ends of several systems in one file', () => {
  expect(readSheet(bytes('a,b\r\n1,2\n3,4\r5,6')).rows).toEqual([
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ])
})

const text = async (content: string | Uint8Array, options = {}): Promise<readonly (readonly string[])[]> =>
  (await rowsOf(typeof content === 'string' ? bytes(content) : content, options)).map((row) => row.cells)
const utf16 = (content: string): Buffer => Buffer.from(content, 'utf16le')

describe('how a text is written is told by a rule, and may be said instead', () => {
  const content = '编号,名称\r\n1,井盖\r\n'
  const rows = [['编号', '名称'], ['1', '井盖']] // prettier-ignore
  test.each<[string, Uint8Array, string]>([
    ['UTF-8', bytes(content), 'UTF-8'],
    ['UTF-8 with a mark', bytes(`\ufeff${content}`), 'UTF-8'],
    ['UTF-16 with a mark', utf16(`\ufeff${content}`), 'UTF-16LE'],
    ['UTF-16 without one', utf16(content), 'UTF-16LE'],
    ['UTF-16 the other way round', utf16(`\ufeff${content}`).swap16(), 'UTF-16BE'],
    ['UTF-16 the other way round without one', utf16(content).swap16(), 'UTF-16BE'],
  ])('%s', async (_what, file, encoding) => {
    const book = await openSheet(file)
    expect(book.encoding).toBe(encoding)
    expect(await text(file)).toEqual(rows)
  })
  test('GB18030, also when it is said', async () => {
    const gb = new Uint8Array([0xc3, 0xfb, 0x2c, 0xb3, 0xc6, 0x0a, 0x31, 0x2c, 0x81, 0x30, 0x81, 0x30])
    expect(await text(gb)).toEqual([['名', '称'], ['1', '\u0080']]) // prettier-ignore
    expect(await text(gb, { encoding: 'GB18030' })).toHaveLength(2)
    await expect(text(gb, { encoding: 'UTF-8' })).rejects.toThrow(FileUnreadable)
  })
})

test.each([
  ['a;b\n1;2,5\n2;3,5', ';'],
  ['a\tb\n1\t2', '\t'],
  ['a,b\n"1;2;3",2\n"1;2;3",3', ','],
  ['one column\nonly', ','],
])('what parts the cells of %j is found', async (content, delimiter) => {
  expect((await openSheet(bytes(content))).delimiter).toBe(delimiter)
})

test('quotes over lines, in the middle and after the end of a cell are text', async () => {
  expect(await text('a,b\n"x\r\ny ""z""",5" pipe\n"c"d,"e" \n\n,,\nlast')).toEqual([
    ['a', 'b'],
    ['x\r\ny "z"', '5" pipe'],
    ['cd', 'e'],
    ['last'],
  ])
  const rows = await rowsOf(bytes('a\n\n"x\ny"\nz'))
  expect(rows.map(({ number }) => number)).toEqual([1, 3, 4])
})

test('random text never throws anything but the named problem', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(undefined, 'GB18030', 'UTF-16LE'),
      async (file, encoding) => {
        try {
          await rowsOf(file, { encoding: encoding as Encoding | undefined })
        } catch (error) {
          expect(error).toBeInstanceOf(FileUnreadable)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('CSV read in pieces is CSV read at once', () => {
  const sign = fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '字')
  fc.assert(
    fc.property(fc.array(fc.string({ unit: sign, maxLength: 6 }), { maxLength: 8 }), (pieces) => {
      const read = (texts: string[]): unknown => {
        try {
          return [...parseCsv(texts, ',', defaultLimits)]
        } catch (error) {
          return (error as FileUnreadable).code
        }
      }
      expect(read(pieces)).toEqual(read([pieces.join('')]))
    }),
    { numRuns: 2000 },
  )
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
