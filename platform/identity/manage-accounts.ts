import { randomInt } from 'node:crypto'
import { hashPassword } from '#lib/crypto'
import type { Transaction } from '#lib/db'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import { newId, type Language } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  accountNotFound,
  notAllowed,
  usernameTaken,
  type createAccount,
  type disableAccount,
  type editAccount,
  type enableAccount,
  type endAccountSessions,
  type resetPassword,
} from './contract.ts'
import { countOfficers, noOfficers } from './officers.ts'
import { whyNot, type AccountAction } from './policy.ts'
import type { IdentityRules } from './rules.ts'
import { endSessions } from './session.ts'
import { runningSessions, setPassword, type RunningSession } from './store.ts'
import {
  disableAccountRow,
  enableAccountRow,
  findAccountDetail,
  insertAccount,
  lockOfficers,
  rolesOf,
  unlock,
  updateAccount,
  type AccountDetail,
} from './store-accounts.ts'

const taken = (username: string) => ({
  account_username_key: () => new ProblemError(usernameTaken, { username }),
})

/** Makes an account: nobody can log in with it before it has a password and a post. */
export const createAccountHandler: Handler<typeof createAccount> = async (context) => {
  const { tx, body, actor, fail, requestId } = context
  const reason = whyNot(actor, 'create', undefined, { officers: noOfficers })
  if (reason !== undefined) return fail('identity.not_allowed', { reason })
  const account = { id: newId(), username: body.username, name: body.name.trim() }
  tx.write(insertAccount(account), taken(body.username))
  record(tx, { what: 'identity.account_created', actor, subject: account.id, subjectName: account.username, requestId })
  return { id: account.id }
}

interface Asked {
  readonly tx: Transaction
  readonly params: { id: string }
  readonly actor: Actor
  readonly language: Language
}

/** The account an action is for, when the asker may do it, with its running sessions. */
export async function permitted(
  { tx, params, actor }: Asked,
  action: AccountAction,
  rules: IdentityRules,
): Promise<{ account: AccountDetail; sessions: RunningSession[] }> {
  const [officers, [account], roles, sessions] = await tx.read(
    lockOfficers(),
    findAccountDetail(params.id),
    rolesOf(params.id),
    runningSessions(params.id, rules),
  )
  const target = { accountId: params.id, roles: roles.map((row) => row.role) }
  const reason = whyNot(actor, action, target, { officers: countOfficers(officers) })
  if (reason !== undefined) throw new ProblemError(notAllowed, { reason })
  if (account === undefined) throw new ProblemError(accountNotFound)
  return { account, sessions }
}

export function editAccountHandler(rules: IdentityRules): Handler<typeof editAccount> {
  return async (context) => {
    const { tx, body, actor, requestId } = context
    const { account } = await permitted(context, 'edit', rules)
    tx.write(updateAccount(account.id, { username: body.username, name: body.name.trim() }), taken(body.username))
    const changed = [
      ...(account.username === body.username ? [] : ['username']),
      ...(account.name === body.name.trim() ? [] : ['name']),
    ]
    record(tx, {
      what: 'identity.account_edited',
      actor,
      subject: account.id,
      subjectName: account.username,
      detail: { changed },
      requestId,
    })
    return {}
  }
}

/** Disables an account: its sessions and their streams end with it. */
export function disableAccountHandler(rules: IdentityRules): Handler<typeof disableAccount> {
  return async (context) => {
    const { tx, actor, requestId } = context
    const { account, sessions } = await permitted(context, 'disable', rules)
    tx.write(disableAccountRow(account.id))
    endSessions(
      tx,
      sessions.map((one) => one.id),
    )
    record(tx, {
      what: 'identity.account_disabled',
      actor,
      subject: account.id,
      subjectName: account.username,
      requestId,
    })
    return {}
  }
}

export function enableAccountHandler(rules: IdentityRules): Handler<typeof enableAccount> {
  return async (context) => {
    const { tx, actor, requestId } = context
    const { account } = await permitted(context, 'enable', rules)
    tx.write(enableAccountRow(account.id))
    tx.write(unlock(account.username))
    record(tx, {
      what: 'identity.account_enabled',
      actor,
      subject: account.id,
      subjectName: account.username,
      requestId,
    })
    return {}
  }
}

/** Ends one session of an account, or all of them. */
export function endAccountSessionsHandler(rules: IdentityRules): Handler<typeof endAccountSessions> {
  return async (context) => {
    const { tx, body, actor, fail, requestId } = context
    const { account, sessions } = await permitted(context, 'end_sessions', rules)
    const ids = sessions.map((one) => one.id).filter((id) => body.sessionId === null || id === body.sessionId)
    if (body.sessionId !== null && ids.length === 0) return fail('identity.session_not_found')
    endSessions(tx, ids)
    record(tx, {
      what: 'identity.sessions_ended',
      actor,
      subject: account.id,
      subjectName: account.username,
      detail: { count: ids.length },
      requestId,
    })
    return { ended: ids.length }
  }
}

// Without what is mistaken for something else when read out or copied from paper.
const signs = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Sixteen signs in groups of four, 79 bits: to be read out, typed once and changed. */
export function oneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}

/** Gives an account a password that must be changed at its first log-in; who knew the old one is out. */
export function resetPasswordHandler(rules: IdentityRules): Handler<typeof resetPassword> {
  return async (context) => {
    const { tx, actor, requestId } = context
    const refused = whyNot(actor, 'reset_password', undefined, { officers: noOfficers })
    // Before hashing, which is dear.
    if (refused !== undefined) throw new ProblemError(notAllowed, { reason: refused })
    const password = oneTimePassword()
    const hash = await hashPassword(password)
    const { account, sessions } = await permitted(context, 'reset_password', rules)
    tx.write(setPassword(account.id, hash, true))
    endSessions(
      tx,
      sessions.map((one) => one.id),
    )
    record(tx, {
      what: 'identity.password_reset',
      actor,
      subject: account.id,
      subjectName: account.username,
      requestId,
    })
    return { password }
  }
}
