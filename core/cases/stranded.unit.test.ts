import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KindDefinition } from './kind.ts'
import { strandedBy } from './stranded.ts'
import { act, lending, actionOf, addAction, addState, all, type Kind } from './testing/lending-kind.ts'
import { randomKinds } from './testing/random-kind.ts'

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
