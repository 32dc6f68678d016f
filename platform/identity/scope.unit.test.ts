import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scope } from '#lib/http'
import { inScope, resolveScope, subtree, type Matter } from './scope.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
/** A random tree: each unit lies below one that stands before it, or on top. */
const anyTree = fc
  .tuple(...ids.map((_, index) => fc.option(fc.nat({ max: Math.max(0, index - 1) }), { nil: undefined })))
  .map(
    (parents) =>
      new Map(ids.map((id, index) => [id, index === 0 || parents[index] === undefined ? null : ids[parents[index]]!])),
  )
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

describe('a subtree', () => {
  test('holds exactly what has one of its roots above it, or is one', () => {
    fc.assert(
      fc.property(anyTree, someIds, (tree, roots) => {
        const above = (id: string): string[] => {
          const parent = tree.get(id) ?? null
          return parent === null ? [id] : [id, ...above(parent)]
        }
        const expected = ids.filter((id) => above(id).some((one) => roots.includes(one)))
        expect(subtree(tree, roots).toSorted()).toEqual(expected)
      }),
    )
  })

  test('of a unit that is not in the tree is that unit, and a circle comes to an end', () => {
    expect(subtree(new Map(), ['x'])).toEqual(['x'])
    expect(
      subtree(
        new Map([
          ['x', 'y'],
          ['y', 'x'],
        ]),
        ['x'],
      ).toSorted(),
    ).toEqual(['x', 'y'])
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
    const tree = new Map([
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
      ['d', null],
    ])
    const stored = { unitId: 'b', reach, units: ['d'], places: null, categories: null, sensitivity: 1 as const }
    expect(resolveScope(stored, tree).units?.toSorted() ?? null).toEqual(units)
  })
})
