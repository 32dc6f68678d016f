import { expect, test } from 'vitest'
import { compareKinds } from './kind-diff.ts'
import type { KindDefinition } from '../kind.ts'
import { act, addState, field, lending } from '../testing/lending-kind.ts'

function told(change: (kind: ReturnType<typeof lending>) => void): string[] {
  const next = lending()
  change(next)
  return compareKinds(lending(), next).map(({ part, change: what, code, properties }) =>
    [part, what, code, ...properties.map((one) => one.name)].join(' '),
  )
}

test('a kind does not differ from itself, whatever the order of its properties and the version', () => {
  const turned = Object.fromEntries(Object.entries({ ...lending(), version: 2 }).toReversed())
  expect(compareKinds(lending(), turned as unknown as KindDefinition)).toEqual([])
})

test('parts that were added, changed and removed are told by their codes', () => {
  expect(
    told((kind) => {
      addState('mending')(kind)
      kind.actions = [...kind.actions.filter((one) => one.code !== 'note'), act('mend', ['shelf'], { to: 'mending' })]
      kind.actions[0] = { ...kind.actions[0]!, roles: ['reader'], tone: 'primary' }
      kind.fields = [...kind.fields.filter((one) => one.key !== 'number'), field('colour')]
      kind.clocks[0] = { ...kind.clocks[0]!, runsIn: ['lent', 'shelf'] }
      kind.register = { ...kind.register, to: 'mending' }
      kind.titleField = 'colour'
    }),
  ).toEqual([
    'state added mending',
    'action changed lend roles tone',
    'action added mend',
    'action removed note',
    'field added colour',
    'field removed number',
    'clock changed loan runsIn',
    'entry changed register to',
    'kind changed lending titleField',
  ])
})
