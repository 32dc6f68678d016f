import { verifyPassword } from '#lib/crypto'
import { runTransaction } from '#lib/db'
import type { App, Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import type { logIn } from './contract.ts'
import { describeSession, newToken, setCookie } from './session.ts'
import { clearFailures, countFailure, findAccount, holdAccount, insertSession, postsOf } from './store.ts'

// GB/T 22239-2019 8.1.4.1 b asks for a limit on failed log-ins: five, then a quarter of an hour.
const maxFailures = 5
const lockMinutes = 15

/** Logs in: checks the password, counts failures, makes a session in the person's first post. */
export function logInHandler(app: App, secureCookies: boolean): Handler<typeof logIn> {
  return async ({ tx, body, fail, reply, requestId }) => {
    const username = body.username.trim().toLowerCase()
    // Outside the transaction: hashing takes a fifth of a second, and no connection should wait for it.
    const [[account], posts] = await app.reader.read(findAccount(username), postsOf(username))
    const failWhenLocked = (until: Date | null): void => {
      const lockedFor = (until?.getTime() ?? 0) - Date.now()
      if (lockedFor > 0) fail('identity.locked', { minutes: Math.ceil(lockedFor / 60_000) })
    }
    failWhenLocked(account?.locked_until ?? null)
    const right = await verifyPassword(body.password, account?.password_hash)
    const post = posts[0]
    if (account === undefined || !right || post === undefined) {
      if (account !== undefined && !right) {
        // A transaction of its own: this request fails and is rolled back, the count must stay.
        await runTransaction(app.pool, async (own) => {
          own.write(countFailure(account.id, maxFailures, lockMinutes))
          record(own, { what: 'identity.log_in_failed', actor: undefined, subject: account.id, requestId })
        })
      }
      return fail('identity.wrong_credentials')
    }
    // Others may have guessed wrong while this one was checked: a thousand guesses at once are not a thousand tries.
    const [[now]] = await tx.read(holdAccount(account.id))
    failWhenLocked(now!.locked_until)
    if (now!.failed_count > 0) tx.write(clearFailures(account.id))
    const { token, hash } = newToken()
    const session = { id: newId(), tokenHash: hash, accountId: account.id, postId: post.post_id }
    tx.write(insertSession(session))
    const actor = { ...session, name: account.name, unitId: post.unit_id }
    record(tx, { what: 'identity.log_in', actor, subject: session.id, requestId })
    const { me } = await describeSession(
      {
        ...post,
        session_id: session.id,
        account_id: account.id,
        username: account.username,
        name: account.name,
        seen_at: new Date(),
      },
      tx,
    )
    setCookie(reply, token, secureCookies)
    return me
  }
}
