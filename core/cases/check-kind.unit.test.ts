import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkKind, type CheckContext } from './check-kind.ts'
import type { Condition } from './condition.ts'
import type { CaseState } from './fold.ts'
import type { ActionDefinition, ClockDefinition, Field, KindDefinition } from './kind.ts'
import { randomKinds, randomRoles } from './testing/random-kind.ts'
import { beginCase, move, movesOf } from './testing/small-world.ts'
import { strandedBy } from './stranded.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const reason = { 'zh-CN': '不行', en: 'No' }

function act(code: string, from: string[], more: Partial<ActionDefinition> = {}): ActionDefinition {
  return { code, name, from, roles: ['clerk'], by: 'anyone', tone: 'plain', input: [], guards: [], effect: {}, ...more }
}
function field(key: string, more: Partial<Field> = {}): Field {
  return { key, name, type: 'text', ...more }
}
const unit = field('unit', { type: 'unit', required: true })

/** Lending a book: a neutral kind, in order. */
function lending(): KindDefinition & { clocks: ClockDefinition[] } {
  return {
    kind: 'lending',
    version: 1,
    name,
    titleField: 'title',
    textField: 'title',
    sourceNumberField: 'number',
    fields: [
      field('title', { required: true }),
      field('number'),
      field('sort', {
        type: 'choice',
        required: true,
        choices: [
          { code: 'novel', name },
          { code: 'atlas', name },
        ],
      }),
      field('due', { type: 'moment' }),
      field('standard', { type: 'standard' }),
      field('reader', { private: true }),
    ],
    states: [
      { code: 'shelf', name, stage: 'waiting' },
      { code: 'lent', name, stage: 'working' },
      { code: 'gone', name, stage: 'done' },
    ],
    register: { name, to: 'shelf', roles: ['clerk'] },
    actions: [
      act('lend', ['shelf'], { to: 'lent', input: [unit], effect: { assignUnitFrom: 'unit' } }),
      act('read', ['lent'], { by: 'holder', roles: ['reader'] }),
      act('bring', ['lent'], { to: 'shelf', by: 'holder', roles: ['reader'], effect: { release: true } }),
      act('drop', ['shelf'], { to: 'gone' }),
      act('note', ['shelf', 'lent', 'gone']),
    ],
    clocks: [
      {
        code: 'loan',
        name,
        of: 'stage',
        runsIn: ['lent'],
        rules: [{ limit: { value: 3, unit: 'work_day' }, source: name }],
      },
    ],
    seenBy: ['clerk'],
    revealedTo: ['clerk'],
  }
}

type Kind = ReturnType<typeof lending>
const actionOf = (kind: Kind, code: string): { -readonly [K in keyof ActionDefinition]: ActionDefinition[K] } =>
  kind.actions.find((one) => one.code === code)!
const at = (code: string) => lending().actions.findIndex((one) => one.code === code)
function guard(code: string, condition: Condition) {
  return (kind: Kind) => void actionOf(kind, code).guards.push({ condition, reason })
}
function onClock(change: (clock: ClockDefinition) => void) {
  return (kind: Kind) => change(kind.clocks[0]!)
}
function asks(code: string, ...fields: Field[]) {
  return (kind: Kind) => void actionOf(kind, code).input.push(...fields)
}
function addAction(action: ActionDefinition) {
  return (kind: Kind) => void kind.actions.push(structuredClone(action))
}
function addState(code: string, stage: 'waiting' | 'working' | 'done' = 'waiting') {
  return (kind: Kind) => void kind.states.push({ code, name, stage })
}
const all =
  (...changes: ((kind: Kind) => void)[]) =>
  (kind: Kind) =>
    changes.forEach((change) => change(kind))
const guardAt = (code: string, more = '') => `/actions/${at(code)}/guards/0/condition${more}`

test('a kind that is in order has no findings', () => {
  expect(checkKind(lending(), { roles: ['clerk', 'reader'], lists: [] })).toEqual([])
})

interface Fault {
  readonly code: string
  readonly where: string
  readonly plant: (kind: Kind) => void
  readonly severity?: 'warning'
  readonly context?: CheckContext
  /** what else must be found with it */
  readonly also?: readonly string[]
}

const faults: Readonly<Record<string, Fault>> = {
  'a part that is missing': {
    code: 'structure',
    where: '',
    plant: (kind) => void Reflect.deleteProperty(kind, 'states'),
  },
  'a stage there is not': {
    code: 'structure',
    where: '/states/0/stage',
    plant: (kind) => void Object.assign(kind.states[0]!, { stage: 'begun' }),
  },
  'English words that are missing': {
    code: 'words_missing',
    where: '/states/0/name',
    plant: (kind) => void Object.assign(kind.states[0]!, { name: { 'zh-CN': '甲' } }),
  },
  'Chinese words that are empty': {
    code: 'words_missing',
    where: '/register/name',
    plant: (kind) => void Object.assign(kind.register, { name: { 'zh-CN': ' ', en: 'A' } }),
  },
  'English words in Chinese': {
    code: 'words_not_english',
    severity: 'warning',
    where: '/register/name',
    plant: (kind) => void Object.assign(kind.register, { name: { 'zh-CN': '甲', en: '甲' } }),
  },
  'a misspelt property': {
    code: 'unknown_property',
    severity: 'warning',
    where: '/actions/0/effect/realease',
    plant: (kind) => void Object.assign(kind.actions[0]!.effect, { realease: true }),
  },
  'something that is no condition': {
    code: 'condition',
    where: guardAt('drop', '/all/1'),
    plant: guard('drop', { all: [{ fact: 'case.joint', atLeast: 0 }, { fact: 'case.joint' } as never] }),
  },
  'an unknown role': {
    code: 'role_unknown',
    where: '/actions/0/roles/0',
    plant: () => undefined,
    context: { roles: ['reader'] },
  },
  'an action for nobody': {
    code: 'no_role',
    where: `/actions/${at('note')}/roles`,
    plant: (kind) => void (actionOf(kind, 'note').roles = []),
  },
  'an entry for nobody': {
    code: 'no_role',
    where: '/register/roles',
    plant: (kind) => void (kind.register.roles = []),
  },
  'an entry into nowhere': {
    code: 'state_unknown',
    where: '/register/to',
    plant: (kind) => void (kind.register.to = 'cellar'),
  },
  'an action from nowhere': {
    code: 'state_unknown',
    where: '/actions/0/from/0',
    plant: (kind) => void (actionOf(kind, 'lend').from = ['cellar']),
  },
  'an action into nowhere': {
    code: 'state_unknown',
    where: '/actions/0/to',
    plant: (kind) => void (actionOf(kind, 'lend').to = 'cellar'),
  },
  'an action from no state': {
    code: 'from_nowhere',
    where: `/actions/${at('note')}/from`,
    plant: (kind) => void (actionOf(kind, 'note').from = []),
  },
  'a state twice': {
    code: 'state_twice',
    severity: 'warning',
    where: `/actions/${at('note')}/from/1`,
    plant: (kind) => void (actionOf(kind, 'note').from = ['shelf', 'shelf']),
  },
  'a code twice': { code: 'code_twice', where: '/actions/5/code', plant: addAction(act('note', ['shelf'])) },
  'a state’s code twice': { code: 'code_twice', where: '/states/3/code', plant: addState('shelf') },
  'a reserved code': { code: 'code_reserved', where: '/actions/5/code', plant: addAction(act('register', ['shelf'])) },
  'an ending of no end': {
    code: 'ending_of_no_end',
    where: '/states/0/ending',
    plant: (kind) => void (kind.states[0]!.ending = 'voided'),
  },
  'an unreachable state': {
    code: 'state_unreachable',
    where: '/states/3',
    plant: all(addState('cellar'), addAction(act('fetch', ['cellar'], { to: 'shelf' }))),
  },
  'no end at all': { code: 'no_end', where: '/states', plant: (kind) => void (kind.states[2]!.stage = 'working') },
  'a state with no way on': {
    code: 'no_way_on',
    where: '/states/3',
    plant: all(addState('cellar'), addAction(act('store', ['shelf'], { to: 'cellar' }))),
  },
  'two states that only lead to each other': {
    code: 'dead_end',
    where: '/states/3',
    plant: all(
      addState('cellar'),
      addState('vault'),
      addAction(act('store', ['shelf'], { to: 'cellar' })),
      addAction(act('deeper', ['cellar'], { to: 'vault' })),
      addAction(act('up', ['vault'], { to: 'cellar' })),
    ),
  },
  'a state only a reader leads on from, without a reader': {
    code: 'dead_end_when',
    where: '/states/1',
    plant: addAction(act('lose', ['shelf'], { to: 'lent' })),
    also: ['may_be_unheld'],
  },
  'a holder’s action nobody ever holds': {
    code: 'never_held',
    where: `/actions/5/by`,
    plant: addAction(act('lean', ['shelf'], { by: 'holder' })),
  },
  'a joint action nobody ever joins': {
    code: 'never_joint',
    where: `/actions/5/by`,
    plant: addAction(act('help', ['lent'], { by: 'joint' })),
  },
  'an action of the system no clock does': {
    code: 'system_never',
    where: '/actions/5/by',
    plant: addAction(act('expire', ['lent'], { by: 'system', roles: [] })),
  },
  'an action of the system that asks': {
    code: 'system_input',
    where: '/actions/5/input/0',
    plant: all(
      addAction(act('expire', ['lent'], { by: 'system', roles: [], input: [field('why', { required: true })] })),
      onClock((clock) => (clock.then = 'expire')),
    ),
  },
  'a clock that does something unknown': {
    code: 'action_unknown',
    where: '/clocks/0/then',
    plant: onClock((clock) => (clock.then = 'expire')),
  },
  'a clock that does what people do': {
    code: 'then_not_system',
    where: '/clocks/0/then',
    plant: onClock((clock) => (clock.then = 'note')),
  },
  'a clock that does what is not possible there': {
    code: 'then_not_there',
    where: '/clocks/0/then',
    plant: all(
      addAction(act('expire', ['shelf'], { by: 'system', roles: [] })),
      onClock((clock) => (clock.then = 'expire')),
    ),
  },
  'a field twice': {
    code: 'key_twice',
    where: `/actions/${at('note')}/input/1`,
    plant: asks('note', field('text'), field('text')),
  },
  'a choice of nothing': {
    code: 'no_choices',
    where: `/actions/${at('note')}/input/0`,
    plant: asks('note', field('how', { type: 'choice', required: true })),
  },
  'a choice’s code twice': {
    code: 'code_twice',
    where: '/fields/2/choices/2',
    plant: (kind) => void kind.fields[2]!.choices!.push({ code: 'novel', name }),
  },
  'a code without a list': {
    code: 'list_missing',
    where: `/actions/${at('note')}/input/0`,
    plant: asks('note', field('how', { type: 'code' })),
  },
  'an unknown list': {
    code: 'list_unknown',
    where: `/actions/${at('note')}/input/0/list`,
    plant: asks('note', field('how', { type: 'code', list: 'colours' })),
    context: { lists: ['sizes'] },
  },
  'a list of no code': {
    code: 'list_of_no_code',
    where: `/actions/${at('note')}/input/0/list`,
    plant: asks('note', field('how', { list: 'colours' })),
  },
  'units among which no unit is chosen': {
    code: 'among_of_no_unit',
    where: `/actions/${at('note')}/input/0/among`,
    plant: asks('note', field('how', { among: 'below' })),
  },
  'a number that cannot be': {
    code: 'least_over_most',
    where: `/actions/${at('note')}/input/0`,
    plant: asks('note', field('many', { type: 'number', least: 3, most: 2 })),
  },
  'a moment that cannot be': {
    code: 'past_and_future',
    where: `/actions/${at('note')}/input/0`,
    plant: asks('note', field('when', { type: 'moment', past: true, future: true })),
  },
  'a property of no use': {
    code: 'of_no_use',
    severity: 'warning',
    where: `/actions/${at('note')}/input/0/mask`,
    plant: asks('note', field('who', { mask: 'name' })),
  },
  'words not to be repeated of no field': {
    code: 'field_unknown',
    where: `/actions/${at('note')}/input/0/notAs`,
    plant: asks('note', field('why', { notAs: 'how' })),
  },
  'words not to be repeated of no choice': {
    code: 'not_as',
    where: `/actions/${at('note')}/input/1/notAs`,
    plant: asks('note', field('how'), field('why', { notAs: 'how' })),
  },
  'a field shown by an unknown one': {
    code: 'field_unknown',
    where: `/actions/${at('note')}/input/0/when`,
    plant: asks('note', field('why', { when: { fact: 'input.how', is: 'x' } })),
  },
  'a field shown by a later one': {
    code: 'field_later',
    severity: 'warning',
    where: `/actions/${at('note')}/input/0/when`,
    plant: asks('note', field('why', { when: { fact: 'input.how', present: true } }), field('how')),
  },
  'a required field that is never shown': {
    code: 'when_never',
    where: `/actions/${at('note')}/input/1/when`,
    plant: asks(
      'note',
      field('how', { type: 'choice', choices: [{ code: 'a', name }] }),
      field('why', { required: true, when: { fact: 'input.how', is: 'b' } }),
    ),
  },
  'a field shown by a fact that is not asked there': {
    code: 'fact_not_here',
    where: `/actions/${at('note')}/input/0/when`,
    plant: asks('note', field('why', { when: { fact: 'case.facts.sort', is: 'novel' } })),
  },
  'a guard that cannot hold': {
    code: 'guard_never',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'case.facts.sort', is: 'poem' }),
  },
  'a guard that contradicts itself': {
    code: 'contradiction',
    where: guardAt('drop', '/any/0'),
    plant: guard('drop', {
      any: [
        {
          all: [
            { fact: 'case.facts.sort', is: 'novel' },
            { fact: 'case.facts.sort', is: 'atlas' },
          ],
        },
        { fact: 'case.joint', is: 0 },
      ],
    }),
  },
  'at least more than at most': {
    code: 'contradiction',
    where: guardAt('drop'),
    plant: guard('drop', {
      all: [
        { fact: 'case.done.note', atLeast: 3 },
        { fact: 'case.done.note', atMost: 2 },
      ],
    }),
  },
  'guards that contradict each other': {
    code: 'contradiction',
    where: `/actions/${at('drop')}/guards`,
    plant: all(
      guard('drop', { fact: 'case.done.note', atLeast: 1 }),
      guard('drop', { not: { fact: 'case.done.note', atLeast: 1 } }),
    ),
  },
  'more done here than at all': {
    code: 'contradiction',
    where: guardAt('drop'),
    plant: guard('drop', {
      all: [
        { fact: 'case.doneHere.note', atLeast: 2 },
        { fact: 'case.done.note', atMost: 1 },
      ],
    }),
  },
  'a guard on what can only be done later': {
    code: 'guards_never_here',
    where: `/actions/${at('lend')}/guards`,
    plant: all(guard('lend', { fact: 'case.done.drop', atLeast: 1 })),
  },
  'a guard that never holds in one state': {
    code: 'guards_never_from',
    severity: 'warning',
    where: `/actions/${at('note')}/from/0`,
    plant: guard('note', { not: { fact: 'case.state', is: 'shelf' } }),
  },
  'an unknown fact': {
    code: 'fact_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'case.colour', is: 'red' }),
  },
  'the time in a guard': {
    code: 'fact_not_here',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'time.hour', atLeast: 8 }),
  },
  'an unknown action in a guard': {
    code: 'action_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { not: { fact: 'case.done.fly', atLeast: 1 } }),
  },
  'an unknown clock in a guard': {
    code: 'clock_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { not: { fact: 'case.clocks.sand.over', is: true } }),
  },
  'an unknown mark in a guard': {
    code: 'mark_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { not: { fact: 'case.marks', has: 'red' } }),
  },
  'an unknown field in a guard': {
    code: 'field_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'case.facts.colour', present: false }),
  },
  'an unknown state in a guard': {
    code: 'state_unknown',
    where: guardAt('drop'),
    plant: guard('drop', { not: { fact: 'case.state', is: 'cellar' } }),
  },
  'personal data in a guard': {
    code: 'fact_private',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'case.facts.reader', present: false }),
  },
  'a text compared by size': {
    code: 'fact_not_number',
    where: guardAt('drop'),
    plant: guard('drop', { fact: 'case.facts.number', atMost: 3 }),
  },
  'a way back from a way back': {
    code: 'before_nested',
    where: '/actions/7/to',
    plant: all(
      addState('desk'),
      addState('stair'),
      addAction(act('look', ['shelf'], { to: 'desk' })),
      addAction(act('climb', ['desk'], { to: 'stair' })),
      addAction(act('return', ['desk', 'stair'], { to: '@before' })),
    ),
  },
  'a way back from the beginning': {
    code: 'before_missing',
    where: '/actions/5/to',
    plant: addAction(act('return', ['shelf'], { to: '@before' })),
  },
  'a unit handed to by no field': {
    code: 'unit_field',
    where: '/actions/0/effect/assignUnitFrom',
    plant: (kind) => void (actionOf(kind, 'lend').effect.assignUnitFrom = 'whom'),
  },
  'a unit that may be left out': {
    code: 'unit_field',
    where: '/actions/0/effect/assignUnitFrom',
    plant: (kind) => void (actionOf(kind, 'lend').input[0] = field('unit', { type: 'unit' })),
  },
  'a unit that joins, of no field': {
    code: 'unit_field',
    where: `/actions/${at('note')}/effect/joinUnitFrom`,
    plant: (kind) => void (actionOf(kind, 'note').effect.joinUnitFrom = 'whom'),
  },
  'a platform among all units': {
    code: 'transfer_among',
    severity: 'warning',
    where: '/actions/5/effect/transfer/unitFrom',
    plant: addAction(
      act('pass', ['shelf'], { input: [unit], effect: { transfer: { way: 'down', unitFrom: 'unit' } } }),
    ),
  },
  'a mark nobody sets': {
    code: 'mark_unknown',
    where: `/actions/${at('note')}/effect/unmark/0`,
    plant: (kind) => void (actionOf(kind, 'note').effect.unmark = ['red']),
  },
  'a mark set and taken at once': {
    code: 'mark_both',
    where: `/actions/${at('note')}/effect/unmark/0`,
    plant: (kind) => void Object.assign(actionOf(kind, 'note').effect, { mark: ['red'], unmark: ['red'] }),
  },
  'an unknown input set': {
    code: 'field_unknown',
    where: `/actions/${at('note')}/effect/set/0`,
    plant: (kind) => void (actionOf(kind, 'note').effect.set = ['sort']),
  },
  'personal data set': {
    code: 'set_private',
    where: `/actions/${at('note')}/effect/set/0`,
    plant: all(
      asks('note', field('who', { private: true })),
      (kind) => void (actionOf(kind, 'note').effect.set = ['who']),
    ),
  },
  'a fact set to another type': {
    code: 'field_type',
    where: `/actions/${at('note')}/effect/set/0`,
    plant: all(asks('note', field('due')), (kind) => void (actionOf(kind, 'note').effect.set = ['due'])),
  },
  'more time for no clock': {
    code: 'clock_unknown',
    where: `/actions/${at('note')}/effect/extend/clock`,
    plant: all(
      asks('note', field('days', { type: 'number', least: 1 })),
      (kind) => void (actionOf(kind, 'note').effect.extend = { clock: 'sand', unit: 'work_day', amountFrom: 'days' }),
    ),
  },
  'more time of no number': {
    code: 'field_type',
    where: `/actions/${at('note')}/effect/extend/amountFrom`,
    plant: (kind) =>
      void (actionOf(kind, 'note').effect.extend = { clock: 'loan', unit: 'work_day', amountFrom: 'sort' }),
  },
  'more time that may be none': {
    code: 'extend_least',
    severity: 'warning',
    where: `/actions/${at('note')}/effect/extend/amountFrom`,
    plant: all(
      asks('note', field('days', { type: 'number' })),
      (kind) => void (actionOf(kind, 'note').effect.extend = { clock: 'loan', unit: 'work_day', amountFrom: 'days' }),
    ),
  },
  'a clock in no state': {
    code: 'state_unknown',
    where: '/clocks/0/runsIn/0',
    plant: onClock((clock) => (clock.runsIn = ['cellar'])),
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
  'a shortcut for whom it is not': {
    code: 'shortcut_role',
    where: '/shortcuts/0/actions/1',
    plant: (kind) => void (kind.shortcuts = [{ code: 'quick', name, roles: ['clerk'], actions: ['lend', 'read'] }]),
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

describe('finds', () => {
  test.each(Object.entries(faults))('%s', (_, { code, where, plant, context, severity = 'error', also = [] }) => {
    const kind = lending()
    plant(kind)
    const found = checkKind(kind, context)
    expect(found).toContainEqual(expect.objectContaining({ code, where, severity }))
    for (const other of also) expect(found.map((one) => one.code)).toContain(other)
    for (const { words } of found) {
      expect(words['zh-CN']).toMatch(/\p{Script=Han}/u)
      expect(`${words['zh-CN']} ${words.en}`).not.toMatch(/undefined|\[object/)
    }
  })
})

const kindsFolder = join(import.meta.dirname, '../../cities/songjiang/kinds')
test.each(readdirSync(kindsFolder).filter((file) => file.endsWith('.json')))('the kind %s has no errors', (file) => {
  const found = checkKind(JSON.parse(readFileSync(join(kindsFolder, file), 'utf8')))
  expect(found.filter((one) => one.severity === 'error')).toEqual([])
})

const noon = Date.UTC(2026, 2, 3, 4)

/** Plays moves by the rules: each picks one of what is possible then. */
function walk(kind: KindDefinition, picks: readonly number[]): CaseState {
  let state = beginCase(kind, noon)
  for (const [turn, pick] of picks.entries()) {
    const now = noon + (turn + 1) * 60_000
    const moves = movesOf(kind, state, now)
    const next = moves.length === 0 ? undefined : move(kind, state, moves[pick % moves.length]!, now)
    state = next ?? state
  }
  return state
}

/** Whether some moves lead to an end, the nearest first. */
function canEnd(kind: KindDefinition, from: CaseState): boolean {
  const ends = kind.states.filter((state) => state.stage === 'done').map((state) => state.code)
  const seen = new Set<string>()
  const open = [from]
  for (let state = open.shift(); state !== undefined; state = open.shift()) {
    if (ends.includes(state.state)) return true
    const few = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts).map(([code, count]) => [code, Math.min(count, 1)])
    const key = JSON.stringify([
      state.state,
      state.before,
      state.assignments.filter((one) => one.until === null).map((one) => one.unitId),
      few(state.doneHere),
    ])
    if (seen.has(key) || seen.size > 400) continue
    seen.add(key)
    const now = noon + 1_000_000 + seen.size * 60_000
    for (const one of movesOf(kind, state, now)) {
      const next = move(kind, state, one, now)
      if (next !== undefined && next.state !== state.state) open.unshift(next)
      else if (next !== undefined) open.push(next)
    }
  }
  return false
}

describe('kinds by chance', () => {
  test('have no errors', () => {
    fc.assert(
      fc.property(randomKinds, (kind) => {
        expect(checkKind(kind, { roles: randomRoles }).filter((one) => one.severity === 'error')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('without errors always let a case come to an end', () => {
    fc.assert(
      fc.property(randomKinds, fc.array(fc.nat(), { maxLength: 25 }), (kind, picks) => {
        expect(canEnd(kind, walk(kind, picks))).toBe(true)
      }),
      { numRuns: 80 },
    )
  })

  test('with a fault planted are found out', () => {
    fc.assert(
      fc.property(randomKinds, fc.constantFrom(...planted), (kind, { code, plant }) => {
        const spoilt = structuredClone(kind)
        plant(spoilt)
        expect(checkKind(spoilt, { roles: randomRoles }).map((one) => one.code)).toContain(code)
      }),
      { numRuns: 200 },
    )
  })
})

const planted: readonly { readonly code: string; readonly plant: (kind: KindDefinition) => void }[] = [
  { code: 'state_unreachable', plant: (kind) => void kind.states.push({ code: 'island', name, stage: 'waiting' }) },
  {
    code: 'no_way_on',
    plant: (kind) => {
      kind.states.push({ code: 'pit', name, stage: 'waiting' })
      kind.actions.push(act('fall', ['s0'], { to: 'pit', roles: ['desk'] }))
    },
  },
  {
    code: 'guards_never_here',
    plant: (kind) =>
      void kind.actions.push(
        act('never', ['s0'], {
          roles: ['desk'],
          guards: [{ condition: { fact: 'case.done.never', atLeast: 1 }, reason }],
        }),
      ),
  },
  { code: 'role_unknown', plant: (kind) => void kind.actions.at(-1)!.roles.push('ghost') },
  {
    code: 'never_held',
    plant: (kind) => void kind.actions.push(act('early', ['s0'], { by: 'holder', roles: ['hand'] })),
  },
  {
    code: 'before_missing',
    plant: (kind) => void kind.actions.push(act('return', ['s0'], { to: '@before', roles: ['desk'] })),
  },
  { code: 'system_never', plant: (kind) => void kind.actions.push(act('tick', ['s0'], { by: 'system', roles: [] })) },
  { code: 'otherwise_refused', plant: (kind) => void kind.states.push({ code: 'other_end', name, stage: 'done' }) },
  { code: 'code_twice', plant: (kind) => void kind.actions.push(structuredClone(kind.actions[0]!)) },
  { code: 'field_unknown', plant: (kind) => void (kind.outerDueField = 'nothing') },
]

describe('a new version', () => {
  const changed = (change: (kind: Kind) => void): KindDefinition => {
    const next = lending()
    change(next)
    return next
  }

  test('that only adds strands nobody', () => {
    expect(strandedBy(lending(), changed(addAction(act('praise', ['lent']))), { shelf: 3, lent: 2 })).toEqual([])
  })

  test('without a state strands the cases in it, and says how many', () => {
    const next = changed((kind) => {
      kind.states.splice(1, 1)
      kind.actions = kind.actions.filter((one) => one.code === 'drop')
    })
    const [finding, ...more] = strandedBy(lending(), next, { shelf: 3, lent: 2 })
    expect(finding).toMatchObject({ severity: 'error', code: 'state_gone', where: '/states/1' })
    expect(finding?.words['zh-CN']).toContain('2 件')
    expect(more).toEqual([])
    // Nobody is there, or nobody is to be moved: they stay on their version.
    expect(strandedBy(lending(), next, { shelf: 3 })).toEqual([])
    expect(strandedBy(lending(), next)).toEqual([])
  })

  test('without a way out of a state strands the cases in it', () => {
    const next = changed((kind) => void (kind.actions = kind.actions.filter((one) => one.code !== 'bring')))
    expect(strandedBy(lending(), next, { lent: 1, gone: 5 }).map((one) => one.code)).toEqual(['state_endless'])
  })

  test('without the state a case came from strands what would go back to it', () => {
    const aside = all(
      addState('desk'),
      addState('hall'),
      addAction(act('show', ['shelf'], { to: 'hall' })),
      addAction(act('look', ['shelf', 'hall'], { to: 'desk' })),
      addAction(act('return', ['desk'], { to: '@before' })),
    )
    const old = changed(aside)
    const next = changed(
      all(aside, (kind) => {
        kind.states = kind.states.filter((one) => one.code !== 'hall')
        kind.actions = kind.actions.filter((one) => one.code !== 'show')
        actionOf(kind, 'look').from = ['shelf']
      }),
    )
    expect(strandedBy(old, next, { desk: 4 }).map((one) => one.code)).toEqual(['before_gone'])
  })

  test('whose cases begin where no end is reached is refused though nobody is moved', () => {
    const next = changed((kind) => void (kind.actions = kind.actions.filter((one) => one.code !== 'drop')))
    expect(strandedBy(lending(), next).map((one) => one.code)).toEqual(['begins_endless'])
  })

  test('has nothing against itself', () => {
    fc.assert(
      fc.property(randomKinds, (kind) => {
        const running = Object.fromEntries(kind.states.map((state) => [state.code, 1]))
        expect(strandedBy(kind, kind, running)).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
