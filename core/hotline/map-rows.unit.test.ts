import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KindDefinition } from '#core/cases'
import { RowMapper, unfed, type ImportProfile } from './map-rows.ts'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
/** A kind with as many fields as rows are mapped to. */
const kind = {
  kind: 'letter',
  version: 1,
  sourceNumberField: 'number',
  fields: [
    { key: 'number', name: words('编号', 'Number'), type: 'text', required: true, maxLength: 40 },
    { key: 'title', name: words('标题', 'Title'), type: 'text', required: true, maxLength: 20 },
    {
      key: 'nature',
      name: words('性质', 'Nature'),
      type: 'choice',
      choices: [
        { code: 'help', name: words('求助', 'Help') },
        { code: 'praise', name: words('表扬', 'Praise') },
      ],
    },
  ],
} as unknown as KindDefinition
const profile: ImportProfile = { kind: 'letter', columns: {}, values: { nature: { help: ['帮助'] } } }
const mapping = { columns: ['number', null, 'nature', 'title'], constants: {}, name: null }

/** What people write for a choice, beside its code. */
const natures = [
  ['help', 'help'],
  ['HELP', 'help'],
  ['求助', 'help'],
  ['Help', 'help'],
  ['帮助', 'help'],
  ['表扬', 'praise'],
] as const

test('a number stands for one row of a file: every later one with it is at fault, and says where it stood first', () => {
  const numbers = fc.array(fc.constantFrom('A-1', 'A-2', 'A-3'), { maxLength: 12 })
  fc.assert(
    fc.property(numbers, (some) => {
      const mapper = new RowMapper(profile, kind, mapping)
      for (const [at, number] of some.entries()) {
        const { row, faults } = mapper.map({ number: at + 2, cells: [number, 'x', '', '路灯'] })
        expect(row).toBe(at + 2)
        const first = some.indexOf(number)
        expect(faults.map(({ field, fault }) => `${field.key} ${fault['zh-CN']}`)).toEqual(
          first === at ? [] : [`number 与本文件第 ${first + 2} 行重复`],
        )
      }
    }),
  )
})

test('a choice may be written as its code, its names or as the city says; anything else is a fault of its field', () => {
  fc.assert(
    fc.property(fc.constantFrom(...natures), fc.string({ maxLength: 6 }), ([written, code], other) => {
      const mapper = new RowMapper(profile, kind, mapping)
      const good = mapper.map({ number: 2, cells: ['A-1', '', written, '路灯'] })
      expect(good.faults).toEqual([])
      expect(good.values['nature']).toBe(code)
      fc.pre(other.trim() !== '' && !natures.some(([one]) => one.toLowerCase() === other.trim().toLowerCase()))
      expect(
        mapper.map({ number: 3, cells: ['A-2', '', other.trim(), '路灯'] }).faults.map(({ field }) => field.key),
      ).toEqual(['nature'])
    }),
  )
})

test('a fixed value stands in for what a row leaves empty, and only there', () => {
  const fixed = { ...mapping, constants: { nature: 'praise' } }
  const cells = fc.constantFrom('', ...natures.map(([written]) => written))
  fc.assert(
    fc.property(cells, (cell) => {
      const { values } = new RowMapper(profile, kind, fixed).map({ number: 2, cells: ['A-1', '', cell, '路灯'] })
      expect(values['nature']).toBe(natures.find(([written]) => written === cell)?.[1] ?? 'praise')
    }),
  )
})

test('what a case cannot be without is fed by a column or a fixed value', () => {
  const keys = ['number', 'title', 'nature']
  fc.assert(
    fc.property(fc.subarray(keys), fc.subarray(keys), (columns, constants) => {
      const missing = unfed(kind, {
        columns,
        constants: Object.fromEntries(constants.map((key) => [key, 'x'])),
        name: null,
      })
      expect(missing.map(({ key }) => key)).toEqual(
        ['number', 'title'].filter((key) => !columns.includes(key) && !constants.includes(key)),
      )
    }),
  )
})
