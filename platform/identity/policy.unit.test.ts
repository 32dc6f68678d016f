import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mayWithdraw, officerRoles, whyNoStandIn, whyNot, type AccountAction } from './policy.ts'

const roles = [...officerRoles, 'hotline_receiver', 'unit_handler', 'leader'] as const
const actions = [
  'see', 'create', 'edit', 'disable', 'enable', 'reset_password', 'end_sessions', 'grant_post', 'edit_post', 'end_post',
] as const satisfies readonly AccountAction[] // prettier-ignore
const anyRole = fc.constantFrom(...roles)
const anyAction = fc.constantFrom(...actions)
const anyCount = fc.nat({ max: 3 })
const anyOfficers = fc.record({ admin: anyCount, security_admin: anyCount, audit_admin: anyCount })
const anyone = fc.record({ accountId: fc.constantFrom('me', 'you'), roles: fc.uniqueArray(anyRole) })
const given = {
  role: anyRole,
  action: anyAction,
  target: anyone,
  about: fc.option(anyRole, { nil: undefined }),
  officers: anyOfficers,
}
const anyCase = fc.record(given)
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never

const ask = ({ role, action, target, about, officers }: Case) =>
  whyNot({ accountId: 'me', role }, action, target, { officers, ...(about === undefined ? {} : { role: about }) })

/** For every role, action and target, whatever the numbers: a rule that allowed cases must keep. */
const always = (rule: (one: Case) => boolean) =>
  fc.assert(
    fc.property(anyCase, (one) => {
      const reason = ask(one)
      if (reason === undefined) expect(rule(one)).toBe(true)
      else expect(reason['zh-CN'] !== '' && reason.en !== '').toBe(true)
    }),
    { numRuns: 2000 },
  )

describe('whoever may do something to an account', () => {
  test('is one of the three officers', () => always(({ role }) => (officerRoles as readonly string[]).includes(role)))

  test('grants as security administrator, or as administrator the very first one', () =>
    always(
      ({ role, action, about, officers }) =>
        !['grant_post', 'edit_post', 'end_post'].includes(action) ||
        role === 'security_admin' ||
        (action === 'grant_post' && role === 'admin' && about === 'security_admin' && officers.security_admin === 0),
    ))

  test('never grants to, limits or disables themselves', () =>
    always(
      ({ action, target }) =>
        target.accountId !== 'me' ||
        !['grant_post', 'edit_post', 'end_post', 'disable', 'reset_password'].includes(action),
    ))

  test('never joins two of the three officers in one hand', () =>
    always(
      ({ action, about, target }) =>
        action !== 'grant_post' ||
        !(officerRoles as readonly (string | undefined)[]).includes(about) ||
        target.roles.every((one) => one === about || !(officerRoles as readonly string[]).includes(one)),
    ))

  test('never takes the last of an office away', () =>
    always(({ action, about, target, officers }) => {
      const ending: readonly (string | undefined)[] =
        action === 'disable' ? target.roles : action === 'end_post' ? [about] : []
      return officerRoles.every((one) => !ending.includes(one) || officers[one] > 1)
    }))

  test('becomes no security administrator by a reset but the auditor', () =>
    always(
      ({ role, action, target }) =>
        action !== 'reset_password' || !target.roles.includes('security_admin') || role === 'audit_admin',
    ))
})

test('an administrator makes, edits, disables and enables; a security administrator grants; an auditor only looks', () => {
  const officers = { admin: 2, security_admin: 2, audit_admin: 2 }
  const target = { accountId: 'you', roles: ['unit_handler'] }
  const may = (role: string) =>
    actions.filter((one) => whyNot({ accountId: 'me', role }, one, target, { officers, role: 'leader' }) === undefined)
  expect(may('admin')).toEqual(['see', 'create', 'edit', 'disable', 'enable', 'reset_password', 'end_sessions'])
  expect(may('security_admin')).toEqual(['see', 'end_sessions', 'grant_post', 'edit_post', 'end_post'])
  expect(may('audit_admin')).toEqual(['see'])
})

describe('a stand-in', () => {
  const post = fc.record({ accountId: fc.constantFrom('me', 'you'), role: anyRole, isStandIn: fc.boolean() })
  const deputy = fc.record({
    accountId: fc.constantFrom('me', 'you', 'third'),
    enabled: fc.boolean(),
    roles: fc.uniqueArray(anyRole),
  })

  test('is somebody else, enabled, for one’s own first-hand post, and joins no two officers', () => {
    fc.assert(
      fc.property(post, deputy, (one, other) => {
        const officers = [one.role, ...other.roles].filter((role) => (officerRoles as readonly string[]).includes(role))
        const joins = (officerRoles as readonly string[]).includes(one.role) && new Set(officers).size > 1
        const expected = one.accountId === 'me' && !one.isStandIn && other.accountId !== 'me' && other.enabled && !joins
        expect(whyNoStandIn({ accountId: 'me' }, one, other) === undefined).toBe(expected)
      }),
    )
  })

  test('is withdrawn by the two it concerns and by a security administrator', () => {
    const between = { absentId: 'absent', deputyId: 'deputy' }
    expect(
      ['absent', 'deputy', 'third'].map((accountId) => mayWithdraw({ accountId, role: 'admin' }, between)),
    ).toEqual([true, true, false])
    expect(mayWithdraw({ accountId: 'third', role: 'security_admin' }, between)).toBe(true)
  })
})
