import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition } from './condition.ts'
import type { WorldUnit } from './decide.ts'
import type { CaseUnits } from './desk.ts'
import type { CaseState } from './fold.ts'
import { findRule, routeCase, type PassedRule, type RoutingRule } from './routing.ts'
import { lending, name } from './testing/lending-kind.ts'
import { beginCase, smallWorld } from './testing/small-world.ts'

const kind = lending()
/** Six in the morning in Shanghai. */
const morning = Date.parse('2026-11-22T22:00:00Z')
const platform = smallWorld(morning).platformOf(beginCase(kind, morning).assignments[0]!.unitId)!
const desk: WorldUnit = { id: 'u1', name: 'desk', sort: 'desk' }
const ofTown: WorldUnit = { id: 'u2', name: 'town', sort: 'town' }
const ofDistrict: WorldUnit = { id: 'u3', name: 'district', sort: 'district' }
const units = {
  byCode: (code: string) => (code === 'DESK' ? desk : undefined),
  byDivision: (code: string) => ({ 1: ofDistrict, 11: ofTown })[code],
  findUnit: (id: string) => (id === platform.id ? platform : undefined),
} as CaseUnits

interface Facts {
  readonly sort: string
  readonly areas: readonly string[]
  readonly hour: number
}

const facts = fc.record({
  sort: fc.constantFrom('novel', 'atlas'),
  // From the whole to its smallest part; of the last nobody has a unit.
  areas: fc.constantFrom([], ['1'], ['1', '11'], ['1', '11', '111']),
  hour: fc.integer({ min: 0, max: 23 }),
})

/** Conditions beside what they mean, told in another way. */
const conditions: readonly (readonly [Condition, (facts: Facts) => boolean])[] = [
  [{ all: [] }, () => true],
  [{ fact: 'case.facts.sort', is: 'novel' }, ({ sort }) => sort === 'novel'],
  [{ not: { fact: 'case.facts.sort', begins: 'nov' } }, ({ sort }) => sort === 'atlas'],
  [{ fact: 'place.areas', has: '11' }, ({ areas }) => areas.length >= 2],
  [{ fact: 'time.hour', atLeast: 12 }, ({ hour }) => hour >= 12],
  [
    {
      any: [
        { fact: 'time.hour', atMost: 5 },
        { fact: 'case.facts.sort', is: 'atlas' },
      ],
    },
    ({ hour, sort }) => hour <= 5 || sort === 'atlas',
  ],
]

/** Targets beside the unit they name for a case there. */
const targets: readonly (readonly [RoutingRule['to'], (facts: Facts) => WorldUnit | undefined])[] = [
  [{ unit: 'DESK' }, () => desk],
  [{ unit: 'GONE' }, () => undefined],
  [{ platform: true }, () => platform],
  [{ area: true }, ({ areas }) => (areas.length >= 2 ? ofTown : areas.length === 1 ? ofDistrict : undefined)],
  [{ area: true, sort: 'district' }, ({ areas }) => (areas.length >= 1 ? ofDistrict : undefined)],
]

const rules = fc
  .array(
    fc.record({
      when: fc.constantFrom(...conditions),
      to: fc.constantFrom(...targets),
      kind: fc.constantFrom(undefined, 'lending', 'renting'),
      certain: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((some) =>
    some.map(({ when, to, kind: own, certain }, at) => ({
      means: when[1],
      names: to[1],
      rule: {
        code: `rule_${at}`,
        name,
        when: when[0],
        to: to[0],
        certain,
        ...(own === undefined ? {} : { kind: own }),
      } as RoutingRule,
    })),
  )

function stateOf({ sort, areas }: Facts): CaseState {
  const state = beginCase(kind, morning)
  return {
    ...state,
    facts: { ...state.facts, sort },
    place: areas.length === 0 ? null : { lon: 0, lat: 0, areas: [...areas] },
  }
}

test('the first rule for the kind that applies and has a unit names it, and those before say why they do not', () => {
  fc.assert(
    fc.property(rules, facts, (some, given) => {
      const world = smallWorld(morning + (given.hour - 6) * 3_600_000)
      const set = { version: 3, rules: some.map(({ rule }) => rule) }
      const passed: PassedRule[] = []
      const found = findRule(set, units, kind, stateOf(given), world, (one) => passed.push(one))

      const asked = some.filter(({ rule }) => rule.kind !== 'renting')
      const first = asked.findIndex(({ means, names }) => means(given) && names(given) !== undefined)
      expect(found?.rule.code).toBe(asked[first]?.rule.code)
      expect(found?.unit).toEqual(asked[first]?.names(given))
      expect(passed.map(({ rule, why }) => `${rule.code} ${why}`)).toEqual(
        asked
          .slice(0, first === -1 ? undefined : first)
          .map(({ rule, means }) => `${rule.code} ${means(given) ? 'no_unit' : 'condition'}`),
      )

      // What is written into the history names the version and the rule, and is the same every time.
      const routed = routeCase({ set }, units, kind, stateOf(given), world)
      expect(routed).toEqual(
        found === undefined
          ? undefined
          : { rule: `3/${found.rule.code}`, certain: found.rule.certain, unitId: found.unit.id },
      )
    }),
  )
})
