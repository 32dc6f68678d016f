import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Column } from '../contract.ts'
import { fit, widthOf } from './columns-in-sight.ts'

const columns: fc.Arbitrary<Column[]> = fc
  .array(fc.record({ long: fc.boolean(), type: fc.constantFrom('text', 'number') }), { maxLength: 12 })
  .map((all) => all.map((one, at) => ({ key: `k${at}`, name: { 'zh-CN': '列', en: 'column' }, ...one }) as Column))

test('what is shown fits beside the name, in order, and nothing is lost', () => {
  fc.assert(
    fc.property(columns, fc.integer({ min: 230, max: 3000 }), (all, room) => {
      const { shown, left, nameWidth } = fit(all, room, '')
      const used = shown.reduce((sum, column) => sum + widthOf(column), nameWidth)
      expect(used).toBeLessThanOrEqual(room)
      expect([...shown, ...left]).toEqual(all)
      const next = left[0]
      if (next !== undefined) expect(used - nameWidth + 230 + widthOf(next)).toBeGreaterThan(room)
    }),
  )
})

test('the column it is sorted by stays in sight', () => {
  fc.assert(
    fc.property(columns, fc.nat(11), fc.boolean(), (all, at, down) => {
      const sorted = all[at]
      fc.pre(sorted !== undefined)
      expect(fit(all, 300, `${down ? '-' : ''}attribute.${sorted.key}`).shown).toContain(sorted)
    }),
  )
})
