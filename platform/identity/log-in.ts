import { verifyPassword } from '#lib/crypto'
import { runTransaction } from '#lib/db'
import type { App, Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import type { logIn } from './contract.ts'
import type { IdentityRules } from './rules.ts'
import { meOf, newToken, setCookie } from './session.ts'
import {
  clearFailures,
  countFailure,
  findAccount,
  findSession,
  holdAccount,
  insertSession,
  postsOf,
  type AccountRow,
} from './store.ts'

// GB/T 22239-2019 8.1.4.1 b asks for a limit on failed log-ins: five, then a quarter of an hour.
const maxFailures = 5
const lockMinutes = 15

/** Minutes an account is still locked for, after too many wrong passwords; 0 when it is not. */
export function lockedMinutes(account: Pick<AccountRow, 'locked_until'> | undefined): number {
  return Math.max(0, Math.ceil(((account?.locked_until?.getTime() ?? 0) - Date.now()) / 60_000))
}

/** Counts a wrong password in a transaction of its own: the request fails and is rolled back, the count must stay. */
export async function countWrongPassword(app: App, accountId: string, what: string, requestId: string): Promise<void> {
  await runTransaction(app.pool, async (own) => {
    own.write(countFailure(accountId, maxFailures, lockMinutes))
    record(own, { what, actor: undefined, subject: accountId, requestId })
  })
}

/** Logs in: checks the password, counts failures, makes a session in the person's first post. */
export function logInHandler(app: App, rules: IdentityRules, secureCookies: boolean): Handler<typeof logIn> {
  return async ({ tx, body, fail, request, reply, requestId }) => {
    const username = body.username.trim().toLowerCase()
    // Outside the transaction: hashing takes a fifth of a second, and no connection should wait for it.
    const [[account]] = await app.reader.read(findAccount(username))
    const minutes = lockedMinutes(account)
    if (minutes > 0) return fail('identity.locked', { minutes })
    const right = await verifyPassword(body.password, account?.password_hash ?? undefined)
    if (account === undefined || account.password_hash === null || !right) {
      if (account !== undefined && account.password_hash !== null)
        await countWrongPassword(app, account.id, 'identity.log_in_failed', requestId)
      return fail('identity.wrong_credentials')
    }
    // Others may have guessed wrong while this one was checked: a thousand guesses at once are not a thousand tries.
    const [[now], [post]] = await tx.read(holdAccount(account.id), postsOf(account.id))
    const stillMinutes = lockedMinutes(now)
    if (stillMinutes > 0) return fail('identity.locked', { minutes: stillMinutes })
    if (now!.password_hash !== account.password_hash) return fail('identity.wrong_credentials')
    // Said only to whoever knows the password: it tells nobody else which accounts there are.
    if (now!.disabled_at !== null) return fail('identity.disabled')
    if (post === undefined) return fail('identity.no_post')
    if (now!.failed_count > 0) tx.write(clearFailures(account.id))
    const { token, hash } = newToken()
    const session = {
      id: newId(),
      tokenHash: hash,
      accountId: account.id,
      postId: post.post_id,
      address: request.ip,
      device: request.headers['user-agent'],
    }
    tx.write(insertSession(session))
    const actor = { ...session, name: account.name, unitId: post.unit_id }
    record(tx, { what: 'identity.log_in', actor, subject: session.id, requestId })
    const [[row]] = await tx.read(findSession(hash, rules))
    setCookie(reply, token, secureCookies)
    return meOf(row!, tx, rules)
  }
}
