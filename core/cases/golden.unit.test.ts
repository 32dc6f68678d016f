import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ActionRecord } from './action.ts'
import { chainStart, hashAction } from './chain.ts'
import { fold } from './fold.ts'

interface Golden {
  readonly actions: readonly { readonly record: ActionRecord; readonly hash: string }[]
  /** the case as the release that wrote the log folded it, as far as it knew cases */
  readonly state: Readonly<Record<string, unknown>> & { readonly assignments: readonly Record<string, unknown>[] }
}

const folder = join(import.meta.dirname, 'testing/golden')

describe.each(readdirSync(folder))('the log of release %s', (name) => {
  const cases = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden[]

  test('folds to what it was', () => {
    expect(cases.length).toBeGreaterThan(2)
    for (const { actions, state } of cases) {
      const now = fold(actions.map((one) => one.record))
      const { assignments, ...rest } = state
      expect(now).toMatchObject(rest)
      expect(now.assignments).toHaveLength(assignments.length)
      for (const [index, one] of assignments.entries()) expect(now.assignments[index]).toMatchObject(one)
    }
  })

  test('has the hashes it had', () => {
    for (const { actions } of cases) {
      let head: Buffer = chainStart
      for (const { record, hash } of actions) {
        head = hashAction(head, record)
        expect(head.toString('hex')).toBe(hash)
      }
    }
  })
})
