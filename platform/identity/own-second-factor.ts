import { verifyPassword } from '#lib/crypto'
import { ProblemError, readerFor, type Actor, type App, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import {
  locked,
  secondFactorNotBegun,
  wrongCode,
  wrongPassword,
  type beginSecondFactor,
  type confirmSecondFactor,
  type getOwnSecondFactor,
  type removeSecondFactor,
  type renewRecoveryCodes,
  type resetSecondFactor,
} from './contract.ts'
import { countWrongPassword, lockedMinutes } from './log-in.ts'
import { permitted } from './manage-accounts.ts'
import type { IdentityRules } from './rules.ts'
import { giveRecoveryCodes, makeSecret, passSecondFactor, takeCode } from './second-factor.ts'
import { endSessions } from './session.ts'
import { findOwnAccount, ownPasswords } from './store.ts'
import {
  confirmSecondFactor as confirmRow,
  countRecoveryCodes,
  deleteRecoveryCodes,
  deleteSecondFactor,
  hasSecondFactor,
  holdSecondFactor,
  resetSecondFactorOf,
} from './store-second-factor.ts'

interface Asked {
  readonly actor: Actor
  readonly request: { readonly ip: string }
  readonly requestId: string
}

/** Ends the request while the name or the address is locked; gives the user name. */
async function requireUnlocked(app: App, { actor, request }: Asked): Promise<string> {
  const [[account]] = await readerFor(app, actor).read(findOwnAccount(actor.accountId))
  const minutes = await lockedMinutes(app.reader, account!.username, request.ip)
  if (minutes > 0) throw new ProblemError(locked, { minutes })
  return account!.username
}

/** Ends the request when it is not one's password; a wrong one counts like one at log-in. */
async function requirePassword(app: App, asked: Asked, username: string, password: string): Promise<void> {
  const [passwords] = await readerFor(app, asked.actor).read(ownPasswords())
  if (await verifyPassword(password, passwords[0]?.password_hash)) return
  await countFailure(app, asked, username, 'identity.password_change_failed')
  throw new ProblemError(wrongPassword)
}

async function countFailure(app: App, asked: Asked, username: string, what: string): Promise<void> {
  const { actor, request, requestId } = asked
  await countWrongPassword(app, what, { username, accountId: actor.accountId, address: request.ip, requestId })
}

export function getOwnSecondFactorHandler(rules: IdentityRules): Handler<typeof getOwnSecondFactor> {
  return async ({ tx, actor }) => {
    const [[factor], [codes]] = await tx.read(hasSecondFactor(actor.accountId), countRecoveryCodes(actor.accountId))
    return {
      on: factor!.on,
      required: rules.secondFactorRoles.includes(actor.role),
      recoveryCodes: codes!.count,
    }
  }
}

/** Makes a secret for whoever knows the password; one that is in use is not replaced. */
export function beginSecondFactorHandler(
  app: App,
  masterKey: Uint8Array,
  issuer: string,
): Handler<typeof beginSecondFactor> {
  return async (context) => {
    const { tx, body, actor, fail } = context
    const username = await requireUnlocked(app, context)
    await requirePassword(app, context, username, body.password)
    const [[factor]] = await tx.read(holdSecondFactor(actor.accountId))
    if (factor?.confirmed_at != null) return fail('identity.second_factor_on')
    return makeSecret(tx, masterKey, { id: actor.accountId, username }, issuer)
  }
}

/** Turns the second factor on for whoever brings a code of it. */
export function confirmSecondFactorHandler(app: App, masterKey: Uint8Array): Handler<typeof confirmSecondFactor> {
  return async (context) => {
    const { tx, body, actor, fail, requestId } = context
    const username = await requireUnlocked(app, context)
    const [[factor]] = await tx.read(holdSecondFactor(actor.accountId))
    if (factor === undefined) return fail('identity.second_factor_not_begun')
    if (factor.confirmed_at !== null) return fail('identity.second_factor_on')
    if (!takeCode(tx, masterKey, actor.accountId, factor, body.code)) {
      await countFailure(app, context, username, 'identity.second_factor_failed')
      return fail('identity.wrong_code')
    }
    tx.write(confirmRow(actor.accountId))
    record(tx, { what: 'identity.second_factor_on', actor, subject: actor.accountId, requestId })
    return { recoveryCodes: giveRecoveryCodes(tx, actor.accountId) }
  }
}

/** Ends the request when the code is not right. */
async function requireCode(
  app: App,
  masterKey: Uint8Array,
  context: Asked &
    Pick<Parameters<Handler<typeof renewRecoveryCodes>>[0], 'tx' | 'actor'> & {
      readonly body: { readonly code: string }
    },
  username: string,
): Promise<void> {
  const { tx, body, actor } = context
  const outcome = await passSecondFactor(tx, masterKey, actor.accountId, body.code)
  if (outcome === 'not_asked') throw new ProblemError(secondFactorNotBegun)
  if (outcome !== 'wrong') return
  await countFailure(app, context, username, 'identity.second_factor_failed')
  throw new ProblemError(wrongCode)
}

/** Takes it away from whoever knows the password and brings a code. */
export function removeSecondFactorHandler(app: App, masterKey: Uint8Array): Handler<typeof removeSecondFactor> {
  return async (context) => {
    const { tx, body, actor, requestId } = context
    const username = await requireUnlocked(app, context)
    await requirePassword(app, context, username, body.password)
    await requireCode(app, masterKey, context, username)
    tx.write(deleteRecoveryCodes(actor.accountId))
    tx.write(deleteSecondFactor(actor.accountId))
    record(tx, { what: 'identity.second_factor_off', actor, subject: actor.accountId, requestId })
    return {}
  }
}

export function renewRecoveryCodesHandler(app: App, masterKey: Uint8Array): Handler<typeof renewRecoveryCodes> {
  return async (context) => {
    const { tx, actor, requestId } = context
    const username = await requireUnlocked(app, context)
    await requireCode(app, masterKey, context, username)
    record(tx, { what: 'identity.recovery_codes_renewed', actor, subject: actor.accountId, requestId })
    return { recoveryCodes: giveRecoveryCodes(tx, actor.accountId) }
  }
}

/** Takes somebody's second factor away, e.g. when the telephone is lost and the codes with it. */
export function resetSecondFactorHandler(rules: IdentityRules): Handler<typeof resetSecondFactor> {
  return async (context) => {
    const { tx, actor, requestId } = context
    const { account, sessions } = await permitted(context, 'reset_password', rules)
    tx.write(resetSecondFactorOf(account.id))
    endSessions(
      tx,
      sessions.map((one) => one.id),
    )
    record(tx, {
      what: 'identity.second_factor_reset',
      actor,
      subject: account.id,
      subjectName: account.username,
      requestId,
    })
    return {}
  }
}
