import { expect, test } from 'vitest'
import { checkRouting } from './check-routing.ts'
import type { RoutingRule } from './routing-rule.ts'
import { lending, name } from './testing/lending-kind.ts'

const context = {
  kinds: [lending()],
  isUnit: (code: string) => code === 'DESK',
  sorts: ['branch'],
}
const rule = (more: Partial<RoutingRule> = {}): RoutingRule => ({
  code: 'novels',
  name,
  kind: 'lending',
  when: { fact: 'case.facts.sort', is: 'novel' },
  to: { unit: 'DESK' },
  certain: true,
  ...more,
})
const found = (...rules: unknown[]) => checkRouting(rules, context).map(({ where, code }) => `${code} ${where}`)

test('rules that are in order have no findings', () => {
  expect(
    found(
      rule(),
      rule({
        code: 'late',
        when: {
          all: [
            { fact: 'time.working', is: false },
            { fact: 'place.areas', has: '1' },
          ],
        },
      }),
      rule({ code: 'here', kind: undefined as never, to: { area: true, sort: 'branch' } }),
    ),
  ).toEqual([])
})

test.each<[string, unknown, string]>([
  ['no list of rules', 'rules', 'structure '],
  ['a rule without a code', [{ ...rule(), code: undefined }], 'structure /0/code'],
  ['a code of capitals', [rule({ code: 'NOVELS' })], 'structure /0/code'],
  ['something that is no condition', [rule({ when: { perhaps: 1 } as never })], 'condition /0/when'],
  ['a value that is missing', [rule({ when: { fact: 'case.facts.sort', in: [] } })], 'value_missing /0/when'],
  [
    'the same deep inside',
    [rule({ when: { any: [{ not: { fact: 'place.areas', has: '' } }] } })],
    'value_missing /0/when',
  ],
  ['a code that is there twice', [rule(), rule({ when: { all: [] } })], 'code_twice /1/code'],
  ['a kind there is not', [rule({ kind: 'renting' })], 'kind_unknown /0/kind'],
  ['a unit that is not named', [rule({ to: { unit: '' } })], 'unit_missing /0/to/unit'],
  ['a unit there is not', [rule({ to: { unit: 'MOON' } })], 'unit_unknown /0/to/unit'],
  ['a sort of units there is not', [rule({ to: { area: true, sort: 'moon' } })], 'sort_unknown /0/to/sort'],
  ['a fact there is not', [rule({ when: { fact: 'case.facts.colour', is: 'red' } })], 'field_unknown /0/when'],
  ['what is sealed', [rule({ when: { fact: 'case.facts.reader', is: 'x' } })], 'fact_private /0/when'],
  ['whoever acts', [rule({ when: { fact: 'actor.role', is: 'clerk' } })], 'fact_not_here /0/when'],
  ['Chinese words that are missing', [rule({ name: { 'zh-CN': ' ', en: 'A' } })], 'words_missing /0/name'],
])('finds %s', (_what, rules, fault) => {
  expect(checkRouting(rules, context).map(({ where, code }) => `${code} ${where}`)).toContain(fault)
})

test('says which rules are never asked, as a warning', () => {
  const whole = rule({ code: 'all', when: { all: [] } })
  const after = checkRouting([whole, rule()], context)
  expect(after).toMatchObject([{ severity: 'warning', where: '/1', code: 'never_reached' }])
  expect(found(rule(), rule({ code: 'again' }))).toEqual(['same_condition /1'])
  // The unit of an area may not be there: the next rule then has its turn.
  expect(found(rule({ code: 'all', when: { all: [] }, to: { area: true } }), rule())).toEqual([])
})
