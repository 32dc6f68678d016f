import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { KindDefinition } from '#core/cases'
import { ProblemError } from '#lib/http'
import { mayCarryOn, mayImport, requireImporter, requireSender } from './policy.ts'

const role = fc.constantFrom('receiver', 'auditor', 'handler', 'leader')
const roles = fc.subarray(['receiver', 'auditor', 'handler'])
const name = { 'zh-CN': '录单', en: 'Register' }
/** As much of a kind as the policy asks about: who may register, in which ways. */
const kind = fc.record({ own: roles, ways: fc.array(roles, { maxLength: 3 }) }).map(({ own, ways }) => ({
  roles: new Set([own, ...ways].flat()),
  kind: {
    register: { name, to: 'here', roles: own },
    entries: ways.map((some, at) => ({ code: `way${at}`, name, to: 'here', roles: some })),
  } as unknown as KindDefinition,
}))
const person = fc.record({ role, accountId: fc.constantFrom('anna', 'berta') })
const run = fc.constantFrom('anna', 'berta').map((one) => ({ account_id: one, account_name: one.toUpperCase() }))

/** The code of the problem something ends with. */
function refusal(work: () => void): string | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.kind.code
    throw error
  }
  return undefined
}

test('whoever may register orders in some way may import them, and nobody else', () => {
  fc.assert(
    fc.property(kind, person, (one, actor) => {
      const may = one.roles.has(actor.role)
      expect(mayImport(one.kind, actor)).toBe(may)
      expect(refusal(() => requireImporter(one.kind, actor))).toBe(may ? undefined : 'hotline.may_not_import')
    }),
  )
})

test('an import is carried on by whoever handed it in, as long as they may import; anybody else hears why not', () => {
  fc.assert(
    fc.property(kind, run, person, (one, its, actor) => {
      const isOwn = its.account_id === actor.accountId
      const may = one.roles.has(actor.role)
      expect(mayCarryOn(one.kind, its, actor)).toBe(isOwn && may)
      expect(refusal(() => requireSender(one.kind, its, actor))).toBe(
        !may ? 'hotline.may_not_import' : isOwn ? undefined : 'hotline.not_your_import',
      )
    }),
  )
})
