import { test } from 'vitest'
import { name, field, onClock, asks, all, expectFound, type Fault } from './testing/lending-kind.ts'

const faults: Readonly<Record<string, Fault>> = {
  'a clock in no state': {
    code: 'state_unknown',
    where: '/clocks/0/runsIn/0',
    plant: onClock((clock) => (clock.runsIn = ['cellar'])),
  },
  'a clock that ends with an unknown action': {
    code: 'action_unknown',
    where: '/clocks/0/endsWith/0',
    plant: onClock((clock) => (clock.endsWith = ['fly'])),
  },
  'a clock that runs and stands': {
    code: 'clock_state_twice',
    where: '/clocks/0/standsIn/0',
    plant: onClock((clock) => (clock.standsIn = ['lent'])),
  },
  'a clock after the end': {
    code: 'clock_in_end',
    severity: 'warning',
    where: '/clocks/0/runsIn/1',
    plant: onClock((clock) => void clock.runsIn.push('gone')),
  },
  'a clock that may have no limit': {
    code: 'no_limit',
    severity: 'warning',
    where: '/clocks/0/rules',
    plant: onClock((clock) => (clock.rules[0]!.when = { fact: 'case.facts.sort', is: 'novel' })),
  },
  'a rule without a limit': {
    code: 'rule_empty',
    where: '/clocks/0/rules/0',
    plant: onClock((clock) => (clock.rules = [{ source: name }])),
    also: ['no_limit'],
  },
  'a rule that is never asked': {
    code: 'rule_shadowed',
    severity: 'warning',
    where: '/clocks/0/rules/1',
    plant: onClock((clock) => void clock.rules.push({ limit: { value: 1, unit: 'minute' }, source: name })),
  },
  'a rule that never applies': {
    code: 'never',
    where: '/clocks/0/rules/0/when',
    plant: onClock(
      (clock) =>
        void clock.rules.unshift({
          when: { fact: 'case.facts.sort', is: 'poem' },
          limit: { value: 1, unit: 'minute' },
          source: name,
        }),
    ),
  },
  'a clock until no moment': {
    code: 'field_type',
    where: '/clocks/0/rules/0/until',
    plant: onClock((clock) => void clock.rules.unshift({ until: 'sort', source: name })),
  },
  'a clock of no standard': {
    code: 'field_type',
    where: '/clocks/0/rules/0/standard',
    plant: onClock((clock) => void clock.rules.unshift({ standard: 'due', source: name })),
  },
  'a clock not after an unknown moment': {
    code: 'field_unknown',
    where: '/clocks/0/notAfter/field',
    plant: onClock((clock) => (clock.notAfter = { field: 'never' })),
  },
  'grades that do not grow': {
    code: 'grades_order',
    severity: 'warning',
    where: '/clocks/0/grades',
    plant: onClock((clock) => (clock.grades = [3, 2])),
  },
  'a shortcut of an unknown action': {
    code: 'action_unknown',
    where: '/shortcuts/0/actions/1',
    plant: (kind) => void (kind.shortcuts = [{ code: 'quick', name, roles: ['clerk'], actions: ['lend', 'fly'] }]),
  },
  'a shortcut that does not follow': {
    code: 'shortcut_order',
    where: '/shortcuts/0/actions/1',
    plant: (kind) => void (kind.shortcuts = [{ code: 'quick', name, roles: ['clerk'], actions: ['lend', 'drop'] }]),
  },
  'a shortcut that only sometimes follows': {
    code: 'shortcut_partly',
    severity: 'warning',
    where: '/shortcuts/0/actions/1',
    plant: (kind) => void (kind.shortcuts = [{ code: 'quick', name, roles: ['clerk'], actions: ['note', 'drop'] }]),
  },
  'a shortcut that is certain of no unit': {
    code: 'shortcut_no_unit',
    where: '/shortcuts/0/certain',
    plant: (kind) =>
      void (kind.shortcuts = [{ code: 'quick', name, roles: ['reader'], actions: ['read', 'bring'], certain: true }]),
  },
  'a shortcut whose forms differ': {
    code: 'shortcut_field',
    where: '/shortcuts/0/actions/1',
    plant: all(
      asks('read', field('page')),
      asks('bring', field('page', { type: 'number' })),
      (kind) => void (kind.shortcuts = [{ code: 'quick', name, roles: ['reader'], actions: ['read', 'bring'] }]),
    ),
  },
  'the same number by an unknown action': {
    code: 'action_unknown',
    where: '/sameNumber/otherwise',
    plant: (kind) => void (kind.sameNumber = { actions: {}, otherwise: 'fly' }),
  },
  'the same number that may be refused': {
    code: 'otherwise_refused',
    where: '/sameNumber/otherwise',
    plant: (kind) => void (kind.sameNumber = { actions: {}, otherwise: 'drop' }),
  },
  'the same number by an unknown choice': {
    code: 'choice_unknown',
    where: '/sameNumber/actions/poem',
    plant: (kind) => void (kind.sameNumber = { by: 'sort', actions: { poem: 'note' }, otherwise: 'note' }),
  },
  'the same number by an action that asks for more': {
    code: 'arrival_input',
    where: '/sameNumber/actions/novel',
    plant: (kind) => void (kind.sameNumber = { by: 'sort', actions: { novel: 'lend' }, otherwise: 'note' }),
  },
  'the same number of no number': {
    code: 'no_source_number',
    where: '/sameNumber',
    plant: all(
      (kind) => void Reflect.deleteProperty(kind, 'sourceNumberField'),
      (kind) => void (kind.sameNumber = { actions: {}, otherwise: 'note' }),
    ),
  },
  'an entry that needs an unknown field': {
    code: 'field_unknown',
    where: '/register/requires/0',
    plant: (kind) => void (kind.register.requires = ['colour']),
  },
  'a title of no field': {
    code: 'field_unknown',
    where: '/titleField',
    plant: (kind) => void (kind.titleField = 'colour'),
  },
  'a place of no point': {
    code: 'field_type',
    where: '/pointField',
    plant: (kind) => void (kind.pointField = 'title'),
  },
  'a sensitivity that never applies': {
    code: 'never',
    where: '/sensitivity/0/when',
    plant: (kind) => void (kind.sensitivity = [{ when: { fact: 'case.facts.sort', is: 'poem' }, level: 2 }]),
  },
}

test.each(Object.entries(faults))('finds %s', (_, fault) => expectFound(fault))
