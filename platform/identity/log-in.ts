import { verifyPassword } from '#lib/crypto'
import { runTransaction, type Reader } from '#lib/db'
import type { App, Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import type { logIn } from './contract.ts'
import type { IdentityRules } from './rules.ts'
import { passSecondFactor, type FactorOutcome } from './second-factor.ts'
import { goOnAs, meOf, newToken, setCookie } from './session.ts'
import { holdSecondFactor } from './store-second-factor.ts'
import {
  countFailure,
  findAccount,
  findSession,
  forgetFailures,
  heldUntil,
  holdOwnPassword,
  insertSession,
  lockedUntil,
  postsOf,
  type FailureLimits,
} from './store.ts'

// GB/T 22239-2019 8.1.4.1 b asks for a limit on failed log-ins: five, then a quarter of an hour. A name that does not
// exist is counted alike, so that the answer does not tell which do. An address is that of a whole office at times: its
// limit only stops a machine that goes through names.
const limits: FailureLimits = { perName: 5, perAddress: 100, lockMinutes: 15 }

/** Minutes from now until a moment, rounded up; 0 when it has passed or there is none. */
export function minutesUntil(moment: Date | null | undefined): number {
  return Math.max(0, Math.ceil(((moment?.getTime() ?? 0) - Date.now()) / 60_000))
}

/** Minutes for which a name, whether or not there is such an account, or an address is locked; 0 when it is not. */
export async function lockedMinutes(reader: Reader, username: string, address: string): Promise<number> {
  const [[row]] = await reader.read(lockedUntil(username, address))
  return minutesUntil(row?.until)
}

/** A wrong password: under which name, from where; the account when there is one. */
interface Failure {
  readonly username: string
  readonly accountId: string | undefined
  readonly address: string
  readonly requestId: string
}

/** Counts a wrong password in a transaction of its own: the request fails and is rolled back, the count must stay. */
export async function countWrongPassword(
  app: App,
  what: string,
  { username, accountId, address, requestId }: Failure,
): Promise<void> {
  await runTransaction(app.side, async (own) => {
    own.write(countFailure(username, address, limits))
    // The name of nobody is not kept: people type their password there.
    record(own, { what, actor: undefined, ...(accountId === undefined ? {} : { subject: accountId }), requestId })
  })
}

/**
 * The second step, in a transaction of its own: a wrong code stays counted and a right one used up, whatever becomes of
 * the request. Of many tries at once each waits for the one before it and learns whether that one locked: gives the
 * minutes then.
 */
async function secondStep(
  app: App,
  masterKey: Uint8Array,
  { username, accountId, address, requestId }: Failure & { readonly accountId: string },
  code: string | undefined,
): Promise<FactorOutcome | number> {
  return runTransaction(
    app.side,
    async (own) => {
      const [, [lock]] = await own.read(holdSecondFactor(accountId), lockedUntil(username, address))
      const minutes = minutesUntil(lock?.until)
      if (minutes > 0) return minutes
      const outcome = await passSecondFactor(own, masterKey, accountId, code)
      if (outcome === 'wrong') {
        own.write(countFailure(username, address, limits))
        record(own, { what: 'identity.second_factor_failed', actor: undefined, subject: accountId, requestId })
      }
      return outcome
    },
    { 'yiwang.actor': JSON.stringify({ account: accountId }) },
  )
}

/**
 * Logs in: checks the password, counts failures, makes a session in the person's first post. Up to the right password a
 * name that exists and one that does not are answered alike, by the same statements and as much hashing.
 */
export function logInHandler(
  app: App,
  rules: IdentityRules,
  masterKey: Uint8Array,
  secureCookies: boolean,
): Handler<typeof logIn> {
  return async ({ tx, body, fail, request, reply, requestId }) => {
    const username = body.username.trim().toLowerCase()
    // Outside the transaction: hashing takes a fifth of a second, and no connection should wait for it.
    const [[account], [locked]] = await app.reader.read(findAccount(username), lockedUntil(username, request.ip))
    const minutes = minutesUntil(locked?.until)
    if (minutes > 0) return fail('identity.locked', { minutes })
    const right = await verifyPassword(body.password, account?.password_hash ?? undefined)
    if (account === undefined || account.password_hash === null || !right) {
      const failure = { username, accountId: account?.id, address: request.ip, requestId }
      await countWrongPassword(app, 'identity.log_in_failed', failure)
      return fail('identity.wrong_credentials')
    }
    const who = { username, accountId: account.id, address: request.ip, requestId }
    const step = await secondStep(app, masterKey, who, body.code)
    if (step === 'needed') return fail('identity.second_factor_needed')
    if (step === 'wrong') return fail('identity.wrong_code')
    if (typeof step === 'number') return fail('identity.locked', { minutes: step })
    goOnAs(tx, account.id)
    // Others may have guessed wrong while this one was checked: a thousand guesses at once are not a thousand tries.
    const [[now], [still], [post]] = await tx.read(
      holdOwnPassword(),
      heldUntil(username, request.ip),
      postsOf(account.id),
    )
    const stillMinutes = minutesUntil(still?.until)
    if (stillMinutes > 0) return fail('identity.locked', { minutes: stillMinutes })
    if (now!.password_hash !== account.password_hash) return fail('identity.wrong_credentials')
    // Said only to whoever knows the password: it tells nobody else which accounts there are.
    if (now!.disabled_at !== null) return fail('identity.disabled')
    if (post === undefined) return fail('identity.no_post')
    tx.write(forgetFailures())
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
    if (step === 'recovered') record(tx, { what: 'identity.recovery_code_used', actor, subject: account.id, requestId })
    const [[row]] = await tx.read(findSession(hash, rules))
    setCookie(reply, token, secureCookies)
    return meOf(row!, tx, rules)
  }
}
