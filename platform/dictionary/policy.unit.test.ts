import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayEdit } from './policy.ts'

test('whoever edits holds one of the roles the city names, and nobody else does', () => {
  const role = fc.constantFrom('admin', 'hotline_receiver', 'unit_handler', 'leader', '')
  fc.assert(
    fc.property(fc.uniqueArray(role), role, (editors, own) => {
      expect(mayEdit(editors, { role: own })).toBe(editors.some((one) => one === own))
    }),
  )
  expect(mayEdit([], { role: 'admin' })).toBe(false)
})
