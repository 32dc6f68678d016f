import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanName } from './clean-name.ts'
import { knownTypes, typeNamed } from './sniff.ts'

const jpeg = typeNamed('image/jpeg')

test.each([
  ['现场照片.jpg', '现场照片.jpg'],
  ['IMG 0001.JPEG', 'IMG 0001.JPEG'],
  ['C:\\Users\\me\\a.jpg', 'a.jpg'],
  ['../../etc/passwd', 'passwd.jpg'],
  ['a\u0000b\r\nc.jpg', 'abc.jpg'],
  ['photo\u202egpj.exe', 'photogpj.exe.jpg'],
  ['.htaccess', 'htaccess.jpg'],
  ['con.jpg', '_con.jpg'],
  ['<img src=x>.jpg', '_img src=x_.jpg'],
  ['   ', 'file.jpg'],
  ['/', 'file.jpg'],
  ['ｅｘｅ．jpg', 'ｅｘｅ．jpg.jpg'],
  ['report.tar.gz', 'report.tar.gz.jpg'],
])('%j becomes %j', (given, expected) => {
  expect(cleanName(given, jpeg)).toBe(expected)
})

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ' ',
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\u0000',
      '\n',
      '"',
      ':',
      '中',
      '👨‍👩‍👧',
      'é',
      'con',
      'a',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
  ),
  maxLength: 300,
})
const type = fc.option(fc.constantFrom(...knownTypes).map(typeNamed), { nil: undefined })

test('whatever comes in, what goes out is a harmless name', () => {
  fc.assert(
    fc.property(nasty, type, (given, one) => {
      const name = cleanName(given, one)
      expect(name).toMatch(/^[^/\\<>:"|?*\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u)
      expect(name).toMatch(/^[^ .].*[^ .]$|^[^ .]$/s)
      expect([...name].length).toBeLessThanOrEqual(120)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i)
      if (one !== undefined)
        expect([one.ending, ...(one.alsoNamed ?? [])]).toContain(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
    }),
    { numRuns: 2000 },
  )
})

test('a name that was cleaned stays as it is', () => {
  fc.assert(
    fc.property(nasty, type, (given, one) => {
      const name = cleanName(given, one)
      expect(cleanName(name, one)).toBe(name)
    }),
    { numRuns: 2000 },
  )
})
