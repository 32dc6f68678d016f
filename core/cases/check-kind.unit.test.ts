import { expect, test } from 'vitest'
import { checkKind } from './check-kind.ts'
import {
  name,
  act,
  field,
  lending,
  actionOf,
  at,
  guard,
  asks,
  addAction,
  addState,
  all,
  guardAt,
  expectFound,
  type Fault,
  unit,
  rings,
} from './testing/lending-kind.ts'

test('a kind that is in order has no findings', () => {
  expect(checkKind(lending(), { roles: ['clerk', 'reader'], lists: [] })).toEqual([])
})

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
      rings('expire'),
    ),
  },
  'a clock that does something unknown': {
    code: 'action_unknown',
    where: '/clocks/0/performs',
    plant: rings('expire'),
  },
  'a clock that does what people do': {
    code: 'then_not_system',
    where: '/clocks/0/performs',
    plant: rings('note'),
  },
  'a clock that does what is not possible there': {
    code: 'then_not_there',
    where: '/clocks/0/performs',
    plant: all(addAction(act('expire', ['shelf'], { by: 'system', roles: [] })), rings('expire')),
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
  'an unknown list among several': {
    code: 'list_unknown',
    where: `/actions/${at('note')}/input/0/listBy`,
    plant: asks(
      'note',
      field('how', { type: 'code', listBy: { field: 'sort', lists: { novel: 'sizes', atlas: 'maps' } } }),
    ),
    context: { lists: ['sizes'] },
  },
  'a choice without a list of its own': {
    code: 'list_missing',
    where: `/actions/${at('note')}/input/0/listBy/lists`,
    plant: asks('note', field('how', { type: 'code', listBy: { field: 'sort', lists: { novel: 'sizes' } } })),
    context: { lists: ['sizes'] },
  },
  'lists by a field that is no choice': {
    code: 'field_unknown',
    where: `/actions/${at('note')}/input/0/listBy/field`,
    plant: asks('note', field('how', { type: 'code', listBy: { field: 'title', lists: { novel: 'sizes' } } })),
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
}

test.each(Object.entries(faults))('finds %s', (_, fault) => expectFound(fault))
