import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#lib/http'
import { inScope, resolveScope, type Matter } from './scope.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
/** An organisation: what lies below each unit, itself included, as a book of units tells it; some it does not know. */
const anyBelow = fc.dictionary(fc.constantFrom(...ids), fc.subarray(ids))
const someIds = fc.subarray(ids)
const code = fc.stringMatching(/^[0-9]{1,4}$/)
const sensitivity = fc.constantFrom(0 as const, 1 as const, 2 as const)
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
const anyScope: fc.Arbitrary<Scope> = fc.record({
  units: orNull(someIds),
  places: orNull(fc.array(code, { maxLength: 3 })),
  categories: orNull(fc.array(code, { maxLength: 3 })),
  sensitivity,
})
const anyMatter: fc.Arbitrary<Matter> = fc.record({
  unitIds: someIds,
  place: orNull(code),
  category: orNull(code),
  sensitivity,
})

describe('reach', () => {
  const post = { places: null, categories: null, sensitivity: 1 } as const
  const reached = (below: Record<string, string[]>, roots: string[]) =>
    resolveScope(
      { ...post, unitId: 'a', reach: 'listed', units: roots },
      { subtree: (id) => below[id] ?? [] },
    ).units!.toSorted()

  test('over listed units holds each of them and what lies below, once', () => {
    fc.assert(
      fc.property(anyBelow, someIds, (below, roots) => {
        const expected = new Set(roots.flatMap((root) => [root, ...(below[root] ?? [])]))
        expect(reached(below, roots)).toEqual([...expected].toSorted())
      }),
    )
  })

  test('over a unit that the organisation does not know is that unit', () => {
    expect(reached({}, ['x'])).toEqual(['x'])
  })
})

describe('a scope', () => {
  test('holds a matter when, and only when, every dimension does', () => {
    fc.assert(
      fc.property(anyScope, anyMatter, (scope, matter) => {
        const expected = [
          scope.units === null || matter.unitIds.filter((id) => scope.units!.includes(id)).length > 0,
          scope.places === null || scope.places.some((one) => matter.place?.startsWith(one) === true),
          scope.categories === null || scope.categories.some((one) => matter.category?.startsWith(one) === true),
          matter.sensitivity <= scope.sensitivity,
        ].every(Boolean)
        expect(inScope(scope, matter)).toBe(expected)
      }),
    )
  })

  test('that is narrower in any dimension never shows more', () => {
    fc.assert(
      fc.property(anyScope, someIds, code, anyMatter, (scope, units, place, matter) => {
        const narrower: Scope = {
          units: units.filter((id) => scope.units === null || scope.units.includes(id)),
          places: scope.places?.map((one) => one + place) ?? [place],
          categories: scope.categories,
          sensitivity: 0,
        }
        if (inScope(narrower, matter)) expect(inScope(scope, matter)).toBe(true)
      }),
    )
  })

  test.each([
    ['all', null],
    ['unit', ['b']],
    ['subtree', ['b', 'c']],
    ['listed', ['d']],
  ] as const)('of reach %s', (reach, units) => {
    const subtree = (id: string) => (id === 'b' ? ['b', 'c'] : [id])
    const stored = { unitId: 'b', reach, units: ['d'], places: null, categories: null, sensitivity: 1 as const }
    expect(resolveScope(stored, { subtree }).units?.toSorted() ?? null).toEqual(units)
  })
})
